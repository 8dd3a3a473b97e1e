//! The page on which the events of the audit log are chosen: who may, what is refused, and that it works without scripts.

use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::Result;
use domain::id::RoleId;
use domain::permission::{Right, Rights};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::{PASSWORD, Scene};
use journeys::visitor::{Visitor, encode};
use reqwest::Method;
use secrecy::SecretString;
use store::role::OwnRole;
use store::testing::engines;

use crate::systems::office::{Connected, choose, connect, press, signed_in};

/// The kinds that a system is told.
async fn told(scene: &Scene, system: &Connected) -> Result<Vec<String>> {
    let kinds = store::hook_log::kinds(scene.house.ctx.db(), scene.house.organisation.id, system.id).await?;
    let mut words: Vec<String> = kinds.into_iter().map(|chosen| chosen.kind).collect();
    words.sort();
    Ok(words)
}

/// Somebody who runs campaigns and so connects systems, but does not read the log.
async fn campaigner(scene: &Scene) -> Result<Visitor> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let id = RoleId::from_bytes([0x72; 16]);
    let rights = Rights::of(&[Right::CampaignsRun, Right::SetupRead, Right::PeopleRead]);
    let role = OwnRole { id, name: "Campaigns".to_owned(), rights, version: 0 };
    ctx.db()
        .write_with::<_, _, store::Error, _>((organisation.id, role), |tx, (org, role)| {
            Box::pin(async move { store::role::save(tx, *org, role).await })
        })
        .await?;
    let new = NewPerson {
        user_name: "carla".to_owned(),
        display_name: "Carla Jansen".to_owned(),
        addresses: vec!["carla@waterland.example".to_owned()],
        language: Some("en".to_owned()),
        role: Role::Own(id),
        groups: Vec::new(),
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    people::add(ctx, organisation, new).await?;
    ctx.reload().await?;
    let mut visitor = scene.visitor()?;
    visitor.sign_in("carla", PASSWORD).await?;
    Ok(visitor)
}

#[tokio::test]
async fn whoever_does_not_read_the_log_sends_it_nowhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "SIEM", "https://siem.invalid/").await?;
        let mut carla = campaigner(&scene).await?;
        let events = format!("{}/events", system.page());

        // While it is told nothing of the log, it is theirs as before.
        let page = carla.open(&system.page()).await?;
        assert!(!page.links().contains(&events), "{}", page.text());
        let saved = carla.fill(&page, &system.page(), &[("address", "https://other.invalid/")]).await?;
        assert!(saved.text().contains("The system is saved"), "{}", saved.text());
        assert_eq!(carla.get(&events).await?.status, 403);

        choose(&mut admin, &system, &["signed-in"]).await?;
        let page = carla.open(&system.page()).await?;
        for (action, fields) in
            [(system.page(), &[("address", "https://mine.invalid/")][..]), (format!("{}/secret", system.page()), &[])]
        {
            let answer = carla.submit(&page, &action, fields).await?;
            assert_eq!(answer.status, 403, "{action}: {}", answer.text());
        }
        let mut fields = page.form(&system.page())?;
        fields.push(("kind".to_owned(), "password-failed".to_owned()));
        assert_eq!(carla.send(Method::POST, &events, Some(encode(&fields))).await?.status, 403);
        let all = store::system::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        assert_eq!(all[0].hook_address.as_deref(), Some("https://other.invalid/"));
        assert_eq!(told(&scene, &system).await?, ["signed-in"]);
        // The name alone goes nowhere.
        let page = carla.open(&system.page()).await?;
        let saved = carla.fill(&page, &system.page(), &[("name", "Guard")]).await?;
        assert!(saved.text().contains("The system is saved"), "{}", saved.text());

        // An auditor reads the log, and connects nothing; a member does neither.
        for (name, role, status) in [("otto", Role::Auditor, 403), ("mia", Role::Member, 404)] {
            let mut other = signed_in(&scene, name, role).await?;
            assert_eq!(other.get(&events).await?.status, status, "{name}");
        }
        assert_eq!(scene.visitor()?.get(&events).await?.status, 303);

        // Nor somebody whose proof is old.
        scene.advance(Lifetime::minutes(6));
        let answer = admin.get(&events).await?;
        assert!(answer.location().starts_with("/profile/confirm"), "{}", answer.location());
        let page = admin.open(&system.page()).await?;
        let mut fields = page.form(&system.page())?;
        let answer = admin.submit(&page, &system.page(), &[("address", "https://old.invalid/")]).await?;
        assert!(answer.location().starts_with("/profile/confirm"), "{}", answer.location());
        fields.push(("kind".to_owned(), "password-failed".to_owned()));
        let answer = admin.send(Method::POST, &events, Some(encode(&fields))).await?;
        assert!(answer.location().starts_with("/profile/confirm"), "{}", answer.location());
        assert_eq!(told(&scene, &system).await?, ["signed-in"]);
    }
    Ok(())
}

