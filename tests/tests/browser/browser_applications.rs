//! An application behind the sign-in: a SuperUser sets it up, a browser is led through the sign-in to it, and shows it the pass
//! for its door and nothing else of ours.

use anyhow::{Context, Result, ensure};
use journeys::cable::Cable;
use journeys::look::{Look, Scripts};
use journeys::proxy::{Application, free_port};
use journeys::walk::Walk;
use journeys::waterland::{house_with, rule, superuser};
use server::testing::HouseOptions;

use crate::browser::ready;

async fn goes_through(look: &Look) -> Result<()> {
    let (port, application) = (free_port()?, Application::start().await?);
    let wiki = format!("http://wiki.waterland.localhost:{}", application.port);
    let settings = vec![("sign_in.domain", "waterland.localhost".to_owned())];
    let public_address = Some(format!("http://id.waterland.localhost:{port}"));
    let house = house_with(rule(), HouseOptions { public_address, settings, ..HouseOptions::default() }).await?;
    let _cable = Cable::lay_between(port, house.address.port()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    let mut walk = Walk::open(&house, "applications", look).await?;
    walk.browser.goto("/admin/applications").await?;
    walk.sign_in("sanne").await?;
    let (app, _) = walk.enrol().await?;
    walk.reads("applications-none").await?;
    walk.look("none").await?;

    walk.press("applications-new").await?;
    walk.look("new").await?;
    walk.fill("name", "Wiki").await?;
    walk.fill("application-addresses", "wiki").await?;
    walk.press("save").await?;
    walk.look("fault").await?;
    walk.fill("application-addresses", &wiki).await?;
    walk.press("application-more").await?;
    let path = format!("{} 2", walk.say("application-path"));
    walk.browser.fill(&path, "/beheer").await?;
    let who = format!("{} 2", walk.say("application-opens"));
    walk.browser.choose(&who, &walk.say("application-who-nobody")).await?;
    walk.press("save").await?;
    walk.reads("application-all-pages").await?;
    walk.look("saved").await?;
    walk.fill("application-trial-page", &format!("{wiki}/beheer/x")).await?;
    walk.press("application-trial-ask").await?;
    walk.reads("application-trial-nobody").await?;
    walk.look("tried").await?;
    walk.press_in("edit", "Wiki").await?;
    walk.look("application").await?;
    walk.press("application-proxy").await?;
    walk.reads_text("auth_request").await?;
    walk.look("proxy").await?;
    walk.finish().await?;

    let mut walk = Walk::open(&house, "applications", look).await?;
    let to = wiki.replace(':', "%3A").replace('/', "%2F");
    walk.browser.goto(&format!("/auth/go?return_to={to}%2FHoofdpagina")).await?;
    walk.reads_text("wiki.waterland.localhost").await?;
    ensure!(application.take().is_empty(), "somebody came before the sign-in");
    walk.sign_in("sanne").await?;
    walk.prove(&app).await?;
    walk.browser.wait_for_text("the wiki").await?;
    let seen = application.take();
    let (_, headers) = seen.iter().find(|(uri, _)| uri.path() == "/Hoofdpagina").context("not led to the page")?;
    let cookies = headers.get("cookie").context("no pass was shown")?.to_str()?;
    ensure!(cookies.starts_with("tweestap-gate=") && !cookies.contains(';'), "{cookies}");
    let complaints = walk.browser.noticed().await?.complaints.clone();
    let elsewhere = format!("asked another origin: {wiki}/");
    ensure!(complaints.iter().all(|one| one.starts_with(&elsewhere)), "{complaints:?}");
    walk.browser.driver().clone().quit().await?;
    Ok(())
}

#[tokio::test]
async fn a_browser_is_led_to_an_application_that_was_set_up_in_one() -> Result<()> {
    if !ready()? {
        return Ok(());
    }
    goes_through(&Look::WIDE).await?;
    goes_through(&Look { language: "nl", scripts: Scripts::Blocked, ..Look::PHONE }).await
}
