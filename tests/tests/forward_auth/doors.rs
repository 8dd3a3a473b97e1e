//! What a door answers to whom, and what it refuses whoever asks (security.md, section G).

use actions::admin::policies;
use anyhow::{Context as _, Result, ensure};
use journeys::scene::{BACKEND, GROUP, PASSWORD, Setup, policy};
use store::testing::engines;

use crate::forward_auth::{GATE, Knock, SITE, identity, scene, through_the_door};

#[tokio::test]
async fn each_is_answered_what_the_reference_says() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, Setup::default()).await?;
        let jan = scene.member("jan", &["Bestuur", "Redactie, web"]).await?;
        let waiting = scene.member_with_app("piet", &[GROUP]).await?;
        let mut nobody = scene.visitor()?;
        let mut half = scene.visitor()?;
        let page = half.sign_in(&waiting.name, PASSWORD).await?;
        ensure!(page.path() == "/sign-in/second-factor", "{}", page.text());
        let mut inside = scene.visitor()?;
        through_the_door(&mut inside, &jan, &scene).await?;

        let script: &[(&str, &str)] = &[("sec-fetch-mode", "cors")];
        let old_script: &[(&str, &str)] = &[("x-requested-with", "XMLHttpRequest")];
        let form: &[(&str, &str)] = &[("x-forwarded-method", "POST")];
        let wiki = || Knock::WIKI;
        for (name, knock, outside, within) in [
            ("a page", wiki(), 302, 200),
            ("behind nginx", Knock { query: "?redirect=0", ..wiki() }, 401, 200),
            ("told to redirect", Knock { query: "?redirect=1", ..wiki() }, 302, 200),
            ("a script", Knock { headers: script, ..wiki() }, 401, 200),
            ("an old script", Knock { query: "?redirect=1", headers: old_script, ..wiki() }, 401, 200),
            ("a form", Knock { query: "?redirect=1", headers: form, ..wiki() }, 401, 200),
            ("a group of theirs", Knock { query: "?group=bestuur", ..wiki() }, 302, 200),
            ("one of two groups", Knock { query: "?group=Sport&group=Bestuur", ..wiki() }, 302, 200),
            ("another group", Knock { query: "?group=Sport", ..wiki() }, 302, 403),
            ("half of a name", Knock { query: "?group=Redactie", ..wiki() }, 302, 403),
            ("the whole name", Knock { query: "?group=Redactie%2C+web", ..wiki() }, 302, 200),
            ("any session", Knock { query: "?require=session", ..wiki() }, 302, 200),
            ("a folder", Knock { host: "www.waterland.example", uri: "/leden/", ..wiki() }, 302, 200),
            ("beside the folder", Knock { host: "www.waterland.example", uri: "/", ..wiki() }, 403, 403),
            (
                "a host in capitals, with dot and port",
                Knock { host: "WIKI.Waterland.Example.:443", ..wiki() },
                302,
                200,
            ),
            ("another port", Knock { host: "wiki.waterland.example:8443", ..wiki() }, 403, 403),
            ("a host that nobody named", Knock { host: "intranet.waterland.example", ..wiki() }, 403, 403),
            ("one that begins alike", Knock { host: "wiki.waterland.example.evil.example", ..wiki() }, 403, 403),
            ("one outside our domain", Knock { host: "wiki.elsewhere.example", ..wiki() }, 403, 403),
            ("plain http", Knock { headers: &[("x-forwarded-proto", "http")], ..wiki() }, 403, 403),
            ("another scheme", Knock { headers: &[("x-forwarded-proto", "javascript")], ..wiki() }, 403, 403),
            ("a misspelt demand", Knock { query: "?requires=second-factor", ..wiki() }, 400, 400),
            ("a demand that is none", Knock { query: "?require=2fa", ..wiki() }, 400, 400),
            ("an age that is too short", Knock { query: "?max_age=5", ..wiki() }, 400, 400),
            ("an age that is no number", Knock { query: "?max_age=1h", ..wiki() }, 400, 400),
            ("an age said twice", Knock { query: "?max_age=60&max_age=600", ..wiki() }, 400, 400),
            ("no group", Knock { query: "?group=", ..wiki() }, 400, 400),
        ] {
            for (who, visitor, expected) in
                [("nobody", &mut nobody, outside), ("half signed in", &mut half, outside), ("jan", &mut inside, within)]
            {
                let page = knock.at(visitor).await?;
                assert_eq!(page.status, expected, "{engine:?}: {who}, {name}: {}", page.body);
                let told = identity(&page)?.map(|told| told[0].clone());
                assert_eq!(told.as_deref(), (expected == 200).then_some("jan"), "{who}, {name}");
                let to = page.location();
                let leads = expected == 302 || (expected == 401 && name == "behind nginx");
                assert_eq!(to.starts_with(&format!("{SITE}/auth/go?")), leads, "{who}, {name}: {to}");
            }
        }
        // Somebody who reads pages gets one, with the way to help.
        let headers = [("accept", "text/html,*/*;q=0.8"), ("accept-language", "nl")];
        let page = Knock { query: "?group=Sport", headers: &headers, ..Knock::WIKI }.at(&mut inside).await?;
        assert_eq!(page.status, 403);
        assert!(page.body.contains("<html lang=\"nl\">") && page.text().contains("niet naar binnen"), "{}", page.body);
        assert!(page.body.contains(&format!("<a href=\"{SITE}/help\">Hulp bij inloggen</a>")), "{}", page.body);
        let page = Knock { query: "?group=Sport", ..Knock::WIKI }.at(&mut inside).await?;
        assert!(page.body.starts_with("You may not enter here.") && !page.body.contains('<'), "{}", page.body);
        let page = Knock::WIKI.at(&mut inside).await?;
        assert_eq!(identity(&page)?.context("in")?[3], "Bestuur,Redactie%2C web");

        // Our own host is an application like any other, and needs no address.
        let page = inside.get("/auth/check").await?;
        assert_eq!(page.status, 200, "{}", page.body);
        let page = nobody.get("/auth/check").await?;
        assert_eq!((page.status, page.location()), (401, format!("{SITE}/auth/go?return_to=%2F").as_str()));
        let page = nobody.get("/auth/check?redirect=1").await?;
        assert_eq!(page.status, 302);
    }
    Ok(())
}

