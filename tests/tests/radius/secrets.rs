//! Secrets: shown once, kept sealed, two of them for a day.

use actions::admin::radius_clients::{self, ClientEdit, ClientFault, SavedClient};
use anyhow::{Context, Result};
use domain::radius::{FORMER_LIVES, MOST, Way};
use journeys::radclient::request;
use journeys::scene::{GROUP, PASSWORD, STEP, Scene};
use store::testing::engines;

use super::office::{OFFICE, add, kept, scene, usual, vpn};

async fn enters(scene: &Scene, secret: &str, key: &str) -> Result<bool> {
    scene.advance(STEP);
    let packet = request("anna", &format!("{PASSWORD}{}", scene.code(key)?), &[]);
    let vpn = vpn(scene, secret)?;
    match vpn.send("auth", &packet, "20").await? {
        Some(answer) => Ok(answer.code == "Access-Accept"),
        None => Ok(false),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_secret_counts_beside_the_old_one_for_a_day() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let first = add(&scene, &usual(Way::OneField)).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let second = radius_clients::renew_by_command_line(ctx, organisation, OFFICE).await?.context("none")?;
        assert_ne!(*first.secret, *second.secret);
        assert!(enters(&scene, &first.secret, &anna.key).await?);
        assert!(enters(&scene, &second.secret, &anna.key).await?);
        let until = kept(&scene).await?.former_until.context("no end")?;
        scene.advance(until.since(ctx.now()));
        vpn(&scene, &first.secret)?.unanswered(&request("anna", PASSWORD, &[])).await?;
        assert!(enters(&scene, &second.secret, &anna.key).await?);
        assert!(until <= ctx.now() && FORMER_LIVES.micros() > 0);

        assert!(radius_clients::remove_by_command_line(ctx, organisation, &OFFICE.to_uppercase()).await?);
        vpn(&scene, &second.secret)?.unanswered(&request("anna", PASSWORD, &[])).await?;
        assert!(!radius_clients::remove_by_command_line(ctx, organisation, OFFICE).await?);
        assert!(radius_clients::renew_by_command_line(ctx, organisation, OFFICE).await?.is_none());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_not_do_is_refused_all_at_once() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let faults = async |edit: &ClientEdit| match radius_clients::add_by_command_line(ctx, organisation, edit).await
        {
            Ok(SavedClient::Faults(faults)) => faults,
            other => panic!("{other:?}"),
        };
        let empty = ClientEdit { name: " ".to_owned(), networks: " ,\n".to_owned(), ..usual(Way::Both) };
        assert_eq!(faults(&empty).await, [ClientFault::Name, ClientFault::NoNetwork]);
        let everywhere = ClientEdit { networks: "10.0.0.9 0.0.0.0/0".to_owned(), ..usual(Way::Both) };
        assert_eq!(faults(&everywhere).await, [ClientFault::Network("0.0.0.0/0".to_owned())]);
        let networks = (0..21).map(|one| format!("10.0.0.{one}")).collect::<Vec<_>>().join(" ");
        assert_eq!(faults(&ClientEdit { networks, ..usual(Way::Both) }).await, [ClientFault::TooManyNetworks]);
        add(&scene, &usual(Way::Both)).await?;
        let same = ClientEdit { name: OFFICE.to_uppercase(), ..usual(Way::Both) };
        assert_eq!(faults(&same).await, [ClientFault::Taken]);
        for one in 1..MOST {
            add(&scene, &ClientEdit { name: format!("VPN {one}"), ..usual(Way::Both) }).await?;
        }
        let full = ClientEdit { name: "One more".to_owned(), ..usual(Way::Both) };
        assert_eq!(faults(&full).await, [ClientFault::TooMany]);
    }
    Ok(())
}
