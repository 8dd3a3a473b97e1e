//! Attributes of the organisation's own, made in the browser, and the values that people are given when they are added.

use actions::admin::{attributes, people};
use anyhow::Result;
use domain::selection::AttributeKey;
use domain::user::Role;
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use crate::desk::office::{at_the_desk, done_by, post};

const LIST: &str = "/admin/settings/attributes";
const NEW: &str = "/admin/settings/attributes/new";

async fn make(desk: &mut Visitor, key: &str, kind: &str, choices: &str) -> Result<Page> {
    let page = desk.open(NEW).await?;
    let fields = [("name", key), ("key", key), ("kind", kind), ("choices", choices)];
    desk.fill(&page, NEW, &fields).await
}

#[tokio::test]
async fn an_attribute_is_made_changed_and_removed_once_nothing_looks_at_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let page = boss.open(NEW).await?;
        let wrong = [("name", " "), ("key", "2nd"), ("kind", "choice"), ("choices", "One\none"), ("position", "2")];
        let said = boss.submit(&page, NEW, &wrong).await?.text();
        for told in
            ["Give a name of at most 100 characters.", "Type a letter, then letters", "1 to 100 different choices"]
        {
            assert!(said.contains(told), "{told}: {said}");
        }
        for reserved in ["groups", "new"] {
            let said = boss.submit(&page, NEW, &[("name", "Name"), ("key", reserved), ("kind", "text")]).await?.text();
            assert!(said.contains("This key has a meaning already."), "{said}");
        }
        let said = boss
            .submit(&page, NEW, &[("name", "Name"), ("key", "x"), ("kind", "text"), ("position", "first")])
            .await?
            .text();
        assert!(said.contains("Type a whole number from 0 to 65535."), "{said}");

        let list = make(&mut boss, "Department", "choice", "Office\r\n\r\nField <b>").await?;
        assert_eq!(list.path(), LIST);
        let said = list.text();
        assert!(said.contains("Choice from a list: Office, Field <b>"), "{said}");
        let page = boss.open(NEW).await?;
        assert!(page.body.contains("name=\"position\" value=\"2\""), "the next place: {}", page.body);
        let taken =
            boss.submit(&page, NEW, &[("name", "Other"), ("key", "DEPARTMENT"), ("kind", "text")]).await?.text();
        assert!(taken.contains("Another attribute has this key."), "{taken}");

        // What somebody has can be chosen for as long; what nobody has may go.
        let lin = [("display_name", "Lin"), ("user_name", "lin"), ("own_department", "Office")];
        assert_eq!(post(&mut boss, "/admin/people/new", &lin).await?.location(), "/admin/people");
        let address = format!("{LIST}/department");
        let page = boss.open(&address).await?;
        let said = boss.submit(&page, &address, &[("choices", "Field <b>")]).await?.text();
        assert!(said.contains("1 person has ‘Office’"), "{said}");
        let list = boss.fill(&page, &address, &[("name", "Team"), ("choices", "Office\nBoard")]).await?;
        assert!(list.text().contains("Office, Board"), "{}", list.text());

        let selection =
            [("version", "0"), ("name", "At the office"), ("filter", "department eq \"Office\""), ("act", "save")];
        assert_eq!(post(&mut boss, "/admin/selections/new", &selection).await?.status, 303);
        let page = boss.open(&address).await?;
        assert!(page.text().contains("At the office"), "{}", page.text());
        let removal = format!("{address}/remove");
        let said = boss.open(&removal).await?.text();
        assert!(said.contains("These look at it") && said.contains("At the office"), "{said}");
        let said = post(&mut boss, &removal, &[("version", "2")]).await?.text();
        assert!(said.contains("These look at it"), "refused even so: {said}");

        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let all = store::selection::list(ctx.db(), organisation.id).await?;
        let id = all.iter().find(|kept| kept.name == "At the office").map(|kept| kept.id.to_string());
        let gone = format!("/admin/selections/{}/remove", id.unwrap_or_default());
        let asked = boss.open(&gone).await?;
        boss.fill(&asked, &gone, &[]).await?;
        let asked = boss.open(&removal).await?;
        assert!(asked.text().contains("What 1 person has filled in goes with it."), "{}", asked.text());
        let list = boss.fill(&asked, &removal, &[]).await?;
        assert!(list.path() == LIST && list.text().contains("There are no attributes yet"), "{}", list.text());
        assert_eq!(boss.get(&address).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn the_second_of_two_who_change_an_attribute_is_shown_the_difference() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut one) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut other) = at_the_desk(&scene, Role::SuperUser).await?;
        make(&mut one, "badge", "text", "").await?;
        let (address, removal) = (format!("{LIST}/badge"), format!("{LIST}/badge/remove"));
        let (mine, theirs, asked) =
            (one.open(&address).await?, other.open(&address).await?, other.open(&removal).await?);
        one.fill(&mine, &address, &[("name", "Badge number")]).await?;
        let told = other.submit(&theirs, &address, &[("name", "Pass")]).await?;
        let said = told.text();
        assert!(said.contains("Somebody else changed this too") && said.contains("Badge number"), "{said}");
        assert!(told.body.contains("value=\"Pass\""), "what was typed is gone: {said}");
        let said = other.submit(&asked, &removal, &[]).await?.text();
        assert!(said.contains("Look again before you remove it."), "{said}");
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let badge = AttributeKey::kept("badge");
        let name = async || {
            let kept = attributes::find(ctx, organisation, &badge).await?;
            Ok::<_, anyhow::Error>(kept.map(|kept| kept.attribute.name))
        };
        assert_eq!(name().await?.as_deref(), Some("Badge number"), "nothing was overwritten");
        // Knowing that, it is theirs to say.
        other.fill(&told, &address, &[("name", "Pass")]).await?;
        assert_eq!(name().await?.as_deref(), Some("Pass"));
    }
    Ok(())
}

