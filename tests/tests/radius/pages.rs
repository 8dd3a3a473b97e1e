//! The pages on which devices are set up: a secret shown once, what is refused, what is told of a device.

use actions::admin::radius_clients::{self, ClientEdit};
use anyhow::{Context as _, Result};
use domain::radius::{Groups, Way};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::radclient::{Vpn, request};
use journeys::scene::{GROUP, PASSWORD, STEP, Scene};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use super::office::{OFFICE, kept, scene, usual, vpn};
use crate::scim::hostile::give_role;
use crate::systems::office::shown;

const RADIUS: &str = "/admin/settings/radius";
const NEW: &str = "/admin/settings/radius/new";

/// A `SuperUser` with a second step, who proved it just now.
async fn boss(scene: &Scene, name: &str) -> Result<Visitor> {
    let member = scene.member_with_app(name, &[GROUP]).await?;
    give_role(scene, member.id, Role::SuperUser).await?;
    scene.signed_in(&member).await
}

async fn sent(admin: &mut Visitor, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let page = admin.open(action).await?;
    admin.submit(&page, action, &all(fields)).await
}

/// Fields of the form, with what a browser sends of those that are not said.
fn all<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [("networks", "10.0.0.9"), ("who", "everyone"), ("way", "both"), ("groups", "none")];
    let unsaid = usual.into_iter().filter(|(name, _)| fields.iter().all(|(said, _)| said != name));
    fields.iter().copied().chain(unsaid).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_added_on_the_page_lets_people_in() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine).await?;
        let mut admin = boss(&scene, "anna").await?;
        let empty = admin.open(RADIUS).await?;
        assert!(empty.text().contains("No device asks here yet"), "{}", empty.text());
        assert!(!empty.text().contains("does not listen"), "{}", empty.text());
        let fields = [("name", " Office VPN "), ("networks", "127.0.0.1"), ("way", "one-field"), ("groups", "class")];
        let made = sent(&mut admin, NEW, &fields).await?;
        let secret = shown(&made, "secret")?;
        assert!(made.status == 200 && secret.len() == 32, "{}", made.text());
        assert_eq!(made.header("cache-control"), "no-store");
        let port = scene.house.devices.first().context("nobody listens")?.port();
        assert!(made.text().contains(&format!("radclient -x -t 10 localhost:{port} auth {secret}")), "{}", made.text());
        let one = kept(&scene).await?;
        assert_eq!((&*one.name, one.way, one.groups, one.second_factor), (OFFICE, Way::OneField, Groups::Class, true));

        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        let typed = format!("{PASSWORD}{}", scene.code(&bram.key)?);
        let answer = vpn(&scene, &secret)?.ask("bram", &typed).await?;
        assert_eq!((&*answer.code, answer.all("Class").len()), ("Access-Accept", 1), "{answer:?}");
        let page = format!("{RADIUS}/{}", one.id);
        Vpn::new(vpn(&scene, "")?.server, "verkeerd").unanswered(&request("bram", PASSWORD, &[])).await?;
        for path in [RADIUS.to_owned(), page.clone(), "/admin/audit".to_owned()] {
            let page = admin.open(&path).await?;
            assert!(page.text().contains(OFFICE) && !page.body.contains(&secret), "{path}: {}", page.text());
        }
        for path in [RADIUS, &page] {
            let page = admin.open(path).await?;
            assert!(page.text().contains("A packet came from 127.0.0.1 with a wrong secret"), "{}", page.text());
            assert!(page.text().contains("last asked on"), "{}", page.text());
        }

        // Made anew: both count for a day, or until somebody ends the old one.
        let about = admin.open(&page).await?;
        let renewed = admin.submit(&about, &format!("{page}/renew"), &[]).await?;
        let other = shown(&renewed, "secret")?;
        scene.advance(STEP);
        let typed = format!("{PASSWORD}{}", scene.code(&bram.key)?);
        assert_eq!(vpn(&scene, &secret)?.ask("bram", &typed).await?.code, "Access-Accept");
        let about = admin.open(&page).await?;
        let ended = admin.fill(&about, &format!("{page}/end-former"), &[]).await?;
        assert!(ended.text().contains("The old secret counts no more"), "{}", ended.text());
        vpn(&scene, &secret)?.unanswered(&request("bram", &typed, &[])).await?;
        scene.advance(STEP);
        let typed = format!("{PASSWORD}{}", scene.code(&bram.key)?);
        assert_eq!(vpn(&scene, &other)?.ask("bram", &typed).await?.code, "Access-Accept");

        let asked = admin.open(&format!("{page}/remove")).await?;
        let gone = admin.fill(&asked, &format!("{page}/remove"), &[]).await?;
        assert!(gone.text().contains("Office VPN is removed"), "{}", gone.text());
        vpn(&scene, &other)?.unanswered(&request("bram", &typed, &[])).await?;
        let log = admin.open("/admin/audit").await?;
        for event in ["VPN or other device saved", "Let in by a device (RADIUS)", "Secret of a device made anew"] {
            assert!(log.text().contains(event), "{event}: {}", log.text());
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_nothing_typed_is_lost() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut admin = boss(&scene, "anna").await?;
        let list = admin.open(RADIUS).await?;
        assert!(list.text().contains("This server does not listen for RADIUS"), "{}", list.text());
        let faulty = [("name", "Poort <b>"), ("networks", "10.0.0.9"), ("way", "challenge")];
        let page = sent(&mut admin, NEW, &[faulty[0], ("networks", "10.0.0.9 ergens"), faulty[2]]).await?;
        assert!(page.text().contains("‘ergens’ is no address and no network"), "{}", page.text());
        assert!(page.body.contains("10.0.0.9 ergens") && page.body.contains("Poort &#60;b&#62;"), "{}", page.body);
        assert!(page.body.contains("value=\"challenge\" checked"), "{}", page.body);
        let none = admin.submit(&page, NEW, &all(&[("name", ""), ("networks", " ")])).await?;
        assert!(none.text().contains("Type an address from which the device asks."), "{}", none.text());
        let made = admin.submit(&none, NEW, &all(&faulty)).await?;
        assert!(made.text().contains("Put this secret into Poort <b>"), "{}", made.text());
        for (field, word) in [("who", "x"), ("way", "x"), ("groups", "x")] {
            let page = sent(&mut admin, NEW, &[faulty[0], (field, word)]).await?;
            assert_eq!(page.status, 400, "{field}: {}", page.text());
        }

        // Two at once: the second sees what the first saved.
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let id = radius_clients::list(ctx, organisation).await?.pop().context("none")?.id;
        let address = format!("{RADIUS}/{id}");
        let before = admin.open(&address).await?;
        let saved = admin.fill(&before, &address, &all(&[("networks", "10.0.0.10"), ("way", "challenge")])).await?;
        assert!(saved.text().contains("Poort <b> is saved"), "{}", saved.text());
        let late = admin.submit(&before, &address, &all(&[("networks", "10.0.0.11")])).await?;
        for text in ["10.0.0.10", "10.0.0.11", "When asked", "Behind the password, or when asked"] {
            assert!(late.text().contains(text), "{text}: {}", late.text());
        }
        let saved = admin.fill(&late, &address, &all(&[("networks", "10.0.0.11")])).await?;
        assert!(saved.text().contains("from 10.0.0.11 · Everyone"), "{}", saved.text());

        // Whoever may only look changes nothing; whoever proved nothing lately proves it first.
        let mut clerk = crate::systems::office::signed_in(&scene, "karel", Role::Helpdesk).await?;
        assert_eq!(clerk.get(RADIUS).await?.status, 403);
        scene.advance(Lifetime::minutes(6));
        assert!(admin.get(NEW).await?.location().starts_with("/profile/confirm"), "a fresh proof is asked");
        let refused = admin.submit(&saved, &format!("{address}/renew"), &[]).await;
        assert!(refused.is_err() || radius_clients::list(ctx, organisation).await?[0].former_until.is_none());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_that_a_device_looks_at_stays() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let selection = store::selection::list(ctx.db(), organisation.id).await?.remove(0);
        let who = domain::selection::Selected::Selection(selection.id);
        super::office::add(&scene, &ClientEdit { who, ..usual(Way::Both) }).await?;
        let mut admin = boss(&scene, "anna").await?;
        let page = admin.open(&format!("/admin/selections/{}", selection.id)).await?;
        assert!(page.text().contains(OFFICE), "{}", page.text());
    }
    Ok(())
}
