//! The websites of the guide, in PHP and JavaScript, as they stand in `docs/integrate`, each in its own interpreter.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use domain::api_key::Scope;
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::proxy::free_port;
use journeys::scene::{GROUP, Scene};
use journeys::tools::require_tool;
use journeys::visitor::{Page, Visitor};
use server::testing::House;
use store::testing::engines;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

/// The password that both websites know.
const PASSWORD: &str = "correct horse battery";

/// A website that runs.
pub(crate) struct Website {
    process: Child,
    pub(crate) site: String,
    _folder: TempDir,
}

impl Drop for Website {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Website {
    async fn start(scene: &Scene, which: (&str, &str)) -> Result<Self> {
        Self::of(&scene.house, which).await
    }

    /// Starts one that asks this house, with a key of its own.
    pub(crate) async fn of(house: &House, (interpreter, file): (&str, &str)) -> Result<Self> {
        let port = free_port()?;
        let site = format!("http://localhost:{port}");
        let crm = Crm::at_house(house, file, &[Scope::SignIn], &[&format!("{site}/back")]).await?;
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/integrate").join(file);
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(require_tool(interpreter)?);
        if interpreter == "php" {
            command.args(["-d", "error_log=/dev/null", "-d", "display_errors=1", "-d"]);
            command.arg(format!("session.save_path={}", folder.path().display()));
            command.args(["-S", &format!("localhost:{port}")]);
        }
        let process = command
            .arg(file)
            .env("TWEESTAP", &house.site)
            .env("TWEESTAP_KEY", &crm.key)
            .env("SITE", &site)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let website = Self { process, site, _folder: folder };
        for _ in 0..300 {
            if TcpStream::connect(("localhost", port)).await.is_ok() {
                return Ok(website);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("{} does not listen", website.site)
    }

    /// Types name and password.
    async fn sign_in(&self, browser: &mut Visitor, name: &str, password: &str) -> Result<Page> {
        let body = format!("name={name}&password={}", password.replace(' ', "+"));
        browser.send(reqwest::Method::POST, "/sign-in", Some(body)).await
    }
}

/// Sends these bytes to a port and hangs up in the middle.
async fn hang_up(port: u16, request: &str) -> Result<()> {
    let mut stream = TcpStream::connect(("localhost", port)).await?;
    stream.write_all(request.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

/// Goes through Tweestap's pages in another browser tab, from the page that the website sent it to.
async fn on_our_pages(scene: &Scene, sent: &Page, code: Option<&str>) -> Result<String> {
    let page = sent.location().strip_prefix(&scene.house.site).with_context(|| sent.text())?.to_owned();
    let mut tab = scene.visitor()?;
    let first = tab.get(&page).await?;
    let shown = tab.follow(first).await?;
    let done = match code {
        Some(code) => tab.fill(&shown, "/sign-in/second-factor", &[("code", code), ("remember", "1")]).await?,
        None => tab.fill(&shown, "/sign-in/enrol", &[("choice", "later"), ("later", "next")]).await?,
    };
    let back = tab.follow(done).await?;
    let link = back.body.split("class=\"btn primary block\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.with_context(|| back.text())?.replace("&#38;", "&");
    Ok(link.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap_or_default())
}

const BOTH: [(&str, &str); 2] = [("php", "module-mode.php"), ("node", "module-mode.mjs")];

#[tokio::test]
async fn a_member_signs_in_in_two_steps_and_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member_with_app("sanne", &[GROUP]).await?;
        for which in BOTH {
            let website = Website::start(&scene, which).await?;
            let mut browser = Visitor::new(&website.site)?;
            for (name, password) in [("sanne", "wrong"), ("nobody", PASSWORD), ("", "")] {
                let refused = website.sign_in(&mut browser, name, password).await?;
                assert_eq!(refused.status, 401, "{which:?} {}", refused.text());
            }
            let sent = website.sign_in(&mut browser, "sanne", PASSWORD).await?;
            let code = scene.code(&sanne.key)?;
            let home = if which.0 == "php" {
                let back = on_our_pages(&scene, &sent, Some(&code)).await?;
                // In another browser, one that signs in as well, it opens nothing.
                let mut other = Visitor::new(&website.site)?;
                assert_eq!(other.get(&back).await?.status, 401, "{which:?}");
                website.sign_in(&mut other, "sanne", PASSWORD).await?;
                assert_eq!(other.get(&back).await?.status, 401, "{which:?}");
                browser.get(&back).await?
            } else {
                assert_eq!(sent.status, 200, "{}", sent.text());
                let wrong = format!("code={}", scene.wrong_code(&sanne.key)?);
                let wrong = browser.send(reqwest::Method::POST, "/code", Some(wrong)).await?;
                assert!(wrong.status == 401 && wrong.text().contains("isn’t right"), "{}", wrong.text());
                browser.send(reqwest::Method::POST, "/code", Some(format!("code={code}&remember=1"))).await?
            };
            assert_eq!((home.status, home.location()), (303, "/"), "{which:?} {}", home.text());
            assert!(browser.get("/").await?.text().contains("Hello Sanne"), "{which:?}");
            // Signed out here, and with the remembered browser in by the password alone.
            browser.send(reqwest::Method::POST, "/sign-out", Some(String::new())).await?;
            assert!(!browser.get("/").await?.text().contains("Hello"), "{which:?}");
            let trusted = website.sign_in(&mut browser, "sanne", PASSWORD).await?;
            assert_eq!(trusted.location(), "/", "{which:?} {}", trusted.text());
            // What changes here counts there at the next click.
            let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
            actions::admin::people::set_blocked(ctx, organisation, sanne.id, true).await?;
            assert!(!browser.get("/").await?.text().contains("Hello"), "{which:?}");
            let refused = website.sign_in(&mut browser, "sanne", PASSWORD).await?;
            assert!(refused.status == 401 && refused.text().contains("don’t belong together"), "{}", refused.text());
            actions::admin::people::set_blocked(ctx, organisation, sanne.id, false).await?;
            scene.advance(Lifetime::minutes(1));
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_request_that_breaks_off_ends_no_website() -> Result<()> {
    let Some(engine) = engines().into_iter().next() else { return Ok(()) };
    let scene = Scene::open(engine).await?;
    for which in BOTH {
        let website = Website::start(&scene, which).await?;
        let port = website.site.rsplit(':').next().and_then(|port| port.parse().ok()).context("no port")?;
        for request in [
            "GET // HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /%ff?%ff=%00 HTTP/1.1\r\nHost: localhost\r\nCookie: site; =; a=b=c\r\n\r\n",
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nname=sanne",
            "POST /code HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nx",
        ] {
            hang_up(port, request).await?;
            let mut browser = Visitor::new(&website.site)?;
            assert_eq!(website.sign_in(&mut browser, "nobody", PASSWORD).await?.status, 401, "{which:?} {request}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_offer_leads_through_our_pages_and_back() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("sanne", &[GROUP]).await?;
        for which in BOTH {
            let website = Website::start(&scene, which).await?;
            let mut browser = Visitor::new(&website.site)?;
            let sent = website.sign_in(&mut browser, "sanne", PASSWORD).await?;
            let back = on_our_pages(&scene, &sent, None).await?;
            assert_eq!(browser.get(&back).await?.location(), "/", "{which:?}");
            assert!(browser.get("/").await?.text().contains("Hello Sanne"), "{which:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn where_tweestap_is_away_nobody_gets_in_and_nobody_stays() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("sanne", &[]).await?;
        let mut all = Vec::new();
        for which in BOTH {
            let website = Website::start(&scene, which).await?;
            let mut browser = Visitor::new(&website.site)?;
            assert_eq!(website.sign_in(&mut browser, "sanne", PASSWORD).await?.location(), "/", "{which:?}");
            assert!(browser.get("/").await?.text().contains("Hello"), "{which:?}");
            all.push((website, browser));
        }
        // The server goes; its port answers nothing any more.
        drop(scene);
        for (website, mut browser) in all {
            assert!(!browser.get("/").await?.text().contains("Hello"), "{}", website.site);
            let refused = website.sign_in(&mut browser, "sanne", PASSWORD).await?;
            assert!(
                refused.status == 401 && refused.text().contains("not possible at the moment"),
                "{}",
                refused.text()
            );
        }
    }
    Ok(())
}
