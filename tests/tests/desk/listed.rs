//! Static selections: filled by ticking and from a file, shown page by page, and pointed at by a policy.

use actions::admin::{people, selections};
use anyhow::{Context as _, Result};
use domain::policy::Requirement;
use domain::user::Role;
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use crate::desk::access::rule;
use crate::desk::office::{at_the_desk, person, post, send_file};

const NEW: &str = "/admin/selections/new?kind=list";
const TO: &str = "/admin/selections/new";

/// How many people are on the list of this name.
async fn on_list(scene: &Scene, name: &str) -> Result<u64> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let kept = selections::by_name(ctx, organisation, name).await?;
    Ok(selections::count(ctx, organisation, &kept).await?)
}

async fn address(scene: &Scene, name: &str) -> Result<String> {
    let kept = selections::by_name(&scene.house.ctx, &scene.house.organisation, name).await?;
    Ok(format!("/admin/selections/{}", kept.id))
}

fn ticks(page: &Page) -> usize {
    page.body.matches("name=\"pick\"").count()
}

/// What stands in the box of names.
fn lines(page: &Page) -> String {
    let rest = page.body.split("name=\"lines\" rows=\"8\">").nth(1).unwrap_or_default();
    rest.split('<').next().unwrap_or_default().to_owned()
}

async fn find(desk: &mut Visitor, page: &Page, fields: &[(&str, &str)]) -> Result<Page> {
    let page = desk.submit(page, TO, &[fields, &[("lines", lines(page).as_str()), ("act", "find")]].concat()).await?;
    assert_eq!(page.status, 200, "{}", page.text());
    Ok(page)
}

#[tokio::test]
async fn a_list_is_made_by_searching_and_ticking_and_a_policy_points_at_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let (anna, bram) = (person(&scene, Role::Member, &[]).await?, person(&scene, Role::Member, &[]).await?);
        let page = boss.open(NEW).await?;
        let found = find(&mut boss, &page, &[("name", "Board"), ("search", anna.name.as_str())]).await?;
        assert_eq!(ticks(&found), 1, "{}", found.text());
        // Return in the search searches on; whom one ticked before is kept, and not found again.
        let by_return = [("search", bram.name.as_str()), ("pick", anna.name.as_str()), ("act", "return")];
        let found = boss.submit(&found, TO, &by_return).await?;
        assert!(found.body.contains(&format!("{}</textarea>", anna.name)) && ticks(&found) == 1, "{}", found.text());
        let again = find(&mut boss, &found, &[("search", anna.name.as_str())]).await?;
        assert!(ticks(&again) == 0 && again.text().contains("Nobody else fits"), "{}", again.text());
        let fields = [("lines", lines(&found)), ("pick", bram.name.clone()), ("act", "preview".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let looked = boss.submit(&found, TO, &fields).await?;
        assert!(looked.text().contains("2 enter, 0 leave"), "{}", looked.text());
        // Nothing is found anew: Return saves.
        let saved = boss.submit(&looked, TO, &[("lines", lines(&looked).as_str()), ("act", "return")]).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(on_list(&scene, "Board").await?, 2);

        let board = address(&scene, "Board").await?;
        let list = board.rsplit('/').next().context("no identity")?.to_owned();
        let mut fields = rule("Board rule", "0");
        fields.retain(|(field, _)| *field != "selection");
        fields.push(("selection", list));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let saved = post(&mut boss, "/admin/policies/new", &fields).await?;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let outsider = person(&scene, Role::Member, &[]).await?;
        for (who, asked) in
            [(&anna, Requirement::Optional), (&bram, Requirement::Optional), (&outsider, Requirement::Off)]
        {
            let shown = people::show(&scene.house.ctx, &scene.house.organisation, who.id).await?;
            assert_eq!(shown.standing.policy.requirement.value, asked, "{}", who.name);
        }
        let page = boss.open(&board).await?;
        assert!(page.text().contains("Board rule"), "{}", page.text());
        let removal = format!("{board}/remove");
        let said = post(&mut boss, &removal, &[("version", "1")]).await?.text();
        assert!(said.contains("Board rule"), "it is in use: {said}");
        assert_eq!(on_list(&scene, "Board").await?, 2, "so it stays");
    }
    Ok(())
}

