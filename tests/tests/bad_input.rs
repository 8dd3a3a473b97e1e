//! What people and others send in the place of a code: a clear page in the reader's language, one failure charged where
//! it was a guess, never a fault of ours. The other forms that take a code: `bad_input_doors.rs`.

use anyhow::{Context, Result};
use journeys::platform::Platform;
use journeys::scene::{GROUP, Member, PASSWORD, Scene};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use store::testing::engines;

const FACTOR: &str = "/sign-in/second-factor";
const DIGITS: &str = "A code is made of digits";

/// A person of one's own for each try, so that no failure is another's.
async fn at_factor(scene: &Scene, number: usize) -> Result<(Member, Visitor, Page)> {
    let member = scene.member_with_app(&format!("lid{number}"), &[GROUP]).await?;
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(&member.name, PASSWORD).await?;
    assert_eq!(page.path(), FACTOR);
    Ok((member, visitor, page))
}

#[tokio::test]
async fn spaces_and_dashes_of_all_kinds_are_fine_in_a_code() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        for (number, between) in [" ", "-", "\u{a0}", "\u{202f}", " - ", "–", "\u{200b}"].into_iter().enumerate() {
            let (member, mut visitor, page) = at_factor(&scene, number).await?;
            let code = scene.code(&member.key)?;
            let typed = format!(" {}{between}{}\t", &code[..3], &code[3..]);
            let answer = visitor.submit(&page, FACTOR, &[("code", &typed)]).await?;
            assert_eq!((answer.status, answer.location()), (303, "/"), "{typed:?}: {}", answer.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_code_gets_a_clear_answer_and_one_failure() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let digits = |zero: char| -> String { (1..=6).filter_map(|n| char::from_u32(u32::from(zero) + n)).collect() };
        let (wide, arabic, bold) = (digits('０'), digits('٠'), digits('𝟎'));
        let million = "1".repeat(1_000_000);
        let cases: [(&str, &str, usize); 15] = [
            ("abcdef", DIGITS, 1),
            ("12a456", DIGITS, 1),
            ("1234567", "That code is too long", 1),
            ("12345", "That code is too short", 1),
            (&wide, DIGITS, 1),
            (&arabic, DIGITS, 1),
            (&bold, DIGITS, 1),
            ("123\u{0}456", DIGITS, 1),
            ("12345½", DIGITS, 1),
            ("+123456", DIGITS, 1),
            ("1e5", DIGITS, 1),
            ("<script>alert(1)</script>", DIGITS, 1),
            (&million, "That code is too long", 1),
            ("", "That code is too short", 0),
            (" \u{a0}-– ", "That code is too short", 0),
        ];
        for (number, (typed, words, charged)) in cases.into_iter().enumerate() {
            let about: String = typed.chars().take(20).collect();
            let (member, mut visitor, page) = at_factor(&scene, number).await?;
            let answer = visitor.submit(&page, FACTOR, &[("code", typed)]).await?;
            assert_eq!(answer.status, 200, "{about}");
            assert!(answer.text().contains(words), "{about}: {}", answer.text());
            assert!(answer.body.contains("<html lang=\"en\">"));
            assert_eq!(scene.count(&member, "factor-failed").await?, charged, "{about}");
            assert!(!answer.body.contains("<script>alert"));
            // The page goes on to work.
            let done = visitor.prove(&answer, &member.key, scene.seconds()).await?;
            assert_eq!(done.status, 303, "{about}: {}", done.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_field_that_is_sent_twice_is_no_code_and_one_that_is_missing_no_guess() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let cases = [(2, DIGITS, 1), (300, DIGITS, 1), (0, "That code is too short", 0)];
        for (number, (times, words, charged)) in cases.into_iter().enumerate() {
            let (member, mut visitor, page) = at_factor(&scene, number).await?;
            let code = scene.code(&member.key)?;
            let mut pairs: Vec<(String, String)> =
                page.form(FACTOR)?.into_iter().filter(|(name, _)| name == "csrf").collect();
            pairs.extend(std::iter::repeat_n(("code".to_owned(), code), times));
            let answer = visitor.send(Method::POST, FACTOR, Some(encode(&pairs))).await?;
            assert_eq!(answer.status, 200, "{times} times");
            assert!(answer.text().contains(words), "{times} times: {}", answer.text());
            assert_eq!(scene.count(&member, "factor-failed").await?, charged, "{times} times");
            assert!(!visitor.cookies.contains_key("tweestap-session"));
        }
    }
    Ok(())
}

/// How a form can arrive that is not the form of this page in this browser.
fn foreign_headers() -> Vec<(&'static str, &'static str)> {
    vec![
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "SAME-ORIGIN"),
        ("content-type", "application/json"),
        ("content-type", "text/plain"),
        ("content-type", "multipart/form-data; boundary=x"),
        ("content-type", ""),
    ]
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused_and_charges_nobody() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (member, visitor, page) = at_factor(&scene, 0).await?;
        let right = scene.code(&member.key)?;
        let csrf = page.form(FACTOR)?.into_iter().find(|(name, _)| name == "csrf").context("no csrf")?.1;
        let body = encode(&[("csrf".to_owned(), csrf.clone()), ("code".to_owned(), right.clone())]);
        let (_, _, other) = at_factor(&scene, 1).await?;
        let foreign = other.form(FACTOR)?.into_iter().find(|(name, _)| name == "csrf").context("no csrf")?.1;
        let mut tries: Vec<(String, HeaderMap, Vec<u8>)> = Vec::new();
        let mut usual = visitor.headers.clone();
        usual.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        for (name, value) in foreign_headers() {
            let mut headers = usual.clone();
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            tries.push((format!("{name}: {value}"), headers, body.clone().into_bytes()));
        }
        let bodies: [(&str, Vec<u8>); 8] = [
            ("no token", format!("code={right}").into_bytes()),
            ("an empty token", format!("csrf=&code={right}").into_bytes()),
            ("the token twice", format!("csrf={csrf}&{body}").into_bytes()),
            ("a token of another browser", format!("csrf={foreign}&code={right}").into_bytes()),
            ("bytes that are no text", [body.as_bytes(), b"&x=%FF"].concat()),
            ("raw bytes that are no text", [body.as_bytes(), b"&x=\xff\xfe"].concat()),
            ("half a character", [body.as_bytes(), b"&code=%C3"].concat()),
            ("nothing", Vec::new()),
        ];
        for (what, body) in bodies {
            tries.push((what.to_owned(), usual.clone(), body));
        }
        for (what, headers, body) in tries {
            let mut visitor = visitor.clone();
            let answer = visitor.send_as(Method::POST, FACTOR, headers, Some(body)).await?;
            assert_eq!(answer.status, 400, "{what}: {}", answer.text());
            assert!(answer.text().contains("This page was too old"), "{what}: {}", answer.text());
            assert!(!visitor.cookies.contains_key("tweestap-session"), "{what}");
        }
        // Without the cookie that the token belongs to.
        let mut bare = visitor.clone();
        bare.cookies.remove("tweestap-form");
        let answer = bare.send(Method::POST, FACTOR, Some(body.clone())).await?;
        assert_eq!(answer.status, 400);
        assert_eq!(scene.count(&member, "factor-failed").await?, 0);
        // The same from the page itself, as browsers send it, is fine; the code was not used up.
        let mut own = visitor.clone();
        own.header("sec-fetch-site", "same-origin")?;
        own.header("origin", &scene.house.site)?;
        assert_eq!(own.send(Method::POST, FACTOR, Some(body)).await?.status, 303);
    }
    Ok(())
}

