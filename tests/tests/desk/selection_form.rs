//! The form of a selection: where conditions are clicked these are what is saved, looked at and counted, else what is typed.

use actions::admin::selections;
use anyhow::Result;
use domain::user::Role;
use journeys::scene::{GROUP, Scene};
use store::testing::engines;

use crate::desk::office::{at_the_desk, person};

const NEW: &str = "/admin/selections/new";

async fn kept(scene: &Scene, name: &str) -> Result<String> {
    let found = selections::by_name(&scene.house.ctx, &scene.house.organisation, name).await?;
    Ok(found.filter.unwrap_or_default())
}

#[tokio::test]
async fn what_was_clicked_is_what_is_saved_looked_at_and_counted() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        person(&scene, Role::Member, &["Leden"]).await?;
        let page = boss.open(NEW).await?;
        assert!(!page.body.contains("filter-error"), "nothing is wrong before anything was filled in");
        let click = [("name", "Clicked"), ("field_0", "groups"), ("operator_0", "eq"), ("value_0", "Leden")];
        let with = |act| click.into_iter().chain([("act", act)]).collect::<Vec<_>>();
        let looked = boss.submit(&page, NEW, &with("preview")).await?;
        assert!(
            looked.text().contains("groups eq \"Leden\"") && looked.text().contains("1 person"),
            "{}",
            looked.text()
        );
        let saved = boss.submit(&page, NEW, &with("save")).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(kept(&scene, "Clicked").await?, "groups eq \"Leden\"");

        // The same where one is there already.
        let id = selections::by_name(&scene.house.ctx, &scene.house.organisation, "Clicked").await?.id;
        let address = format!("/admin/selections/{id}");
        // What a browser sends of the lists to choose from.
        let (groups, is) = (("field_0", "groups"), ("operator_0", "eq"));
        let page = boss.open(&address).await?;
        let more = boss.submit(&page, &address, &[("act", "add-row"), groups, is, ("value_0", "Bestuur")]).await?;
        assert!(more.text().contains("groups eq \"Bestuur\""), "{}", more.text());
        assert!(!more.body.contains("filter-error"), "a condition that is not filled in yet is no slip");
        let fields = [
            ("act", "save"),
            ("joined", "or"),
            groups,
            is,
            ("field_1", "groups"),
            ("operator_1", "eq"),
            ("value_1", GROUP),
        ];
        let saved = boss.submit(&more, &address, &fields).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(kept(&scene, "Clicked").await?, format!("groups eq \"Bestuur\" or groups eq \"{GROUP}\""));

        // A row that goes is gone from what is saved; a condition without a value is not saved.
        let page = boss.open(&address).await?;
        let lists = [groups, is, ("field_1", "groups"), ("operator_1", "eq")];
        let fewer = boss.submit(&page, &address, &[&lists[..], &[("act", "remove-row-0")]].concat()).await?;
        let empty = boss.submit(&fewer, &address, &[("act", "save"), groups, is, ("value_0", " ")]).await?;
        assert!(empty.text().contains("isn’t saved yet"), "{}", empty.text());
        let saved = boss.submit(&fewer, &address, &[("act", "save"), groups, is]).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(kept(&scene, "Clicked").await?, format!("groups eq \"{GROUP}\""));
        for bad in ["remove-row-7", "remove-row-x", "nothing"] {
            assert_eq!(boss.submit(&fewer, &address, &[("act", bad)]).await?.status, 400, "{bad}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_was_typed_is_what_is_saved_and_conditions_come_back_where_they_can_say_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        let page = boss.open(NEW).await?;
        let click = [("name", "Typed"), ("field_0", "groups"), ("operator_0", "eq"), ("value_0", "Leden")];
        let fields: Vec<_> = click.into_iter().chain([("act", "type")]).collect();
        let typing = boss.submit(&page, NEW, &fields).await?;
        assert!(typing.body.contains("groups eq &#34;Leden&#34;</textarea>"), "{}", typing.body);
        let intricate = "not (groups eq \"Leden\") and (active eq true or groups pr)";
        let stays = boss.submit(&typing, NEW, &[("act", "use-rows"), ("filter", intricate)]).await?;
        assert!(stays.text().contains("too intricate"), "{}", stays.text());
        let saved = boss.submit(&stays, NEW, &[("act", "save"), ("filter", intricate)]).await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(kept(&scene, "Typed").await?, intricate);

        let id = selections::by_name(&scene.house.ctx, &scene.house.organisation, "Typed").await?.id;
        let address = format!("/admin/selections/{id}");
        let page = boss.open(&address).await?;
        let rows = boss.submit(&page, &address, &[("act", "use-rows"), ("filter", "active eq false")]).await?;
        assert!(rows.body.contains("name=\"field_0\"") && !rows.body.contains("<textarea"), "{}", rows.body);
        let saved = boss
            .submit(
                &rows,
                &address,
                &[("act", "save"), ("field_0", "active"), ("operator_0", "eq"), ("value_0", "true")],
            )
            .await?;
        assert_eq!(saved.location(), "/admin/selections", "{}", saved.text());
        assert_eq!(kept(&scene, "Typed").await?, "active eq true");
    }
    Ok(())
}
