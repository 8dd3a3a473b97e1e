//! Packets on the wire: what is dropped, what is told of it, and what comes twice.

use std::net::SocketAddr;

use actions::admin::radius_clients::ClientEdit;
use anyhow::{Context, Result};
use domain::radius::{FaultKind, Way};
use domain::time::Lifetime;
use journeys::radclient::{Ear, Vpn, request};
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;

use super::office::{connected, kept, scene, usual};

/// What last went wrong, once it is noted; a minute later, so that the next one is noted as well.
async fn fault(scene: &Scene) -> Result<FaultKind> {
    let now = scene.house.ctx.now();
    let noted = async {
        loop {
            if let Some(fault) = kept(scene).await?.fault.filter(|fault| fault.at == now) {
                assert_eq!(fault.from.to_string(), "127.0.0.1");
                return anyhow::Ok(fault.kind);
            }
            tokio::task::yield_now().await;
        }
    };
    let noted = tokio::time::timeout(std::time::Duration::from_mins(1), noted).await.context("nothing was noted")??;
    scene.advance(Lifetime::minutes(1));
    Ok(noted)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_is_dropped_and_told() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let typed = format!("{PASSWORD}{}", scene.code(&anna.key)?);

        let unsigned = format!("User-Name = \"anna\"\nUser-Password = \"{typed}\"");
        vpn.unanswered(&unsigned).await?;
        assert_eq!(fault(&scene).await?, FaultKind::NoAuthenticator);
        let strange = Vpn::new(vpn.server, "niet het geheim");
        strange.unanswered(&request("anna", &typed, &[])).await?;
        assert_eq!(fault(&scene).await?, FaultKind::WrongSecret);
        assert_eq!(scene.count(&anna, "password-accepted").await?, 0);

        // A packet of the device, changed on the way.
        let ear = Ear::before(vpn.server).await?;
        let mut packet = ear.packet(&vpn.secret, &request("anna", &typed, &[("Filter-Id", "\"abc\"")])).await?;
        *packet.last_mut().context("empty")? ^= 1;
        ear.send(&packet).await?;
        assert_eq!(fault(&scene).await?, FaultKind::WrongSecret);

        for other in ["CHAP-Password = \"geheim\"", "MS-CHAP-Password = \"geheim\"", "EAP-Message = 0x0201000501"] {
            let packet = format!("User-Name = \"anna\"\n{other}\nMessage-Authenticator = 0x00");
            let answer = vpn.send("auth", &packet, "20").await?.context("no answer")?;
            assert_eq!(answer.code, "Access-Reject", "{other}");
            assert!(answer.message().starts_with("Zet dit apparaat op PAP"), "{answer:?}");
            assert_eq!(fault(&scene).await?, FaultKind::OtherMethod);
        }
        let latin = "User-Name = \"anna\"\nUser-Password = \"caf\\351\"\nMessage-Authenticator = 0x00";
        assert_eq!(vpn.send("auth", latin, "20").await?.context("no answer")?.code, "Access-Reject");
        assert_eq!(fault(&scene).await?, FaultKind::NotText);
        assert_eq!(scene.count(&anna, "password-failed").await?, 0, "nothing of that was a try");

        // Whether anybody is there.
        let status = vpn.send("status", "Message-Authenticator = 0x00", "20").await?.context("no answer")?;
        assert_eq!((&*status.code, status.names()), ("Access-Accept", vec!["Message-Authenticator"]));
        strange
            .send("status", "Message-Authenticator = 0x00", "1")
            .await?
            .map_or(Ok(()), |one| Err(anyhow::anyhow!("{one:?}")))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_hears_nothing() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let elsewhere = ClientEdit { networks: "127.0.0.2, 10.0.0.0/8".to_owned(), ..usual(Way::OneField) };
        let vpn = connected(&scene, &elsewhere).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let typed = format!("{PASSWORD}{}", scene.code(&anna.key)?);
        vpn.unanswered(&request("anna", &typed, &[])).await?;
        assert_eq!(scene.events(&anna).await?.iter().filter(|event| event.kind.starts_with("password")).count(), 0);
        let client = kept(&scene).await?;
        assert_eq!((client.fault, client.last_used_at), (None, None));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_packet_gets_the_same_answer_and_costs_once() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let ear = Ear::before(vpn.server).await?;
        let right = request("anna", &format!("{PASSWORD}{}", scene.code(&anna.key)?), &[]);
        let right = ear.packet(&vpn.secret, &right).await?;
        ear.send(&right).await?;
        let accepted = ear.hear().await?;
        assert_eq!(accepted.first(), Some(&2));
        for _ in 0..3 {
            ear.send(&right).await?;
            assert_eq!(ear.hear().await?, accepted);
        }
        let wrong = ear
            .packet(&vpn.secret, &request("anna", &format!("{PASSWORD}{}", scene.wrong_code(&anna.key)?), &[]))
            .await?;
        for _ in 0..20 {
            ear.send(&wrong).await?;
        }
        let rejected = ear.hear().await?;
        assert_eq!(rejected.first(), Some(&3));
        ear.send(&wrong).await?;
        assert_eq!(ear.hear().await?, rejected);
        assert_eq!(scene.count(&anna, "factor-failed").await?, 1);
        assert_eq!(scene.count(&anna, "factor-replayed").await?, 0);
        assert_eq!(scene.count(&anna, "radius-accepted").await?, 1);
        // The same bytes from another port are another try, whose code was used.
        let elsewhere = Ear::before(vpn.server).await?;
        elsewhere.send(&right).await?;
        assert_eq!(elsewhere.hear().await?.first(), Some(&3));
        assert_eq!(scene.count(&anna, "factor-replayed").await?, 1);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bytes_do_harm() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let ear = Ear::before(vpn.server).await?;
        let good = ear.packet(&vpn.secret, &request("anna", PASSWORD, &[])).await?;
        ear.send(&[]).await?;
        for length in 0..good.len() {
            ear.send(good.get(..length).context("short")?).await?;
        }
        for at in 0..good.len() {
            for byte in [0, 1, 0x7f, 0xff] {
                let mut bytes = good.clone();
                *bytes.get_mut(at).context("short")? = byte;
                if bytes != good {
                    ear.send(&bytes).await?;
                }
            }
        }
        ear.send(&vec![0xff; 4096]).await?;
        ear.send(&[&good[..], &[0; 5_000]].concat()).await?;
        // It still answers, and nothing before was a try.
        assert_eq!(ear.ask(&good).await?.first(), Some(&3));
        assert_eq!(scene.count(&anna, "password-accepted").await?, 1);
        assert_eq!(scene.count(&anna, "password-failed").await?, 0);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_hinders_nobody_at_the_pages() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let ear = Ear::before(vpn.server).await?;
        let mut packets = Vec::new();
        for name in ["een", "twee", "drie", "vier"] {
            packets.push(ear.packet(&vpn.secret, &request(name, PASSWORD, &[])).await?);
        }
        // Each from ports of its own, so that none is the same packet again.
        let mut ports = Vec::new();
        for _ in 0..300 {
            let port = tokio::net::UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
            for packet in &packets {
                port.send_to(packet, vpn.server).await?;
            }
            ports.push(port);
        }
        let visitor = scene.signed_in(&anna).await?;
        drop(visitor);
        scene.advance(Lifetime::minutes(1));
        let code = scene.code(&anna.key)?;
        // What was too much is dropped; the device that asks again is heard.
        let packet = ear.packet(&vpn.secret, &request("anna", &format!("{PASSWORD}{code}"), &[])).await?;
        assert_eq!(ear.ask(&packet).await?.first(), Some(&2));
    }
    Ok(())
}
