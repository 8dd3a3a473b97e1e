//! The way of a browser through the door of an application: signed in, let pass, asked for more, signed out.

use anyhow::{Context as _, Result};
use domain::policy::{Ask, Demand};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, GROUP, Setup, policy};
use store::testing::engines;

use crate::forward_auth::{GATE, Knock, SITE, WIKI, identity, scene, through_the_door};

#[tokio::test]
async fn a_browser_is_sent_to_sign_in_and_back_with_a_pass_that_opens_nothing_of_ours() -> Result<()> {
    for engine in engines() {
        let scene = scene(engine, Setup::default()).await?;
        let jan = scene.member_of("jan", &["Bestuur"], None, &["jan@waterland.example", "j@x.example"]).await?;
        let mut visitor = scene.visitor()?;
        let sent = Knock::WIKI.at(&mut visitor).await?;
        assert_eq!(sent.status, 302, "{}", sent.body);
        let to = "/auth/go?return_to=https%3A%2F%2Fwiki%2Ewaterland%2Eexample%2FMain%5FPage%3Fx%3D1";
        assert_eq!(sent.location(), format!("{SITE}{to}"));

        let page = through_the_door(&mut visitor, &jan, &scene).await?;
        assert_eq!(page.location(), format!("{WIKI}/Main_Page?x=1"));
        let cookie = page.set_cookie(GATE);
        for part in ["; Domain=waterland.example", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }

        // What the wiki's host gets to see.
        let mut at_wiki = scene.visitor()?;
        let pass = visitor.cookies.get(GATE).context("no pass")?.clone();
        at_wiki.cookies.insert(GATE.to_owned(), pass.clone());
        let page = Knock::WIKI.at(&mut at_wiki).await?;
        assert_eq!(page.status, 200, "{}", page.body);
        let jan_is = ["jan", "Jan Jansen", "jan@waterland.example", "Bestuur", "pwd"].map(str::to_owned);
        assert_eq!(identity(&page)?, Some(jan_is));
        assert_eq!(page.header("cache-control"), "no-store");
        for path in ["/", "/profile/two-factor", "/session", "/profile/sessions"] {
            let page = at_wiki.get(path).await?;
            assert!(page.status == 401 || page.location().starts_with("/sign-in"), "{path}: {}", page.status);
        }
        // As a session, or with anything else about it, it is nothing.
        for (name, value) in [
            ("__Host-tweestap-session", pass.clone()),
            (GATE, format!("{pass}A")),
            (GATE, pass.chars().rev().collect()),
            (GATE, String::new()),
        ] {
            let mut other = scene.visitor()?;
            other.cookies.insert(name.to_owned(), value);
            assert_eq!(Knock::WIKI.at(&mut other).await?.status, 302, "{name}");
        }

        // Signed out with us, it is over at the next request; and the pass goes with the session.
        let page = visitor.open("/").await?;
        visitor.fill(&page, "/sign-out", &[]).await?;
        assert!(!visitor.cookies.contains_key(GATE), "{:?}", visitor.cookies);
        assert_eq!(Knock::WIKI.at(&mut at_wiki).await?.status, 302, "{engine:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_door_may_ask_for_a_second_factor_and_for_a_new_one() -> Result<()> {
    for engine in engines() {
        let remembered = Demand { ask: Ask::Every(Lifetime::days(30)), ..BACKEND };
        let setup = Setup { policies: vec![policy("Backend users", Some(GROUP), remembered)], ..Setup::default() };
        let scene = scene(engine, setup).await?;
        let jan = scene.member_with_app("jan", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        // Signs in with a code, and has the browser remembered; then without one.
        let page = visitor.sign_in(&jan.name, journeys::scene::PASSWORD).await?;
        let fields = [("code", scene.code(&jan.key)?), ("remember", "1".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.fill(&page, "/sign-in/second-factor", &fields).await?;
        let page = visitor.open("/").await?;
        visitor.fill(&page, "/sign-out", &[]).await?;
        scene.advance(Lifetime::hours(1));
        let page = visitor.sign_in(&jan.name, journeys::scene::PASSWORD).await?;
        assert_eq!(page.path(), "/", "{}", page.text());

        let page = Knock::WIKI.at(&mut visitor).await?;
        assert_eq!(identity(&page)?.context("let pass")?[4], "pwd", "a remembered browser claims no factor");
        let factor = Knock { query: "?require=second-factor", ..Knock::WIKI };
        let new = Knock { query: "?require=second-factor&max_age=60", ..Knock::WIKI };
        for (knock, wait) in [(&factor, 0), (&new, 61), (&new, 61)] {
            scene.advance(Lifetime::seconds(wait));
            let sent = knock.at(&mut visitor).await?;
            assert_eq!(sent.status, 302, "{engine:?}: {}", sent.body);
            let page = visitor.open(sent.location().strip_prefix(SITE).context("ours")?).await?;
            assert_eq!(page.path(), "/profile/confirm", "{}", page.text());
            // A code is not taken twice, and the next one is half a minute away.
            scene.advance(journeys::scene::STEP);
            let code = scene.code(&jan.key)?;
            let action = if wait == 0 { "/profile/confirm" } else { "/profile/confirm?max_age=60" };
            let wrong = visitor.submit(&page, action, &[("code", "000000")]).await?;
            assert_eq!(wrong.status, 200, "asked again: {}", wrong.body);
            let back = visitor.submit(&wrong, action, &[("code", &code)]).await?;
            let back = visitor.get(back.location()).await?;
            assert_eq!(back.location(), format!("{WIKI}/Main_Page?x=1"), "{engine:?}");
            let page = knock.at(&mut visitor).await?;
            assert_eq!(identity(&page)?.context("let pass")?[4], "pwd,otp,mfa");
        }
        scene.advance(Lifetime::seconds(61));
        assert_eq!(factor.at(&mut visitor).await?.status, 200, "old, and good enough here");

        // Who has none is shown where one is set up.
        let els = scene.member("els", &[]).await?;
        let mut visitor = scene.visitor()?;
        through_the_door(&mut visitor, &els, &scene).await?;
        let sent = factor.at(&mut visitor).await?;
        let page = visitor.open(sent.location().strip_prefix(SITE).context("ours")?).await?;
        assert_eq!(page.path(), "/profile/two-factor");
        assert!(page.text().contains("wiki.waterland.example asks for a second step"), "{}", page.text());
    }
    Ok(())
}
