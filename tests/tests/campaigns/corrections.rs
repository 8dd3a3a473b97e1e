//! A deadline that moves while a campaign runs: whoever was told the old one is told the new one, in its hours.

use actions::admin::policy::tell_of_moves;
use actions::admin::{campaign, policies};
use anyhow::{Context as _, Result};
use domain::campaign::CampaignState;
use domain::policy::Demand;
use journeys::scene::{BACKEND, Scene, Setup, policy};
use store::testing::engines;

use crate::campaigns::weeks::LATER;
use crate::campaigns::{go, look, make, only, prove, superuser};

/// Tells until everyone has heard that a deadline moved. The house tells by itself too: whoever of both comes first.
pub(super) async fn all_told(scene: &Scene) -> Result<()> {
    let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
    let told = async {
        while !store::deadline_move::all(ctx.db(), org).await?.is_empty() {
            tell_of_moves(ctx).await?;
        }
        Ok::<(), anyhow::Error>(())
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), told).await.context("somebody is not told")?
}

#[tokio::test]
async fn a_deadline_that_moves_at_night_is_told_in_the_morning() -> Result<()> {
    for engine in engines() {
        let policies = vec![policy("Everyone", None, BACKEND)];
        let setup = Setup { start: "2026-11-01 10:00:00", policies, ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let (boss, mut visitor) = superuser(&scene, "sanne").await?;
        scene.member("jan", &[]).await?;
        make(&mut visitor, &[("announce_on", "2026-11-02")]).await?;
        go(&mut visitor, &only(&scene).await?, "running").await?;
        scene.move_to("2026-11-02 09:00:00")?;
        look(&scene).await?;
        assert_eq!(scene.mails_to("jan@waterland.example").await?.len(), 1, "{engine:?}: the announcement");

        scene.move_to("2026-11-02 22:00:00")?;
        let later = Demand { deadline: Some(LATER), ..BACKEND };
        policies::save(ctx, organisation, policy("Everyone", None, later)).await?;
        assert_eq!(tell_of_moves(ctx).await?, 0, "{engine:?}: in the quiet hours");
        scene.move_to("2026-11-03 08:59:59")?;
        assert_eq!(tell_of_moves(ctx).await?, 0, "{engine:?}: still in them");
        assert_eq!(scene.mails_to("jan@waterland.example").await?.len(), 1, "{engine:?}");
        scene.move_to("2026-11-03 09:00:00")?;
        all_told(&scene).await?;
        let mails = scene.mails_to("jan@waterland.example").await?;
        assert_eq!(mails.len(), 2, "{engine:?}: {mails:?}");
        assert!(mails[1].text.contains("15 december 2026"), "{engine:?}: {}", mails[1].text);
        assert_eq!(tell_of_moves(ctx).await?, 0, "{engine:?}: once");

        // Of two campaigns with other hours either will do: waiting for both might be for ever.
        let mut visitor = prove(&scene, &boss).await?;
        go(&mut visitor, &only(&scene).await?, "stopped").await?;
        make(&mut visitor, &[("announce_on", "2026-11-04"), ("from", "18"), ("until", "20"), ("name", "Evenings")])
            .await?;
        let all = campaign::list(ctx, organisation).await?;
        let evenings = all.iter().find(|one| one.campaign.state == CampaignState::Draft).context("no draft")?;
        go(&mut visitor, &evenings.campaign, "running").await?;
        policies::save(ctx, organisation, policy("Everyone", None, BACKEND)).await?;
        all_told(&scene).await.with_context(|| format!("{engine:?}: at nine in the morning"))?;
    }
    Ok(())
}
