//! What the desk does, walked: switching off with a pass that lets the person in again, views without the action, passes,
//! exemptions with their end, and the proofs that all of it asks.

use actions::admin::people::{self, Membership};
use actions::admin::policies;
use anyhow::{Context, Result};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene};
use journeys::visitor::Page;
use store::testing::engines;

use crate::desk::office::{at_the_desk, done_by, person, post, view};

/// The pass on the page that shows it.
pub(crate) fn pass_on(page: &Page) -> Result<String> {
    let rest = page.body.split("id=\"pass\">").nth(1).context("no pass on the page")?;
    Ok(rest.split('<').next().unwrap_or_default().to_owned())
}

const OFF: [(&str, &str); 3] = [("reason", "lost"), ("after", "pass"), ("minutes", "15")];

#[tokio::test]
async fn two_step_sign_in_is_switched_off_and_the_pass_lets_the_person_in_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let locked_out = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let mut theirs = scene.signed_in(&locked_out).await?;
        scene.move_to("2026-12-20 10:00:00")?;
        let view = view(&scene, "Backend users", None, ViewAction::ALL).await?.to_string();
        scene.sign_in_with(&mut desk, &boss, &[]).await?;
        let path = format!("/admin/people/{}/second-factor-off", locked_out.id);
        let asked = desk.get(&format!("{path}?view={view}")).await?;
        assert!(asked.text().contains("Turn off 2FA for"), "{}", asked.text());
        assert!(asked.text().contains("The app stops working at once"), "{}", asked.text());
        let no_reason = desk.submit(&asked, &path, &[("after", "pass"), ("minutes", "15")]).await?;
        assert!(no_reason.text().contains("Give a reason"), "{}", no_reason.text());
        let mut fields = OFF.to_vec();
        fields.push(("view", &view));
        let shown = post(&mut desk, &path, &fields).await?;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert_eq!(shown.header("cache-control"), "no-store");
        let pass = pass_on(&shown)?;
        // Nothing that was theirs opens anything any more.
        assert_eq!(theirs.get("/session").await?.status, 401);
        // The pass, and nothing less, lets them set up anew.
        let mut back = scene.visitor()?;
        let duty = back.sign_in(&locked_out.name, PASSWORD).await?;
        assert_eq!(duty.path(), "/sign-in/enrol");
        let proof = back.fill(&duty, "/sign-in/enrol", &[("choice", "now")]).await?;
        let proof = back.fill(&proof, "/sign-in/enrol/proof", &[("act", "pass"), ("pass", &pass)]).await?;
        let (codes, _) = back.confirm_app(&proof, "/sign-in/enrol/app", scene.seconds()).await?;
        assert!(codes.text().contains("recovery codes"), "{}", codes.text());
        assert_eq!(back.get("/session").await?.status, 204);
        // Once.
        let events = done_by(&scene, locked_out.id, boss.id).await?;
        let off = events.iter().find(|(kind, _)| kind == "second-factor-switched-off").context("not kept")?;
        assert!(off.1.contains("Lost or broken phone") && off.1.contains("Backend users"), "{}", off.1);
        assert!(events.iter().any(|(kind, _)| kind == "pass-given"));
        assert!(events.iter().all(|(_, details)| !details.contains(&pass)), "a pass in the log");
        let mails = scene.mails_to(&format!("{}@waterland.example", locked_out.name)).await?;
        let by = format!("Persoon {}", &boss.name[1..]);
        let told =
            mails.iter().any(|mail| mail.text.contains(&by) && mail.text.contains("Your apps and recovery codes"));
        assert!(told, "no mail names who did it");
        assert!(mails.iter().all(|mail| !mail.text.contains(&pass)), "a pass in a mail");
    }
    Ok(())
}

