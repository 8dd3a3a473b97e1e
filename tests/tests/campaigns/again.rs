//! Messages of unknown fate: told again when the sender says so, to whoever still needs it, and to nobody else.

use actions::admin::campaign::Which;
use actions::admin::policy::tell_of_moves;
use actions::admin::{campaign, policies};
use anyhow::{Context as _, Result};
use domain::policy::Demand;
use domain::time::Lifetime;

use jiff::civil::date;
use journeys::scene::{BACKEND, Member, Scene, Setup, policy};
use journeys::visitor::{Page, Visitor};
use reqwest::Method;
use server::mail::sink::{Answer, Stage};
use store::Engine;
use store::testing::engines;

use crate::campaigns::corrections::all_told;
use crate::campaigns::{LIST, delivered, go, look, make, only, prove, superuser};

const UNSURE: &str = "Nobody knows whether";

/// A house with somebody who is to be told, and somebody who runs campaigns.
async fn house(engine: Engine) -> Result<(Scene, Member, Visitor)> {
    let policies = vec![policy("Everyone", None, BACKEND)];
    let setup = Setup { start: "2026-11-01 10:00:00", policies, ..Setup::default() };
    let scene = Scene::with(engine, setup).await?;
    let (boss, visitor) = superuser(&scene, "sanne").await?;
    scene.member("jan", &[]).await?;
    Ok((scene, boss, visitor))
}

/// The states of the messages to somebody, the oldest first.
async fn states(scene: &Scene, name: &str) -> Result<Vec<String>> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let told = campaign::told(ctx, organisation, (only(scene).await?.id, &Which::default()), None, 100).await?;
    Ok(told.into_iter().rev().filter(|one| one.user_name == name).map(|one| one.state).collect())
}

/// Presses the button of the campaign's page; answers the page that follows.
async fn tell_again(scene: &Scene, visitor: &mut Visitor) -> Result<String> {
    let address = format!("{LIST}/{}", only(scene).await?.id);
    let page = visitor.open(&address).await?;
    Ok(visitor.fill(&page, &format!("{address}/again"), &[]).await?.text())
}

