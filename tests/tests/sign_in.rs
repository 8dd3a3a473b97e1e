//! Signing in with name and password: who is told what, how many tries there are, and where it leads.
//! What half a sign-in opens is walked in `half.rs`.

use std::time::Duration;

use anyhow::Result;
use domain::time::Lifetime;
use journeys::scene::{GROUP, PASSWORD, Scene, Setup, policy};
use journeys::visitor::{Page, Visitor, encode};
use server::clock::monotonic;
use store::testing::engines;

const WRONG: &str = "vier rode stepjes in Volendam";

/// One try from the sign-in page, redirects not followed.
async fn attempt(visitor: &mut Visitor, name: &str, password: &str) -> Result<Page> {
    let page = visitor.get("/sign-in").await?;
    visitor.submit(&page, "/sign-in", &[("username", name), ("password", password)]).await
}

/// What a page says, without what differs for reasons that have nothing to do with the person.
fn told(page: &Page, name: &str) -> String {
    let csrf = page.form("/sign-in").ok().and_then(|fields| fields.into_iter().find(|(key, _)| key == "csrf"));
    let body = page.body.replace(&format!("value=\"{name}\""), "value=\"\"");
    let body = without_challenge(&body.replace(&csrf.map(|(_, value)| value).unwrap_or_default(), ""));
    let mut headers: Vec<String> = page
        .headers
        .iter()
        .filter(|(key, _)| key.as_str() != "date")
        .map(|(key, value)| format!("{key}: {}", value.to_str().unwrap_or_default()))
        .collect();
    headers.sort();
    format!("{}\n{}\n{body}", page.status, headers.join("\n"))
}

/// The page without what a passkey signs: dice, another in each page.
fn without_challenge(body: &str) -> String {
    const BEFORE: &str = "challenge&#34;:&#34;";
    let Some((before, after)) = body.split_once(BEFORE) else { return body.to_owned() };
    let end = after.find("&#34;").unwrap_or(0);
    format!("{before}{BEFORE}{}", after.split_at(end).1)
}

#[tokio::test]
async fn unknown_wrong_and_blocked_are_told_the_same() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[]).await?;
        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::people::set_blocked(ctx, organisation, bram.id, true).await?;
        // Wrong, unknown, blocked with the right password, blocked with a wrong one. Names of one length.
        let tries = [("anna", WRONG), ("niet", PASSWORD), ("bram", PASSWORD), ("bram", WRONG)];
        let mut answers = Vec::new();
        for (name, password) in tries {
            let answer = attempt(&mut scene.visitor()?, name, password).await?;
            assert_eq!(answer.status, 200);
            assert!(answer.text().contains("That name and password don’t belong together"), "{}", answer.text());
            assert!(!answer.body.contains(password));
            answers.push(told(&answer, name));
        }
        for (answer, (name, _)) in answers.iter().zip(tries) {
            assert_eq!(answer, &answers[0], "{name} is told apart");
        }
        // And so once tries run out: the same wait, after the same number of tries.
        let mut after = Vec::new();
        for name in ["anna", "niet", "bram"] {
            let mut visitor = scene.elsewhere("198.51.100.7")?;
            let mut statuses = Vec::new();
            let last = loop {
                let answer = attempt(&mut visitor, name, WRONG).await?;
                statuses.push(answer.status);
                if answer.status != 200 || statuses.len() > 9 {
                    break answer;
                }
            };
            after.push((statuses.len(), told(&last, name)));
        }
        assert_eq!(after[1], (5, after[1].1.clone()), "four more tries are free after the first one");
        assert_eq!((after[0].0, after[2].0), (5, 4), "each failure of an account counts, blocked or not");
        assert_eq!(after[0].1, after[1].1);
        assert_eq!(after[0].1, after[2].1);
        assert!(after[0].1.starts_with("429"), "{}", after[0].1);
    }
    Ok(())
}

