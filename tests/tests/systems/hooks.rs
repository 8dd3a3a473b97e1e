//! What connected systems are told: signed, again until it is taken, under one id.

use actions::admin::announcements::AnnouncementEdit;
use anyhow::{Context, Result};
use domain::announcement::Reach;
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::Scene;
use reqwest::Method;
use store::hook::State;
use store::testing::engines;

use crate::systems::office::{announce, connect, edit, once, point, reach, signed_in};
use crate::systems::receiver::Receiver;

#[tokio::test]
async fn an_event_is_told_again_under_one_id_until_it_is_taken() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let Some(mut receiver) = Receiver::start(&system.secret, "500,307,204").await? else { return Ok(()) };
        point(&mut admin, &system, &receiver.address).await?;
        let id = announce(&scene, &edit(reach(&scene), "Works", "Hello {name}.")).await?;

        let first = receiver.told().await?;
        assert_eq!(first["genuine"], true, "{first}");
        assert_eq!((&first["path"], &first["type"]), (&"/hook".into(), &"application/json".into()));
        assert_eq!(first["second"], scene.seconds());
        let body = &first["body"];
        assert_eq!(body["type"], "announcement.published");
        assert_eq!(body["data"]["id"], id.to_string());
        assert_eq!((&body["data"]["version"], &body["data"]["personal"]), (&1.into(), &true.into()));
        assert_eq!(body["data"]["texts"][0]["title"], "Works (en)");
        assert_eq!(body["data"]["texts"][0]["text"], "Hello {name}.");
        assert!(body["data"]["selection"].is_null());

        let waits = once(&scene, system.id, |all| all.iter().any(|one| one.answer.is_some())).await?;
        let [only] = &waits[..] else { anyhow::bail!("{waits:?}") };
        assert_eq!((only.tries, only.state, only.answer.as_deref()), (1, State::Waiting, Some("500")));
        assert_eq!(only.next_try_at, scene.house.ctx.now().plus(Lifetime::seconds(5)));
        scene.advance(Lifetime::seconds(5));
        let second = receiver.told().await?;
        assert_eq!((&second["id"], &second["genuine"]), (&first["id"], &true.into()));
        assert_eq!(second["second"], scene.seconds(), "signed anew");
        assert_eq!(second["body"], first["body"]);
        let waits = once(&scene, system.id, |all| all.iter().any(|one| one.answer.as_deref() == Some("307"))).await?;
        assert_eq!(waits[0].next_try_at, scene.house.ctx.now().plus(Lifetime::minutes(5)));
        scene.advance(Lifetime::minutes(5));
        let third = receiver.told().await?;
        assert_eq!((&third["id"], &third["path"]), (&first["id"], &"/hook".into()), "no redirect is followed");
        let taken = once(&scene, system.id, |all| all.iter().all(|one| one.state == State::Taken)).await?;
        assert_eq!((taken[0].tries, taken[0].answer.as_deref()), (3, Some("204")));

        let page = admin.open(&system.page()).await?;
        assert!(page.text().contains("announcement.published"), "{}", page.text());
        assert!(page.text().contains("answer 204"), "{}", page.text());
        let again = format!("{}/again", system.page());
        admin.submit(&page, &again, &[]).await?;
        assert_eq!(receiver.told().await?["id"], first["id"], "sent once more by hand");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_handed_on_any_more_is_told_to_be_gone() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let deaf = connect(&mut admin, "Reads only", "").await?;
        let Some(mut receiver) = Receiver::start(&system.secret, "200").await? else { return Ok(()) };
        point(&mut admin, &system, &receiver.address).await?;
        let private = Reach { shared: false, ..reach(&scene) };
        announce(&scene, &edit(private, "Inside", "Ours alone.")).await?;
        let id = announce(&scene, &edit(reach(&scene), "Out", "For all.")).await?;
        let told = receiver.told().await?;
        assert_eq!(told["body"]["data"]["id"], id.to_string(), "what stays inside is told to nobody");

        let inside = AnnouncementEdit { id: Some(id), version: 1, ..edit(private, "Out", "For all.") };
        announce(&scene, &inside).await?;
        let told = receiver.told().await?;
        assert_eq!(told["body"]["type"], "announcement.removed");
        assert_eq!(told["body"]["data"], serde_json::json!({ "id": id.to_string(), "version": 2 }));
        let back = AnnouncementEdit { version: 2, ..edit(reach(&scene), "Back", "Again.") };
        announce(&scene, &AnnouncementEdit { id: Some(id), ..back }).await?;
        assert_eq!(receiver.told().await?["body"]["data"]["version"], 3);
        let address = format!("/admin/announcements/{id}");
        let page = admin.open(&address).await?;
        admin.submit(&page, &format!("{address}/remove"), &[]).await?;
        let told = receiver.told().await?;
        assert_eq!((&told["body"]["type"], &told["genuine"]), (&"announcement.removed".into(), &true.into()));
        let nothing = once(&scene, deaf.id, |_| true).await?;
        assert!(nothing.is_empty(), "{nothing:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_system_that_is_gone_is_told_nothing_more_until_it_is_saved_again() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let Some(mut receiver) = Receiver::start(&system.secret, "410,200").await? else { return Ok(()) };
        point(&mut admin, &system, &receiver.address).await?;
        let test = format!("{}/test", system.page());
        let page = admin.open(&system.page()).await?;
        admin.submit(&page, &test, &[]).await?;
        let told = receiver.told().await?;
        assert_eq!((&told["body"]["type"], &told["genuine"]), (&"test".into(), &true.into()));
        let given_up = once(&scene, system.id, |all| all.iter().all(|one| one.state == State::GivenUp)).await?;
        assert_eq!(given_up[0].answer.as_deref(), Some("410"));
        let off = admin.open(&system.page()).await?;
        assert!(off.text().contains("switched off since") && off.form(&test).is_err(), "{}", off.text());
        announce(&scene, &edit(reach(&scene), "Meanwhile", "Nobody hears.")).await?;
        assert_eq!(once(&scene, system.id, |_| true).await?.len(), 1, "nothing is written for it");

        let on = point(&mut admin, &system, &receiver.address).await?;
        assert!(!on.text().contains("switched off since"), "{}", on.text());
        admin.submit(&on, &test, &[]).await?;
        assert_eq!(receiver.told().await?["body"]["type"], "test");
    }
    Ok(())
}

