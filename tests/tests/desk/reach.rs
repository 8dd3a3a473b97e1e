//! Whom an act reaches: nobody outside the view that it is done from, and never the last SuperUser.

use actions::admin::selections;
use anyhow::{Context as _, Result};
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;

use crate::desk::office::{at_the_desk, done_by, person, post, view};

#[tokio::test]
async fn an_act_through_a_view_reaches_nobody_outside_it_and_the_try_is_kept() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let inside = scene.give_app(person(&scene, Role::Member, &["Kantoor"]).await?).await?;
        let outside = scene.give_app(person(&scene, Role::Member, &[GROUP]).await?).await?;
        let office = selections::of_group(ctx, organisation, "Kantoor").await?;
        let view = view(&scene, "Kantoor", Some(office), ViewAction::ALL).await?.to_string();
        let acts: [(&str, &[(&str, &str)]); 5] = [
            ("second-factor-off", &[("reason", "lost"), ("after", "pass"), ("minutes", "15")]),
            ("pass", &[("checked", "1"), ("minutes", "15")]),
            ("password", &[("reason", "forgotten")]),
            ("exempt", &[("reason", "No smartphone"), ("until", "2026-12-31")]),
            ("block", &[]),
        ];
        for (act, fields) in acts {
            let fields: Vec<_> = fields.iter().copied().chain([("view", view.as_str())]).collect();
            let page = post(&mut desk, &format!("/admin/people/{}/{act}", outside.id), &fields).await?;
            assert_eq!(page.status, 404, "{act}: {}", page.text());
        }
        let events = done_by(&scene, outside.id, boss.id).await?;
        assert_eq!(events.len(), acts.len(), "{events:?}");
        for (kind, details) in &events {
            assert_eq!(kind, "act-refused");
            assert!(details.contains("not-in-view") && details.contains("Kantoor"), "{details}");
        }
        let mut theirs = scene.visitor()?;
        assert_eq!(theirs.sign_in(&outside.name, PASSWORD).await?.path(), "/sign-in/second-factor");
        // The same through the same view reaches whoever is in it.
        let fields = [("checked", "1"), ("minutes", "15"), ("view", view.as_str())];
        let page = post(&mut desk, &format!("/admin/people/{}/pass", inside.id), &fields).await?;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn two_superusers_who_block_each_other_at_once_leave_one() -> Result<()> {
    const ROUNDS: usize = 4;
    for engine in engines() {
        for round in 0..ROUNDS {
            let scene = Scene::open(engine).await?;
            let (one, mut first) = at_the_desk(&scene, Role::SuperUser).await?;
            let (other, mut second) = at_the_desk(&scene, Role::SuperUser).await?;
            let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
            let fields = [("view", view.as_str())];
            let (of_one, of_other) =
                (format!("/admin/people/{}/block", one.id), format!("/admin/people/{}/block", other.id));
            let (by_first, by_second) =
                tokio::join!(post(&mut first, &of_other, &fields), post(&mut second, &of_one, &fields));
            let statuses = (by_first?.status, by_second?.status);
            let mut blocked = Vec::new();
            for who in [&one, &other] {
                let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
                let found = store::user::find(db, org, who.id).await?.context("who is gone?")?;
                blocked.push(found.blocked);
            }
            assert_eq!(blocked.iter().filter(|blocked| **blocked).count(), 1, "round {round}: {statuses:?}");
        }
    }
    Ok(())
}