#[tokio::test]
async fn a_list_comes_from_a_file_and_is_looked_at_before_it_is_saved() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let (anna, bram) = (person(&scene, Role::Member, &[]).await?, person(&scene, Role::Member, &[]).await?);
        let csv = format!("Naam;E-mail\nAnna;{}@waterland.example\nBram;{}@waterland.example\n", anna.name, bram.name);
        let page = send_file(&mut boss, "/admin/selections/new/file", "board.csv", csv.as_bytes()).await?;
        assert!(page.status == 200 && page.text().contains("2 enter, 0 leave"), "{}", page.text());
        let saved =
            boss.submit(&page, TO, &[("name", "Board"), ("lines", lines(&page).as_str()), ("act", "save")]).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        let board = address(&scene, "Board").await?;
        let off = format!("{}\nnobody at all\n", bram.name);
        let page = send_file(&mut boss, &format!("{board}/file"), "off.txt", off.as_bytes()).await?;
        assert!(page.text().contains("1 lines found, 1 not."), "{}", page.text());
        let taken = boss
            .submit(&page, &board, &[("lines", lines(&page).as_str()), ("change", "remove"), ("act", "save")])
            .await?;
        assert_eq!(taken.location(), "/admin/selections", "{}", taken.text());
        assert_eq!(on_list(&scene, "Board").await?, 1);

        let empty = send_file(&mut boss, &format!("{board}/file"), "empty.txt", b"").await?;
        assert!(empty.body.contains("id=\"file-error\""), "{}", empty.text());
        let many = "somebody@waterland.example\n".repeat(3000);
        let large = send_file(&mut boss, &format!("{board}/file"), "many.txt", many.as_bytes()).await?;
        assert!(large.text().contains("more names in this file than fit at once"), "{}", large.text());
        assert_eq!(on_list(&scene, "Board").await?, 1, "a file alone saves nothing");
    }
    Ok(())
}

#[tokio::test]
async fn everyone_on_a_list_is_shown_page_by_page_and_taken_off_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let mut names = Vec::new();
        for _ in 0..27 {
            names.push(person(&scene, Role::Member, &[]).await?.name);
        }
        let page = boss.open(NEW).await?;
        let all = names.join("\n");
        let fields = [("name", "Board"), ("lines", all.as_str()), ("change", "add"), ("act", "save")];
        boss.fill(&page, TO, &fields).await?;
        let board = address(&scene, "Board").await?;
        let first = boss.open(&format!("{board}/people")).await?;
        let next = first.links().into_iter().find(|link| link.contains("?after=")).context("no next page")?;
        let second = boss.open(&next).await?;
        assert_eq!((ticks(&first), ticks(&second)), (25, 2), "{}", second.text());
        let off = [("pick", names[3].as_str()), ("act", "preview")];
        let looked = boss.submit(&first, &board, &off).await?;
        assert!(looked.text().contains("0 enter, 1 leave"), "{}", looked.text());
        assert_eq!(on_list(&scene, "Board").await?, 27, "looking saves nothing");
        let saved = boss.submit(&looked, &board, &[("lines", lines(&looked).as_str()), ("act", "save")]).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(on_list(&scene, "Board").await?, 26);
        // The auditor sees them, and takes nobody off.
        let (_, mut auditor) = at_the_desk(&scene, Role::Auditor).await?;
        let page = auditor.open(&format!("{board}/people")).await?;
        assert!(ticks(&page) == 0 && page.text().contains("26 people"), "{}", page.text());
    }
    Ok(())
}
