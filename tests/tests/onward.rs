//! On to the application that somebody came from, whatever a sign-in asks on the way: by OpenID Connect and by the door of a proxy.

use anyhow::{Context as _, Result};
use domain::policy::{Demand, Requirement};
use domain::session::HALF_SIGN_IN;
use domain::time::Lifetime;
use journeys::relying_party::{Cloud, answer};
use journeys::scene::{BACKEND, GROUP, Member, PASSWORD, STEP, Scene, Setup, mailed_code, policy, recovery_codes};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;
use store::{Engine, Statement};

const WIKI: &str = "https://wiki.waterland.example/Main_Page?x=1";
const PROFILE: &str = "/profile/two-factor";

/// An application, and how a browser comes from it.
struct Application {
    name: &'static str,
    way: String,
}

impl Application {
    /// Whether this answer leads the browser to it.
    fn is_reached_by(&self, page: &Page) -> bool {
        if self.name == "Cloud" { answer(page).contains_key("code") } else { page.location() == WIKI }
    }

    /// Follows redirects, and fails where they do not end at the application.
    async fn reached(&self, visitor: &mut Visitor, page: Page) -> Result<()> {
        let page = to_the_end(visitor, page).await?;
        assert!(self.is_reached_by(&page), "{}: at {} {}", self.name, page.address, page.text());
        Ok(())
    }
}

/// Follows redirects as far as they stay with us.
async fn to_the_end(visitor: &mut Visitor, mut page: Page) -> Result<Page> {
    while page.location().starts_with('/') {
        page = visitor.get(page.location()).await?;
    }
    Ok(page)
}

async fn scene(engine: Engine, start: &'static str, demand: Demand) -> Result<Scene> {
    let settings = vec![
        ("sign_in.domain", "waterland.example".to_owned()),
        ("sign_in.return_to", "https://wiki.waterland.example".to_owned()),
    ];
    let policies = vec![policy("Backend users", Some(GROUP), demand)];
    let public_address = Some("https://id.waterland.example".to_owned());
    Scene::with(engine, Setup { start, policies, settings, public_address, ..Setup::default() }).await
}

/// One of each kind; `strict` ones let nobody in without a second factor.
async fn applications(scene: &Scene, strict: bool) -> Result<[Application; 2]> {
    let cloud = Cloud::with(scene, |edit| edit.second_factor = strict).await?;
    let require = if strict { "&require=second-factor" } else { "" };
    let door = format!("/auth/go?return_to=https%3A%2F%2Fwiki.waterland.example%2FMain_Page%3Fx%3D1{require}");
    Ok([Application { name: "Cloud", way: cloud.way(&[]) }, Application { name: "wiki.waterland.example", way: door }])
}

/// Comes from the application, with name and password.
async fn arrive(visitor: &mut Visitor, from: &Application, name: &str) -> Result<Page> {
    let page = visitor.open(&from.way).await?;
    visitor.submit(&page, "/sign-in", &[("username", name), ("password", PASSWORD)]).await
}

/// Presses the button under codes that are shown once; answers where that leads.
async fn stored(visitor: &mut Visitor, page: &Page) -> Result<Page> {
    assert!(!recovery_codes(page).is_empty(), "{}", page.text());
    press(visitor, page, 0).await
}

/// Sends the form of this place on the page, which has fields that nobody fills in.
async fn press(visitor: &mut Visitor, page: &Page, place: usize) -> Result<Page> {
    let actions = page.body.split("<form method=\"post\" action=\"").skip(1);
    let action = actions.filter_map(|rest| rest.split('"').next()).nth(place).with_context(|| page.text())?;
    let action = action.replace("&#38;", "&").replace("&amp;", "&");
    visitor.submit(page, &action, &[]).await
}

#[tokio::test]
async fn enrolling_and_putting_it_off_lead_on() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, "2026-12-01 10:00:00", BACKEND).await?;
        for (place, application) in applications(&scene, false).await?.iter().enumerate() {
            let bram = scene.member(&format!("bram{place}"), &[GROUP]).await?;
            for later in ["next", "day"] {
                let mut visitor = scene.visitor()?;
                let page = arrive(&mut visitor, application, &bram.name).await?;
                let offer = visitor.follow(page).await?;
                assert!(offer.text().contains(application.name), "{}", offer.text());
                let fields = [("choice", "later"), ("later", later)];
                let page = visitor.submit(&offer, "/sign-in/enrol", &fields).await?;
                application.reached(&mut visitor, page).await?;
            }
            scene.advance(Lifetime::days(1));
            let mut visitor = scene.visitor()?;
            let page = arrive(&mut visitor, application, &bram.name).await?;
            let offer = visitor.follow(page).await?;
            let (shown, _) = visitor.enrol(&offer, scene.seconds()).await?;
            let page = stored(&mut visitor, &shown).await?;
            application.reached(&mut visitor, page).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn enrolling_late_leads_on() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, "2026-12-20 10:00:00", BACKEND).await?;
        for (place, application) in applications(&scene, false).await?.iter().enumerate() {
            let bram = scene.member(&format!("bram{place}"), &[GROUP]).await?;
            let mut visitor = scene.visitor()?;
            let page = arrive(&mut visitor, application, &bram.name).await?;
            let duty = visitor.follow(page).await?;
            let proof = visitor.fill(&duty, "/sign-in/enrol", &[("choice", "now")]).await?;
            let proof = visitor.fill(&proof, "/sign-in/enrol/proof", &[("act", "send")]).await?;
            let mails = scene.mails_to(&format!("{}@waterland.example", bram.name)).await?;
            let code = mailed_code(mails.last().context("no mail")?)?;
            let fields = [("act", "code"), ("code", code.as_str())];
            let setup = visitor.fill(&proof, "/sign-in/enrol/proof", &fields).await?;
            let (shown, _) = visitor.confirm_app(&setup, "/sign-in/enrol/app", scene.seconds()).await?;
            let page = stored(&mut visitor, &shown).await?;
            application.reached(&mut visitor, page).await?;
        }
    }
    Ok(())
}

