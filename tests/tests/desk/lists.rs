//! Lists of people: narrowed by what their view shows, put in another order, and walked forwards and back.

use actions::admin::people;
use actions::admin::policies;
use anyhow::{Context, Result};
use domain::time::Timestamp;
use domain::user::Role;
use domain::view::{Column, Order, View, ViewAction};
use journeys::scene::{GROUP, Scene};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use crate::desk::office::{at_the_desk, person, view};

/// The names of a page, in its order.
fn names(page: &Page) -> Vec<String> {
    let rows = page.body.split("class=\"name\" href=").skip(1);
    rows.filter_map(|row| row.split('>').nth(1)?.split('<').next().map(str::to_owned)).collect()
}

/// The link of the pager that leads this way.
fn way(page: &Page, rel: &str) -> Option<String> {
    let (before, _) = page.body.split_once(&format!("\" rel=\"{rel}\""))?;
    Some(before.rsplit("href=\"").next()?.replace("&#38;", "&").replace("&amp;", "&"))
}

async fn shown(desk: &mut Visitor, query: &str) -> Result<Vec<String>> {
    let page = desk.get(&format!("/admin/people?{query}")).await?;
    anyhow::ensure!(page.status == 200, "{query}: {}", page.status);
    Ok(names(&page))
}

#[tokio::test]
async fn a_list_is_walked_forwards_and_back_in_each_order() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        for _ in 0..60 {
            person(&scene, Role::Member, &[]).await?;
        }
        let mut first_names = Vec::new();
        for sort in ["name", "name-down", "last-sign-in", "last-sign-in-down"] {
            let mut pages = vec![desk.open(&format!("/admin/people?sort={sort}")).await?];
            assert_eq!(way(&pages[0], "prev"), None, "{engine:?} {sort}");
            while let Some(next) = way(&pages[pages.len() - 1], "next") {
                assert!(pages.len() < 3, "{engine:?} {sort}: {next}");
                pages.push(desk.get(&next).await?);
            }
            let walked: Vec<Vec<String>> = pages.iter().map(names).collect();
            assert_eq!(walked.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 11], "{engine:?} {sort}");
            let mut all: Vec<&String> = walked.iter().flatten().collect();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), 61, "{engine:?} {sort}: each person once");

            let second = desk.get(&way(&pages[2], "prev").context("no way back")?).await?;
            assert_eq!(names(&second), walked[1], "{engine:?} {sort}");
            assert_eq!(names(&desk.get(&way(&second, "next").context("no next")?).await?), walked[2]);
            let first = desk.get(&way(&second, "prev").context("no way back")?).await?;
            assert_eq!(names(&first), walked[0], "{engine:?} {sort}");
            first_names.push(walked.concat());
        }
        let mut backwards = first_names[1].clone();
        backwards.reverse();
        assert_eq!(backwards, first_names[0], "{engine:?}");
        // Of 61 people one has signed in.
        assert_eq!(first_names[3].first(), first_names[2].last(), "{engine:?}");
        // Going back from the middle of the first page ends with a whole page.
        let page = desk.get("/admin/people").await?;
        let head = page.body.split("<thead").nth(1).and_then(|rest| rest.split("</thead>").next());
        let head = head.context("no head")?;
        assert!(
            head.contains("aria-sort=\"ascending\"><a class=\"sort\"") && head.contains("sort=name%2Ddown"),
            "{head}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_list_is_narrowed_by_what_its_view_shows_and_by_nothing_else() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (desk_person, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let mut added = Vec::new();
        for groups in [&[][..], &[], &["Zeilers"], &["Zeilers"], &["Zeilers", GROUP]] {
            added.push(person(&scene, Role::Member, groups).await?);
        }
        let title = |at: usize| format!("Persoon {}", &added[at].name[1..]);
        let me = format!("Persoon {}", &desk_person.name[1..]);
        people::set_blocked(ctx, organisation, added[0].id, true).await?;
        let until = Timestamp::from_micros(ctx.now().micros() + 20 * 86_400_000_000);
        actions::admin::desk::exempt_by_command_line(ctx, organisation, added[2].id, (until, "no phone")).await?;
        let all = view(&scene, "All columns", None, &[ViewAction::Edit]).await?;
        let zeilers = policies::group(ctx, organisation, "Zeilers").await?;
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };

        let of = |query: &str| format!("view={all}&{query}");
        assert_eq!(shown(&mut desk, &of("state=on")).await?, [me], "{engine:?}");
        assert_eq!(shown(&mut desk, &of("state=blocked")).await?, [title(0)], "{engine:?}");
        assert_eq!(shown(&mut desk, &of("state=exempt")).await?, [title(2)], "{engine:?}");
        let not_yet = sorted(shown(&mut desk, &of("state=not-yet")).await?);
        assert_eq!(not_yet, sorted(vec![title(1), title(3), title(4)]), "{engine:?}");
        let group = sorted(shown(&mut desk, &of(&format!("group={zeilers}"))).await?);
        assert_eq!(group, sorted(vec![title(2), title(3), title(4)]), "{engine:?}");
        let both = of(&format!("group={zeilers}&state=exempt&q=persoon&sort=name-down"));
        assert_eq!(shown(&mut desk, &both).await?, [title(2)], "{engine:?}");
        let page = desk.get(&format!("/admin/people?{}", of(&format!("group={zeilers}&state=on")))).await?;
        assert!(page.text().contains("Nobody fits what you chose"), "{}", page.text());
        assert!(page.body.contains("selected>Zeilers</option>"), "what was chosen stays chosen: {}", page.body);
        let page = desk.get(&format!("/admin/people?{}", of(&format!("group={zeilers}")))).await?;
        assert!(page.text().contains("3 people"), "{}", page.text());

        for made_up in ["state=x", "sort=email", "group=x", "group=00000000-0000-7000-8000-000000000000"] {
            assert_eq!(desk.get(&format!("/admin/people?{}", of(made_up))).await?.status, 404, "{engine:?} {made_up}");
        }
        // A view without the columns tells nothing of them through a filter or an order either.
        let names_only = narrow(&scene).await?;
        for hidden in [format!("group={zeilers}"), "state=on".to_owned(), "sort=last-sign-in".to_owned()] {
            let status = desk.get(&format!("/admin/people?view={names_only}&{hidden}")).await?.status;
            assert_eq!(status, 404, "{engine:?} {hidden}");
        }
        let page = desk.get(&format!("/admin/people?view={names_only}")).await?;
        assert!(!page.body.contains("id=\"group\"") && !page.body.contains("id=\"state\""), "{}", page.body);
        assert!(!page.body.contains("last-sign-in"), "{}", page.body);
    }
    Ok(())
}

/// A view that shows names and nothing else.
async fn narrow(scene: &Scene) -> Result<domain::id::ViewId> {
    let id = view(scene, "Names", None, &[]).await?;
    let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
    let views = store::view::list(ctx.db(), org).await?;
    let found = views.into_iter().find(|view| view.id == id).context("the view is gone")?;
    let changed = View { columns: vec![Column::Name], order: Order::Name, ..found };
    ctx.db()
        .write_with::<_, _, store::Error, _>((changed, org), |tx, (view, org)| {
            Box::pin(async move { store::view::save(tx, *org, view).await })
        })
        .await?;
    Ok(id)
}
