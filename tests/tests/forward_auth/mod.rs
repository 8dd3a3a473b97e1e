//! Forward-auth: who passes at the door of another application, over HTTP and behind real proxies.

mod applications;
mod doors;
mod proxies;
mod walk;

use anyhow::{Result, ensure};
use journeys::scene::{Member, Scene, Setup};
use journeys::visitor::{Page, Visitor};
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use store::Engine;

const SITE: &str = "https://id.waterland.example";
const WIKI: &str = "https://wiki.waterland.example";
const GATE: &str = "__Secure-tweestap-gate";

/// A house whose sign-in stands before a wiki of its own domain.
async fn scene(engine: Engine, setup: Setup) -> Result<Scene> {
    let settings = vec![
        ("sign_in.domain", "waterland.example".to_owned()),
        ("sign_in.return_to", format!("{WIKI}, https://www.waterland.example/leden, https://wiki.elsewhere.example")),
    ];
    Scene::with(engine, Setup { public_address: Some(SITE.to_owned()), settings, ..setup }).await
}

/// What a proxy asks about a page: a query, the address of the page, and headers of the browser beside.
struct Knock<'a> {
    query: &'a str,
    host: &'a str,
    uri: &'a str,
    headers: &'a [(&'static str, &'a str)],
}

impl Knock<'_> {
    const WIKI: Self = Self { query: "", host: "wiki.waterland.example", uri: "/Main_Page?x=1", headers: &[] };

    /// Asks as Caddy and Traefik do; what is in `headers` stands in the place of what those say.
    async fn at(&self, visitor: &mut Visitor) -> Result<Page> {
        let mut headers = visitor.headers.clone();
        let said = [
            ("x-forwarded-method", "GET"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", self.host),
            ("x-forwarded-uri", self.uri),
        ];
        for (name, value) in said {
            headers.insert(name, HeaderValue::from_bytes(value.as_bytes())?);
        }
        for (name, value) in self.headers {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes())?);
        }
        visitor.send_as(Method::GET, &format!("/auth/check{}", self.query), headers, None).await
    }
}

/// Who an answer says that somebody is; the whole set, or none of it.
fn identity(page: &Page) -> Result<Option<[String; 5]>> {
    let names = ["remote-user", "remote-name", "remote-email", "remote-groups", "remote-amr"];
    let found = names.map(|name| page.headers.get_all(name).iter().count());
    if found == [0; 5] {
        return Ok(None);
    }
    ensure!(found == [1; 5], "some headers of {names:?} are missing or doubled: {found:?}");
    let value = |name: &str| page.headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default();
    let text = |name: &str| String::from_utf8_lossy(value(name)).into_owned();
    Ok(Some(names.map(text)))
}

/// Signs in at the door of the wiki, as a browser would; answers the last address, which is the wiki's.
async fn through_the_door(visitor: &mut Visitor, member: &Member, scene: &Scene) -> Result<Page> {
    let sent = Knock::WIKI.at(visitor).await?;
    let way = sent.location().strip_prefix(SITE).unwrap_or_default().to_owned();
    let page = visitor.open(&way).await?;
    ensure!(page.text().contains("wiki.waterland.example"), "the page names where it leads: {}", page.text());
    let fields = [("username", member.name.as_str()), ("password", journeys::scene::PASSWORD)];
    let mut page = visitor.submit(&page, "/sign-in", &fields).await?;
    for _ in 0..10 {
        let to = page.location().to_owned();
        if !to.starts_with('/') {
            return Ok(page);
        }
        page = visitor.get(&to).await?;
        if page.status == 200 && page.path() == "/sign-in/second-factor" {
            let code = scene.code(&member.key)?;
            page = visitor.submit(&page, "/sign-in/second-factor", &[("code", &code)]).await?;
        }
    }
    Ok(page)
}
