//! Adding a passkey, at sign-in and from My profile.

use anyhow::Result;
use journeys::scene::{GROUP, Scene, recovery_codes};
use journeys::soft_key::{BACKED_UP, MAY_BE_COPIED, PRESENT, VERIFIED};
use store::testing::engines;

use super::{AT_SIGN_IN, IN_PROFILE, asked, enrolled, key};

#[tokio::test]
async fn a_passkey_added_at_sign_in_counts_at_once_and_brings_recovery_codes() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let mut key = key(&scene)?;
        let page = enrolled(&mut visitor, &sanne, &mut key).await?;
        assert_eq!(recovery_codes(&page).len(), 10, "{}", page.text());
        let page = visitor.open("/profile/two-factor").await?;
        assert!(page.is_of_someone_signed_in() && page.text().contains("Key ring"), "{}", page.text());
        assert!(page.text().contains("Passkey or security key, on this device alone"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "authenticator-added").await?, 1);
        let mails = scene.mails_to("sanne@waterland.example").await?;
        assert!(mails.iter().any(|mail| mail.text.contains("Key ring")), "the person is told");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_asked_says_nothing_of_the_person_and_knows_the_keys_that_are_there() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let mut first = key(&scene)?;
        enrolled(&mut visitor, &sanne, &mut first).await?;
        let page = visitor.open(IN_PROFILE).await?;
        let options = asked(&page, IN_PROFILE)?;
        let said: serde_json::Value = serde_json::from_str(&options)?;
        let handle = said["user"]["id"].as_str().unwrap_or_default();
        assert_eq!(handle.len(), 43, "thirty-two bytes");
        let own = data_encoding::BASE64URL_NOPAD.encode(&first.id);
        assert_eq!(said["excludeCredentials"][0]["id"], own.as_str());
        assert_eq!(
            said["excludeCredentials"][0]["transports"],
            serde_json::json!(["usb"]),
            "unknown words are dropped"
        );
        assert_eq!(said["attestation"], "none");
        let decoded = data_encoding::BASE64URL_NOPAD.decode(handle.as_bytes())?;
        assert!(!decoded.windows(5).any(|part| part == b"sanne"));
        assert!(!decoded.windows(16).any(|part| part == sanne.id.bytes()));
        assert_eq!(Some(decoded), first.user_handle, "the same for all of one person");

        let mut second = key(&scene)?;
        second.flags = PRESENT | VERIFIED | MAY_BE_COPIED | BACKED_UP;
        let answer = second.create(&options)?;
        let page = visitor.fill(&page, IN_PROFILE, &[("passkey", &answer), ("label", "Phone")]).await?;
        assert_eq!(page.path(), "/profile/two-factor", "{}", page.text());
        assert!(page.text().contains("Passkey, on your other devices too"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_does_not_do_loses_nothing() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        enrolled(&mut visitor, &sanne, &mut key(&scene)?).await?;
        let long = "x".repeat(41);
        for (label, says) in [("", "The passkey has no name yet"), ("key RING", "has this name"), (&long, "too long")] {
            let page = visitor.open(IN_PROFILE).await?;
            let answer = key(&scene)?.create(&asked(&page, IN_PROFILE)?)?;
            let page = visitor.fill(&page, IN_PROFILE, &[("passkey", &answer), ("label", label)]).await?;
            assert!(page.text().contains(says), "{label}: {}", page.text());
            assert!(page.asked(IN_PROFILE).is_some(), "it can be tried again at once");
        }
        assert_eq!(scene.count(&sanne, "authenticator-added").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn without_script_the_page_says_so_and_the_app_is_one_step_away() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in(&sanne.name, journeys::scene::PASSWORD).await?;
        let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "passkey")]).await?;
        assert!(page.body.contains("<noscript>"));
        let page = visitor.fill(&page, AT_SIGN_IN, &[]).await?;
        assert!(page.text().contains("Your browser didn’t send a passkey"), "{}", page.text());
        let page = visitor.fill(&page, "/sign-in/enrol", &[]).await?;
        assert_eq!(page.path(), "/sign-in/enrol/app", "{}", page.text());
    }
    Ok(())
}
