//! After the deadline: nothing is open before enrolling, and enrolling asks a code that arrives by real SMTP. In both
//! languages, on a phone and a laptop.

use anyhow::{Context, Result, ensure};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme, Scripts};
use journeys::walk::Walk;
use journeys::waterland::{house_with, member, rule};
use server::mail::sink::Sink;
use server::testing::HouseOptions;

use crate::browser::ready;

#[tokio::test]
async fn browser_after_the_deadline_an_e_mailed_code_opens_enrolling_on_a_dutch_phone() -> Result<()> {
    late("late-nl-phone", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_after_the_deadline_an_e_mailed_code_opens_enrolling_on_an_english_laptop() -> Result<()> {
    late("late-en", &Look::WIDE).await
}

#[tokio::test]
async fn browser_after_the_deadline_an_e_mailed_code_opens_enrolling_on_a_dutch_laptop() -> Result<()> {
    late("late-nl", &Look { language: "nl", ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_after_the_deadline_an_e_mailed_code_opens_enrolling_on_a_dark_english_phone() -> Result<()> {
    late("late-en-phone-dark", &Look { scheme: Scheme::Dark, ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_after_the_deadline_an_e_mailed_code_opens_enrolling_without_scripts() -> Result<()> {
    late("late-nl-plain", &Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}

async fn late(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let sink = Sink::start().await?;
    let house = house_with(rule(), HouseOptions { smtp: Some(sink.url()), ..HouseOptions::default() }).await?;
    member(&house, "joris", "Joris van den Berg", look.language).await?;
    house.clock.advance(Lifetime::days(20));
    let mut walk = Walk::open(&house, name, look).await?;

    walk.browser.goto("/profile/password").await?;
    walk.sign_in("joris").await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.reads("duty-title").await?;
    ensure!(walk.browser.count("button[value=later]").await? == 0, "a duty can be put off");
    walk.look("duty").await?;
    walk.browser.goto("/").await?;
    walk.is_at("/sign-in").await?;
    walk.browser.goto("/sign-in/enrol/app").await?;
    walk.is_at("/sign-in/enrol/proof").await?;
    walk.look("proof").await?;
    walk.press("proof-send").await?;
    walk.look("proof-sent").await?;
    walk.fill("proof-code-label", "123").await?;
    walk.press("confirm").await?;
    walk.reads("proof-shape").await?;
    walk.look("proof-shape").await?;
    walk.fill("proof-code-label", "00000000").await?;
    walk.press("confirm").await?;
    walk.reads("code-wrong").await?;
    walk.look("proof-wrong").await?;
    walk.press("proof-send-again").await?;
    walk.reads("proof-mail-wait").await?;
    walk.look("proof-too-soon").await?;
    walk.browser.tap(&walk.say("proof-have-pass")).await?;
    walk.fill("proof-pass-label", "T-ABCDE-12345").await?;
    walk.press("proof-pass-button").await?;
    walk.reads("proof-pass-wrong").await?;
    walk.look("pass-wrong").await?;

    let mails = sink.wait_for(1).await;
    let mail = mails.last().context("no mail")?;
    ensure!(mail.to == ["joris@waterland.example"], "to {:?}", mail.to);
    let subject = if look.language == "nl" { "Je code voor" } else { "Your code for" };
    ensure!(mail.header("Subject") == Some(&format!("{subject} Vereniging Waterland")), "{:?}", mail.headers);
    let code = mail.text.lines().map(str::trim).find(|line| line.starts_with("E-")).context("no code in the mail")?;
    walk.fill("proof-code-label", code).await?;
    walk.press("confirm").await?;
    walk.is_at("/sign-in/enrol/app").await?;
    walk.set_up().await?;
    walk.press("codes-stored").await?;
    walk.is_at("/profile/password").await?;

    let mails = sink.wait_for(2).await;
    let told = mails.last().context("no mail")?;
    let subject = if look.language == "nl" { "Nieuwe tweede stap bij" } else { "New second step at" };
    ensure!(told.header("Subject") == Some(&format!("{subject} Vereniging Waterland")), "{:?}", told.headers);
    walk.finish().await?;
    house.stop().await.map_err(anyhow::Error::from_boxed)
}
