//! The application of the demo, over HTTP: a wiki that leaves signing in to us, and shows what it hears.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use journeys::visitor::{Page, Visitor, key_on};
use server::demo::{Demo, Options};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const PASSWORD: &str = "korenbloem-fiets-27";

/// A demo that runs, and a browser at it.
struct Running {
    site: String,
    visitor: Visitor,
    stop: oneshot::Sender<()>,
    ends: JoinHandle<()>,
}

impl Running {
    async fn start() -> Result<Self> {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let demo = Demo::start(Options { people: 40, listen, data: None }).await?;
        let site = demo.address().to_owned();
        let (stop, stopped) = oneshot::channel::<()>();
        let ends = tokio::spawn(demo.run(async { drop(stopped.await) }));
        let mut visitor = Visitor::new(&site)?;
        visitor.get("/demo?lang=en").await?;
        Ok(Self { site, visitor, stop, ends })
    }

    async fn end(self) -> Result<()> {
        self.stop.send(()).ok().context("the demo ended by itself")?;
        Ok(self.ends.await?)
    }

    /// Follows redirects, and the page that leads on by itself.
    async fn follow(&mut self, mut page: Page) -> Result<Page> {
        for _ in 0..20 {
            let refresh = page.body.split("http-equiv=\"refresh\" content=\"0; url=").nth(1);
            let shown = refresh.and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let shown = shown.replace("&#38;", "&").replace("&amp;", "&");
            let to = if page.location().is_empty() { shown } else { page.location().to_owned() };
            if to.is_empty() {
                return Ok(page);
            }
            page = self.visitor.get(to.strip_prefix(&self.site).unwrap_or(&to)).await?;
        }
        anyhow::bail!("round and round, last at {}", page.address)
    }

    async fn open(&mut self, path: &str) -> Result<Page> {
        let page = self.visitor.get(path).await?;
        self.follow(page).await
    }

    async fn fill(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let page = self.visitor.submit(page, action, fields).await?;
        self.follow(page).await
    }

    /// Comes from the wiki, with name and password.
    async fn sign_in(&mut self, name: &str) -> Result<Page> {
        let page = self.open("/demo/wiki/sign-in").await?;
        ensure!(page.text().contains("You continue to Wiki van Waterland"), "{}", page.text());
        self.fill(&page, "/sign-in", &[("username", name), ("password", PASSWORD)]).await
    }

    /// What the telephone of the demo shows.
    async fn code(&mut self, name: &str) -> Result<String> {
        let page = self.visitor.get(&format!("/demo/phone?person={name}")).await?;
        let shown = page.body.split("class=\"figure\">").nth(1).and_then(|rest| rest.split('<').next());
        Ok(shown.with_context(|| page.text())?.replace(' ', ""))
    }
}

/// The action of the first form that goes there, with its query.
fn action_of(page: &Page, path: &str) -> Result<String> {
    let rest = page.body.split(&format!("action=\"{path}")).nth(1).with_context(|| page.text())?;
    let query = rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    Ok(format!("{path}{query}"))
}

#[tokio::test]
async fn the_wiki_of_the_demo_hears_who_signed_in_and_may_ask_for_a_second_step() -> Result<()> {
    let mut demo = Running::start().await?;
    let page = demo.open("/demo/wiki").await?;
    assert!(page.text().contains("Sign in with Tweestap") && !page.text().contains("Hello"), "{}", page.text());
    let offer = demo.sign_in("m.jansen").await?;
    let page = demo.fill(&offer, "/sign-in/enrol", &[("choice", "later")]).await?;
    assert_eq!(page.path(), "/demo/wiki");
    for said in ["Hello M", "m.jansen", "urn:tweestap:acr:1fa", "[\"pwd\"]", "auth_time", "@waterland.example"] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }

    // It asks for a second step: an app is set up, and the way leads back.
    let page = demo.open("/demo/wiki/sign-in?ask=factor").await?;
    assert!(page.text().contains("Wiki van Waterland asks for a second step"), "{}", page.text());
    let setup = demo.fill(&page, &action_of(&page, "/profile/two-factor/add")?, &[]).await?;
    let shown = demo.visitor.get(&format!("/demo/phone?key={}", key_on(&setup)?)).await?;
    let code = shown.body.split("class=\"figure\">").nth(1).and_then(|rest| rest.split('<').next());
    let code = code.with_context(|| shown.text())?.replace(' ', "");
    let add = action_of(&setup, "/profile/two-factor/add")?;
    let codes = demo.fill(&setup, &add, &[("code", &code), ("label", "Phone")]).await?;
    let page = demo.fill(&codes, &action_of(&codes, "/?return_to")?, &[]).await?;
    assert_eq!(page.path(), "/demo/wiki", "{}", page.text());
    assert!(page.text().contains("urn:tweestap:acr:2fa") && page.text().contains("\"otp\""), "{}", page.text());
    demo.end().await
}

#[tokio::test]
async fn the_wiki_of_the_demo_is_an_application_like_any_other_and_signs_out() -> Result<()> {
    let mut demo = Running::start().await?;
    let factor = demo.sign_in("a.visser").await?;
    let code = demo.code("a.visser").await?;
    let page = demo.fill(&factor, "/sign-in/second-factor", &[("code", &code)]).await?;
    assert!(page.text().contains("urn:tweestap:acr:2fa"), "{}", page.text());
    let list = demo.open("/admin/applications").await?;
    assert!(list.text().contains("Wiki van Waterland"), "{}", list.text());

    // Anew, however recent it is: a code that was not used yet, an hour on.
    let clock = demo.open("/demo/clock").await?;
    demo.fill(&clock, "/demo/clock", &[("step", "hour")]).await?;
    let page = demo.open("/demo/wiki/sign-in?ask=new").await?;
    assert_eq!(page.path(), "/profile/confirm", "{}", page.text());
    let code = demo.code("a.visser").await?;
    let page = demo.fill(&page, &action_of(&page, "/profile/confirm")?, &[("code", &code)]).await?;
    assert!(page.path() == "/demo/wiki" && page.text().contains("Hello"), "{}", page.text());

    // An answer that this browser did not ask for, and one that was used.
    for query in ["code=x&state=y", "error=access_denied", ""] {
        let page = demo.open(&format!("/demo/wiki/back?{query}")).await?;
        assert!(page.text().contains("belongs to no question"), "{query}: {}", page.text());
    }
    let page = demo.open("/demo/wiki").await?;
    let page = demo.fill(&page, "/demo/wiki/sign-out", &[]).await?;
    assert!(page.path() == "/demo/wiki" && !page.text().contains("Hello"), "{} {}", page.address, page.text());
    let page = demo.open("/demo/wiki/sign-in").await?;
    assert_eq!(page.path(), "/sign-in", "signed out with us too: {}", page.text());
    demo.end().await
}