#[tokio::test]
async fn unknown_wrong_and_blocked_take_the_same_time() -> Result<()> {
    const ENOUGH: usize = 12;
    const AT_MOST: usize = 60;
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[]).await?;
        let bram = scene.member_with_app("bram", &[GROUP]).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::people::set_blocked(ctx, organisation, bram.id, true).await?;
        // The quickest of many is what other programs on this machine touch least; the more they disturb, the more tries
        // it takes until the quickest of each kind agree. Kinds that differ never do.
        let mut quickest = [Duration::MAX; 3];
        for round in 0..AT_MOST {
            let kinds = [("anna", WRONG), ("niet", PASSWORD), ("bram", PASSWORD)];
            for (quickest, (name, password)) in quickest.iter_mut().zip(kinds) {
                let mut visitor = scene.elsewhere(&format!("198.51.100.{round}"))?;
                let page = visitor.get("/sign-in").await?;
                let begin = monotonic();
                let answer = visitor.submit(&page, "/sign-in", &[("username", name), ("password", password)]).await?;
                *quickest = (*quickest).min(monotonic() - begin);
                assert_eq!(answer.status, 200, "{name}");
            }
            if round >= ENOUGH && differ(&quickest).is_none() {
                break;
            }
            // Longer than any wait, so that every try is looked at.
            scene.advance(Lifetime::minutes(16));
        }
        assert_eq!(differ(&quickest), None, "of a wrong password's time, on {engine:?}");
    }
    Ok(())
}

/// How much of the time of the first one another takes, where it is not about the same: a hash left out is a fifth of it,
/// a second one the double.
fn differ(times: &[Duration]) -> Option<f64> {
    let first = times.first().copied().unwrap_or_default().as_secs_f64();
    let mut ratios = times.iter().map(|time| time.as_secs_f64() / first);
    ratios.find(|ratio| !(0.6..1.6).contains(ratio))
}

