//! The keys that sign what applications are told: seen, renewed in time, and replaced at once.

use anyhow::Result;
use domain::relying_party::Algorithm;
use domain::user::Role;
use journeys::scene::Scene;
use store::testing::engines;

use crate::parties::office::{APPLICATIONS, connect, log};
use crate::systems::office::signed_in;

#[tokio::test]
async fn signing_keys_are_renewed_in_time_or_at_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let keys = format!("{APPLICATIONS}/signing-keys");
        let page = admin.open(&keys).await?;
        assert!(page.text().contains("There is no signing key yet") && page.form(&keys).is_err(), "{}", page.text());
        connect(&mut admin, "Cloud").await?;
        let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
        let first = ctx.signing_keys(org).await?.of(Algorithm::Es256);
        let page = admin.open(&keys).await?;
        for said in ["ES256", "Signs since 1 December 2026", "can be seen a day before"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        assert!(!page.text().contains("RS256"), "{}", page.text());

        let renewed = admin.fill(&page, &keys, &[]).await?;
        for said in ["The new keys sign from tomorrow", "can be seen already, and signs from 2 December 2026"] {
            assert!(renewed.text().contains(said), "{said}: {}", renewed.text());
        }
        let both = ctx.signing_keys(org).await?.of(Algorithm::Es256);
        assert!(both.len() == 2 && both.first() == first.first(), "{both:?}");

        let leaked = format!("{keys}/leaked");
        let asked = admin.open(&leaked).await?;
        assert!(asked.text().contains("counts no more"), "{}", asked.text());
        let replaced = admin.fill(&asked, &leaked, &[]).await?;
        assert!(replaced.text().contains("New keys sign from now on"), "{}", replaced.text());
        let last = ctx.signing_keys(org).await?.of(Algorithm::Es256);
        assert!(last.len() == 1 && !both.contains(&last[0]), "{last:?}");
        assert!(ctx.signing_keys(org).await?.of(Algorithm::Rs256).is_empty());
        assert_eq!(log(&scene).await?.iter().filter(|event| event.kind == "signing-key-renewed").count(), 2);
    }
    Ok(())
}
