//! The texts of the guide, with the real programs: what reaches an application, and who it is told that it is.

use anyhow::{Context as _, Result, ensure};
use domain::application::{Address, Answering, PathRule};
use domain::id::ApplicationId;
use journeys::proxy::{Application, Kind, Proxy, Seen, free_port};
use journeys::scene::{Member, Scene, Setup};
use journeys::visitor::Visitor;
use store::Engine;

use crate::forward_auth::{GATE, SITE};

/// A house, an application, and a proxy between them.
struct Place {
    scene: Scene,
    proxy: Proxy,
    application: Application,
    /// Who passes, by which cookie.
    jan: Member,
    pass: String,
}

impl Place {
    async fn with(kind: Kind) -> Result<Option<Self>> {
        let (port, application) = (free_port()?, Application::start().await?);
        // Traefik is not told that somebody came by https where nobody did.
        let scheme = if kind == Kind::Traefik { "http" } else { "https" };
        let wiki = format!("{scheme}://wiki.waterland.example:{port}");
        let settings = vec![("sign_in.domain", "waterland.example".to_owned())];
        let public_address = Some(SITE.to_owned());
        let scene = Scene::with(Engine::Sqlite, Setup { public_address, settings, ..Setup::default() }).await?;
        stand(&scene, scheme, port).await?;
        let started = Proxy::start(kind, (port, scene.house.address.port(), application.port)).await?;
        let Some(proxy) = started else { return Ok(None) };
        let jan = scene.member("jan", &["Bestuur"]).await?;
        let mut visitor = scene.visitor()?;
        visitor.sign_in(&jan.name, journeys::scene::PASSWORD).await?;
        let pass = pass(&mut visitor, &wiki).await?;
        Ok(Some(Self { scene, proxy, application, jan, pass }))
    }

    /// A GET of this address with these headers, as bytes.
    fn request(&self, uri: &str, headers: &str) -> Vec<u8> {
        let host = format!("wiki.waterland.example:{}", self.proxy.port);
        format!("GET {uri} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").into_bytes()
    }

    fn cookie(&self) -> String {
        format!("Cookie: theme=dark; {GATE}={}\r\n", self.pass)
    }
}

/// A wiki at this port, which whoever has signed in may open. No page would save one over plain http.
async fn stand(scene: &Scene, scheme: &str, port: u16) -> Result<()> {
    let host = format!("wiki.waterland.example:{port}");
    let wiki = domain::application::Application {
        id: ApplicationId::from_bytes([7; 16]),
        name: "Wiki".to_owned(),
        addresses: vec![Address { scheme: scheme.to_owned(), host, folder: String::new() }],
        rules: vec![PathRule::usual()],
        answering: Answering::Usual,
        version: 0,
    };
    let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
    let saved = db
        .write_with::<_, _, store::Error, _>((org, wiki), |tx, (org, wiki)| {
            Box::pin(async move { store::application::save(tx, *org, wiki).await })
        })
        .await?;
    ensure!(saved, "the wiki was not saved");
    Ok(())
}

/// The pass of somebody who is signed in.
async fn pass(visitor: &mut Visitor, wiki: &str) -> Result<String> {
    let to = wiki.replace(':', "%3A").replace('/', "%2F");
    let page = visitor.get(&format!("/auth/go?return_to={to}")).await?;
    ensure!(page.location().starts_with(wiki), "{}: {}", page.status, page.text());
    Ok(visitor.cookies.get(GATE).context("no pass")?.clone())
}

/// Who the application is told that somebody is, in every spelling that some application would take for it.
fn claims(seen: &Seen) -> Vec<String> {
    let all = seen.1.iter().filter(|(name, _)| name.as_str().starts_with("remote"));
    let mut all: Vec<String> =
        all.map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))).collect();
    all.sort();
    all
}

const JAN: [&str; 5] = [
    "remote-amr: pwd",
    "remote-email: jan@waterland.example",
    "remote-groups: Bestuur",
    "remote-name: Jan Jansen",
    "remote-user: jan",
];