#[tokio::test]
async fn wrong_passwords_lead_to_a_wait_that_doubles_and_a_right_one_is_not_looked_at_in_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[]).await?;
        for name in ["anna", "niemand"] {
            let mut visitor = scene.visitor()?;
            for _ in 0..5 {
                assert_eq!(attempt(&mut visitor, name, WRONG).await?.status, 200);
            }
            for wait in [2, 4, 8] {
                let answer = attempt(&mut visitor, name, PASSWORD).await?;
                assert_eq!((answer.status, answer.header("retry-after")), (429, wait.to_string().as_str()), "{name}");
                assert!(answer.text().contains(&format!("You can try again in {wait} seconds")), "{}", answer.text());
                scene.advance(Lifetime::from_micros(i64::from(wait) * 1_000_000 - 1));
                assert_eq!(attempt(&mut visitor, name, PASSWORD).await?.status, 429);
                scene.advance(Lifetime::from_micros(1));
                assert_eq!(attempt(&mut visitor, name, WRONG).await?.status, 200, "{name} after {wait} seconds");
            }
        }
        // A success forgets the failures.
        scene.advance(Lifetime::minutes(16));
        let mut visitor = scene.visitor()?;
        assert!(visitor.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
        let mut other = scene.visitor()?;
        for _ in 0..5 {
            assert_eq!(attempt(&mut other, "anna", WRONG).await?.status, 200);
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_spelling_of_a_name_shares_one_budget() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[]).await?;
        let known = ["anna", "ANNA", "  anna\t", "Anna ", "annA"];
        let unknown = ["niemand", "NIEMAND", " niemand", "Niemand ", "niemanD"];
        for names in [known, unknown] {
            for name in names {
                assert_eq!(attempt(&mut scene.visitor()?, name, WRONG).await?.status, 200, "{name}");
            }
            for name in names {
                assert_eq!(attempt(&mut scene.elsewhere("203.0.113.9")?, name, PASSWORD).await?.status, 429, "{name}");
            }
        }
        scene.advance(Lifetime::minutes(16));
        for name in known {
            assert!(scene.visitor()?.sign_in(name, PASSWORD).await?.is_of_someone_signed_in(), "{name}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn user_name_and_address_share_a_budget_and_nobody_learns_that_they_are_one_person() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[]).await?;
        let known = ["anna", "anna@waterland.example"];
        let unknown = ["niet", "niet@waterland.example"];
        let mut statuses = Vec::new();
        for names in [known, unknown] {
            let mut of = Vec::new();
            for name in [names[0], names[1], names[0], names[1], names[0]] {
                of.push(attempt(&mut scene.elsewhere("203.0.113.9")?, name, WRONG).await?.status);
            }
            // Five failures of one account: the right password is not looked at under either name, and the answer is
            // that of a wrong one.
            for name in names {
                let answer = attempt(&mut scene.elsewhere("203.0.113.10")?, name, PASSWORD).await?;
                assert!(answer.text().contains("don’t belong together"), "{name}: {}", answer.text());
                of.push(answer.status);
            }
            statuses.push(of);
        }
        assert_eq!(statuses[0], statuses[1]);
        scene.advance(Lifetime::minutes(16));
        assert!(scene.visitor()?.sign_in(" Anna@WATERLAND.example ", PASSWORD).await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn a_source_has_a_budget_of_its_own() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[]).await?;
        for number in 0..30 {
            let mut visitor = scene.elsewhere("2001:db8:1:2::1")?;
            assert_eq!(attempt(&mut visitor, &format!("naam{number}"), WRONG).await?.status, 200);
        }
        // Whoever has one address of IPv6 has all of its network.
        for address in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"] {
            let answer = attempt(&mut scene.elsewhere(address)?, "anna", PASSWORD).await?;
            assert_eq!(answer.status, 429, "{address}");
        }
        let page = scene.elsewhere("2001:db8:1:3::1")?.sign_in("anna", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in(), "another network is not held up");
    }
    Ok(())
}

#[tokio::test]
async fn a_remembered_browser_is_not_held_up_by_what_strangers_do() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut known = scene.remembered(&anna).await?;
        known.cookies.remove("tweestap-session");
        for _ in 0..6 {
            attempt(&mut scene.elsewhere("203.0.113.9")?, "anna", WRONG).await?;
        }
        assert_eq!(attempt(&mut scene.visitor()?, "anna", PASSWORD).await?.status, 429);
        assert!(known.sign_in("anna", PASSWORD).await?.is_of_someone_signed_in());
    }
    Ok(())
}

const OWN_OR_ALLOWED: [(&str, &str); 9] = [
    ("/profile/sessions?x=1", "/profile/sessions?x=1"),
    ("profile", "/profile"),
    ("/a/../b", "/b"),
    ("https://wiki.example/pages", "https://wiki.example/pages"),
    ("https://wiki.example/pages/x?y=z", "https://wiki.example/pages/x?y=z"),
    ("HTTPS://WIKI.example:443/pages/", "https://wiki.example/pages/"),
    // Of the same scheme and without slashes: a path of ours.
    ("http:evil.example", "/evil.example"),
    ("/@evil.example", "/@evil.example"),
    (".evil.example", "/.evil.example"),
];

const ELSEWHERE: [&str; 27] = [
    "//evil.example",
    "///evil.example",
    "////evil.example/x",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "//wiki.example/pages",
    "http://wiki.example/pages",
    "https://wiki.example:444/pages",
    "https://wiki.example/other",
    "https://wiki.example/pagesx",
    "https://wiki.example/pages/../other",
    "https://wiki.example/pages/%2e%2e/other",
    "https://wiki.example.evil.example/pages",
    "https://wiki.example@evil.example/pages",
    "https://a:b@wiki.example/pages",
    "https://evil.example/https://wiki.example/pages",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\t//evil.example",
    "/\r\nSet-Cookie: a=b",
    "/..//evil.example",
    "http://127.0.0.1@evil.example/",
];

