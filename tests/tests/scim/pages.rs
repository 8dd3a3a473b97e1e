//! The pages on which systems are connected: what is shown once, what is refused, what is tried out.

use actions::admin::attributes::{self, AttributeEdit};
use anyhow::{Context as _, Result};
use domain::people_source::WhenGone;
use domain::selection::AttributeKind;
use domain::time::Lifetime;
use domain::user::Role;
use journeys::provisioner::Provisioner;
use journeys::scene::{GROUP, Scene};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use store::people_source::Known;
use store::testing::engines;

use crate::scim::hostile::give_role;
use crate::systems::office::shown;

const SOURCES: &str = "/admin/settings/sources";
const NEW: &str = "/admin/settings/sources/new";

/// A SuperUser with a second step, who proved it just now.
async fn boss(scene: &Scene, name: &str) -> Result<Visitor> {
    let member = scene.member_with_app(name, &[GROUP]).await?;
    give_role(scene, member.id, Role::SuperUser).await?;
    scene.signed_in(&member).await
}

async fn kept(scene: &Scene) -> Result<Vec<Known>> {
    Ok(store::people_source::list(scene.house.ctx.db(), scene.house.organisation.id).await?)
}

async fn attribute(scene: &Scene) -> Result<()> {
    let new = AttributeEdit {
        key: "afdeling".to_owned(),
        version: 0,
        name: "Afdeling".to_owned(),
        kind: AttributeKind::Choice,
        choices: vec!["Noord".to_owned(), "Zuid".to_owned()],
        position: 1,
    };
    attributes::save_by_command_line(&scene.house.ctx, &scene.house.organisation, new).await?;
    Ok(())
}

async fn sent(admin: &mut Visitor, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let page = admin.open(action).await?;
    admin.submit(&page, action, fields).await
}