/// Somebody with an app and recovery codes.
async fn with_codes(scene: &Scene, name: &str) -> Result<(Member, Vec<String>)> {
    let member = scene.member(name, &[GROUP]).await?;
    let mut visitor = scene.visitor()?;
    let offer = visitor.sign_in(name, PASSWORD).await?;
    let (shown, key) = visitor.enrol(&offer, scene.seconds()).await?;
    Ok((Member { key, ..member }, recovery_codes(&shown)))
}

#[tokio::test]
async fn a_recovery_code_leads_on_or_to_a_new_phone_and_then_on() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, "2026-12-01 10:00:00", BACKEND).await?;
        for (place, application) in applications(&scene, false).await?.iter().enumerate() {
            let (anna, codes) = with_codes(&scene, &format!("anna{place}")).await?;
            // At sign-in, straight on.
            let mut visitor = scene.visitor()?;
            let page = arrive(&mut visitor, application, &anna.name).await?;
            visitor.follow(page).await?;
            let page = visitor.open("/sign-in/recovery-code").await?;
            let shown = visitor.submit(&page, "/sign-in/recovery-code", &[("code", &codes[0])]).await?;
            assert!(shown.text().contains(&format!("On to {}", application.name)), "{}", shown.text());
            let page = stored(&mut visitor, &shown).await?;
            application.reached(&mut visitor, page).await?;

            // Or to a new phone first.
            let mut visitor = scene.visitor()?;
            let page = arrive(&mut visitor, application, &anna.name).await?;
            visitor.follow(page).await?;
            let page = visitor.open("/sign-in/recovery-code").await?;
            let shown = visitor.submit(&page, "/sign-in/recovery-code", &[("code", &codes[1])]).await?;
            let page = press(&mut visitor, &shown, 1).await?;
            let page = visitor.follow(page).await?;
            assert_eq!(page.path(), PROFILE);
            assert!(page.text().contains("You used a recovery code"), "{}", page.text());
            let page = press_add(&mut visitor, &page).await?;
            let setup = visitor.follow(page).await?;
            let page = confirm(&scene, &mut visitor, &setup).await?;
            application.reached(&mut visitor, page).await?;
        }
    }
    Ok(())
}

/// Presses the button that sets up an app, on My profile.
async fn press_add(visitor: &mut Visitor, page: &Page) -> Result<Page> {
    visitor.submit(page, &action_of(page, "/profile/two-factor/add")?, &[]).await
}

/// The action of the first form that goes there, with its query.
fn action_of(page: &Page, path: &str) -> Result<String> {
    let rest = page.body.split(&format!("action=\"{path}")).nth(1).with_context(|| page.text())?;
    let query = rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    Ok(format!("{path}{query}"))
}

/// The first code of an app that is added in My profile.
async fn confirm(scene: &Scene, visitor: &mut Visitor, setup: &Page) -> Result<Page> {
    let action = action_of(setup, "/profile/two-factor/add")?;
    let code = scene.code(&journeys::visitor::key_on(setup)?)?;
    visitor.submit(setup, &action, &[("code", &code), ("label", "New phone")]).await
}