#[tokio::test]
async fn nothing_that_a_browser_sends_lets_it_pass_or_be_another() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, Setup::default()).await?;
        let jan = scene.member("jan", &[]).await?;
        let mut nobody = scene.visitor()?;
        let mut inside = scene.visitor()?;
        through_the_door(&mut inside, &jan, &scene).await?;
        let claims =
            ["remote-user", "remote_user", "remote.user", "x-forwarded-user", "remote-groups", "authorization"];
        let doubles =
            ["x_forwarded_host", "x.forwarded.host", "x_forwarded_uri", "forwarded", "x-original-url", "x-rewrite-url"];
        let agents =
            [("user-agent", "kube-probe/1.29"), ("user-agent", "GoogleHC/1.0"), ("x-forwarded-for", "127.0.0.1")];
        let claims = claims.map(|name| (name, "sanne"));
        let doubles = doubles.map(|name| (name, "https://id.waterland.example/healthz"));
        for header in claims.into_iter().chain(doubles).chain(agents) {
            let headers = [header];
            let knock = Knock { headers: &headers, ..Knock::WIKI };
            assert_eq!(knock.at(&mut nobody).await?.status, 302, "{header:?}");
            let page = knock.at(&mut inside).await?;
            assert_eq!(identity(&page)?.map(|told| told[0].clone()).as_deref(), Some("jan"), "{header:?}");
        }
        // Addresses that could be read in two ways.
        for uri in [
            "/a/../b",
            "/a/%2e%2e/b",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "//evil.example/",
            "/a//b",
            "/a;b",
            "/a%00",
            "/a#b",
            "/a%3fb",
            "a",
            "",
            "/%zz",
            "/%ff",
            "http://wiki.waterland.example/",
            "/a b",
            "/é",
        ] {
            for visitor in [&mut nobody, &mut inside] {
                let page = Knock { uri, ..Knock::WIKI }.at(visitor).await?;
                assert_eq!((page.status, identity(&page)?), (403, None), "{uri:?}: {}", page.body);
            }
        }
        for host in [
            "",
            " ",
            "wiki.waterland.example, evil.example",
            "wiki.waterland.example/x",
            "a@wiki.waterland.example",
            "wiki.waterland.example#",
            "[::1",
            "wiki.waterland.example:x",
            "wiki%2ewaterland.example",
            "é.waterland.example",
        ] {
            let page = Knock { host, ..Knock::WIKI }.at(&mut inside).await?;
            assert_eq!((page.status, identity(&page)?), (403, None), "{host:?}: {}", page.body);
        }
        // Cookies that are no cookies, beside a good one and alone.
        let pass = inside.cookies.get(GATE).context("no pass")?.clone();
        let session = inside.cookies.get("__Host-tweestap-session").context("no session")?.clone();
        for cookie in [
            format!("{GATE}={pass}; {GATE}={pass}"),
            format!("{GATE}=\"{pass}\""),
            format!("{GATE}={pass} x"),
            format!("tweestap-gate={pass}"),
            format!("tweestap-session={session}"),
            format!("{GATE}={session}"),
            format!("__host-tweestap-session={session}"),
            format!("{GATE}={}", "A".repeat(86)),
            format!("{GATE}={}", "é".repeat(43)),
            format!("{GATE}={}", "=".repeat(5_000)),
        ] {
            let headers = [("cookie", cookie.as_str())];
            let page = Knock { headers: &headers, ..Knock::WIKI }.at(&mut nobody).await?;
            assert_eq!((page.status, identity(&page)?), (302, None), "{cookie}");
        }
        let headers = [("cookie", format!("{GATE}={pass}; __Host-tweestap-session={session}x"))];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(Knock { headers: &headers, ..Knock::WIKI }.at(&mut nobody).await?.status, 200, "what can fail");
        // Sent on to addresses of our own settings alone.
        for to in
            ["https://evil.example/", "//evil.example", "https://intranet.waterland.example/", "javascript:alert(1)"]
        {
            let page = inside.get(&format!("/auth/go?return_to={}", to.replace(':', "%3A"))).await?;
            assert_eq!((page.status, page.location()), (404, ""), "{to}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_changes_counts_at_the_next_request() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, Setup::default()).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let jan = scene.member("jan", &["Bestuur"]).await?;
        let mut visitor = scene.visitor()?;
        through_the_door(&mut visitor, &jan, &scene).await?;
        assert_eq!(Knock::WIKI.at(&mut visitor).await?.status, 200);
        // A rule that asks more from now on.
        let rule = policy("Everyone", None, domain::policy::Demand { deadline: None, ..BACKEND });
        policies::save(ctx, organisation, rule).await?;
        assert_eq!(Knock::WIKI.at(&mut visitor).await?.status, 302, "{engine:?}: whoever must enrol first");
    }
    Ok(())
}
