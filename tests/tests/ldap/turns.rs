//! Whose turn it is: by itself when it is time, one server at a time, and what a server leaves that died.

use std::time::Duration;

use actions::admin::directories::{self, sync_by_command_line};
use actions::directory::report::{FAILED, RUNNING};
use actions::directory::sync::Unwatched;
use anyhow::{Context as _, Result};
use domain::directory::{SYNCS_KEPT, Shape};
use domain::id::{PeopleSourceId, SyncId};
use domain::time::Lifetime;
use journeys::scene::Scene;
use journeys::slapd::{Slapd, dn_of, person};
use store::directory::{self as kept, Counts, Sync};
use store::testing::engines;

use super::{connected, synced, there};

async fn states(scene: &Scene, id: PeopleSourceId) -> Result<Vec<String>> {
    let all = directories::syncs(&scene.house.ctx, &scene.house.organisation, id).await?;
    Ok(all.into_iter().map(|(sync, _)| sync.state).collect())
}

#[tokio::test]
async fn after_the_first_time_it_syncs_by_itself() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne")]).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        scene.advance(Lifetime::hours(2));
        assert!(states(&scene, id).await?.is_empty(), "it began before anybody looked");
        synced(&scene, id).await?;
        slapd.set(&dn_of("sanne"), "cn", "Sanne de Wit")?;
        scene.advance(Lifetime::minutes(61));
        let waiting = async {
            while there(&scene, "sanne").await?.user.display_name != "Sanne de Wit" {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(Duration::from_mins(1), waiting).await.context("it never synced by itself")??;
    }
    Ok(())
}

#[tokio::test]
async fn of_two_who_begin_at_once_one_syncs() -> Result<()> {
    for engine in engines() {
        let people: Vec<_> = (0..1_000).map(|number| person(&format!("p{number}"), "Persoon")).collect();
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let (mut one, mut other) = (Unwatched, Unwatched);
        let (first, second) = tokio::join!(
            sync_by_command_line(ctx, organisation, (id, false, None), &mut one),
            sync_by_command_line(ctx, organisation, (id, false, None), &mut other),
        );
        let done: Vec<Sync> = [first?, second?].into_iter().flatten().map(|(sync, _)| sync).collect();
        assert_eq!(done.iter().map(|sync| sync.counts.added).collect::<Vec<_>>(), [1_000]);
    }
    Ok(())
}

#[tokio::test]
async fn what_a_server_left_that_died_is_begun_again() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne")]).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let now = ctx.now();
        let left = Sync {
            id: SyncId::from_bytes([1; 16]),
            source: id,
            dry: false,
            state: RUNNING.to_owned(),
            started_by: None,
            asked_at: now,
            ended_at: None,
            counts: Counts::default(),
            report: String::new(),
        };
        let input = (organisation.id, left, now);
        let held = ctx
            .db()
            .write_with::<_, _, store::Error, _>(input, |tx, (org, left, now)| {
                Box::pin(async move {
                    kept::insert_sync(tx, *org, left, SYNCS_KEPT).await?;
                    let free = domain::time::Timestamp::from_micros(0);
                    kept::hold(tx, *org, left.source, (free, now.plus(Lifetime::minutes(2)))).await
                })
            })
            .await?;
        assert!(held, "somebody else has it");
        let done = sync_by_command_line(ctx, organisation, (id, false, None), &mut Unwatched).await?;
        assert!(done.is_none(), "two at once");
        scene.advance(Lifetime::minutes(3));
        assert_eq!(synced(&scene, id).await?.0.counts.added, 1);
        assert!(states(&scene, id).await?.contains(&FAILED.to_owned()));
        assert!(!states(&scene, id).await?.contains(&RUNNING.to_owned()));
    }
    Ok(())
}