#[tokio::test]
async fn a_system_is_connected_and_its_key_shown_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        attribute(&scene).await?;
        let mut admin = boss(&scene, "anna").await?;
        let empty = admin.open(SOURCES).await?;
        assert!(empty.text().contains("No system is connected yet"), "{}", empty.text());
        let fields =
            [("name", " Entra ID "), ("path:own:afdeling", "title"), ("when_gone", "keep"), ("takes_over", "yes")];
        let made = sent(&mut admin, NEW, &fields).await?;
        let key = shown(&made, "key")?;
        assert!(made.status == 200 && key.starts_with("twp_") && key.len() == 47, "{key}");
        assert_eq!(made.header("cache-control"), "no-store");
        assert!(
            made.text().contains(&format!("{}/scim/v2", scene.house.site.trim_end_matches('/'))),
            "{}",
            made.text()
        );
        let one = kept(&scene).await?.pop().context("not kept")?;
        assert_eq!(
            (one.source.name.as_str(), one.source.takes_over, one.source.when_gone),
            ("Entra ID", true, WhenGone::Keep)
        );
        assert!(one.source.mapping.lines().contains("own:afdeling title"), "{}", one.source.mapping.lines());

        let system = Provisioner::at(&scene.house.site, &scene.house.organisation.host, &key)?;
        let id = system.add("sanne").await?;
        let page = format!("{SOURCES}/{}", one.source.id);
        for path in [SOURCES.to_owned(), page.clone(), "/admin/audit".to_owned()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains("Entra ID") && !page.body.contains(&key[4..]), "{path}: {}", page.text());
        }
        let list = admin.open(SOURCES).await?;
        assert!(list.text().contains("1 person, 0 groups"), "{}", list.text());
        let about = admin.open(&format!("/admin/people/{id}")).await?;
        let edit = about.links().into_iter().find(|link| link.contains("/edit?view=")).context("no link")?;
        for about in [about, admin.open(&edit).await?] {
            assert!(about.text().contains("Entra ID"), "{}: {}", about.address, about.text());
        }

        // Made anew: both open for a day, or until somebody ends the old one.
        let about = admin.open(&page).await?;
        let renewed = admin.submit(&about, &format!("{page}/renew"), &[]).await?;
        let new = Provisioner::at(&scene.house.site, &scene.house.organisation.host, &shown(&renewed, "key")?)?;
        assert_eq!((system.get("/Users").await?.status, new.get("/Users").await?.status), (200, 200));
        scene.advance(Lifetime::days(1));
        assert_eq!((system.get("/Users").await?.status, new.get("/Users").await?.status), (401, 200));

        let mut admin = boss(&scene, "bram").await?;
        let about = admin.open(&page).await?;
        admin.submit(&about, &format!("{page}/renew"), &[]).await?;
        let about = admin.open(&page).await?;
        let ended = admin.fill(&about, &format!("{page}/end-former"), &[]).await?;
        assert!(ended.text().contains("opens nothing any more"), "{}", ended.text());
        assert_eq!(new.get("/Users").await?.status, 401);

        let asked = admin.open(&format!("{page}/remove")).await?;
        assert!(asked.text().contains("1 person who comes from it stays"), "{}", asked.text());
        let gone = admin.fill(&asked, &format!("{page}/remove"), &[]).await?;
        assert!(gone.text().contains("Entra ID was let go"), "{}", gone.text());
        let about = admin.open(&format!("/admin/people/{id}")).await?;
        assert!(!about.text().contains("Entra ID") && kept(&scene).await?.is_empty(), "{}", about.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_typed_is_lost() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        attribute(&scene).await?;
        Provisioner::of(&scene.house).await?;
        let mut admin = boss(&scene, "anna").await?;
        let long = "n".repeat(101);
        for (field, typed, said) in [
            ("name", " ", "at most 100 characters"),
            ("name", long.as_str(), "at most 100 characters"),
            ("name", "ENTRA id", "Another system has this name"),
            ("path:user-name", "", "‘User name’ can’t be empty"),
            ("path:language", "a b", "‘Language’ can’t be filled from that"),
            ("path:own:afdeling", "password", "‘Afdeling’ can’t be filled from that"),
            ("path:emails", "phoneNumbers", "E-mail addresses come from ‘emails’"),
        ] {
            let mut fields = vec![("name", "Okta"), ("path:own:afdeling", "title")];
            fields.push((field, typed));
            let answer = sent(&mut admin, NEW, &fields).await?;
            assert_eq!((answer.status, answer.text().matches(said).count()), (200, 2), "{said}: {}", answer.text());
            assert!(answer.body.contains("aria-invalid=\"true\"") && shown(&answer, "key").is_err());
            let form = answer.form(NEW)?;
            assert!(form.iter().any(|(name, value)| name == field && value == typed), "{form:?}");
        }
        assert_eq!(kept(&scene).await?.len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn somebody_is_tried_out_and_nothing_is_saved() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        attribute(&scene).await?;
        Provisioner::of(&scene.house).await?;
        let mut admin = boss(&scene, "anna").await?;
        let id = kept(&scene).await?.pop().context("not kept")?.source.id;
        let (page, trial) = (format!("{SOURCES}/{id}"), format!("{SOURCES}/{id}/try"));
        let about = admin.open(&page).await?;
        let mut fields = about.form(&page)?;
        fields.retain(|(name, _)| name != "body" && name != "path:own:afdeling");
        fields.push(("path:own:afdeling".to_owned(), "title".to_owned()));
        let mut tried = async |body: &str| {
            let mut fields = fields.clone();
            fields.push(("body".to_owned(), body.to_owned()));
            admin.send(Method::POST, &trial, Some(encode(&fields))).await
        };
        let body = r#"{ "userName": "anna", "title": "noord", "name": { "givenName": "A", "familyName": "B" } }"#;
        let read = tried(body).await?;
        for said in
            ["This is how the person would come in", "A B", "Noord", "Somebody signs in by this user name already"]
        {
            assert!(read.text().contains(said), "{said}: {}", read.text());
        }
        for (body, said) in [
            (r#"{ "userName": "x", "title": "oost" }"#, "title: `oost` is none of: Noord, Zuid"),
            (r#"{ "title": "noord" }"#, "userName: missing"),
            ("{", "EOF while parsing"),
            (r#"{ "userName": "x", "emails": [{ "value": "<script>alert(1)</script>" }] }"#, "is no e-mail address"),
        ] {
            let refused = tried(body).await?;
            assert!(refused.text().contains("The person would be refused"), "{}", refused.text());
            assert!(
                refused.text().contains(said) && !refused.body.contains("<script>alert"),
                "{said}: {}",
                refused.text()
            );
        }
        assert!(!kept(&scene).await?.pop().context("gone")?.source.mapping.lines().contains("afdeling"));
    }
    Ok(())
}

#[tokio::test]
async fn of_two_who_change_a_system_the_second_is_told() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        Provisioner::of(&scene.house).await?;
        let (mut anna, mut bram) = (boss(&scene, "anna").await?, boss(&scene, "bram").await?);
        let page = format!("{SOURCES}/{}", kept(&scene).await?.pop().context("not kept")?.source.id);
        let (of_anna, of_bram) = (anna.open(&page).await?, bram.open(&page).await?);
        let saved = anna.fill(&of_anna, &page, &[("name", "Entra")]).await?;
        assert!(saved.text().contains("Entra is saved"), "{}", saved.text());
        let told = bram.submit(&of_bram, &page, &[("name", "Microsoft"), ("when_gone", "keep")]).await?;
        assert!(
            told.status == 200 && told.text().contains("Entra") && told.text().contains("Microsoft"),
            "{}",
            told.text()
        );
        assert_eq!(kept(&scene).await?.pop().context("gone")?.source.name, "Entra");
        let again = bram.fill(&told, &page, &[]).await?;
        assert!(again.text().contains("Microsoft is saved"), "{}", again.text());
    }
    Ok(())
}