async fn ways(kind: Kind) -> Result<()> {
    let Some(place) = Place::with(kind).await? else { return Ok(()) };
    let proxy = &place.proxy;

    // Nobody is sent to sign in, and to the page from there.
    let answer = proxy.raw(&place.request("/Main_Page?x=1", "Accept-Language: nl\r\n")).await?;
    ensure!(answer.status == Some(302), "{kind:?}: {}; {}", answer.text, proxy.log());
    let to = answer.header("location");
    let scheme = if kind == Kind::Traefik { "http" } else { "https" };
    let page = format!("{scheme}%3A%2F%2Fwiki%2Ewaterland%2Eexample%3A{}%2FMain%5FPage%3Fx%3D1", proxy.port);
    ensure!(to == format!("{SITE}/auth/go?return_to={page}"), "{kind:?}: {to}");
    // A script is told so.
    for headers in ["Sec-Fetch-Mode: cors\r\n", "X-Requested-With: XMLHttpRequest\r\n"] {
        let answer = proxy.raw(&place.request("/api", headers)).await?;
        ensure!(answer.status == Some(401) && answer.header("location").is_empty(), "{kind:?}: {}", answer.text);
    }
    ensure!(place.application.take().is_empty(), "{kind:?}: something reached the application");

    // Somebody with a pass is let through, page and query as they are.
    let answer = proxy.raw(&place.request("/caf%C3%A9/a?x=%2e%2e/&y", &place.cookie())).await?;
    ensure!(answer.status == Some(200) && answer.text.ends_with("the wiki\n"), "{kind:?}: {}", answer.text);
    let seen = place.application.take();
    let [one] = seen.as_slice() else { anyhow::bail!("{kind:?}: {seen:?}") };
    ensure!(claims(one) == JAN, "{kind:?}: {one:?}");
    ensure!(one.0 == "/caf%C3%A9/a?x=%2e%2e/&y", "{kind:?}: {}", one.0);

    // Signed out, nobody passes at the next request.
    let mut visitor = place.scene.signed_in(&place.jan).await?;
    let page = visitor.open("/profile/sessions").await?;
    ensure!(page.status == 200, "{}", page.text());
    let page = visitor.open("/profile/sessions/end-all").await?;
    visitor.fill(&page, "/profile/sessions/end-all", &[]).await?;
    let answer = proxy.raw(&place.request("/", &place.cookie())).await?;
    ensure!(answer.status == Some(302), "{kind:?}: {}", answer.text);
    ensure!(place.application.take().is_empty(), "{kind:?}: after the sign-out");
    Ok(())
}

/// Addresses, headers and cookies of whoever means harm.
fn hostile(place: &Place) -> Vec<(String, String)> {
    let uris = [
        "/",
        "/healthz",
        "/assets/app.css",
        "/.tweestap",
        "/auth/check",
        "/..",
        "/../",
        "/a/../b",
        "/a/%2e%2e/b",
        "/%2e%2e/%2e%2e/x",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "//",
        "//evil.example/",
        "/a//b",
        "/;/",
        "/a;b=c/d",
        "/%00",
        "/a%00b",
        "/a%0d%0aX-A: b",
        "/#",
        "/a#b",
        "/?redirect=0",
        "/?require=session",
        "/%3fredirect=1",
        "/%zz",
        "/%",
        "/%ff",
        "/%c0%ae%c0%ae/",
        "/.%2e/",
        "/a/.",
        "http://wiki.waterland.example/",
        "http://evil.example/",
        "https://id.waterland.example/healthz",
        "*",
        "a",
        "/a\tb",
    ];
    let headers = [
        "Remote-User: sanne\r\n",
        "remote-user: sanne\r\nREMOTE-USER: sanne\r\n",
        "Remote_User: sanne\r\nRemote-Groups: Beheer\r\n",
        "Remote.User: sanne\r\n",
        "REMOTE_USER: sanne\r\nHTTP_REMOTE_USER: sanne\r\n",
        "Remote-User : sanne\r\n",
        "X-Forwarded-Host: id.waterland.example\r\nX-Forwarded-Uri: /healthz\r\n",
        "X-Forwarded-Uri: /\r\nX-Forwarded-Uri: /x\r\n",
        "X_Forwarded_Host: id.waterland.example\r\n",
        "X-Forwarded-Method: HEAD\r\nX-Forwarded-Proto: https\r\n",
        "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1;host=id.waterland.example\r\n",
        "X-Original-URL: /healthz\r\nX-Rewrite-URL: /healthz\r\nX-Original-URI: /healthz\r\n",
        "Authorization: Basic c2FubmU6c2FubmU=\r\n",
        "User-Agent: kube-probe/1.29\r\n",
        "Connection: Remote-User\r\nRemote-User: sanne\r\n",
        "Connection: Cookie, X-Forwarded-Host\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Content-Length: 5\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: wiki.waterland.example\r\n",
        "Host: id.waterland.example\r\n",
    ];
    let half = place.pass.get(..43).unwrap_or_default();
    let cookies = [
        format!("Cookie: {GATE}=\r\n"),
        format!("Cookie: {GATE}={half}\r\n"),
        format!("Cookie: {GATE}={}A\r\n", place.pass),
        format!("Cookie: {GATE}=\"{}\"\r\n", place.pass),
        format!("Cookie: {GATE}={p}; {GATE}={p}\r\n", p = place.pass),
        format!("Cookie: x{GATE}={}\r\n", place.pass),
        format!("Cookie: {GATE}={}\r\n", "A".repeat(86)),
        format!("Cookie: __Host-tweestap-session={half}\r\n"),
        format!("Cookie: tweestap-session={half}\r\n"),
        "Cookie: \u{ff}\u{fe}=; ;=;\r\n".to_owned(),
    ];
    let mut all = Vec::new();
    for uri in uris {
        all.push((uri.to_owned(), String::new()));
        all.extend(headers.iter().take(3).map(|headers| (uri.to_owned(), (*headers).to_owned())));
    }
    for headers in headers {
        all.push(("/page".to_owned(), headers.to_owned()));
        all.extend(cookies.iter().map(|cookie| ("/page".to_owned(), format!("{cookie}{headers}"))));
    }
    all
}