#[tokio::test]
async fn a_sign_in_leads_back_to_our_own_and_allowed_addresses_alone() -> Result<()> {
    for engine in engines() {
        let settings = vec![("sign_in.return_to", "https://wiki.example/pages".to_owned())];
        let scene = Scene::with(engine, Setup { settings, ..Setup::default() }).await?;
        scene.member("anna", &[]).await?;
        let all = OWN_OR_ALLOWED.iter().map(|(wanted, to)| (*wanted, Some(*to)));
        for (wanted, expected) in all.chain(ELSEWHERE.iter().map(|wanted| (*wanted, None))) {
            let mut visitor = scene.visitor()?;
            let query = format!("return_to{}", encode(&[(String::new(), wanted.to_owned())]));
            let page = visitor.get(&format!("/sign-in?{query}")).await?;
            let hidden = page.form("/sign-in")?.into_iter().find(|(name, _)| name == "return_to");
            assert_eq!(hidden.map(|(_, value)| value).as_deref(), expected, "{wanted}");
            // Whoever writes the form anew gets no further.
            let fields = [("username", "anna"), ("password", PASSWORD), ("return_to", wanted)];
            let answer = visitor.submit(&page, "/sign-in", &fields).await?;
            assert_eq!((answer.status, answer.location()), (303, expected.unwrap_or("/")), "{wanted}");
            // Someone who is signed in already goes on to the same.
            let answer = visitor.get(&format!("/sign-in?{query}")).await?;
            assert_eq!((answer.status, answer.location()), (303, expected.unwrap_or("/")), "{wanted}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn where_someone_wanted_to_go_survives_every_step() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        scene.member("bram", &[GROUP]).await?;
        // The second factor.
        let mut visitor = scene.visitor()?;
        let page = visitor.open("/profile/sessions").await?;
        assert_eq!(page.address, "/sign-in?return_to=%2Fprofile%2Fsessions");
        let fields = [("username", "anna"), ("password", PASSWORD)];
        let page = visitor.fill(&page, "/sign-in", &fields).await?;
        let done = visitor.prove(&page, &anna.key, scene.seconds()).await?;
        assert_eq!(done.location(), "/profile/sessions");
        // The offer, put off.
        let mut visitor = scene.visitor()?;
        let page = visitor.open("/profile/sessions").await?;
        let page = visitor.fill(&page, "/sign-in", &[("username", "bram"), ("password", PASSWORD)]).await?;
        let done = visitor.submit(&page, "/sign-in/enrol", &[("choice", "later")]).await?;
        assert_eq!(done.location(), "/profile/sessions");
        // The app, enrolled.
        let mut visitor = scene.visitor()?;
        let page = visitor.open("/profile/sessions").await?;
        let page = visitor.fill(&page, "/sign-in", &[("username", "bram"), ("password", PASSWORD)]).await?;
        let (codes, _) = visitor.enrol(&page, scene.seconds()).await?;
        let done = visitor.submit(&codes, "/?return_to=%2Fprofile%2Fsessions", &[]).await?;
        assert_eq!(done.location(), "/profile/sessions");
    }
    Ok(())
}

#[tokio::test]
async fn without_the_module_a_name_and_a_password_do() -> Result<()> {
    for engine in engines() {
        let off = domain::policy::Demand { requirement: domain::policy::Requirement::Off, ..journeys::scene::BACKEND };
        let policies = vec![policy("Backend users", Some(GROUP), off)];
        let scene = Scene::with(engine, Setup { policies, ..Setup::default() }).await?;
        scene.member("anna", &[GROUP]).await?;
        let page = scene.visitor()?.sign_in("anna", PASSWORD).await?;
        assert!(page.is_of_someone_signed_in() && page.path() == "/");
    }
    Ok(())
}
