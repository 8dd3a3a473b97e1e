//! More events than a system takes: they wait in the log, are told to be late, and arrive once it takes them.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::audit::{Actor, AuditEvent};
use domain::id::AuditId;
use domain::user::Role;
use journeys::scene::Scene;
use store::audit::AuditRow;
use store::hook::State;
use store::testing::engines;

use crate::systems::office::{connect, listening, once, point, signed_in};
use crate::systems::receiver::Receiver;

/// Rows as a campaign or an import writes them: many in one transaction.
async fn write(scene: &Scene, events: impl IntoIterator<Item = AuditEvent>) -> Result<()> {
    let (ctx, org) = (scene.house.ctx.clone(), scene.house.organisation.id);
    let at = ctx.now();
    let rows = events.into_iter().map(|event| {
        let id = AuditId::from_bytes(ctx.verifier().new_id(at.micros() / 1_000));
        let row = AuditRow { id, at, actor: Actor::System, subject: None, source: None, event }.kept()?;
        let mac = ctx.verifier().audit_mac(&row.encoded(org));
        Ok((row, mac.to_vec()))
    });
    let rows = rows.collect::<Result<Vec<_>, store::Error>>()?;
    ctx.db()
        .write_with::<_, _, store::Error, _>((org, rows), |tx, (org, rows)| {
            Box::pin(async move { store::audit::write_many(tx, *org, rows.clone()).await })
        })
        .await?;
    actions::audit_chain::seal(&ctx).await?;
    Ok(())
}

/// Of a kind that nobody chose.
fn other() -> AuditEvent {
    AuditEvent::SignedIn { by_trusted_device: false }
}

fn joined(number: usize) -> AuditEvent {
    AuditEvent::GroupJoined { group: format!("G{number}"), view: None }
}

#[tokio::test]
async fn what_has_no_room_waits_in_the_log_and_nothing_is_lost_or_told_twice() -> Result<()> {
    const MANY: usize = 700;
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let listening = listening(&scene, &mut admin, (&["group-joined"], "200")).await?;
        let Some((system, receiver)) = listening else { return Ok(()) };
        // The system is away.
        point(&mut admin, &system, "http://127.0.0.1:9/").await?;
        write(&scene, std::iter::repeat_with(other).take(3_000).chain((0..MANY).map(joined))).await?;
        let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
        let most = actions::hooks::MOST_WAITING;
        let waiting = async || store::hook::count(db, org, (system.id, State::Waiting), i64::MAX).await;
        once(&scene, system.id, |all| all.len() == 50).await?;
        for _ in 0..5 {
            actions::hooks::claim(&scene.house.ctx, |_| true, |_| 0).await?;
        }
        assert_eq!(waiting().await?, most);
        let full = actions::hooks::claim(&scene.house.ctx, |_| true, |_| 0).await?.full;
        assert_eq!(full, [(system.id, "SIEM".to_owned())]);
        let page = admin.open(&system.page()).await?;
        assert!(page.text().contains("has yet to be sent"), "{}", page.text());
        assert!(page.links().iter().any(|link| link.contains("before=")), "the list has pages");

        // It is back.
        drop(receiver);
        let Some(mut receiver) = Receiver::start(&system.secret, "200").await? else { return Ok(()) };
        point(&mut admin, &system, &receiver.address).await?;
        scene.advance(domain::time::Lifetime::minutes(6));
        let mut ids = BTreeMap::new();
        while ids.len() < MANY {
            let told = receiver.told().await?;
            ensure!(told["genuine"] == true, "{told}");
            let group = told["body"]["data"]["fields"]["group"].as_str().unwrap_or_default().to_owned();
            // Whatever was on its way when the clock was moved arrives again, under the same id.
            let before = ids.insert(group, told["id"].clone());
            assert!(before.is_none_or(|before| before == told["id"]), "two events were made: {told}");
            assert!(waiting().await? <= most);
        }
        let many = i64::try_from(MANY)?;
        let taken = async {
            let mut looks = tokio::time::interval(Duration::from_millis(20));
            while store::hook::count(db, org, (system.id, State::Taken), i64::MAX).await? < many {
                looks.tick().await;
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(Duration::from_secs(30), taken).await.context("some were not taken")??;
        assert_eq!(waiting().await?, 0);
        let page = admin.open(&system.page()).await?;
        assert!(!page.text().contains("has yet to be sent"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_system_that_does_not_answer_holds_up_no_other() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}/", deaf.local_addr()?);
        let silent = connect(&mut admin, "Silent", &address).await?;
        crate::systems::office::choose(&mut admin, &silent, &["group-joined"]).await?;
        let listening = listening(&scene, &mut admin, (&["group-joined"], "200")).await?;
        let Some((_, mut receiver)) = listening else { return Ok(()) };
        write(&scene, (0..100).map(joined)).await?;
        // Long before the one that is silent has had its fifteen seconds for each.
        let all = async {
            for _ in 0..100 {
                receiver.told().await?;
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(Duration::from_secs(14), all).await??;
    }
    Ok(())
}
