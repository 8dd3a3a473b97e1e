//! A browser that goes to and fro between our pages and an application, with the cookies of each. It follows redirects, and pages
//! that lead on by themselves. Neighbour: [`crate::visitor`] is what it has of each site.

use anyhow::{Context as _, Result, bail};
use url::Url;

use crate::scene::{PASSWORD, Scene};
use crate::visitor::{Page, Visitor};

/// A browser with an application open.
pub struct Tab {
    /// Our site and the application, each with its cookies.
    sites: [(String, Visitor); 2],
}

impl Tab {
    /// One that was on neither site.
    pub fn new(scene: &Scene, application: &str) -> Result<Self> {
        Self::with(scene, scene.visitor()?, application)
    }

    /// One that knows our site already.
    pub fn with(scene: &Scene, ours: Visitor, application: &str) -> Result<Self> {
        let theirs = Visitor::new(application)?;
        Ok(Self { sites: [(origin(&scene.house.site)?, ours), (origin(application)?, theirs)] })
    }

    /// What it has of our site.
    pub fn ours(&mut self) -> &mut Visitor {
        let [(_, ours), _] = &mut self.sites;
        ours
    }

    /// What it has of the application.
    pub fn theirs(&mut self) -> &mut Visitor {
        let [_, (_, theirs)] = &mut self.sites;
        theirs
    }

    /// Opens an address on either site and goes where that leads.
    pub async fn open(&mut self, address: &str) -> Result<Page> {
        let at = Url::parse(address)?;
        let page = self.get(&at).await?;
        self.follow(at, page).await
    }

    /// Fills in the form of one of our pages whose address begins so, and goes where that leads.
    pub async fn fill(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let whole = action_on(page, action).with_context(|| format!("no form to {action}: {}", page.text()))?;
        let [(site, ours), _] = &mut self.sites;
        let at = Url::parse(site)?.join(&whole)?;
        let page = ours.submit(page, &whole, fields).await?;
        self.follow(at, page).await
    }

    /// Name and password on our page, and a code where one is asked.
    pub async fn sign_in(&mut self, page: &Page, name: &str, code: &str) -> Result<Page> {
        let page = self.fill(page, "/sign-in", &[("username", name), ("password", PASSWORD)]).await?;
        if page.path() != "/sign-in/second-factor" {
            return Ok(page);
        }
        self.fill(&page, "/sign-in/second-factor", &[("code", code)]).await
    }

    async fn get(&mut self, at: &Url) -> Result<Page> {
        let origin = at.origin().ascii_serialization();
        let of = self.sites.iter_mut().find(|(site, _)| *site == origin);
        let (_, visitor) = of.with_context(|| format!("a third site: {at}"))?;
        visitor.get(at.as_str()).await
    }

    async fn follow(&mut self, mut at: Url, mut page: Page) -> Result<Page> {
        for _ in 0..20 {
            let Some(to) = leads_to(&page) else { return Ok(page) };
            at = at.join(&to)?;
            page = self.get(&at).await?;
        }
        bail!("it goes round and round, last to {at}")
    }
}

fn origin(address: &str) -> Result<String> {
    Ok(Url::parse(address)?.origin().ascii_serialization())
}

/// Where an answer leads by itself: a redirect, or a page that says so in its head.
fn leads_to(page: &Page) -> Option<String> {
    if (300..400).contains(&page.status) {
        return Some(page.location().to_owned());
    }
    let refresh = page.body.split("http-equiv=\"refresh\"").nth(1)?;
    let to = refresh.split("url=").nth(1)?.split('"').next()?;
    Some(to.replace("&#38;", "&").replace("&amp;", "&"))
}

/// The whole address of the first form whose address begins so.
fn action_on(page: &Page, begins: &str) -> Option<String> {
    let actions = page.body.split(" action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.map(|action| action.replace("&#38;", "&").replace("&amp;", "&")).find(|action| action.starts_with(begins))
}
