//! The pages on which systems are connected: what is shown once, who may, what is refused.

use anyhow::Result;

use domain::time::Lifetime;
use domain::user::Role;
use journeys::platform::Platform;
use journeys::routes::NO_ID;
use journeys::scene::Scene;
use store::testing::engines;

use crate::systems::office::{SYSTEMS, connect, point, shown, signed_in};

#[tokio::test]
async fn key_and_secret_are_shown_once_and_kept_nowhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "https://intranet.invalid/").await?;
        assert!(system.key.starts_with("twf_") && system.key.len() == 47, "{}", system.key);
        assert!(system.secret.starts_with("whsec_") && system.secret.len() == 50, "{}", system.secret);
        for path in [SYSTEMS.to_owned(), system.page(), "/admin/audit".to_owned()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains("Intranet"), "{path}: {}", page.text());
            for secret in [&system.key[4..], &system.secret[6..]] {
                assert!(!page.body.contains(secret), "{path} shows it");
            }
        }
        let page = admin.open(&system.page()).await?;
        let renewed = admin.submit(&page, &format!("{}/secret", system.page()), &[]).await?;
        assert_eq!(renewed.header("cache-control"), "no-store");
        assert_ne!(shown(&renewed, "secret")?.replace("&#43;", "+"), system.secret);
        assert!(shown(&renewed, "key").is_err(), "the key stays");

        // An old proof makes none.
        scene.advance(Lifetime::minutes(30));
        let page = admin.open(&system.page()).await?;
        for act in ["key", "secret"] {
            let answer = admin.submit(&page, &format!("{}/{act}", system.page()), &[]).await?;
            assert_eq!(answer.status, 303, "{}", answer.text());
            assert!(answer.location().starts_with("/profile/confirm"), "{}", answer.location());
        }
        let answer = admin.get(&format!("{SYSTEMS}/new")).await?;
        assert!(answer.location().starts_with("/profile/confirm"), "{}", answer.location());
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_saved() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "Intranet", "").await?;
        let new = format!("{SYSTEMS}/new");
        let long = "n".repeat(101);
        for (name, address, said) in [
            ("", "", "name"),
            (long.as_str(), "", "name"),
            ("iNTRANET", "", "Another connected system has this name"),
            ("Other", "ftp://x.example/", "Type the whole address"),
            ("Other", "https://169.254.169.254/", "Nothing is sent to this address"),
        ] {
            let page = admin.open(&new).await?;
            let answer = admin.submit(&page, &new, &[("name", name), ("address", address)]).await?;
            assert!(answer.status == 200 && answer.text().contains(said), "{name} {address}: {}", answer.text());
            assert!(shown(&answer, "key").is_err());
        }
        let hostile = connect(&mut admin, "<script>alert(1)</script>", "").await?;
        for path in [SYSTEMS.to_owned(), hostile.page(), format!("{}/remove", hostile.page())] {
            assert!(!admin.open(&path).await?.body.contains("<script>alert"), "{path}");
        }
        // Over a version that is not there any more.
        let stale = admin.open(&system.page()).await?;
        point(&mut admin, &system, "https://new.invalid/").await?;
        let answer = admin.submit(&stale, &system.page(), &[("name", "Mine")]).await?;
        assert!(answer.text().contains("Mine") || answer.body.contains("value=\"Mine\""), "{}", answer.text());
        let all = store::system::list(scene.house.ctx.db(), scene.house.organisation.id).await?;
        let names: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Intranet", "<script>alert(1)</script>"]);
    }
    Ok(())
}

#[tokio::test]
async fn another_organisation_s_system_is_not_there() -> Result<()> {
    for engine in engines() {
        let platform = Platform::open(engine).await?;
        let mut operator = platform.scene.signed_in(&platform.operator).await?;
        let shared = connect(&mut operator, "Intranet", "https://intranet.invalid/").await?;
        let page = operator.open(&shared.page()).await?;
        let near = operator.submit(&page, &shared.page(), &[("address", "https://127.0.0.1/")]).await?;
        assert!(near.text().contains("Nothing is sent to this address"), "{}", near.text());
        let plain = operator.submit(&page, &shared.page(), &[("address", "http://x.example/")]).await?;
        assert!(plain.text().contains("must begin with https"), "{}", plain.text());

        let elsewhere = platform.bond()?;
        let org = elsewhere.id;
        let id = domain::id::SystemId::from_bytes([9; 16]);
        platform
            .scene
            .house
            .ctx
            .db()
            .write_with::<_, _, store::Error, _>((), move |tx, ()| {
                Box::pin(async move {
                    let keys = store::system::Keys { key_hash: [9; 32], sealed_secret: vec![9] };
                    let now = domain::time::Timestamp::from_seconds(1);
                    store::system::insert(tx, org, (id, &keys), ("Theirs", None), (now, None)).await
                })
            })
            .await?;
        for id in [id.to_string(), NO_ID.to_owned(), "x".to_owned()] {
            for path in [format!("{SYSTEMS}/{id}"), format!("{SYSTEMS}/{id}/remove")] {
                let page = operator.get(&path).await?;
                assert_eq!(page.status, 404, "{path}");
                assert!(!page.text().contains("Theirs"));
            }
            for act in ["", "/key", "/secret", "/test", "/again", "/remove"] {
                let form = page.form(&format!("{}/key", shared.page()))?;
                let body = Some(journeys::visitor::encode(&form));
                let answer = operator.send(reqwest::Method::POST, &format!("{SYSTEMS}/{id}{act}"), body).await?;
                assert_eq!(answer.status, 404, "{act}");
            }
        }
    }
    Ok(())
}
