//! A pass for someone who has an app and cannot use it (mission B4): given by the helpdesk, used once, and everything that
//! was set up before it ends.

use anyhow::Result;
use domain::throttle::{DISABLING_FAILURES, FactorThrottle, Origin};
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::factor::ThrottleKey;
use store::testing::engines;

use crate::desk::acts::pass_on;
use crate::desk::office::{at_the_desk, person, post, view};

const PASS: &str = "/sign-in/pass";

#[tokio::test]
async fn a_pass_lets_someone_in_who_lost_the_phone_and_ends_all_that_was_set_up() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let anna = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let other = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let mut session = scene.signed_in(&anna).await?;
        let view = view(&scene, "Leden", None, ViewAction::ALL).await?.to_string();
        let fields = [("view", view.as_str()), ("checked", "1"), ("minutes", "15")];
        let shown = post(&mut desk, &format!("/admin/people/{}/pass", anna.id), &fields).await?;
        let pass = pass_on(&shown)?;

        // Whoever has none is not asked for one, and a made-up one, or one of somebody else, counts as a failure.
        let mut theirs = scene.visitor()?;
        let asked = theirs.sign_in(&other.name, PASSWORD).await?;
        assert!(!asked.body.contains(PASS), "{}", asked.body);
        let form = theirs.get(PASS).await?;
        for text in ["T-AAAAA-AAAAA", pass.as_str(), "12345678"] {
            let page = theirs.fill(&form, PASS, &[("act", "pass"), ("pass", text)]).await?;
            assert!(page.text().contains("That pass doesn’t work"), "{text}: {}", page.text());
        }
        assert_eq!(theirs.get("/session").await?.status, 401);

        let mut back = scene.visitor()?;
        let asked = back.sign_in(&anna.name, PASSWORD).await?;
        assert_eq!(asked.path(), "/sign-in/second-factor");
        assert!(asked.body.contains(PASS), "{}", asked.body);
        let form = back.get(PASS).await?;
        assert!(form.text().contains("What you had set up ends"), "{}", form.text());
        // A browser that stood at the code when the pass was used is back at the start.
        let mut thief = scene.visitor()?;
        let at_the_code = thief.sign_in(&anna.name, PASSWORD).await?;
        let spelled = pass.to_lowercase().replace('-', " ");
        let next = back.fill(&form, PASS, &[("act", "pass"), ("pass", &spelled), ("remember", "1")]).await?;
        assert_eq!(next.path(), "/sign-in/enrol");
        assert_eq!(session.get("/session").await?.status, 401);
        let code = scene.code(&anna.key)?;
        let late = thief.fill(&at_the_code, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert_eq!(late.path(), "/sign-in", "{}", late.text());

        let app = back.fill(&next, "/sign-in/enrol", &[("choice", "now")]).await?;
        assert_eq!(app.path(), "/sign-in/enrol/app", "the pass was the proof");
        let (codes, _) = back.confirm_app(&app, "/sign-in/enrol/app", scene.seconds()).await?;
        assert!(codes.text().contains("recovery codes"), "{}", codes.text());
        assert_eq!(back.get("/session").await?.status, 204);

        // Once, and the old app is nobody's.
        let mut again = scene.visitor()?;
        again.sign_in(&anna.name, PASSWORD).await?;
        let form = again.get(PASS).await?;
        let page = again.fill(&form, PASS, &[("act", "pass"), ("pass", &pass)]).await?;
        assert!(page.text().contains("That pass doesn’t work"), "{}", page.text());
        let page = again.get("/sign-in/second-factor").await?;
        let page = again.fill(&page, "/sign-in/second-factor", &[("code", &scene.code_in(&anna.key, 1)?)]).await?;
        assert_eq!(page.path(), "/sign-in/second-factor", "the lost app still counts");

        assert_eq!(scene.count(&anna, "begun-anew").await?, 1);
        let mails = scene.mails_to(&format!("{}@waterland.example", anna.name)).await?;
        assert!(mails.iter().any(|mail| mail.text.contains("Your apps and recovery codes")), "nobody was told");
        assert!(mails.iter().all(|mail| !mail.text.contains(&pass)), "a pass in a mail");
    }
    Ok(())
}

/// An app that a hundred wrong codes disabled, and unknown devices that as many closed: the desk's advice is a pass.
#[tokio::test]
async fn a_pass_lets_someone_in_whose_app_is_disabled_and_closed_to_unknown_devices() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let anna = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let key = ThrottleKey { org: scene.house.organisation.id, user: anna.id, factor: "app" };
        let mut row = FactorThrottle::default();
        for _ in 0..DISABLING_FAILURES {
            row = row.charged(scene.house.ctx.now(), Origin::UnknownDevice);
        }
        let (statement, params) = store::factor::replace_throttle(key, &FactorThrottle::default(), &row);
        let db = scene.house.ctx.db();
        let input = (statement, params);
        db.write_with::<_, _, store::Error, _>(input, |tx, (statement, params)| {
            Box::pin(async move { tx.execute(statement, params).await })
        })
        .await?;
        let view = view(&scene, "Leden", None, ViewAction::ALL).await?.to_string();
        let fields = [("view", view.as_str()), ("checked", "1"), ("minutes", "15")];
        let pass = pass_on(&post(&mut desk, &format!("/admin/people/{}/pass", anna.id), &fields).await?)?;
        let mut back = scene.visitor()?;
        let asked = back.sign_in(&anna.name, PASSWORD).await?;
        let code = scene.code(&anna.key)?;
        let closed = back.fill(&asked, "/sign-in/second-factor", &[("code", &code)]).await?;
        assert!(!closed.is_of_someone_signed_in() && closed.body.contains(PASS), "{}", closed.text());
        let form = back.get(PASS).await?;
        let next = back.fill(&form, PASS, &[("act", "pass"), ("pass", &pass)]).await?;
        let app = back.fill(&next, "/sign-in/enrol", &[("choice", "now")]).await?;
        back.confirm_app(&app, "/sign-in/enrol/app", scene.seconds()).await?;
        assert_eq!(back.get("/session").await?.status, 204);
    }
    Ok(())
}

#[tokio::test]
async fn wrong_passes_wait_like_any_wrong_code_and_a_new_pass_opens_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let anna = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let view = view(&scene, "Leden", None, ViewAction::ALL).await?.to_string();
        let fields = [("view", view.as_str()), ("checked", "1"), ("minutes", "15")];
        let path = format!("/admin/people/{}/pass", anna.id);
        let pass = pass_on(&post(&mut desk, &path, &fields).await?)?;
        let mut visitor = scene.visitor()?;
        visitor.sign_in(&anna.name, PASSWORD).await?;
        let form = visitor.get(PASS).await?;
        let mut last = form.text();
        for _ in 0..5 {
            last = visitor.fill(&form, PASS, &[("act", "pass"), ("pass", "T-AAAAA-AAAAA")]).await?.text();
        }
        assert!(last.contains("Too many tries"), "{last}");
        let page = visitor.fill(&form, PASS, &[("act", "pass"), ("pass", &pass)]).await?;
        assert!(page.text().contains("Too many tries"), "looked at within the wait: {}", page.text());
        scene.advance(domain::time::Lifetime::seconds(31));
        let next = visitor.fill(&form, PASS, &[("act", "pass"), ("pass", &pass)]).await?;
        assert_eq!(next.path(), "/sign-in/enrol", "{}", next.text());
    }
    Ok(())
}
