//! The code as the answer to a question: asked once, by one device, of one person, for a short while.

use actions::admin::radius_clients::ClientEdit;
use anyhow::Result;
use domain::radius::{CHALLENGE_LIVES, Way};
use domain::time::Lifetime;
use journeys::radclient::{Answer, Vpn};
use journeys::scene::{GROUP, PASSWORD, STEP};
use store::testing::engines;

use super::office::{connected, scene, usual};

const EXPIRED: &str = "Dat duurde te lang. Log opnieuw in.";

async fn asked(vpn: &Vpn, name: &str) -> Result<String> {
    let answer = vpn.ask(name, PASSWORD).await?;
    assert_eq!((&*answer.code, answer.message()), ("Access-Challenge", "Typ de code die nu in je app staat."));
    assert_eq!(answer.names(), ["Message-Authenticator", "State", "Reply-Message"]);
    Ok(answer.value("State").to_owned())
}

async fn answered(vpn: &Vpn, name: &str, state: &str, code: &str) -> Result<Answer> {
    vpn.ask_with(name, code, &[("State", state)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_answered_once() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::Challenge)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let state = asked(&vpn, "anna").await?;
        assert_eq!(answered(&vpn, "anna", &state, &scene.code(&anna.key)?).await?.code, "Access-Accept");
        scene.advance(STEP);
        let again = answered(&vpn, "anna", &state, &scene.code(&anna.key)?).await?;
        assert_eq!((&*again.code, again.message()), ("Access-Reject", EXPIRED));

        // A wrong answer uses it up: the next try begins with the password.
        let state = asked(&vpn, "anna").await?;
        let wrong = answered(&vpn, "anna", &state, &scene.wrong_code(&anna.key)?).await?;
        assert!(wrong.code == "Access-Reject" && wrong.message().starts_with("Die code klopt niet."), "{wrong:?}");
        assert_eq!(answered(&vpn, "anna", &state, &scene.code(&anna.key)?).await?.message(), EXPIRED);
        assert_eq!(scene.count(&anna, "factor-failed").await?, 1);
        assert_eq!(scene.count(&anna, "radius-accepted").await?, 1);

        // Password and code in one field are a wrong password here.
        let both = vpn.ask("anna", &format!("{PASSWORD}{}", scene.code(&anna.key)?)).await?;
        assert_eq!(both.code, "Access-Reject");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_of_one_person_at_one_device_for_a_while() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::Both)).await?;
        let other = connected(&scene, &ClientEdit { name: "Wifi".to_owned(), ..usual(Way::Both) }).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        let state = asked(&vpn, "anna").await?;
        let (code, of_bram) = (scene.code(&anna.key)?, scene.code(&bram.key)?);
        for (device, name, state, code) in [
            (&other, "anna", &*state, &code),
            (&vpn, "bram", &state, &of_bram),
            (&vpn, "bram", &state, &code),
            (&vpn, "niemand", &state, &code),
            (&vpn, "anna", "0x00", &code),
            (&vpn, "anna", "0xffffff", &code),
            (&vpn, "anna", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"", &code),
        ] {
            let answer = answered(device, name, state, code).await?;
            assert_eq!((&*answer.code, answer.message()), ("Access-Reject", EXPIRED), "{name} {state}");
        }
        // Nothing of that was a guess, and none of it used the challenge up.
        assert_eq!(answered(&vpn, "anna", &state, &code).await?.code, "Access-Accept");

        let state = asked(&vpn, "anna").await?;
        scene.advance(CHALLENGE_LIVES);
        assert_eq!(answered(&vpn, "anna", &state, &scene.code(&anna.key)?).await?.message(), EXPIRED);
        let state = asked(&vpn, "anna").await?;
        scene.advance(Lifetime::from_micros(CHALLENGE_LIVES.micros() - 1));
        assert_eq!(answered(&vpn, "anna", &state, &scene.code(&anna.key)?).await?.code, "Access-Accept");

        // What a browser of ours holds is no challenge, and a challenge is no cookie.
        let state = asked(&vpn, "anna").await?;
        let token = String::from_utf8(data_encoding::HEXLOWER.decode(state.trim_start_matches("0x").as_bytes())?)?;
        let mut visitor = scene.visitor()?;
        visitor.cookies.insert("tweestap-sign-in".to_owned(), token);
        let page = visitor.open("/sign-in/second-factor").await?;
        assert_eq!(page.path(), "/sign-in", "{}", page.text());
        let page = visitor.sign_in("anna", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
        for cookie in visitor.cookies.values() {
            let answer = answered(&vpn, "anna", &format!("\"{cookie}\""), &scene.code(&anna.key)?).await?;
            assert_eq!(answer.message(), EXPIRED);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_answers_at_once_one_counts() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::Both)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let state = asked(&vpn, "anna").await?;
        let code = scene.code(&anna.key)?;
        let mut accepted = 0;
        // The same challenge, and then the same code behind the password, each from a port of its own.
        for typed in [code.clone(), format!("{PASSWORD}{code}")] {
            let mut asking = tokio::task::JoinSet::new();
            for _ in 0..6 {
                let (vpn, typed, state) = (vpn.clone(), typed.clone(), state.clone());
                asking.spawn(async move {
                    let more = if typed.len() == 6 { vec![("State", &*state)] } else { Vec::new() };
                    vpn.ask_with("anna", &typed, &more).await
                });
            }
            while let Some(answer) = asking.join_next().await {
                accepted += usize::from(answer??.code == "Access-Accept");
            }
        }
        assert_eq!((accepted, scene.count(&anna, "radius-accepted").await?), (1, 1));
        assert_eq!(scene.count(&anna, "factor-failed").await?, 0, "a right code is no guess");
    }
    Ok(())
}
