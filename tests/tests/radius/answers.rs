//! Password and code in one field: accepted, refused, and in which words.

use actions::admin::radius_clients::ClientEdit;
use anyhow::Result;
use domain::policy::{Demand, Requirement};
use domain::radius::{Groups, Way};
use domain::selection::Selected;
use domain::throttle::{FREE_FAILURES, FREE_PASSWORD_FAILURES, FREE_SOURCE_FAILURES};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, GROUP, Member, PASSWORD, STEP, Scene, Setup, policy, recovery_codes};
use store::testing::engines;

use super::office::{OFFICE, add, connected, kept, listening, scene, usual, vpn};

const WRONG: &str = "De naam en het wachtwoord horen niet bij elkaar.";

fn with(code: &str) -> String {
    format!("{PASSWORD}{code}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_and_a_code_let_in_once() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let (code, began) = (scene.code(&anna.key)?, scene.house.ctx.now());
        let station =
            [("Calling-Station-Id", "\"198.51.100.7\""), ("Proxy-State", "0x0102"), ("NAS-Identifier", "\"x\"")];
        let answer = vpn.ask_with("anna", &with(&code), &station).await?;
        assert_eq!(answer.code, "Access-Accept", "{answer:?}");
        assert_eq!(answer.names(), ["Message-Authenticator", "Proxy-State"]);
        assert_eq!(answer.value("Proxy-State"), "0x0102");

        let again = vpn.ask("anna", &with(&code)).await?;
        assert_eq!(
            (&*again.code, again.message()),
            ("Access-Reject", "Die code is al gebruikt. Wacht op de volgende.")
        );
        scene.advance(STEP);
        let accepted = vpn.ask("ANNA@waterland.example", &format!("{PASSWORD},{}", scene.code(&anna.key)?)).await?;
        assert_eq!(accepted.code, "Access-Accept", "{accepted:?}");

        let events = scene.events(&anna).await?;
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        let rest = ["password-accepted", "factor-accepted", "radius-accepted"];
        assert!(kinds.ends_with(&rest), "{kinds:?}");
        assert_eq!(scene.count(&anna, "radius-accepted").await?, 2);
        assert_eq!(scene.count(&anna, "factor-replayed").await?, 1);
        assert_eq!(scene.count(&anna, "signed-in").await?, 0);
        let first = events.iter().find(|event| event.kind == "radius-accepted").unwrap();
        assert_eq!(first.source.as_deref(), Some("198.51.100.7 (Office VPN)"));
        let sessions = store::session::of_user(scene.house.ctx.db(), scene.house.organisation.id, anna.id).await?;
        assert!(sessions.is_empty(), "the device keeps its own: {sessions:?}");
        assert_eq!(kept(&scene).await?.last_used_at, Some(began), "to the minute");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_who_there_is() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::Both)).await?;
        let anna = scene.member_of("anna", &[GROUP], Some("en"), &["anna@waterland.example"]).await?;
        let anna = scene.give_app(anna).await?;
        let blocked = scene.member_with_app("blok", &[GROUP]).await?;
        block(&scene, &blocked).await?;
        let code = scene.code(&anna.key)?;
        for (name, typed) in [
            ("anna", format!("niet het wachtwoord{code}")),
            ("anna", "niet het wachtwoord".to_owned()),
            ("anna", " ".to_owned()),
            ("niemand", with("123456")),
            ("niemand", PASSWORD.to_owned()),
            ("blok", with(&scene.code(&blocked.key)?)),
            ("blok", PASSWORD.to_owned()),
        ] {
            let answer = vpn.ask(name, &typed).await?;
            assert_eq!((&*answer.code, answer.message()), ("Access-Reject", WRONG), "{name} {typed}");
            assert_eq!(answer.names(), ["Message-Authenticator", "Reply-Message"]);
        }
        // Once the password was right, in their own language.
        let wrong = vpn.ask("anna", &with(&scene.wrong_code(&anna.key)?)).await?;
        assert!(wrong.message().starts_with("That code is wrong."), "{wrong:?}");
        assert_eq!(scene.count(&anna, "factor-failed").await?, 1);
        assert_eq!(scene.count(&anna, "password-failed").await?, 3);
        assert_eq!(vpn.ask("anna", "").await?.message(), "Naam of wachtwoord is niet te lezen. Typ beide.");
        let mails = scene.mails_to("anna@waterland.example").await?;
        assert!(mails.iter().any(|mail| mail.text.contains("RADIUS")), "{mails:?}");
    }
    Ok(())
}