#[tokio::test]
async fn whoever_may_have_missed_a_message_is_told_again_if_they_still_need_it() -> Result<()> {
    for engine in engines() {
        let (scene, boss, mut visitor) = house(engine).await?;
        let piet = scene.member("piet", &[]).await?;
        make(&mut visitor, &[("announce_on", "2026-11-02")]).await?;
        go(&mut visitor, &only(&scene).await?, "running").await?;
        let page = visitor.open(&format!("{LIST}/{}", only(&scene).await?.id)).await?;
        assert!(!page.text().contains(UNSURE), "{}", page.text());

        // The mail server takes both announcements, and is gone before it says so.
        scene.sink.answer(Stage::Content, Answer::HangUp, 2);
        scene.move_to("2026-11-02 09:00:00")?;
        look(&scene).await?;
        delivered(&scene).await?;
        assert_eq!(states(&scene, "jan").await?, ["unknown"], "{engine:?}");
        assert_eq!(states(&scene, "piet").await?, ["unknown"], "{engine:?}");
        scene.give_app(piet).await?;
        let mut visitor = prove(&scene, &boss).await?;
        let page = visitor.open(&format!("{LIST}/{}", only(&scene).await?.id)).await?;
        assert!(page.text().contains("Nobody knows whether 2 messages arrived"), "{}", page.text());
        look(&scene).await?;
        assert_eq!(states(&scene, "jan").await?, ["unknown"], "{engine:?}: nothing is sent again by itself");

        let said = tell_again(&scene, &mut visitor).await?;
        assert!(said.contains("Whoever still needs it is told again") && !said.contains(UNSURE), "{said}");
        look(&scene).await?;
        delivered(&scene).await?;
        assert_eq!(states(&scene, "jan").await?, ["again", "sent"], "{engine:?}");
        assert_eq!(states(&scene, "piet").await?, ["again"], "{engine:?}: who has enrolled needs no message");
        let page = visitor.open(&format!("{LIST}/{}", only(&scene).await?.id)).await?;
        assert!(page.text().contains("1 sent · 2 unknown, told again"), "{}", page.text());
        let page = visitor.open(&format!("{LIST}/{}/told?state=again", only(&scene).await?.id)).await?;
        assert_eq!(page.text().matches("Unknown, told again").count(), 2 + 1, "each, and the choice: {}", page.text());

        // A correction of which nobody knows is written again; an older message that a later one followed is not.
        scene.move_to("2026-11-03 10:00:00")?;
        scene.sink.answer(Stage::Content, Answer::HangUp, 1);
        let demand = Demand { deadline: Some(date(2026, 12, 15)), ..BACKEND };
        policies::save(&scene.house.ctx, &scene.house.organisation, policy("Everyone", None, demand)).await?;
        all_told(&scene).await?;
        delivered(&scene).await?;
        assert_eq!(states(&scene, "jan").await?, ["again", "sent", "unknown"], "{engine:?}");
        let mut visitor = prove(&scene, &boss).await?;
        let said = tell_again(&scene, &mut visitor).await?;
        assert!(said.contains("Whoever still needs it is told again"), "{said}");
        all_told(&scene).await?;
        look(&scene).await?;
        delivered(&scene).await?;
        assert_eq!(states(&scene, "jan").await?, ["again", "sent", "again", "sent"], "{engine:?}");
        let mails = scene.mails_to("jan@waterland.example").await?;
        assert!(mails.last().context("no mail")?.text.contains("15 december 2026"), "{engine:?}: {mails:?}");
        assert_eq!(tell_of_moves(&scene.house.ctx).await?, 0, "{engine:?}: once");
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_told_again_by_a_campaign_that_is_over_or_knows_everything() -> Result<()> {
    for engine in engines() {
        let (scene, boss, mut visitor) = house(engine).await?;
        make(&mut visitor, &[("announce_on", "2026-11-02")]).await?;
        let again = format!("{LIST}/{}/again", only(&scene).await?.id);
        // Whatever page stands open, also one from before it changed.
        let post = async |visitor: &mut Visitor| -> Result<Page> {
            let page = visitor.open(LIST).await?;
            let token = page.body.split("name=\"csrf\" value=\"").nth(1).context("no form")?;
            let token: String = token.chars().take_while(|c| *c != '"').collect();
            let page = visitor.send(Method::POST, &again, Some(format!("csrf={token}"))).await?;
            visitor.follow(page).await
        };
        let changed = "Somebody else changed this just now";
        for (state, unknown) in [("draft", false), ("running", false), ("running", true), ("stopped", true)] {
            if state != only(&scene).await?.state.word() {
                go(&mut visitor, &only(&scene).await?, state).await?;
            }
            if unknown && state == "running" {
                scene.sink.answer(Stage::Content, Answer::HangUp, 1);
                scene.move_to("2026-11-02 09:00:00")?;
                look(&scene).await?;
                delivered(&scene).await?;
                visitor = prove(&scene, &boss).await?;
                continue;
            }
            let said = post(&mut visitor).await?.text();
            assert!(said.contains(changed), "{engine:?}: {state}: {said}");
        }
        let page = visitor.open(&format!("{LIST}/{}", only(&scene).await?.id)).await?;
        assert!(page.text().contains("Nobody knows whether one message arrived"), "{}", page.text());
        assert!(!page.body.contains("/again"), "no button where it is over: {}", page.body);
        // The proof that it takes is a fresh one.
        scene.advance(Lifetime::hours(1));
        let page = post(&mut visitor).await?;
        assert!(page.path().starts_with("/profile/confirm") || page.path() == "/sign-in", "{}", page.path());
    }
    Ok(())
}
