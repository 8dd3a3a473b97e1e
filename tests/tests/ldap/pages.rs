//! The pages on which a directory is connected: form, test, dry run, sync, who signs in after it, and what is held back.

use std::time::Duration;

use actions::admin::people_sources;
use anyhow::{Context as _, Result, bail};
use domain::directory::Shape;
use domain::user::Role;
use journeys::scene::{GROUP, Scene};
use journeys::slapd::{BASE, PASSWORD, READER, READER_PASSWORD, Slapd, dn_of, person};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use super::{connected, named, synced};
use crate::scim::hostile::give_role;

const NEW: &str = "/admin/settings/directories/new";

/// A SuperUser with a second step, who proved it just now.
async fn boss(scene: &Scene) -> Result<Visitor> {
    let member = scene.member_with_app("anna", &[GROUP]).await?;
    give_role(scene, member.id, Role::SuperUser).await?;
    scene.signed_in(&member).await
}

/// Opens a page until it says something.
async fn says(admin: &mut Visitor, path: &str, text: &str) -> Result<Page> {
    let waiting = async {
        loop {
            let page = admin.open(path).await?;
            if page.text().contains(text) {
                return Ok(page);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    match tokio::time::timeout(Duration::from_mins(1), waiting).await {
        Ok(page) => page,
        Err(_) => bail!("{path} never says {text}"),
    }
}

#[tokio::test]
async fn a_directory_is_connected_tried_run_dry_and_synced_and_its_people_sign_in() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit"), person("anna", "Anna")]).await? else {
            return Ok(());
        };
        let scene = Scene::open(engine).await?;
        let mut admin = boss(&scene).await?;
        let base = format!("ou=people,{BASE}");
        let url = slapd.secure();
        let authority = slapd.authority()?;
        let typed = |password: &'static str, act: &'static str| {
            vec![
                ("name", "OpenLDAP"),
                ("urls", url.as_str()),
                ("ca", authority.as_str()),
                ("bind_dn", READER),
                ("password", password),
                ("base", base.as_str()),
                ("groups", "nowhere"),
                ("when_gone", "block"),
                ("act", act),
            ]
        };
        let page = admin.open(NEW).await?;
        let tested = admin.submit(&page, NEW, &typed("wrong", "test")).await?;
        assert!(tested.text().contains("It doesn’t let in whoever asks"), "{}", tested.text());
        assert!(
            !tested.body.contains("wrong\"") && tested.body.contains(&base),
            "a password is shown, or something lost"
        );
        let tested = admin.submit(&page, NEW, &typed(READER_PASSWORD, "test")).await?;
        assert!(tested.text().contains("2 people") && tested.text().contains("Sanne de Wit"), "{}", tested.text());
        assert!(!tested.body.contains(READER_PASSWORD));
        let choices = [("groups", "nowhere"), ("when_gone", "block"), ("act", "save")];
        let wrong = [&[("name", ""), ("urls", "ldap://dc.example")][..], &choices].concat();
        let faults = admin.submit(&page, NEW, &wrong).await?;
        for said in ["Give a name", "isn’t encrypted", "Say who asks", "Type the password", "Say below which entry"] {
            assert!(faults.text().contains(said), "{said}: {}", faults.text());
        }
        let saved = admin.fill(&page, NEW, &typed(READER_PASSWORD, "save")).await?;
        assert!(saved.text().contains("It is saved"), "{}", saved.text());
        let all = people_sources::list(&scene.house.ctx, &scene.house.organisation).await?;
        let one = format!("/admin/settings/directories/{}", all.first().context("not kept")?.source.id);
        assert!(!saved.body.contains(READER_PASSWORD));

        let sync = format!("{one}/sync");
        let asked = admin.fill(&saved, &sync, &[("act", "look")]).await?;
        assert!(asked.text().contains("It begins now"), "{}", asked.text());
        let looked = says(&mut admin, &one, "What the dry run would do").await?;
        assert!(looked.text().contains("1 added, 1 refused"), "{}", looked.text());
        assert!(looked.text().contains("Is here already and did not come from there"), "{}", looked.text());
        assert!(named(&scene, "sanne").await?.is_none());
        admin.fill(&looked, &sync, &[("act", "sync")]).await?;
        let done = says(&mut admin, &one, "What the last one did").await?;
        assert!(done.text().contains("next sync on"), "{}", done.text());
        let list = admin.open("/admin/settings/sources").await?;
        assert!(list.text().contains("LDAP") && list.text().contains("1 person, 0 groups"), "{}", list.text());
        // What belongs to the other kind is not there.
        let id = one.rsplit('/').next().unwrap_or_default();
        assert_eq!(admin.get(&format!("/admin/settings/sources/{id}")).await?.status, 404);

        let page = scene.visitor()?.sign_in("sanne", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in() || page.address.contains("/sign-in/"), "{}", page.text());
        let about = admin.open(&format!("/admin/people/{}", super::id_of(&scene, "sanne").await?)).await?;
        assert!(about.text().contains("OpenLDAP, where their password is too"), "{}", about.text());
        assert!(!about.links().iter().any(|link| link.contains("/password?")), "a button that makes a password");

        // A changed address without the password would send it to whoever typed the address.
        let page = admin.open(&one).await?;
        let moved = [&[("urls", "ldaps://127.0.0.2"), ("ca", authority.as_str())][..], &choices].concat();
        let kept = admin.submit(&page, &one, &moved).await?;
        assert!(kept.text().contains("Type the password"), "{}", kept.text());
        let removal = format!("/admin/settings/sources/{id}/remove");
        let page = admin.open(&removal).await?;
        let gone = admin.fill(&page, &removal, &[]).await?;
        assert!(gone.text().contains("OpenLDAP was let go"), "{}", gone.text());
        assert_eq!(admin.get(&one).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn what_is_held_back_is_told_and_let_go_by_a_button() -> Result<()> {
    for engine in engines() {
        let people: Vec<_> = (0..20).map(|number| person(&format!("p{number}"), "Persoon")).collect();
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        synced(&scene, id).await?;
        slapd.remove(&(0..15).map(|number| dn_of(&format!("p{number}"))).collect::<Vec<_>>())?;
        synced(&scene, id).await?;
        let mut admin = boss(&scene).await?;
        let one = format!("/admin/settings/directories/{id}");
        let page = admin.open(&one).await?;
        assert!(page.text().contains("15 people or memberships would vanish at once"), "{}", page.text());
        admin.fill(&page, &format!("{one}/sync"), &[("act", "let-go")]).await?;
        let page = says(&mut admin, &one, "15 gone").await?;
        assert!(!page.text().contains("Let these 15 vanish"), "{}", page.text());
        assert!(super::there(&scene, "p1").await?.user.blocked);
    }
    Ok(())
}