async fn block(scene: &Scene, member: &Member) -> Result<()> {
    static BLOCK: store::Statement = store::Statement::new(
        "test.block",
        "UPDATE users SET blocked = TRUE WHERE organisation_id = $1 AND user_id = $2",
    );
    let (org, user) = (scene.house.organisation.id, member.id);
    let write =
        scene.house.ctx.db().write(move |tx| {
            Box::pin(async move { tx.execute(&BLOCK, &[org.bytes().into(), user.bytes().into()]).await })
        });
    let blocked: Result<u64, store::Error> = write.await;
    assert_eq!(blocked?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_and_the_device_ask_is_asked() -> Result<()> {
    for engine in engines() {
        let off = Demand { requirement: Requirement::Off, ..BACKEND };
        let policies = vec![policy("Backend users", Some(GROUP), BACKEND), policy("Others", Some("Others"), off)];
        let scene = Scene::with(engine, Setup { policies, ..listening() }).await?;
        let always = connected(&scene, &usual(Way::OneField)).await?;
        let edit = ClientEdit { second_factor: false, name: "Wifi".to_owned(), ..usual(Way::OneField) };
        let by_rule = connected(&scene, &edit).await?;
        let early = scene.member("early", &[GROUP]).await?;
        scene.member("other", &["Others"]).await?;
        let app = scene.member_with_app("app", &["Others"]).await?;

        // Nobody has to set anything up yet, and nothing is offered here.
        for name in ["early", "other"] {
            assert_eq!(by_rule.ask(name, PASSWORD).await?.code, "Access-Accept", "{name}");
            let refused = always.ask(name, PASSWORD).await?;
            assert_eq!(refused.code, "Access-Reject");
            assert!(
                refused.message().starts_with("Stel eerst een tweede stap in: log in op http://localhost"),
                "{refused:?}"
            );
        }
        // No rule asks it of them, but the device does.
        assert_eq!(by_rule.ask("app", PASSWORD).await?.code, "Access-Accept");
        let missing = always.ask("app", PASSWORD).await?;
        assert_eq!(missing.message(), "Typ de code uit je app direct achter je wachtwoord.");
        assert_eq!(always.ask("app", &with(&scene.code(&app.key)?)).await?.code, "Access-Accept");

        scene.move_to("2026-12-08 00:00:00")?;
        let late = by_rule.ask("early", PASSWORD).await?;
        assert!(
            late.code == "Access-Reject" && late.message().starts_with("Stel eerst een tweede stap in"),
            "{late:?}"
        );
        assert_eq!(scene.count(&early, "radius-refused").await?, 2);
        assert_eq!(scene.count(&early, "radius-accepted").await?, 1);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_selection_gets_in_and_its_groups_go_along() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let db = scene.house.ctx.db();
        let selection = store::selection::list(db, scene.house.organisation.id).await?.remove(0);
        let who = Selected::Selection(selection.id);
        let edit = ClientEdit { who, groups: Groups::FilterId, ..usual(Way::Both) };
        let vpn = connected(&scene, &edit).await?;
        let inside = scene.member_with_app("binnen", &[GROUP, "Zeilers"]).await?;
        let outside = scene.member_with_app("buiten", &["Zeilers"]).await?;

        let answer = vpn.ask("binnen", &with(&scene.code(&inside.key)?)).await?;
        assert_eq!((&*answer.code, answer.all("Filter-Id")), ("Access-Accept", vec![GROUP, "Zeilers"]), "{answer:?}");
        for typed in [with(&scene.code(&outside.key)?), PASSWORD.to_owned()] {
            let answer = vpn.ask("buiten", &typed).await?;
            assert_eq!((&*answer.code, answer.message()), ("Access-Reject", "Je hebt geen toegang tot Office VPN."));
        }
        assert_eq!(vpn.ask("buiten", "fout").await?.message(), WRONG);
        assert_eq!(scene.count(&outside, "radius-refused").await?, 2);
        assert_eq!(scene.count(&outside, "factor-accepted").await?, 0, "no code is spent");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_lets_in_behind_a_comma_and_none_takes_its_place() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::Both)).await?;
        let member = scene.member("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("anna", PASSWORD).await?;
        let (shown, _) = visitor.enrol(&offer, scene.seconds()).await?;
        let codes = recovery_codes(&shown);
        let typed = format!("{PASSWORD},{}", codes[0]);
        assert_eq!(vpn.ask("anna", &typed).await?.code, "Access-Accept");
        let again = vpn.ask("anna", &typed).await?;
        assert!(again.code == "Access-Reject" && again.message().starts_with("Die code klopt niet."), "{again:?}");
        let left =
            store::recovery_code::selectors(scene.house.ctx.db(), scene.house.organisation.id, member.id).await?;
        assert_eq!(left.len(), codes.len() - 1, "nobody could be shown another one");
        assert_eq!(scene.count(&member, "recovery-code-used").await?, 1);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_make_wait_whom_they_are_of_and_nobody_else() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        for _ in 0..FREE_PASSWORD_FAILURES {
            assert_eq!(vpn.ask("anna", "fout123456").await?.message(), WRONG);
        }
        let waits = vpn.ask("anna", &with(&scene.code(&anna.key)?)).await?;
        assert_eq!(waits.message(), "Te veel pogingen. Over 2 seconden kun je het weer proberen.");
        // One register: the sign-in page waits as well, and codes typed here count there.
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("anna", PASSWORD).await?;
        assert!(page.text().contains("seconds"), "{}", page.text());

        let wrong = scene.wrong_code(&bram.key)?;
        for _ in 1..FREE_FAILURES {
            assert!(vpn.ask("bram", &with(&wrong)).await?.message().starts_with("Die code klopt niet"));
        }
        vpn.ask("bram", &with(&wrong)).await?;
        let closed = vpn.ask("bram", &with(&scene.code(&bram.key)?)).await?;
        assert_eq!(closed.message(), "Te veel pogingen. Over 30 seconden kun je het weer proberen.");

        // Many guesses at many names, from one place: that place waits, not the device.
        let there = [("Calling-Station-Id", "\"203.0.113.9\"")];
        for guess in 0..FREE_SOURCE_FAILURES {
            vpn.ask_with(&format!("naam{guess}"), "fout", &there).await?;
        }
        scene.advance(Lifetime::hours(1));
        let code = scene.code(&anna.key)?;
        let here = [("Calling-Station-Id", "\"203.0.113.10\"")];
        assert_eq!(vpn.ask_with("anna", &with(&code), &here).await?.code, "Access-Accept");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn several_devices_at_one_address_are_told_apart_by_their_secrets() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let first = add(&scene, &usual(Way::OneField)).await?;
        let edit = ClientEdit { name: "Wifi".to_owned(), ..usual(Way::OneField) };
        let second = add(&scene, &edit).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        for (made, name) in [(first, OFFICE), (second, "Wifi")] {
            scene.advance(STEP);
            let vpn = vpn(&scene, &made.secret)?;
            assert_eq!(vpn.ask("anna", &with(&scene.code(&anna.key)?)).await?.code, "Access-Accept");
            let events = scene.events(&anna).await?;
            let last = events.iter().rfind(|event| event.kind == "radius-accepted").unwrap();
            assert!(last.source.as_deref().is_some_and(|source| source.ends_with(&format!("({name})"))), "{last:?}");
        }
    }
    Ok(())
}