async fn attacks(kind: Kind) -> Result<()> {
    let Some(place) = Place::with(kind).await? else { return Ok(()) };
    let all = hostile(&place);
    ensure!(all.len() >= 300, "{} requests", all.len());
    for (uri, headers) in &all {
        let answer = place.proxy.raw(&place.request(uri, headers)).await?;
        let seen = place.application.take();
        ensure!(seen.is_empty(), "{kind:?}: nobody got in by {uri:?}, {headers:?}: {seen:?}; {}", answer.text);
    }
    // The same of somebody who is signed in: whatever passes is theirs.
    let mut passed = 0;
    for (uri, headers) in all.iter().filter(|(_, headers)| !headers.contains("Cookie: ")) {
        let answer = place.proxy.raw(&place.request(uri, &format!("{}{headers}", place.cookie()))).await?;
        for one in place.application.take() {
            ensure!(claims(&one) == JAN, "{kind:?}: {uri:?}, {headers:?} made {:?}: {}", claims(&one), answer.text);
            let path = one.0.path();
            let is_plain = domain::access::canonical_path(&one.0.to_string()).is_some();
            ensure!(is_plain, "{kind:?}: {uri:?} came in as {path:?}, which rules could read otherwise");
            passed += 1;
        }
    }
    ensure!(passed >= 8, "{kind:?}: only {passed} passed, so that this says little");
    Ok(())
}

/// Where Tweestap is away, nobody passes.
async fn away(kind: Kind) -> Result<()> {
    let application = Application::start().await?;
    let started = Proxy::start(kind, (free_port()?, free_port()?, application.port)).await?;
    let Some(proxy) = started else { return Ok(()) };
    let host = format!("wiki.waterland.example:{}", proxy.port);
    let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let answer = proxy.raw(request.as_bytes()).await?;
    ensure!(answer.status.is_some_and(|status| status >= 400), "{kind:?}: {}", answer.text);
    ensure!(application.take().is_empty(), "{kind:?}: it passed");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nginx_as_the_guide_says() -> Result<()> {
    all(Kind::Nginx).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn caddy_as_the_guide_says() -> Result<()> {
    all(Kind::Caddy).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn haproxy_as_the_guide_says() -> Result<()> {
    all(Kind::Haproxy).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn apache_as_the_guide_says() -> Result<()> {
    all(Kind::Apache).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn traefik_as_the_guide_says() -> Result<()> {
    all(Kind::Traefik).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn envoy_as_the_guide_says() -> Result<()> {
    all(Kind::Envoy).await
}

async fn all(kind: Kind) -> Result<()> {
    ways(kind).await?;
    attacks(kind).await?;
    away(kind).await
}
