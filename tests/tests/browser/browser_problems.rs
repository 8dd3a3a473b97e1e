//! What goes wrong at the door: wrong passwords up to the wait, a sign-in left lying, a form that is too old, an address
//! that is none. In both languages, on a phone and a laptop.

use anyhow::{Result, ensure};
use domain::time::Lifetime;
use journeys::look::{Look, Scheme};
use journeys::walk::Walk;
use journeys::waterland::{house, member, rule};

use crate::browser::ready;

#[tokio::test]
async fn browser_at_the_door_every_refusal_says_what_to_do_on_a_dutch_phone() -> Result<()> {
    problems("problems-nl-phone", &Look { language: "nl", ..Look::PHONE }).await
}

#[tokio::test]
async fn browser_at_the_door_every_refusal_says_what_to_do_on_an_english_laptop() -> Result<()> {
    problems("problems-en", &Look::WIDE).await
}

#[tokio::test]
async fn browser_at_the_door_every_refusal_says_what_to_do_on_a_dark_dutch_laptop() -> Result<()> {
    problems("problems-nl-dark", &Look { language: "nl", scheme: Scheme::Dark, ..Look::WIDE }).await
}

#[tokio::test]
async fn browser_at_the_door_every_refusal_says_what_to_do_on_an_english_phone() -> Result<()> {
    problems("problems-en-phone", &Look::PHONE).await
}

async fn problems(name: &str, look: &Look) -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    let house = house(rule()).await?;
    member(&house, "sanne", "Sanne de Wit", look.language).await?;
    let mut walk = Walk::open(&house, name, look).await?;

    walk.browser.goto("/no-such-page").await?;
    walk.look("missing").await?;
    walk.press("problem-home-button").await?;
    walk.is_at("/sign-in").await?;
    walk.sign_in_with("nobody", "wrong").await?;
    walk.reads("sign-in-wrong").await?;
    ensure!(walk.browser.value(&walk.say("username")).await? == "nobody", "the name must be typed again");
    walk.look("wrong").await?;
    let mut wrong = 0;
    while !walk.browser.text().await?.contains(&walk.say("too-many-tries")) {
        wrong += 1;
        ensure!(wrong < 50, "fifty wrong passwords and no wait");
        walk.sign_in_with("sanne", "wrong").await?;
    }
    walk.look("wait").await?;
    house.clock.advance(Lifetime::hours(2));
    walk.browser.goto("/sign-in").await?;
    walk.sign_in("sanne").await?;
    walk.is_at("/sign-in/enrol").await?;
    walk.press("offer-now").await?;
    house.clock.advance(Lifetime::minutes(11));
    walk.browser.goto("/sign-in/enrol/app").await?;
    walk.is_at("/sign-in").await?;
    walk.reads("sign-in-expired").await?;
    walk.look("expired").await?;
    let form = "document.querySelector('input[name=csrf]').value = 'x'";
    walk.browser.driver().execute(form, Vec::new()).await?;
    walk.sign_in("sanne").await?;
    walk.reads("problem-form-title").await?;
    walk.look("old-form").await?;
    walk.finish().await
}