#[tokio::test]
async fn from_a_view_without_the_action_there_is_no_button_and_the_server_refuses() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let bram = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let with = view(&scene, "Backend users", None, &[ViewAction::SecondFactorOff]).await?;
        let without = view(&scene, "Leden", None, &[ViewAction::Remind]).await?;
        let path = format!("/admin/people/{}", bram.id);
        let page = desk.get(&format!("{path}?view={with}")).await?;
        assert!(page.body.contains("/second-factor-off?view="), "{}", page.text());
        let page = desk.get(&format!("{path}?view={without}")).await?;
        assert!(!page.body.contains("second-factor-off"), "{}", page.body);
        let without = without.to_string();
        let mut fields = OFF.to_vec();
        fields.push(("view", &without));
        let page = post(&mut desk, &format!("{path}/second-factor-off"), &fields).await?;
        assert_eq!(page.status, 403);
        assert!(page.text().contains("This view doesn’t have that action"), "{}", page.text());
        let events = done_by(&scene, bram.id, boss.id).await?;
        assert_eq!(events.len(), 1, "{events:?}");
        let (kind, details) = events.first().context("no event")?;
        assert_eq!(kind, "act-refused");
        assert!(details.contains("view-without-action") && details.contains("Leden"), "{details}");
        // Nothing was done: the app is there.
        let mut theirs = scene.visitor()?;
        assert_eq!(theirs.sign_in(&bram.name, PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn what_opens_a_way_past_the_second_step_asks_a_fresh_one_of_the_desk() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = person(&scene, Role::Member, &[GROUP]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        // Whoever has no second factor cannot.
        let bare = person(&scene, Role::SuperUser, &[]).await?;
        let mut desk = scene.visitor()?;
        desk.sign_in(&bare.name, PASSWORD).await?;
        for act in ["second-factor-off", "pass", "exempt"] {
            let page = desk.get(&format!("/admin/people/{}/{act}?view={view}", bram.id)).await?;
            assert_eq!(page.status, 403, "{act}");
            assert!(page.text().contains("Set up a second step of your own first"), "{}", page.text());
        }
        // Six minutes later the proof is old.
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        scene.advance(Lifetime::minutes(6));
        let path = format!("/admin/people/{}/pass", bram.id);
        let page = desk.get(&format!("{path}?view={view}")).await?;
        assert!(page.location().starts_with("/profile/confirm?return_to="), "{}", page.location());
        let fields = [("view", view.as_str()), ("checked", "1"), ("minutes", "15")];
        let page = post(&mut desk, &path, &fields).await?;
        assert!(page.location().starts_with("/profile/confirm?return_to="), "{}", page.location());
        assert!(done_by(&scene, bram.id, boss.id).await?.is_empty(), "something was done");
        let confirm = desk.follow(page).await?;
        let code = scene.code(&boss.key)?;
        let asked = desk.fill(&confirm, "/profile/confirm", &[("code", &code)]).await?;
        assert_eq!(asked.path(), path);
        let shown = desk.submit(&asked, &path, &[("checked", "1"), ("minutes", "15")]).await?;
        assert!(pass_on(&shown)?.starts_with("T-"), "{}", shown.text());
        let unchecked = desk.submit(&asked, &path, &[("minutes", "15")]).await?;
        assert!(unchecked.text().contains("Check who this is first"), "{}", unchecked.text());
    }
    Ok(())
}

#[tokio::test]
async fn blocking_ends_sessions_at_once_and_unblocking_lets_the_person_in_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let (second, mut their) = at_the_desk(&scene, Role::SuperUser).await?;
        let block = |id: &str| format!("/admin/people/{id}/block");
        assert_eq!(their.get("/session").await?.status, 204);
        let page = post(&mut desk, &block(&second.id.to_string()), &[("view", &view)]).await?;
        assert_eq!(page.status, 303, "{}", page.text());
        assert_eq!(their.get("/session").await?.status, 401);
        let mut refused = scene.visitor()?;
        let page = refused.sign_in(&second.name, PASSWORD).await?;
        assert!(page.text().contains("That name and password don’t belong together"), "{}", page.text());
        let page = desk.get(&format!("/admin/people/{}?view={view}", second.id)).await?;
        assert!(page.text().contains("This person is blocked") && page.body.contains("/unblock?view="));
        post(&mut desk, &format!("/admin/people/{}/unblock", second.id), &[("view", &view)]).await?;
        assert_eq!(refused.sign_in(&second.name, PASSWORD).await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn the_page_says_why_a_person_cannot_sign_in_and_what_to_do() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let bram = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let view = view(&scene, "All", None, &[ViewAction::Pass]).await?;
        let mut theirs = scene.visitor()?;
        theirs.sign_in(&bram.name, "not the password").await?;
        let address = format!("/admin/people/{}?view={view}", bram.id);
        let page = desk.get(&address).await?;
        assert!(page.text().contains("The password was wrong, today at"), "{}", page.text());
        let page = theirs.sign_in(&bram.name, PASSWORD).await?;
        let wrong = scene.wrong_code(&bram.key)?;
        let mut page = theirs.submit(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        let said = desk.get(&address).await?.text();
        assert!(said.contains("The password was right, the code wrong, today at"), "{said}");
        assert!(!said.contains("The password was wrong"), "{said}");
        for _ in 0..4 {
            page = theirs.submit(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        }
        let said = desk.get(&address).await?.text();
        assert!(said.contains("Too many wrong codes. Codes work again"), "{said}");
        assert!(said.contains("Wrong code") && said.contains("Password accepted"), "{said}");
        assert!(said.contains("Which rules hold"), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn what_was_so_already_is_kept_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let bram = person(&scene, Role::Member, &[]).await?;
        let view = view(&scene, "Leden", None, ViewAction::ALL).await?.to_string();
        for act in ["block", "block", "unblock", "unblock", "end-exemption"] {
            let done = post(&mut desk, &format!("/admin/people/{}/{act}", bram.id), &[("view", &view)]).await?;
            assert_eq!(done.status, 303, "{act}: {}", done.text());
        }
        let kinds: Vec<String> = done_by(&scene, bram.id, boss.id).await?.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["person-blocked", "person-unblocked"]);
        for (blocked, membership) in [(true, Membership::In), (true, Membership::In), (false, Membership::Out)] {
            let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
            people::set_blocked(ctx, organisation, bram.id, blocked).await?;
            people::set_membership(ctx, organisation, bram.id, "Bestuur", membership).await?;
        }
        for kind in ["person-blocked", "person-unblocked"] {
            assert_eq!(scene.count(&bram, kind).await?, 2, "{kind}");
        }
        for kind in ["group-joined", "group-left"] {
            assert_eq!(scene.count(&bram, kind).await?, 1, "{kind}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_happened_to_a_person_says_which_group_and_why() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let riet = person(&scene, Role::Member, &["Ledenadministratie", GROUP]).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let until = ctx.now().plus(Lifetime::days(60));
        policies::exempt(ctx, organisation, riet.id, until, "Has no <b>smartphone").await?;
        let text = desk.get(&format!("/admin/people/{}", riet.id)).await?.text();
        let happened = text.split("What happened").nth(1).context("nothing happened")?;
        for told in ["group: Ledenadministratie", &format!("group: {GROUP}"), "reason: Has no <b>smartphone"] {
            assert!(happened.contains(told), "no “{told}”: {happened}");
        }
    }
    Ok(())
}
