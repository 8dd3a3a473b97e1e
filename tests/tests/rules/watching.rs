//! Rules that only watch: they ask nothing of anybody, keep what they would have asked, and ask exactly that once they are on.

use actions::admin::campaign::{self, By, CampaignEdit, CampaignFault, Drafted, Hindrance, Went};
use actions::admin::desk::Acted;
use actions::admin::policies::{self, NewPolicy};
use actions::admin::policy::{self, Kept};
use actions::admin::rollout;
use actions::upkeep;
use anyhow::{Context as _, Result, bail};
use domain::campaign::{CampaignState, Hours, Plan};
use domain::policy::{Ask, Demand, Effect, LateEnrolment, Mode, Requirement, Stay};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::platform;
use journeys::routes::NO_ID;
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use crate::rules::{FORM, NEW, RULES, empty, form, id_of, person, superuser};

const WATCHING: Demand = Demand { mode: Mode::Watch, ..BACKEND };

/// A house with a rule that only watches, and nothing else.
async fn watched_house(engine: store::Engine, demand: Demand) -> Result<Scene> {
    let policies = vec![policy("Trial", Some(GROUP), demand)];
    Scene::with(engine, Setup { policies, ..Setup::default() }).await
}

async fn kept(scene: &Scene, name: &str) -> Result<Kept> {
    let all = policy::list(&scene.house.ctx, &scene.house.organisation).await?;
    all.into_iter().find(|kept| kept.policy.name == name).with_context(|| format!("no policy {name}"))
}

/// What was kept of everyone, by user name: the effect and in how many sign-ins.
async fn compared(scene: &Scene) -> Result<Vec<(String, Effect, u64)>> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let kept = kept(scene, "Trial").await?;
    let mut all = Vec::new();
    for effect in Effect::ALL {
        let of = (effect, None);
        let page = policy::watched_people(ctx, organisation, &kept, of, (None, 100)).await?.context("it watches")?;
        all.extend(page.people.into_iter().map(|one| (one.user_name, effect, one.sign_ins)));
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(all)
}

/// Saves the rule as if by the command line, without guards.
async fn save(scene: &Scene, demand: Demand) -> Result<()> {
    let selection = Some(GROUP.to_owned());
    let new = NewPolicy { name: "Trial".to_owned(), selection, demand };
    policies::save(&scene.house.ctx, &scene.house.organisation, new).await?;
    Ok(())
}

/// Whether a sign-in comes out where an effect leads.
fn meets(effect: Effect, page: &Page) {
    let text = page.text();
    let demanded = text.contains("Set up your second step now");
    match effect {
        Effect::Session => assert!(page.is_of_someone_signed_in(), "{text}"),
        Effect::Sooner | Effect::Offered => assert!(page.path() == "/sign-in/enrol" && !demanded, "{text}"),
        Effect::Asked => assert_eq!(page.path(), "/sign-in/second-factor", "{text}"),
        Effect::Obliged | Effect::Stuck => assert!(page.path() == "/sign-in/enrol" && demanded, "{text}"),
    }
}