#[tokio::test]
async fn a_claim_whose_sender_died_is_made_again_and_a_late_mark_changes_nothing() -> Result<()> {
    for engine in engines() {
        let place = store::testing::fresh(engine).await?;
        let (db, org) = (&place.db, domain::id::OrganisationId::from_bytes([1; 16]));
        let system = domain::id::SystemId::from_bytes([2; 16]);
        let id = domain::id::DeliveryId::from_bytes([3; 16]);
        let at = |seconds| domain::time::Timestamp::from_seconds(1_790_000_000 + seconds);
        db.write_with::<_, _, store::Error, _>((), move |tx, ()| {
            Box::pin(async move {
                let keys = store::system::Keys { key_hash: [4; 32], sealed_secret: vec![5] };
                store::system::insert(tx, org, (system, &keys), ("Intranet", Some("https://x")), (at(0), None)).await?;
                let new = store::hook::NewDelivery { id, system, kind: "test".into(), body: "{}".into() };
                store::hook::write(tx, org, new, at(0))
            })
        })
        .await?;
        let claim = async |now: i64| {
            db.write_with::<_, _, store::Error, _>((), move |tx, ()| {
                Box::pin(async move { store::hook::claim(tx, org, id, (at(now), at(now + 60))).await })
            })
            .await
        };
        let first = claim(0).await?.context("it is due")?;
        assert!(claim(59).await?.is_none(), "another sender has it");
        assert_eq!(store::hook::due(db, org, &[(system, 9)], at(59)).await?, []);
        let second = claim(60).await?.context("its sender died")?;
        assert_eq!((first.tries, second.tries), (1, 2));
        let mark = async |tries: i64, outcome: store::hook::Outcome| {
            db.write_with::<_, _, store::Error, _>(outcome, move |tx, outcome| {
                Box::pin(async move { store::hook::mark(tx, org, (id, tries), outcome).await })
            })
            .await
        };
        mark(1, store::hook::Outcome::GivenUp("500".into())).await?;
        let [waits] = &store::hook::of_system(db, org, system, 9).await?[..] else { anyhow::bail!("not one") };
        assert_eq!(waits.state, State::Waiting, "the first sender came too late");
        mark(2, store::hook::Outcome::Taken("200".into())).await?;
        mark(2, store::hook::Outcome::Later(at(90), "500".into())).await?;
        let [taken] = &store::hook::of_system(db, org, system, 9).await?[..] else { anyhow::bail!("not one") };
        assert_eq!((taken.state, taken.answer.as_deref()), (State::Taken, Some("200")));
    }
    Ok(())
}

#[tokio::test]
async fn nobody_sends_again_what_another_system_was_told() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let one = connect(&mut admin, "One", "https://one.invalid/").await?;
        let two = connect(&mut admin, "Two", "https://two.invalid/").await?;
        let page = admin.open(&one.page()).await?;
        admin.submit(&page, &format!("{}/test", one.page()), &[]).await?;
        let all = once(&scene, one.id, |all| !all.is_empty()).await?;
        let mut fields = admin.open(&two.page()).await?.form(&format!("{}/test", two.page()))?;
        fields.push(("delivery".to_owned(), all[0].id.to_string()));
        let path = format!("{}/again", two.page());
        let answer = admin.send(Method::POST, &path, Some(journeys::visitor::encode(&fields))).await?;
        assert_eq!(answer.status, 404);
    }
    Ok(())
}