#[tokio::test]
async fn every_form_is_held_to_the_same_rule() -> Result<()> {
    for engine in engines() {
        // Somebody for whom every form is there: a SuperUser of the operators of the platform.
        let Platform { scene, operator: anna, .. } = Platform::open(engine).await?;
        let signed_in = scene.signed_in(&anna).await?;
        let before = scene.events(&anna).await?.len();
        let mut count = 0;
        // What machines post carries a key, and no cookie is looked at.
        let forms = journeys::routes::all().into_iter().filter(|route| route.post && !route.is_for_machines());
        for route in forms {
            let path = route.with_id(journeys::routes::NO_ID);
            if route.is_open_to_applications() {
                let mut visitor = signed_in.clone();
                visitor.header("sec-fetch-site", "cross-site")?;
                let answer = visitor.send(Method::POST, &path, Some("state=x".to_owned())).await?;
                assert_eq!((answer.status, answer.location()), (303, format!("{path}?state=x").as_str()));
                assert!(!answer.headers.contains_key("set-cookie"), "{path}");
                continue;
            }
            for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
                let mut visitor = signed_in.clone();
                visitor.header(name, value)?;
                let answer = visitor.send(Method::POST, &path, Some("csrf=x".to_owned())).await?;
                assert_eq!(answer.status, 400, "{path} with {name}");
            }
            let answer = signed_in.clone().send(Method::POST, &path, Some("csrf=x".to_owned())).await?;
            assert_eq!(answer.status, 400, "{path}");
            count += 1;
        }
        assert!(count > 15, "{count} forms");
        assert_eq!(scene.events(&anna).await?.len(), before, "nothing happened");
        assert_eq!(signed_in.clone().get("/session").await?.status, 204);
    }
    Ok(())
}

#[tokio::test]
async fn the_answer_is_in_the_language_of_the_person() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_of("anna", &[GROUP], Some("nl"), &["anna@waterland.example"]).await?;
        scene.give_app(anna).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("anna", PASSWORD).await?;
        let answer = visitor.submit(&page, FACTOR, &[("code", "abcdef")]).await?;
        assert!(answer.body.contains("<html lang=\"nl\">"));
        assert!(answer.text().contains("Een code bestaat uit cijfers"), "{}", answer.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_no_database_keeps_is_a_wrong_name() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("anna", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let csrf = visitor.open("/sign-in").await?.form("/sign-in")?.remove(0).1;
        for names in ["username=an%00na", "username=%00", "username=anna&username=anna"] {
            let rest = encode(&[("csrf".into(), csrf.clone()), ("password".into(), PASSWORD.into())]);
            let answer = visitor.send(Method::POST, "/sign-in", Some(format!("{names}&{rest}"))).await?;
            assert_eq!(answer.status, 200, "{names}: {}", answer.text());
            assert!(answer.text().contains("don’t belong together"), "{names}: {}", answer.text());
        }
    }
    Ok(())
}
