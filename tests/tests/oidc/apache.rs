//! `mod_auth_openidc` for Apache, set up as the guide says: it looks at everything that we sign.

use std::time::Duration;

use actions::oidc::keys::{self, Renewal};
use anyhow::{Context as _, Result};
use domain::relying_party::Algorithm;
use domain::time::Lifetime;
use journeys::apache::Wiki;
use journeys::scene::{GROUP, NOW, Scene, Setup};
use journeys::tab::Tab;
use store::Engine;
use store::testing::engines;

/// A house at the time of this machine.
async fn house(engine: Engine) -> Result<Scene> {
    Scene::with(engine, Setup { start: NOW, ..Setup::default() }).await
}

#[tokio::test]
async fn apache_tells_the_application_who_it_is_and_asks_for_more_where_it_must() -> Result<()> {
    let both = |engine| [(engine, Algorithm::Es256), (engine, Algorithm::Rs256)];
    for (engine, algorithm) in engines().into_iter().flat_map(both) {
        let scene = house(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let Some(wiki) = Wiki::start(&scene, algorithm).await? else { return Ok(()) };
        let site = &wiki.site;
        // Remembered, and signed in with the password alone.
        let mut tab = Tab::with(&scene, scene.remembered(&anna).await?, site)?;
        let home = tab.ours().open("/").await?;
        tab.ours().fill(&home, "/sign-out", &[]).await?;
        // What a browser claims to be is taken away.
        tab.theirs().header("remote-user", "root")?;
        tab.theirs().header("oidc_claim_groups", "everything")?;
        let page = tab.open(&format!("{site}/page?a=b")).await?;
        assert_eq!(page.path(), "/sign-in");
        assert!(page.text().contains("You continue to Wiki"), "{}", page.text());
        let page = tab.sign_in(&page, "anna", "").await?;
        assert_eq!((page.status, &*page.address), (200, "/page?a=b"), "{} {}", page.text(), wiki.log());
        let told = wiki.told()?;
        for (name, value) in [
            ("remote-user", "anna"),
            ("oidc_claim_preferred_username", "anna"),
            ("oidc_claim_name", "Anna Jansen"),
            ("oidc_claim_email", "anna@waterland.example"),
            ("oidc_claim_groups", GROUP),
            ("oidc_claim_sub", &anna.id.to_string()),
            ("oidc_claim_acr", "urn:tweestap:acr:1fa"),
            ("oidc_claim_amr", "pwd"),
            ("oidc_claim_iss", &scene.house.site),
        ] {
            assert_eq!(told.of(name), value, "{name}");
        }

        // Some pages want a second factor.
        scene.advance(Lifetime::seconds(30));
        let page = tab.open(&format!("{site}/admin/users")).await?;
        assert_eq!(page.path(), "/profile/confirm", "{} {}", page.text(), wiki.log());
        assert!(wiki.application.take().is_empty());
        let code = scene.code(&anna.key)?;
        let page = tab.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
        assert_eq!((page.status, page.path()), (200, "/admin/users"), "{} {}", page.text(), wiki.log());
        let told = wiki.told()?;
        assert_eq!((told.of("oidc_claim_acr"), told.of("oidc_claim_amr")), ("urn:tweestap:acr:2fa", "pwd,otp,mfa"));
        // Once is enough, everywhere.
        assert_eq!(tab.open(&format!("{site}/admin")).await?.status, 200);
        assert_eq!(wiki.told()?.of("remote-user"), "anna");

        // Others want it of this minute; the keys were made anew meanwhile.
        keys::renew_by_command_line(&scene.house.ctx, &scene.house.organisation, (algorithm, Renewal::AtOnce)).await?;
        scene.advance(Lifetime::seconds(61));
        let mut other = Tab::with(&scene, tab.ours().clone(), site)?;
        let page = other.open(&format!("{site}/payments")).await?;
        assert_eq!(page.path(), "/profile/confirm", "{}", page.text());
        let code = scene.code(&anna.key)?;
        let page = other.fill(&page, "/profile/confirm", &[("code", &code)]).await?;
        assert_eq!((page.status, page.path()), (200, "/payments"), "{} {}", page.text(), wiki.log());
        let proved: i64 = wiki.told()?.of("oidc_claim_auth_time").parse()?;
        assert_eq!(proved, scene.seconds());
    }
    Ok(())
}

#[tokio::test]
async fn whoever_signs_out_at_either_end_is_signed_out_at_both() -> Result<()> {
    for engine in engines() {
        let scene = house(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let Some(wiki) = Wiki::start(&scene, Algorithm::Es256).await? else { return Ok(()) };
        let site = &wiki.site;
        let opens = async |tab: &mut Tab| -> Result<bool> {
            let page = tab.theirs().get("/page").await?;
            Ok(page.status == 200 && wiki.told()?.of("remote-user") == "anna")
        };

        // At the application: nothing is asked, and it leads where the application says.
        let mut tab = Tab::with(&scene, scene.signed_in(&anna).await?, site)?;
        assert_eq!(tab.open(&format!("{site}/page")).await?.status, 200);
        assert_eq!(wiki.told()?.of("remote-user"), "anna");
        assert!(opens(&mut tab).await?);
        let bye = url::form_urlencoded::byte_serialize(format!("{site}/bye").as_bytes()).collect::<String>();
        let page = tab.open(&format!("{site}/oidc/back?logout={bye}")).await?;
        assert_eq!((page.status, page.path()), (200, "/bye"), "{}", page.text());
        wiki.application.take();
        assert!(!tab.ours().open("/").await?.is_of_someone_signed_in());
        assert_eq!(tab.theirs().get("/page").await?.status, 302);

        // Here: Apache is told, and the next page asks.
        let mut tab = Tab::with(&scene, scene.signed_in(&anna).await?, site)?;
        assert_eq!(tab.open(&format!("{site}/page")).await?.status, 200);
        wiki.application.take();
        assert!(opens(&mut tab).await?);
        let home = tab.ours().open("/").await?;
        tab.ours().fill(&home, "/sign-out", &[]).await?;
        let told = async {
            while tab.theirs().get("/page").await?.status == 200 {
                tokio::task::yield_now().await;
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(Duration::from_secs(30), told).await.context("Apache was not told")??;
        let page = tab.open(&format!("{site}/page")).await?;
        assert_eq!(page.path(), "/sign-in", "{}", page.text());
    }
    Ok(())
}