#[tokio::test]
async fn whoever_is_told_that_an_application_asks_a_second_step_comes_back_with_one() -> Result<()> {
    for engine in engines() {
        let free = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
        let scene = scene(engine, "2026-12-01 10:00:00", free).await?;
        for (place, application) in applications(&scene, true).await?.iter().enumerate() {
            for wait in [Lifetime::seconds(1), Lifetime::hours(2)] {
                let bram = scene.member(&format!("bram{place}-{}", wait.micros()), &[GROUP]).await?;
                let mut visitor = scene.signed_in(&bram).await?;
                // A password of a while ago is asked once more before an app is added.
                scene.advance(wait);
                let page = visitor.open(&application.way).await?;
                assert_eq!(page.path(), PROFILE);
                assert!(page.text().contains(&format!("{} asks for a second step", application.name)));
                let page = press_add(&mut visitor, &page).await?;
                let mut page = visitor.follow(page).await?;
                if page.path() == "/profile/confirm" {
                    page = visitor.fill(&page, "/profile/confirm", &[("password", PASSWORD)]).await?;
                }
                assert_eq!(page.path(), "/profile/two-factor/add", "{}", page.text());
                let shown = confirm(&scene, &mut visitor, &page).await?;
                let page = stored(&mut visitor, &shown).await?;
                application.reached(&mut visitor, page).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_fresh_proof_by_recovery_code_leads_on() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, "2026-12-01 10:00:00", BACKEND).await?;
        let [cloud, door] = applications(&scene, false).await?;
        let cloud = Application { way: format!("{}&max_age=60", cloud.way), ..cloud };
        let door = Application { way: format!("{}&require=second-factor&max_age=60", door.way), ..door };
        for (place, application) in [cloud, door].iter().enumerate() {
            let (anna, codes) = with_codes(&scene, &format!("anna{place}")).await?;
            let mut visitor = scene.signed_in(&anna).await?;
            scene.advance(Lifetime::minutes(2));
            let page = visitor.open(&application.way).await?;
            assert_eq!(page.path(), "/profile/confirm");
            let link = page.links().into_iter().find(|link| link.contains("recovery-code")).context("no link")?;
            let page = visitor.open(&link).await?;
            assert_eq!(page.path(), "/profile/confirm/recovery-code", "{}", page.text());
            let action = action_of(&page, "/profile/confirm/recovery-code")?;
            let shown = visitor.submit(&page, &action, &[("code", &codes[0])]).await?;
            let page = stored(&mut visitor, &shown).await?;
            application.reached(&mut visitor, page).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_took_too_long_begins_again_with_the_same_end() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, "2026-12-01 10:00:00", BACKEND).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        for (place, application) in applications(&scene, false).await?.iter().enumerate() {
            let bram = scene.member(&format!("bram{place}"), &[GROUP]).await?;
            let mut visitor = scene.visitor()?;
            let page = arrive(&mut visitor, application, &bram.name).await?;
            let offer = visitor.follow(page).await?;
            let setup = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await?;
            scene.advance(HALF_SIGN_IN);
            let (page, _) = visitor.confirm_app(&setup, "/sign-in/enrol/app", scene.seconds()).await?;
            let page = visitor.follow(page).await?;
            assert_eq!(page.path(), "/sign-in");
            assert!(page.text().contains(application.name), "{}", page.text());
            // "Not you?" neither forgets it.
            let fields = [("username", bram.name.as_str()), ("password", PASSWORD)];
            let offer = visitor.fill(&page, "/sign-in", &fields).await?;
            let page = visitor.fill(&offer, "/sign-in/restart", &[]).await?;
            let fields = [("username", anna.name.as_str()), ("password", PASSWORD)];
            let page = visitor.fill(&page, "/sign-in", &fields).await?;
            scene.advance(STEP);
            let page = visitor.prove(&page, &anna.key, scene.seconds()).await?;
            application.reached(&mut visitor, page).await?;
        }
    }
    Ok(())
}

const WANTED_ELSEWHERE: Statement = Statement::new(
    "test.half_sign_in.wanted_elsewhere",
    "UPDATE half_sign_ins SET return_to = 'https://evil.example/' WHERE organisation_id IS NOT NULL",
);

#[tokio::test]
async fn what_was_kept_is_looked_at_again_when_it_is_used() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, "2026-12-01 10:00:00", BACKEND).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        scene.member("bram", &[GROUP]).await?;
        // An address that the settings allowed when it was kept, and no more.
        let mut hers = scene.visitor()?;
        let factor = hers.sign_in("anna", PASSWORD).await?;
        let (mut late, mut later, mut now) = (scene.visitor()?, scene.visitor()?, scene.visitor()?);
        let offer = later.sign_in("bram", PASSWORD).await?;
        now.sign_in("bram", PASSWORD).await?;
        late.sign_in("bram", PASSWORD).await?;
        scene.rename_table(&WANTED_ELSEWHERE).await?;
        assert_eq!(hers.prove(&factor, &anna.key, scene.seconds()).await?.location(), "/");
        let page = later.submit(&offer, "/sign-in/enrol", &[("choice", "later")]).await?;
        assert_eq!(page.location(), "/");
        let (shown, _) = now.enrol(&now.clone().open("/sign-in/enrol").await?, scene.seconds()).await?;
        assert!(!shown.body.contains("evil"), "{}", shown.body);
        scene.advance(HALF_SIGN_IN);
        assert_eq!(late.open("/sign-in/second-factor").await?.address, "/sign-in");
    }
    Ok(())
}