#[tokio::test]
async fn somebody_is_added_with_attributes_and_what_does_not_fit_is_told_beside_its_field() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        for (key, kind, choices) in [
            ("hours", "number", ""),
            ("ends", "date", ""),
            ("driver", "yes-no", ""),
            ("team", "choice", "Office\nField"),
        ] {
            make(&mut desk, key, kind, choices).await?;
        }
        let page = desk.open("/admin/people/new").await?;
        for field in ["own_hours", "own_ends", "own_driver", "own_team"] {
            assert!(page.body.contains(&format!("name=\"{field}\"")), "{field}: {}", page.text());
        }
        let fields = [("display_name", ""), ("user_name", "lin"), ("own_hours", "many"), ("own_ends", "2026-12-08")];
        let wrong = desk.submit(&page, "/admin/people/new", &fields).await?;
        assert!(wrong.text().contains("Type a number, such as 12 or 2.5."), "{}", wrong.text());
        assert!(wrong.body.contains("aria-describedby=\"own-hours-error\""), "beside its field: {}", wrong.text());
        assert!(wrong.text().contains("The name is empty"), "all at once: {}", wrong.text());
        assert!(wrong.body.contains("value=\"2026-12-08\""), "what was typed is gone: {}", wrong.text());
        let fields = [("display_name", "Lin"), ("own_hours", "2,5"), ("own_driver", "true"), ("own_team", "Field")];
        let saved = desk.submit(&wrong, "/admin/people/new", &fields).await?;
        assert_eq!(saved.location(), "/admin/people", "{}", saved.text());
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let lin = people::find(ctx, organisation, "lin").await?;
        let values = attributes::values(ctx, organisation, lin).await?;
        let shown: Vec<String> = values.into_iter().filter_map(|(_, value)| Some(value?.shown())).collect();
        assert_eq!(shown, ["2.5", "2026-12-08", "true", "Field"]);
        let events = done_by(&scene, lin, boss.id).await?;
        assert!(
            events.iter().any(|(kind, about)| kind == "attributes-changed" && about.contains("team")),
            "{events:?}"
        );
    }
    Ok(())
}