#[tokio::test]
async fn what_is_kept_is_what_happens_once_it_is_on() -> Result<()> {
    for engine in engines() {
        let at_once = Demand { deadline: None, ..WATCHING };
        for (demand, expected) in [
            (WATCHING, [("anna", Effect::Asked), ("dirk", Effect::Offered), ("eva", Effect::Offered)]),
            (at_once, [("anna", Effect::Asked), ("dirk", Effect::Obliged), ("eva", Effect::Stuck)]),
            (
                Demand { late_enrolment: LateEnrolment::HelpdeskPass, ..at_once },
                [("anna", Effect::Asked), ("dirk", Effect::Obliged), ("eva", Effect::Obliged)],
            ),
        ] {
            let scene = watched_house(engine, demand).await?;
            scene.member_with_app("anna", &[GROUP]).await?;
            scene.member("dirk", &[GROUP]).await?;
            scene.member_of("eva", &[GROUP], None, &[]).await?;
            scene.member("outsider", &["Editors"]).await?;
            for name in ["anna", "dirk", "eva", "outsider"] {
                let page = scene.visitor()?.sign_in(name, PASSWORD).await?;
                assert!(page.is_of_someone_signed_in(), "{name} is at {}: nobody is asked anything", page.path());
            }
            let all = compared(&scene).await?;
            let told: Vec<(&str, Effect)> = all.iter().map(|(name, effect, _)| (name.as_str(), *effect)).collect();
            assert_eq!(told, expected, "{demand:?}");
            save(&scene, demand.switched_on()).await?;
            for (name, effect) in expected {
                meets(effect, &scene.visitor()?.sign_in(name, PASSWORD).await?);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn beside_a_rule_that_holds_it_keeps_what_it_would_add() -> Result<()> {
    for engine in engines() {
        let daily = Demand { ask: Ask::Every(Lifetime::hours(1)), stay: Stay::UntilBrowserCloses, ..WATCHING };
        let policies = vec![policy("Backend users", Some(GROUP), BACKEND), policy("Trial", Some(GROUP), daily)];
        let scene = Scene::with(engine, Setup { policies, ..Setup::default() }).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        // Asked by both; then signed in on other terms.
        let mut browser = scene.remembered(&anna).await?;
        assert_eq!(compared(&scene).await?, [("anna".to_owned(), Effect::Session, 1)]);
        // The browser is trusted for 30 days; the rule that watches would have asked after an hour.
        scene.advance(Lifetime::hours(2));
        browser.close_browser();
        browser.cookies.remove("tweestap-session");
        let page = browser.sign_in("anna", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.path());
        let all = compared(&scene).await?;
        assert_eq!(all, [("anna".to_owned(), Effect::Session, 1), ("anna".to_owned(), Effect::Asked, 1)]);
        // The same once more counts in the same row.
        browser.cookies.remove("tweestap-session");
        browser.sign_in("anna", PASSWORD).await?;
        assert_eq!(compared(&scene).await?[1], ("anna".to_owned(), Effect::Asked, 2));
        // Whoever gave a wrong password, or is blocked, is not compared.
        browser.cookies.remove("tweestap-session");
        browser.sign_in("anna", "wrong").await?;
        assert_eq!(compared(&scene).await?[1].2, 2);

        // What is old goes.
        scene.advance(Lifetime::days(29));
        upkeep::purge(&scene.house.ctx).await?;
        assert!(compared(&scene).await?.is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn whom_it_watches_does_not_come_under_it_before_it_is_on() -> Result<()> {
    for engine in engines() {
        let grace = Demand { deadline: None, grace_days: 7, ..WATCHING };
        let scene = watched_house(engine, grace).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let dirk = scene.member("dirk", &[GROUP]).await?;
        scene.visitor()?.sign_in("dirk", PASSWORD).await?;
        scene.advance(Lifetime::days(30));
        scene.visitor()?.sign_in("dirk", PASSWORD).await?;
        save(&scene, grace.switched_on()).await?;
        let look = policy::what_if(ctx, organisation, (dirk.id, ctx.now())).await?.context("dirk")?;
        let due = look.explanation.policy.due.context("due")?;
        assert_eq!(due.at, ctx.now().plus(Lifetime::days(7)), "the extra time begins when it is switched on");
        // Back to watching, nobody has to do anything any more; the moment stays for when it is on again.
        scene.advance(Lifetime::days(30));
        save(&scene, grace).await?;
        let page = scene.visitor()?.sign_in("dirk", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in(), "{}", page.path());
        assert_eq!(compared(&scene).await?, [("dirk".to_owned(), Effect::Obliged, 1)]);
    }
    Ok(())
}

fn watching<'a>(act: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    form(act, &[&[("mode", "watch"), ("name", "Trial")], other].concat())
}

#[tokio::test]
async fn it_is_saved_without_guards_and_switched_on_with_them() -> Result<()> {
    for engine in engines() {
        let scene = empty(engine).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        scene.member("dirk", &[]).await?;
        let page = browser.open(NEW).await?;
        // What it would do is said, and shown as if it were on.
        let page = browser.submit(&page, NEW, &watching("dry-run", &[])).await?;
        let text = page.text();
        for said in ["This rule only watches", "If it were on, it would hold for 2 people now"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let done = browser.fill(&page, NEW, &watching("save", &[])).await?;
        assert!(done.text().contains("is saved") && done.text().contains("only watching"), "{}", done.text());
        let address = format!("{RULES}/{}", id_of(&done)?);
        let compare = format!("{address}/watching");
        assert!(done.links().contains(&compare), "{:?}", done.links());
        let page = browser.open(&compare).await?;
        assert!(page.text().contains("No sign-in would have gone differently so far"), "{}", page.text());

        let dirk = scene.visitor()?.sign_in("dirk", PASSWORD).await?;
        assert!(dirk.is_of_someone_signed_in(), "{}", dirk.path());
        let page = browser.open(&compare).await?;
        let text = page.text();
        for said in ["Offered two-step sign-in in 1 sign-in 1 person", "1 December 2026 1"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let lists: Vec<String> = page.links().into_iter().filter(|link| link.contains("/watching/people")).collect();
        assert_eq!(lists.len(), 2, "{lists:?}");
        for list in lists {
            let page = browser.open(&list).await?;
            assert!(page.text().contains("Dirk Jansen") && page.text().contains("in 1 sign-in"), "{}", page.text());
        }
        // On the page of the person it is said that it only watches; the person is told nothing of it.
        let what_if = browser.open(&format!("/admin/people/{}/what-if", person_id(&scene, "dirk").await?)).await?;
        assert!(
            what_if.text().contains("The rule ‘Trial’ only watches: it asks nothing of Dirk"),
            "{}",
            what_if.text()
        );

        // Switched on from there by the form, with its dry run and its guards.
        let link = page.links().into_iter().find(|link| link.contains("mode=on")).context("a link to switch it on")?;
        let page = browser.open(&link).await?;
        assert!(page.body.contains("id=\"mo0\" value=\"on\" checked"), "{}", page.text());
        let on = form("save", &[("mode", "on"), ("name", "Trial")]);
        let page = browser.submit(&page, &address, &on).await?;
        for said in ["At least two SuperUsers", "No test message", "There was no dry run"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        assert!(kept(&scene, "Trial").await?.policy.demand.watches());
        scene.give_app(person(&scene, "joris", Role::SuperUser).await?).await?;
        scene.prove_mail(&mut browser).await?;
        let run = form("dry-run", &[("mode", "on"), ("name", "Trial")]);
        let page = browser.submit(&page, &address, &run).await?;
        let done = browser.fill(&page, &address, &on).await?;
        assert!(done.text().contains("is saved") && !done.text().contains("only watching"), "{}", done.text());
        assert_eq!(scene.visitor()?.sign_in("dirk", PASSWORD).await?.path(), "/sign-in/enrol");

        // Where nothing is compared any more, its address leads to the form; the history says what happened, and undoes it.
        assert_eq!(browser.open(&compare).await?.path(), address);
        let history = browser.open(&format!("{address}/history")).await?;
        assert!(history.text().contains("State: from only watching to on stricter"), "{}", history.text());
        let page = browser.open(&format!("{address}?as=1")).await?;
        assert!(page.body.contains("id=\"mo1\" value=\"watch\" checked"), "{}", page.text());
        let done = browser.fill(&page, &address, &watching("save", &[])).await?;
        assert!(done.text().contains("only watching"), "{}", done.text());
        let dirk = scene.visitor()?.sign_in("dirk", PASSWORD).await?;
        assert!(dirk.is_of_someone_signed_in(), "{}", dirk.path());
        // It begins to compare anew: what was compared before it was on is another run.
        let page = browser.open(&compare).await?;
        assert!(page.text().contains("in 1 sign-in 1 person"), "{}", page.text());
        assert!(FORM.iter().all(|(field, _)| *field != "mode"));
    }
    Ok(())
}

async fn person_id(scene: &Scene, name: &str) -> Result<String> {
    let id = actions::admin::people::find(&scene.house.ctx, &scene.house.organisation, name).await?;
    Ok(id.to_string())
}

#[tokio::test]
async fn a_deadline_that_passed_while_it_watched_is_no_deadline_of_anybody() -> Result<()> {
    for engine in engines() {
        let scene = watched_house(engine, WATCHING).await?;
        scene.move_to("2026-12-09 10:00:00")?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let address = format!("{RULES}/{}", kept(&scene, "Trial").await?.policy.id);
        let page = browser.open(&address).await?;
        assert_eq!(page.status, 200, "{}", page.address);
        let page = browser.submit(&page, &address, &form("save", &[("mode", "on"), ("name", "Trial")])).await?;
        assert!(page.text().contains("This date has passed"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_told_of_it_and_it_has_no_board() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        scene.member("dirk", &[GROUP]).await?;
        let today = ctx.now().date_in(&organisation.zone);
        let plan = Plan { before: vec![1], hours: Hours { from: 0, until: 24 }, ..Plan::usual(today) };
        let backend = kept(&scene, "Backend users").await?.policy;
        let edit = CampaignEdit { id: None, version: 0, policy: backend.id, name: "Soon".to_owned(), plan };
        let by = By::CommandLine(organisation);
        let Acted::Done(Drafted::Saved(id)) = campaign::make(ctx, by, &edit).await? else { bail!("no draft") };
        let watching = NewPolicy {
            name: backend.name.clone(),
            selection: Some(GROUP.to_owned()),
            demand: Demand { mode: Mode::Watch, ..backend.demand },
        };
        policies::save(ctx, organisation, watching).await?;
        let went = campaign::go(ctx, by, id, CampaignState::Running).await?;
        assert!(matches!(went, Acted::Done(Went::Hindered(Hindrance::OnlyWatches))), "{went:?}");
        let another = CampaignEdit { name: "Another".to_owned(), ..edit };
        let made = campaign::make(ctx, by, &another).await?;
        let only_watches = |fault: &CampaignFault| *fault == CampaignFault::OnlyWatches;
        assert!(matches!(made, Acted::Done(Drafted::Faults(faults)) if faults.iter().any(only_watches)));
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let page = browser.open(&format!("/admin/messages/{id}")).await?;
        assert!(page.text().contains("This rule only watches"), "{}", page.text());
        assert!(rollout::policies(ctx, organisation).await?.is_empty());
        assert_eq!(browser.get(&format!("/admin/rollout?policy={}", backend.id)).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_may_not_see_people_sees_figures_and_others_see_nothing() -> Result<()> {
    for engine in engines() {
        let house = platform::Platform::open(engine).await?;
        let scene = &house.scene;
        let demand = Demand { requirement: Requirement::Optional, ..WATCHING };
        save(scene, demand).await?;
        let dirk = scene.member("dirk", &[GROUP]).await?;
        scene.signed_in(&dirk).await?;
        let policy = kept(scene, "Trial").await?.policy.id;
        let (_, mut browser) = superuser(scene, "sanne").await?;
        let compare = format!("{RULES}/{policy}/watching");
        for address in [
            format!("{RULES}/{NO_ID}/watching"),
            format!("{RULES}/x/watching"),
            format!("{RULES}/{NO_ID}/watching/people?effect=asked"),
            format!("{compare}/people"),
            format!("{compare}/people?effect=x"),
            format!("{compare}/people?effect=asked&day=x"),
            format!("{compare}/people?effect=asked&after=x"),
        ] {
            assert_eq!(browser.get(&address).await?.status, 404, "{address}");
        }
        let mut member: Visitor = scene.signed_in(&dirk).await?;
        assert_eq!(member.get(&compare).await?.status, 404);
        let bond = house.bond()?;
        let all = policy::list(&scene.house.ctx, &bond).await?;
        assert!(all.iter().all(|kept| kept.policy.id != policy));
        let rows = store::watched::totals(scene.house.ctx.db(), bond.id, (policy, 0)).await?;
        assert!(rows.is_empty(), "{rows:?}");
    }
    Ok(())
}
