//! A new password for somebody: made by the program, shown once, and told to the person by mail.

use anyhow::{Context, Result};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene};
use journeys::visitor::Page;
use store::testing::engines;

use crate::desk::office::{at_the_desk, done_by, person, post, view};

fn made_on(page: &Page) -> Result<String> {
    let rest = page.body.split("id=\"made\">").nth(1).with_context(|| page.text())?;
    Ok(rest.split('<').next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_new_password_is_shown_once_and_lets_the_person_in_where_the_old_one_no_longer_does() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::PeopleManager).await?;
        let bram = person(&scene, Role::Member, &[]).await?;
        let mut theirs = scene.visitor()?;
        theirs.sign_in(&bram.name, PASSWORD).await?;
        assert_eq!(theirs.get("/session").await?.status, 204);
        let view = view(&scene, "Leden", None, &[ViewAction::Password]).await?.to_string();
        let page = desk.get(&format!("/admin/people/{}?view={view}", bram.id)).await?;
        assert!(page.text().contains("Make a new password"), "{}", page.text());
        let path = format!("/admin/people/{}/password", bram.id);
        let asked = desk.get(&format!("{path}?view={view}")).await?;
        let no_reason = desk.submit(&asked, &path, &[("reason", " \u{200B}")]).await?;
        assert!(no_reason.text().contains("Give a reason"), "{}", no_reason.text());
        assert_eq!(theirs.get("/session").await?.status, 204, "nothing is done without a reason");
        let shown = desk.submit(&asked, &path, &[("reason", "Forgotten <b>")]).await?;
        assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"), "{}", shown.text());
        let made = made_on(&shown)?;
        assert!(!desk.get(&format!("{path}?view={view}")).await?.body.contains(&made), "shown twice");
        assert_eq!(theirs.get("/session").await?.status, 401, "what leaned on the old one goes on");
        let page = theirs.sign_in(&bram.name, PASSWORD).await?;
        assert!(page.text().contains("don’t belong together"), "{}", page.text());
        theirs.sign_in(&bram.name, &made).await?;
        assert_eq!(theirs.get("/session").await?.status, 204);

        let events = done_by(&scene, bram.id, boss.id).await?;
        let set = events.iter().find(|(kind, _)| kind == "password-set").context("not kept")?;
        assert!(set.1.contains("Forgotten") && set.1.contains("Leden"), "{}", set.1);
        assert!(events.iter().all(|(_, details)| !details.contains(&made)), "a password in the log");
        let mails = scene.mails_to(&format!("{}@waterland.example", bram.name)).await?;
        let by = format!("Persoon {} made a new password for you", &boss.name[1..]);
        assert!(mails.iter().any(|mail| mail.text.contains(&by)), "{mails:?}");
        assert!(mails.iter().all(|mail| !mail.text.contains(&made)), "a password in a mail");
    }
    Ok(())
}

#[tokio::test]
async fn nobody_makes_a_password_for_oneself_for_more_rights_without_the_action_or_with_an_old_proof() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::PeopleManager).await?;
        let (superuser, _) = at_the_desk(&scene, Role::SuperUser).await?;
        let bram = person(&scene, Role::Member, &[GROUP]).await?;
        let all = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let without = view(&scene, "Leden", None, &[ViewAction::Edit]).await?.to_string();
        for (whom, view, why) in [
            (boss.id, &all, "oneself"),
            (superuser.id, &all, "more-rights"),
            (bram.id, &without, "view-without-action"),
        ] {
            let path = format!("/admin/people/{whom}/password");
            assert_eq!(desk.get(&format!("{path}?view={view}")).await?.status, 403, "{why}");
            let page = post(&mut desk, &path, &[("view", view), ("reason", "Forgotten")]).await?;
            assert_eq!(page.status, 403, "{why}");
            let events = done_by(&scene, whom, boss.id).await?;
            let refused = events.iter().filter(|(kind, _)| kind == "act-refused");
            assert!(refused.into_iter().any(|(_, details)| details.contains(why)), "{why}: {events:?}");
            assert!(events.iter().all(|(kind, _)| kind != "password-set"), "{why}");
        }
        scene.advance(Lifetime::minutes(6));
        let path = format!("/admin/people/{}/password", bram.id);
        let page = post(&mut desk, &path, &[("view", &all), ("reason", "Forgotten")]).await?;
        assert!(page.location().starts_with("/profile/confirm?return_to="), "{}", page.location());
        assert!(scene.visitor()?.sign_in(&bram.name, PASSWORD).await?.path() != "/sign-in", "the old one is gone");
    }
    Ok(())
}
