//! The module goes on: by itself or by an operator's word, and over policies that were made before not until their guards are
//! met.

use actions::admin::policies;
use anyhow::Result;
use domain::organisation::ModuleState;
use domain::policy::{Ask, Demand, Requirement};
use domain::user::Role;
use journeys::platform::{Platform, add};
use journeys::scene::{BACKEND, GROUP, PASSWORD, Scene, Setup, policy};
use journeys::visitor::Visitor;
use store::testing::engines;

use super::{LIST, MODULE, asks};

const GLASS: &str = "/admin/settings/break-glass";

/// The only `SuperUser` of an organisation that prepared its policies, signed in before the module is on.
async fn before_the_module(scene: &Scene) -> Result<Visitor> {
    add(scene, &scene.house.organisation, "bea", Role::SuperUser).await?;
    switched_off(scene).await?;
    let mut bea = scene.visitor()?;
    assert!(bea.sign_in("bea", PASSWORD).await?.is_of_someone_signed_in());
    Ok(bea)
}

/// The organisation of a scene without the module, as one was that prepared its policies first.
async fn switched_off(scene: &Scene) -> Result<()> {
    let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
    let off = ctx.db().write_with(org, |tx, org| {
        Box::pin(async move { store::organisation::set_module(tx, *org, ModuleState::Inactive).await })
    });
    let off: Result<(), store::Error> = off.await;
    off?;
    Ok(ctx.reload().await?)
}

#[tokio::test]
async fn what_was_prepared_demands_nothing_before_its_guards_are_met() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let own = scene.house.organisation.clone();
        let mut bea = before_the_module(&scene).await?;
        let page = asks(&mut bea, &[("knows", "1"), ("ask", "always")]).await?;
        let said = page.text();
        for told in ["now 0 have one", "No test message", "first offer it"] {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert!(!said.contains("You don’t have a second step"), "nobody can have one yet: {said}");
        // What begins for whom stands there, so that it was seen; not where the form came from elsewhere.
        assert!(said.contains("As soon as it’s on, for 1 person"), "{said}");
        assert!(!said.contains("was not seen yet"), "{said}");
        let unseen = bea.fill(&page, MODULE, &[("knows", "1"), ("ask", "always"), ("seen", "")]).await?.text();
        assert!(unseen.contains("was not seen yet"), "{unseen}");
        let ctx = &scene.house.ctx;
        assert_eq!(ctx.organisation_named(&own.host)?.module, ModuleState::Inactive);
        // What is met is asked no more: the page leads to the emergency code, and mail is proved.
        let page = bea.open(GLASS).await?;
        let made = bea.submit(&page, GLASS, &[]).await?;
        assert!(made.body.contains("id=\"made\">"), "{}", made.text());
        let said = asks(&mut bea, &[("knows", "1"), ("ask", "always")]).await?.text();
        assert!(said.contains("No test message") && !said.contains("now 0 have one"), "{said}");
        scene.prove_mail(&mut bea).await?;
        let page = asks(&mut bea, &[("knows", "1"), ("ask", "always")]).await?;
        assert!(page.text().contains("was switched on"), "{}", page.text());
    }
    Ok(())
}

/// Nobody but a SuperUser finds the emergency code where there is no two-step sign-in yet.
#[tokio::test]
async fn the_emergency_code_of_an_organisation_without_the_module_is_for_superusers() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let own = scene.house.organisation.clone();
        switched_off(&scene).await?;
        for (role, status) in [(Role::SuperUser, 200), (Role::Auditor, 404), (Role::Helpdesk, 404), (Role::Member, 404)]
        {
            let name = format!("p-{}", role.word());
            add(&scene, &own, &name, role).await?;
            let mut visitor = scene.visitor()?;
            assert!(visitor.sign_in(&name, PASSWORD).await?.is_of_someone_signed_in());
            assert_eq!(visitor.get(GLASS).await?.status, status, "{role:?}");
            let home = visitor.get("/admin/settings").await?;
            assert!(!home.text().to_lowercase().contains("emergency code"), "{role:?}: {}", home.text());
        }
    }
    Ok(())
}

/// Offered first, it goes on without anything else.
#[tokio::test]
async fn what_was_prepared_as_an_offer_goes_on_at_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let own = scene.house.organisation.clone();
        let mut bea = before_the_module(&scene).await?;
        let offered = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
        policies::save(&scene.house.ctx, &own, policy("Backend users", Some(GROUP), offered)).await?;
        let page = asks(&mut bea, &[("knows", "1"), ("ask", "always")]).await?;
        assert!(page.text().contains("was switched on"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn an_operator_approves_no_demand_before_its_guards_are_met() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let (scene, bond) = (&platform.scene, platform.bond()?);
        let mut bea = platform.in_bond(&platform.bea).await?;
        asks(&mut bea, &[]).await?;
        policies::save(&scene.house.ctx, &bond, policy("Iedereen", None, BACKEND)).await?;
        let (address, mut otto) = (format!("{LIST}/{}", bond.id), scene.signed_in(&platform.operator).await?);
        let answer = format!("{address}/answer");
        let page = otto.open(&address).await?;
        let refused = otto.fill(&page, &answer, &[("answer", "approve"), ("message", "Welkom.")]).await?;
        let said = refused.text();
        for told in ["now 0 have one", "No test message", "Welkom.", "As soon as it’s on"] {
            assert!(said.contains(told), "{told}: {said}");
        }
        assert_eq!(platform.bond()?.module, ModuleState::Requested);
        let offered = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
        policies::save(&scene.house.ctx, &bond, policy("Iedereen", None, offered)).await?;
        let done = otto.fill(&refused, &answer, &[("answer", "approve")]).await?;
        assert!(done.text().contains("Two-step sign-in is on"), "{}", done.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_self_hosted_organisation_switches_the_module_on_by_itself_once_it_was_read() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, Setup { policies: Vec::new(), ..Setup::default() }).await?;
        let own = scene.house.organisation.clone();
        add(&scene, &own, "bea", Role::SuperUser).await?;
        switched_off(&scene).await?;
        let (ctx, org) = (&scene.house.ctx, own.id);

        let mut bea = scene.visitor()?;
        assert!(bea.sign_in("bea", PASSWORD).await?.is_of_someone_signed_in());
        let page = asks(&mut bea, &[]).await?;
        assert!(page.text().contains("Tick this first"), "{}", page.text());
        let page = bea.fill(&page, MODULE, &[("look", "1"), ("ask", "always")]).await?;
        assert!(page.text().contains("What this means for a member"), "{}", page.text());
        let page = bea.fill(&page, MODULE, &[("knows", "1"), ("ask", "always")]).await?;
        assert!(page.text().contains("was switched on"), "{}", page.text());
        assert_eq!(ctx.organisation_named(&own.host)?.module, ModuleState::Active);
        let policies = store::policy::list(ctx.db(), org).await?;
        assert!(policies.iter().all(|policy| policy.demand.ask == Ask::Always) && policies.len() == 1);
        assert_eq!(bea.get("/profile/two-factor").await?.status, 200);
        assert_eq!(bea.get(LIST).await?.status, 404, "nobody is operator here");
    }
    Ok(())
}
