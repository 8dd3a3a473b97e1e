//! What connected systems are told of the audit log: the kinds that were chosen, signed, from then on, until they take it.

use actions::admin::people;
use anyhow::{Context, Result};
use domain::id::SystemId;
use domain::time::Lifetime;
use domain::user::Role;
use journeys::platform::Platform;
use journeys::scene::{GROUP, PASSWORD, STEP, Scene};
use server::testing::{House, HouseOptions};
use store::hook::State;
use store::testing::engines;
use store::{Engine, Statement};

use crate::systems::office::{SYSTEMS, announce, choose, connect, edit, listening, once, point, reach, signed_in};

/// The words of the kinds of this organisation's log, oldest first.
async fn logged(scene: &Scene) -> Result<Vec<String>> {
    let filter = store::audit::Filter::default();
    let all = store::audit::oldest(scene.house.ctx.db(), scene.house.organisation.id, &filter, None, 10_000).await?;
    Ok(all.into_iter().map(|event| event.kind).collect())
}

#[tokio::test]
async fn chosen_kinds_arrive_signed_with_what_the_log_tells_and_no_others() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let before = scene.member("early", &[]).await?;
        scene.visitor()?.sign_in(&before.name, PASSWORD).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let kinds = ["signed-in", "person-blocked", "factor-failed", "system-told"];
        let Some((system, mut receiver)) = listening(&scene, &mut admin, (&kinds, "204")).await? else { return Ok(()) };

        // Signing in writes more than one row: the others were not chosen.
        let member = scene.member_with_app("sanne", &[GROUP]).await?;
        let mut browser = scene.elsewhere("192.0.2.77")?;
        browser.sign_in(&member.name, PASSWORD).await?;
        let wrong = scene.wrong_code(&member.key)?;
        let page = browser.open("/sign-in/second-factor").await?;
        browser.fill(&page, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        let told = receiver.told().await?;
        assert_eq!((&told["genuine"], &told["body"]["type"]), (&true.into(), &"audit.factor-failed".into()), "{told}");
        assert_eq!(told["second"], scene.seconds(), "signed now");
        let data = &told["body"]["data"];
        let person = serde_json::json!({ "kind": "person", "id": member.id.to_string(), "user_name": "sanne",
            "name": "Sanne Jansen" });
        assert_eq!(data["subject"], person);
        let own = &scene.house.organisation;
        let organisation = serde_json::json!({ "id": own.id.to_string(), "host": own.host, "name": own.name });
        assert_eq!(data["organisation"], organisation);
        assert_eq!(data["source"], "192.0.2.77");
        assert_eq!(data["fields"], serde_json::json!({ "factor": "app", "failures": 1 }));
        assert_eq!(data["at"], scene.house.ctx.now().rfc3339());
        assert_eq!(told["body"]["timestamp"], data["at"]);
        let kept = scene.events(&member).await?;
        let failed = kept.iter().find(|event| event.kind == "factor-failed").context("not kept")?;
        assert_eq!(data["id"], failed.id.to_string());
        let names: Vec<_> = data.as_object().context("no object")?.keys().map(String::as_str).collect();
        assert_eq!(names, ["id", "at", "organisation", "actor", "subject", "source", "fields"]);
        for secret in [member.key.as_str(), wrong.as_str(), PASSWORD] {
            assert!(!told.to_string().contains(secret), "{told}");
        }

        scene.advance(STEP);
        let code = scene.code(&member.key)?;
        let page = browser.open("/sign-in/second-factor").await?;
        browser.fill(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        let told = receiver.told().await?;
        assert_eq!(told["body"]["type"], "audit.signed-in");
        assert_eq!(told["body"]["data"]["actor"], person);

        // By somebody at the command line, about a person.
        people::set_blocked(&scene.house.ctx, &scene.house.organisation, member.id, true).await?;
        let told = receiver.told().await?;
        assert_eq!(told["body"]["type"], "audit.person-blocked");
        let nobody = serde_json::json!({ "kind": "command-line", "id": null, "user_name": null, "name": null });
        assert_eq!((&told["body"]["data"]["actor"], &told["body"]["data"]["source"]), (&nobody, &().into()));

        let all = once(&scene, system.id, |all| all.iter().all(|one| one.state == State::Taken)).await?;
        let kinds: Vec<_> = all.iter().rev().map(|one| one.kind.as_str()).collect();
        assert_eq!(kinds, ["audit.factor-failed", "audit.signed-in", "audit.person-blocked"], "and nothing else");
        let page = admin.open(&system.page()).await?;
        assert!(page.text().contains("Signed in audit.signed-in"), "{}", page.text());
        assert!(page.text().contains("4 kinds of events are sent"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_taken_is_told_again_and_then_given_up_aloud_and_replayed_under_its_id() -> Result<()> {
    const LAST_TRY: Statement = Statement::new("test.last_try", "UPDATE hook_deliveries SET tries = 9 WHERE tries = 2");
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let kinds = ["person-added", "system-not-told"];
        let listening = listening(&scene, &mut admin, (&kinds, "200,500,307,503,200")).await?;
        let Some((system, mut receiver)) = listening else { return Ok(()) };
        scene.member("one", &[]).await?;
        let taken = receiver.told().await?;
        once(&scene, system.id, |all| all.iter().any(|one| one.state == State::Taken)).await?;
        scene.member("two", &[]).await?;
        let first = receiver.told().await?;
        assert_eq!(first["body"]["data"]["subject"]["user_name"], "two");
        once(&scene, system.id, |all| all.iter().any(|one| one.answer.as_deref() == Some("500"))).await?;
        scene.advance(Lifetime::seconds(5));
        let second = receiver.told().await?;
        assert_eq!((&second["id"], &second["genuine"], &second["body"]), (&first["id"], &true.into(), &first["body"]));
        once(&scene, system.id, |all| all.iter().any(|one| one.answer.as_deref() == Some("307"))).await?;

        // The last try.
        let db = scene.house.ctx.db();
        db.write::<_, store::Error, _>(|tx| Box::pin(async move { tx.execute(&LAST_TRY, &[]).await })).await?;
        scene.advance(Lifetime::minutes(5));
        assert_eq!(receiver.told().await?["id"], first["id"]);
        // That it was given up stands in the log, and is told as any event; that of the telling nothing follows.
        let said = receiver.told().await?;
        assert_eq!(said["body"]["type"], "audit.system-not-told");
        let fields = serde_json::json!({ "system": "SIEM", "event": "audit.person-added" });
        assert_eq!(said["body"]["data"]["fields"], fields);
        let page = admin.open(&format!("{}?state=given-up", system.page())).await?;
        assert!(page.text().contains("1 event was not taken"), "{}", page.text());
        assert!(page.text().contains("Person added audit.person-added"), "{}", page.text());
        assert!(!page.text().contains("system-not-told"), "only those: {}", page.text());

        // Replayed: first what was given up, then everything.
        let replay = format!("{}/replay", system.page());
        let today = scene.house.ctx.now().date_in(&scene.house.organisation.zone).to_string();
        let sent = admin.fill(&page, &replay, &[("since", &today), ("which", "failed")]).await?;
        assert!(sent.text().contains("1 event is on its way again"), "{}", sent.text());
        let again = receiver.told().await?;
        assert_eq!((&again["id"], &again["genuine"], &again["body"]), (&first["id"], &true.into(), &first["body"]));
        once(&scene, system.id, |all| all.iter().all(|one| one.state == State::Taken)).await?;
        let sent = admin.fill(&page, &replay, &[("since", &today), ("which", "all")]).await?;
        assert!(sent.text().contains("3 events are on their way again"), "{}", sent.text());
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(receiver.told().await?["id"].clone());
        }
        for one in [&taken, &first, &said] {
            assert!(ids.contains(&one["id"]), "{ids:?}");
        }
        once(&scene, system.id, |all| all.iter().all(|one| one.state == State::Taken)).await?;
        let tomorrow = scene.house.ctx.now().plus(Lifetime::days(1)).date_in(&scene.house.organisation.zone);
        let none = admin.fill(&page, &replay, &[("since", &tomorrow.to_string()), ("which", "all")]).await?;
        assert!(none.text().contains("There was nothing to send again"), "{}", none.text());
        let words = logged(&scene).await?;
        let count = |word: &str| words.iter().filter(|kept| *kept == word).count();
        assert_eq!((count("system-not-told"), count("system-told-again")), (1, 3), "{words:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_happens_while_a_system_takes_nothing_is_not_kept_for_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let listening = listening(&scene, &mut admin, (&["person-added"], "410,200")).await?;
        let Some((system, mut receiver)) = listening else { return Ok(()) };
        scene.member("one", &[]).await?;
        assert_eq!(receiver.told().await?["body"]["data"]["subject"]["user_name"], "one");
        once(&scene, system.id, |all| all.iter().any(|one| one.answer.as_deref() == Some("410"))).await?;
        scene.member("meanwhile", &[]).await?;
        scene.advance(Lifetime::seconds(1));
        point(&mut admin, &system, &receiver.address).await?;
        scene.advance(Lifetime::seconds(1));
        scene.member("after", &[]).await?;
        let told = receiver.told().await?;
        assert_eq!(told["body"]["data"]["subject"]["user_name"], "after", "{told}");

        // Without an address the same.
        once(&scene, system.id, |all| all.iter().all(|one| one.state != State::Waiting)).await?;
        point(&mut admin, &system, "").await?;
        scene.member("deaf", &[]).await?;
        scene.advance(Lifetime::seconds(1));
        point(&mut admin, &system, &receiver.address).await?;
        scene.advance(Lifetime::seconds(1));
        // None chosen: only what systems always hear.
        choose(&mut admin, &system, &[]).await?;
        scene.member("none", &[]).await?;
        announce(&scene, &edit(reach(&scene), "Works", "Hello.")).await?;
        assert_eq!(receiver.told().await?["body"]["type"], "announcement.published");
        let page = admin.open(&system.page()).await?;
        assert!(page.text().contains("Nothing of the audit log is sent"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn another_organisation_s_log_is_never_told_and_a_system_that_is_gone_leaves_nothing() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let mut operator = platform.scene.signed_in(&platform.operator).await?;
        let mut bea = platform.in_bond(&platform.bea).await?;
        let _ = bea.open(SYSTEMS).await?;
        let system = connect(&mut operator, "SIEM", "https://siem.invalid/").await?;
        choose(&mut operator, &system, &["signed-in", "person-added"]).await?;
        platform.scene.advance(Lifetime::seconds(1));
        let theirs = platform.member("theirs").await?;
        platform.in_bond(&theirs).await?;
        platform.scene.member("ours", &[]).await?;
        let all = once(&platform.scene, system.id, |all| !all.is_empty()).await?;
        assert_eq!(all.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(), ["audit.person-added"]);

        let remove = format!("{}/remove", system.page());
        let page = operator.open(&remove).await?;
        operator.fill(&page, &remove, &[]).await?;
        platform.scene.member("later", &[]).await?;
        let (db, org) = (platform.scene.house.ctx.db(), platform.scene.house.organisation.id);
        assert_eq!(store::hook_log::counts(db, org).await?, []);
        assert!(store::hook::of_system(db, org, system.id, 9).await?.is_empty());
        actions::hooks::claim(&platform.scene.house.ctx, |_| true, |_| 0).await?;
    }
    Ok(())
}

#[tokio::test]
async fn each_event_is_made_once_by_whichever_server_and_the_choice_outlives_them() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        // To nobody who listens: they stay.
        let system = connect(&mut admin, "SIEM", "http://127.0.0.1:9/").await?;
        choose(&mut admin, &system, &["person-added"]).await?;
        scene.advance(Lifetime::seconds(1));
        let options = HouseOptions {
            database: scene.place().setting(),
            key_file: Some(scene.house.key_file().to_owned()),
            clock: scene.house.clock.clone(),
            ..HouseOptions::default()
        };
        // SQLite has one server at a time.
        let other = match engine {
            Engine::Postgres => Some(House::start(options).await.map_err(anyhow::Error::from_boxed)?),
            Engine::Sqlite => None,
        };
        for number in 0..20 {
            scene.member(&format!("n{number}"), &[]).await?;
            let ctx = other.as_ref().map_or(&scene.house.ctx, |other| &other.ctx);
            let (one, another) = tokio::join!(hand_on(&scene.house.ctx), hand_on(ctx));
            one?;
            another?;
        }
        made(&scene, system.id, 20).await?;
        if let Some(other) = other {
            other.stop().await.map_err(anyhow::Error::from_boxed)?;
        }
        hand_on(&scene.house.ctx).await?;
        made(&scene, system.id, 20).await?;
    }
    Ok(())
}

/// Makes events of the log, and sends nothing.
async fn hand_on(ctx: &actions::Ctx) -> Result<()> {
    actions::hooks::claim(ctx, |_| true, |_| 0).await?;
    Ok(())
}

/// So many events were made, each of another person.
async fn made(scene: &Scene, system: SystemId, number: usize) -> Result<()> {
    let all = once(scene, system, |all| all.len() >= number).await?;
    assert_eq!(all.len(), number);
    Ok(())
}
