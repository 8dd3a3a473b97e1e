//! Round and round: an application that keeps no session of its own sends people here again at once, and somebody says so.

use anyhow::Result;
use domain::time::Lifetime;
use journeys::relying_party::{Cloud, answer};
use journeys::scene::{Scene, Setup};
use store::testing::engines;

#[tokio::test]
async fn an_application_that_forgets_whoever_signed_in_is_named_and_nothing_is_lost() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[]).await?;
        let cloud = Cloud::of(&scene).await?;
        let other = Cloud::with(&scene, |edit| edit.name = "Other".into()).await?;
        let mut browser = scene.signed_in(&bram).await?;
        for _ in 0..2 {
            for round in 0..8 {
                let page = browser.get(&cloud.way(&[])).await?;
                assert!(answer(&page).contains_key("code"), "{round}: {}", page.text());
                scene.advance(Lifetime::seconds(3));
            }
            let told = browser.get(&cloud.way(&[("state", "s9")])).await?;
            assert_eq!((told.status, told.location()), (429, ""), "{}", told.text());
            for said in ["This application keeps sending you here", "It is about Cloud", "cookie", "clock", "host name"]
            {
                assert!(told.text().contains(said), "{said}: {}", told.text());
            }
            // On anyway: the request is as it was, and counts from one again.
            let on = told.links().into_iter().find(|link| link.contains("/oidc/authorize")).unwrap_or_default();
            assert!(answer(&browser.get(&on).await?).get("state").is_some_and(|state| state == "s9"), "{on}");
            scene.advance(Lifetime::minutes(1));
        }
        // Without a word it may ask as often as it likes; another application and another person count for themselves.
        for _ in 0..20 {
            assert!(answer(&browser.get(&cloud.way(&[("prompt", "none")])).await?).contains_key("code"));
        }
        let mut elsewhere = scene.signed_in(&bram).await?;
        for _ in 0..8 {
            assert!(answer(&browser.get(&cloud.way(&[])).await?).contains_key("code"));
            assert!(answer(&browser.get(&other.way(&[])).await?).contains_key("code"));
            assert!(answer(&elsewhere.get(&cloud.way(&[])).await?).contains_key("code"));
        }
        // Whoever comes every few seconds does it by hand.
        for _ in 0..20 {
            scene.advance(Lifetime::seconds(5));
            assert!(answer(&elsewhere.get(&other.way(&[])).await?).contains_key("code"));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_pass_that_never_arrives_at_a_door_is_noticed_too() -> Result<()> {
    for engine in engines() {
        let wiki = "https://wiki.waterland.example";
        let settings = vec![("sign_in.domain", "waterland.example".to_owned()), ("sign_in.return_to", wiki.to_owned())];
        let public_address = Some("https://id.waterland.example".to_owned());
        let scene = Scene::with(engine, Setup { public_address, settings, ..Setup::default() }).await?;
        let bram = scene.member("bram", &[]).await?;
        let mut browser = scene.signed_in(&bram).await?;
        let way = |page: &str| format!("/auth/go?return_to=https%3A%2F%2Fwiki.waterland.example%2F{page}");
        for _ in 0..8 {
            assert_eq!(browser.get(&way("Main")).await?.location(), format!("{wiki}/Main"));
        }
        // Tabs that are opened at once are no round.
        for page in 0..20 {
            assert_eq!(browser.get(&way(&format!("P{page}"))).await?.status, 303);
        }
        let told = browser.get(&way("Main")).await?;
        assert_eq!(told.status, 429, "{}", told.text());
        for said in ["It is about wiki.waterland.example", "sign_in.domain", "/auth/check"] {
            assert!(told.text().contains(said), "{said}: {}", told.text());
        }
        let on = told.links().into_iter().find(|link| link.starts_with("/auth/go")).unwrap_or_default();
        assert_eq!(browser.get(&on).await?.location(), format!("{wiki}/Main"));
    }
    Ok(())
}
