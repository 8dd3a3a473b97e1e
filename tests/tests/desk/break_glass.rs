//! The emergency code of the organisation: made by a SuperUser, shown once, used once by a SuperUser who lost the phone,
//! and told to all of them.

use anyhow::{Context, Result};
use domain::policy::{Demand, LateEnrolment};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy};
use journeys::visitor::Page;
use store::testing::engines;

use crate::desk::office::{at_the_desk, person, post};

const PAGE: &str = "/admin/settings/break-glass";
const PASS: &str = "/sign-in/pass";

fn made_on(page: &Page) -> Result<String> {
    let rest = page.body.split("id=\"made\">").nth(1).with_context(|| page.text())?;
    Ok(rest.split('<').next().unwrap_or_default().to_owned())
}

async fn make(scene: &Scene) -> Result<String> {
    let (_, mut desk) = at_the_desk(scene, Role::SuperUser).await?;
    made_on(&post(&mut desk, PAGE, &[]).await?)
}

#[tokio::test]
async fn the_emergency_code_lets_a_superuser_in_who_lost_the_phone_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let lost = scene.give_app(person(&scene, Role::SuperUser, &[GROUP]).await?).await?;
        let asked = desk.get(PAGE).await?;
        assert!(asked.text().contains("There is no emergency code"), "{}", asked.text());
        let shown = desk.submit(&asked, PAGE, &[]).await?;
        assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"), "{}", shown.text());
        let code = made_on(&shown)?;
        let again = desk.get(PAGE).await?;
        let by = format!("by Persoon {}", &boss.name[1..]);
        assert!(again.text().contains(&by) && !again.body.contains(&code), "{}", again.text());
        let kept =
            store::break_glass::find(scene.house.ctx.db(), scene.house.organisation.id).await?.context("none")?;
        assert!(kept.hash.contains("$argon2id$"), "{}", kept.hash);

        // Whoever is no SuperUser is not offered it, and it is worth nothing to them.
        let member = scene.give_app(person(&scene, Role::PeopleManager, &[GROUP]).await?).await?;
        let mut theirs = scene.visitor()?;
        assert!(!theirs.sign_in(&member.name, PASSWORD).await?.body.contains(PASS));
        let form = theirs.get(PASS).await?;
        let page = theirs.fill(&form, PASS, &[("act", "pass"), ("pass", &code)]).await?;
        assert!(page.text().contains("That pass doesn’t work"), "{}", page.text());

        let mut back = scene.visitor()?;
        let asked = back.sign_in(&lost.name, PASSWORD).await?;
        assert!(asked.text().contains("or the emergency code?"), "{}", asked.text());
        let form = back.get(PASS).await?;
        let wrong = back.fill(&form, PASS, &[("act", "pass"), ("pass", "B-AAAA-AAAA-AAAA-AAAA-AAAA")]).await?;
        assert!(wrong.text().contains("That pass doesn’t work"), "{}", wrong.text());
        let spelled = code.to_lowercase().replace('-', " ");
        let next = back.fill(&form, PASS, &[("act", "pass"), ("pass", &spelled)]).await?;
        assert_eq!(next.path(), "/sign-in/enrol", "{}", next.text());
        let app = back.fill(&next, "/sign-in/enrol", &[("choice", "now")]).await?;
        back.confirm_app(&app, "/sign-in/enrol/app", scene.seconds()).await?;
        assert_eq!(back.get("/session").await?.status, 204);

        // Once, for anybody; and everyone it concerns was told, by mails that do not hold it.
        let other = scene.give_app(person(&scene, Role::SuperUser, &[GROUP]).await?).await?;
        let mut late = scene.visitor()?;
        assert!(!late.sign_in(&other.name, PASSWORD).await?.body.contains(PASS));
        let form = late.get(PASS).await?;
        let page = late.fill(&form, PASS, &[("act", "pass"), ("pass", &code)]).await?;
        assert!(page.text().contains("That pass doesn’t work"), "{}", page.text());
        let used = format!("Persoon {} used the emergency code", &lost.name[1..]);
        for (who, told) in [(&boss, true), (&lost, true), (&member, false)] {
            let mails = scene.mails_to(&format!("{}@waterland.example", who.name)).await?;
            assert_eq!(mails.iter().any(|mail| mail.text.contains(&used)), told, "{}", who.name);
            assert_eq!(mails.iter().any(|mail| mail.text.contains("made a new emergency code")), told, "{}", who.name);
            assert!(mails.iter().all(|mail| !mail.text.contains(&code)), "a code in a mail");
        }
        for (kind, times) in [("break-glass-used", 1), ("begun-anew", 1)] {
            assert_eq!(scene.count(&lost, kind).await?, times, "{kind}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_emergency_code_opens_late_enrolment_to_a_superuser_alone() -> Result<()> {
    for engine in engines() {
        let demand = Demand { deadline: None, grace_days: 0, late_enrolment: LateEnrolment::HelpdeskPass, ..BACKEND };
        let policies = vec![policy("Backend users", Some(GROUP), demand)];
        let scene = Scene::with(engine, Setup { policies, ..Setup::default() }).await?;
        // Who makes it stands outside the policy until then.
        let code = make(&scene).await?;
        for (role, opens) in [(Role::Member, false), (Role::SuperUser, true)] {
            let late = person(&scene, role, &[GROUP]).await?;
            let mut visitor = scene.visitor()?;
            let asked = visitor.sign_in(&late.name, PASSWORD).await?;
            let asked = visitor.fill(&asked, "/sign-in/enrol", &[("choice", "now")]).await?;
            assert!(asked.body.contains("name=\"pass\""), "{}", asked.text());
            let proof = "/sign-in/enrol/proof";
            let page = visitor.fill(&asked, proof, &[("act", "pass"), ("pass", &code)]).await?;
            assert_eq!(page.path() != proof, opens, "{role:?}: {}", page.text());
            assert_eq!(scene.count(&late, "break-glass-used").await?, usize::from(opens));
        }
        let waits = store::break_glass::find(scene.house.ctx.db(), scene.house.organisation.id).await?;
        assert_eq!(waits, None);
    }
    Ok(())
}

#[tokio::test]
async fn making_the_emergency_code_asks_a_fresh_second_factor_and_ends_the_one_before() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let first = make(&scene).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        scene.advance(Lifetime::minutes(6));
        let page = post(&mut desk, PAGE, &[]).await?;
        assert!(page.location().starts_with("/profile/confirm"), "{} {}", page.status, page.text());
        let second = make(&scene).await?;
        let lost = scene.give_app(person(&scene, Role::SuperUser, &[GROUP]).await?).await?;
        let mut back = scene.visitor()?;
        back.sign_in(&lost.name, PASSWORD).await?;
        for (code, path) in [(&first, PASS), (&second, "/sign-in/enrol")] {
            let form = back.get(PASS).await?;
            let page = back.fill(&form, PASS, &[("act", "pass"), ("pass", code)]).await?;
            assert_eq!(page.path(), path, "{}", page.text());
        }
    }
    Ok(())
}