#[tokio::test]
async fn kinds_are_chosen_one_by_one_and_by_the_group_without_scripts() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "SIEM", "https://siem.invalid/").await?;
        let saved = choose(&mut admin, &system, &["signed-in", "act-refused"]).await?;
        assert!(saved.text().contains("The events are chosen"), "{}", saved.text());
        assert!(saved.text().contains("2 kinds of events are sent"), "{}", saved.text());
        let all = store::hook_log::kinds(scene.house.ctx.db(), scene.house.organisation.id, system.id).await?;
        assert!(all.iter().all(|chosen| chosen.since == scene.house.ctx.now()));

        // The buttons of a group tick and untick, and save nothing.
        let events = format!("{}/events", system.page());
        let ticked = press(&mut admin, &system, (&["signed-in"], Some(("tick", "watch")))).await?;
        assert!(ticked.status == 200 && ticked.text().contains("Not saved yet"), "{}", ticked.text());
        let on = |page: &journeys::visitor::Page| -> Result<Vec<String>> {
            let fields = page.form(&events)?.into_iter().filter(|(name, _)| name == "kind");
            Ok(fields.map(|(_, value)| value).collect())
        };
        let watch = domain::audit_groups::KindGroup::Watch.kinds();
        assert_eq!(on(&ticked)?.len(), watch.len() + 1);
        assert!(watch.iter().all(|kind| on(&ticked).is_ok_and(|on| on.iter().any(|one| one == kind))));
        let unticked = press(&mut admin, &system, (&["signed-in", "act-refused"], Some(("untick", "sign-in")))).await?;
        assert_eq!(on(&unticked)?, ["act-refused"]);
        assert_eq!(told(&scene, &system).await?, ["act-refused", "signed-in"]);
        let saved = admin.fill(&ticked, &events, &[]).await?;
        assert!(saved.text().contains("6 kinds of events are sent"), "{}", saved.text());
        // What was chosen before counts since then.
        scene.advance(Lifetime::seconds(10));
        choose(&mut admin, &system, &["signed-in", "signed-out"]).await?;
        let all = store::hook_log::kinds(scene.house.ctx.db(), scene.house.organisation.id, system.id).await?;
        let since = |kind: &str| all.iter().find(|chosen| chosen.kind == kind).map(|chosen| chosen.since);
        assert_eq!(since("signed-out"), Some(scene.house.ctx.now()));
        assert_eq!(since("signed-in"), Some(scene.house.ctx.now().minus(Lifetime::seconds(10))));

        let log = admin.open("/admin/audit?kind=system-events-chosen").await?;
        assert!(log.text().contains("Events chosen that a connected system is told"), "{}", log.text());
        assert!(log.text().contains("added: signed-out"), "{}", log.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_no_page_of_ours_sends_is_refused() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "SIEM", "https://siem.invalid/").await?;
        choose(&mut admin, &system, &["signed-in"]).await?;
        let wrong = [
            (&["signed-in", "nothing-like-it"][..], None),
            (&["person-changed"], None),
            (&["audit.signed-in"], None),
            (&[], Some(("tick", "everything"))),
            (&[], Some(("version", "x"))),
        ];
        for (kinds, more) in wrong {
            let answer = press(&mut admin, &system, (kinds, more)).await?;
            assert!((400..500).contains(&answer.status), "{kinds:?} {more:?}: {}", answer.status);
        }
        assert_eq!(told(&scene, &system).await?, ["signed-in"]);

        // Over a version that is not there any more: nothing is saved, what was ticked stands.
        let events = format!("{}/events", system.page());
        let stale = admin.open(&events).await?;
        choose(&mut admin, &system, &["signed-out"]).await?;
        let answer = admin.submit(&stale, &events, &[("kind", "act-refused")]).await?;
        assert!(answer.status == 200 && answer.body.contains("value=\"act-refused\" checked"), "{}", answer.text());
        assert_eq!(told(&scene, &system).await?, ["signed-out"]);

        let replay = format!("{}/replay", system.page());
        let page = admin.open(&system.page()).await?;
        for (since, which, status) in [("yesterday", "all", 200), ("", "failed", 200), ("2026-12-01", "some", 400)] {
            let answer = admin.submit(&page, &replay, &[("since", since), ("which", which)]).await?;
            assert_eq!(answer.status, status, "{since} {which}");
            assert!(status != 200 || answer.body.contains("id=\"since-error\""), "{}", answer.text());
        }
        for query in ["?state=other", "?before=x"] {
            assert_eq!(admin.get(&format!("{}{query}", system.page())).await?.status, 404, "{query}");
        }
    }
    Ok(())
}
