//! Sessions on a platform: seen by its name, and over with its key.

use anyhow::{Context, Result};
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{PASSWORD, Scene};
use store::testing::engines;

use crate::desk::office::view;
use crate::keys::office::{KEYS, Typed, log, make, session};
use crate::systems::office::signed_in;

#[tokio::test]
async fn a_session_on_a_platform_is_listed_by_its_name() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let key = make(&mut admin, Typed { name: "CRM <b>", ..Typed::default() }).await?;
        let member = scene.member("sanne", &[]).await?;
        let mut sanne = scene.visitor()?;
        sanne.sign_in("sanne", PASSWORD).await?;
        session(&scene, &member, (1, Some(key.id))).await?;
        session(&scene, &member, (2, None)).await?;

        let page = sanne.open("/profile/sessions").await?;
        assert!(page.text().contains("Safari, macOS · CRM <b>"), "{}", page.text());
        assert_eq!(page.text().matches(" · CRM <b> ").count(), 2, "the line and its button: {}", page.text());
        assert!(!page.body.contains("CRM <b>"), "{}", page.body);

        let view = view(&scene, "Everyone", None, ViewAction::ALL).await?;
        let page = admin.open(&format!("/admin/people/{}?view={view}", member.id)).await?;
        assert_eq!(page.text().matches("Safari, macOS · CRM <b> ").count(), 1, "{}", page.text());
        assert!(!page.body.contains("CRM <b>"), "{}", page.body);
    }
    Ok(())
}

#[tokio::test]
async fn without_its_key_nobody_is_signed_in_on_a_platform() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let crm = make(&mut admin, Typed::default()).await?;
        let shop = make(&mut admin, Typed { name: "Shop", ..Typed::default() }).await?;
        let member = scene.member("sanne", &[]).await?;
        session(&scene, &member, (1, Some(crm.id))).await?;
        let stays = [session(&scene, &member, (2, Some(shop.id))).await?, session(&scene, &member, (3, None)).await?];

        let remove = format!("{}/remove", crm.page());
        let page = admin.open(&remove).await?;
        assert!(page.text().contains("Sessions on that platform end"), "{}", page.text());
        let removed = admin.fill(&page, &remove, &[]).await?;
        assert!(removed.path() == KEYS && removed.text().contains("The key of CRM was removed"), "{}", removed.text());

        let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
        let mut left: Vec<_> = store::session::of_user(db, org, member.id).await?.iter().map(|one| one.id).collect();
        left.sort();
        assert_eq!(left, stays);
        let events = log(&scene).await?;
        let event = events.iter().find(|event| event.kind == "api-key-removed").context("not in the log")?;
        assert!(event.details.contains("\"sessions\":1"), "{}", event.details);
        assert_eq!(admin.get(&crm.page()).await?.status, 404);
    }
    Ok(())
}
