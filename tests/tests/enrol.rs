//! Enrolling an app at sign-in: the offer and when it returns, the key, the first code, the recovery codes.

use anyhow::Result;
use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, HEXLOWER};
use domain::time::Lifetime;
use journeys::routes;
use journeys::scene::{GROUP, PASSWORD, STEP, Scene, Setup, recovery_codes};
use journeys::visitor::{Page, Visitor, key_on};
use store::testing::engines;

const APP: &str = "/sign-in/enrol/app";
const OFFER: &str = "Protect your account with a second step";

fn early() -> Setup {
    Setup { start: "2026-11-20 10:00:00", ..Setup::default() }
}

async fn put_off(scene: &Scene, name: &str, later: &str) -> Result<Page> {
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(name, PASSWORD).await?;
    assert!(page.text().contains(OFFER), "{}", page.text());
    visitor.fill(&page, "/sign-in/enrol", &[("choice", "later"), ("later", later)]).await
}

#[tokio::test]
async fn an_offer_that_was_put_off_returns_at_the_next_sign_in_or_when_it_was_asked_to() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, early()).await?;
        scene.member("bram", &[GROUP]).await?;
        assert!(put_off(&scene, "bram", "next").await?.is_of_someone_signed_in());
        for (later, span) in [("day", Lifetime::days(1)), ("week", Lifetime::days(7))] {
            assert!(put_off(&scene, "bram", later).await?.is_of_someone_signed_in());
            scene.advance(Lifetime::from_micros(span.micros() - 1));
            let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
            assert!(page.is_of_someone_signed_in(), "{later}: {}", page.text());
            scene.advance(Lifetime::from_micros(1));
            let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
            assert!(page.text().contains(OFFER), "{later}: {}", page.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn in_the_last_week_the_offer_stands_at_every_sign_in_whatever_was_chosen() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, early()).await?;
        scene.member("bram", &[GROUP]).await?;
        scene.move_to("2026-11-30 23:59:59")?;
        let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
        assert!(page.body.contains("value=\"week\""), "{}", page.text());
        put_off(&scene, "bram", "week").await?;
        scene.move_to("2026-12-01 00:00:00")?;
        let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
        assert!(page.text().contains("We ask every time you sign in") || page.text().contains("we ask every time"));
        assert!(!page.body.contains("value=\"week\"") && !page.body.contains("value=\"day\""));
        assert!(page.text().contains("Required from"), "{}", page.text());
        assert!(page.text().contains("That’s in 7 days"), "{}", page.text());
        // Whoever asks for more gets the next sign-in.
        assert!(put_off(&scene, "bram", "week").await?.is_of_someone_signed_in());
        assert!(put_off(&scene, "bram", "next").await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn enrolling_signs_in_and_shows_ten_recovery_codes_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        let setup = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await?;
        assert_eq!(setup.path(), APP);
        assert_eq!(setup.header("cache-control"), "no-store");
        let key = key_on(&setup)?;
        assert_eq!(BASE32_NOPAD.decode(key.as_bytes())?.len(), 20);
        let fields = [("code", scene.code(&key)?), ("label", "Phone".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let before = visitor.clone();
        let shown = visitor.submit(&setup, APP, &fields).await?;
        let codes = recovery_codes(&shown);
        assert_eq!(codes.len(), 10, "{}", shown.text());
        assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
        assert_eq!(shown.header("cache-control"), "no-store");
        assert!(visitor.get("/session").await?.status == 204);
        assert_eq!(scene.count(&bram, "signed-in").await?, 1);

        // Back, reload, the form once more, from this browser and from one that still has the old cookies.
        for mut again in [visitor.clone(), before] {
            let back = again.clone().open(APP).await?;
            let posted = again.submit(&setup, APP, &fields).await?;
            let posted = again.follow(posted).await?;
            for page in [back, posted] {
                assert!(recovery_codes(&page).is_empty(), "{}", page.text());
                assert!(!page.body.contains(&key), "{}", page.address);
            }
        }
        let home = visitor.fill(&shown, "/", &[]).await?;
        assert!(home.text().contains("Your second step is on"), "{}", home.text());
        assert_eq!(scene.count(&bram, "authenticator-added").await?, 1);

        // From now on in two steps.
        let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn a_key_is_shown_on_no_page_after_it_was_confirmed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        let (shown, key) = visitor.enrol(&offer, scene.seconds()).await?;
        let codes = recovery_codes(&shown);
        let bytes = BASE32_NOPAD.decode(key.as_bytes())?;
        let hex = HEXLOWER.encode(&bytes);
        let grouped: Vec<String> = key.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into()).collect();
        let mut forms = vec![key.clone(), grouped.join(" "), hex.clone(), BASE64_NOPAD.encode(&bytes)];
        forms.extend(codes.iter().cloned());
        forms.extend(codes.iter().map(|code| code.replace('-', "")));
        let from: Vec<String> =
            routes::all().iter().filter(|route| route.get).map(|route| route.with_id(routes::NO_ID)).collect();
        let pages = visitor.crawl(&from).await?;
        assert!(pages.len() > 15, "only {} pages", pages.len());
        assert!(pages.iter().filter(|page| page.is_of_someone_signed_in()).count() >= 5);
        for page in pages {
            let whole = format!("{:?}\n{}", page.headers, page.body);
            let lower = whole.to_lowercase();
            let squeezed = lower.replace([' ', '-'], "").replace("<span>", "").replace("</span>", "");
            for form in &forms {
                assert!(!lower.contains(&form.to_lowercase()), "on {}", page.address);
                assert!(!squeezed.contains(&form.to_lowercase().replace([' ', '-'], "")), "on {}", page.address);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn enrolling_ends_every_other_session_and_half_sign_in() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bram", &[GROUP]).await?;
        let mut old = scene.visitor()?;
        let offer = old.sign_in("bram", PASSWORD).await?;
        let home = old.fill(&offer, "/sign-in/enrol", &[("choice", "later")]).await?;
        assert!(home.is_of_someone_signed_in());
        let mut half = scene.visitor()?;
        let waiting = half.sign_in("bram", PASSWORD).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        visitor.enrol(&offer, scene.seconds()).await?;
        assert_eq!(old.get("/session").await?.status, 401);
        assert_eq!(old.open("/").await?.path(), "/sign-in");
        let answer = half.submit(&waiting, "/sign-in/enrol", &[("choice", "later")]).await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
        assert!(!half.cookies.contains_key("tweestap-session"));
        assert_eq!(visitor.get("/session").await?.status, 204);
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_was_not_confirmed_authenticates_nobody() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bram", &[GROUP]).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        // At sign-in: the second factor is not even asked.
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        let setup = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await?;
        let code = scene.code(&key_on(&setup)?)?;
        let csrf = setup.form(APP)?;
        let mut fields: Vec<(String, String)> = csrf.into_iter().filter(|(name, _)| name == "csrf").collect();
        fields.push(("code".to_owned(), code));
        let body = journeys::visitor::encode(&fields);
        let answer = visitor.send(reqwest::Method::POST, "/sign-in/second-factor", Some(body)).await?;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in/enrol"));
        assert!(!visitor.cookies.contains_key("tweestap-session"));
        // In My profile, beside an app that counts.
        let mut visitor = scene.signed_in(&anna).await?;
        let page = visitor.open("/profile/two-factor").await?;
        let setup = visitor.fill(&page, "/profile/two-factor/add", &[]).await?;
        let pending = key_on(&setup)?;
        let mut other = scene.visitor()?;
        let page = other.sign_in("anna", PASSWORD).await?;
        let answer = other.prove(&page, &pending, scene.seconds()).await?;
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains("That code isn’t right"), "{}", answer.text());
        assert!(!other.cookies.contains_key("tweestap-session"));
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_first_code_keeps_the_key_and_says_so() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        let setup = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await?;
        let key = key_on(&setup)?;
        let wrong = scene.wrong_code(&key)?;
        let late = scene.code_in(&key, -2)?;
        for (typed, words) in [
            (wrong.as_str(), "That code isn’t right"),
            (late.as_str(), "That code isn’t right"),
            ("12345", "That code is too short"),
            ("1234567", "That code is too long"),
            ("abcdef", "A code is made of digits"),
            ("", "That code is too short"),
        ] {
            let page = visitor.submit(&setup, APP, &[("code", typed), ("label", "Phone")]).await?;
            assert_eq!(page.status, 200, "{typed}");
            assert!(page.text().contains(words), "{typed}: {}", page.text());
            assert_eq!(key_on(&page)?, key, "{typed}");
            assert!(page.body.contains("value=\"Phone\""), "the name that was typed stays");
            assert!(!visitor.cookies.contains_key("tweestap-session"));
        }
        let (shown, _) = visitor.confirm_app(&setup, APP, scene.seconds()).await?;
        assert_eq!(recovery_codes(&shown).len(), 10);
    }
    Ok(())
}

#[tokio::test]
async fn a_label_is_a_short_clean_line() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bram = scene.member("bram", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let offer = visitor.sign_in("bram", PASSWORD).await?;
        let setup = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await?;
        let key = key_on(&setup)?;
        let code = scene.code(&key)?;
        let long = "é".repeat(41);
        for (label, words) in [
            ("", "The device has no name yet"),
            (" \t ", "The device has no name yet"),
            (long.as_str(), "That name is too long"),
        ] {
            let page = visitor.submit(&setup, APP, &[("code", &code), ("label", label)]).await?;
            assert!(page.text().contains(words), "{label:?}: {}", page.text());
            assert!(!visitor.cookies.contains_key("tweestap-session"), "{label:?}");
        }
        let label = "  <b>Zoë’s\u{0} \"phone\"\n</b> ";
        let page = visitor.submit(&setup, APP, &[("code", &code), ("label", label)]).await?;
        assert_eq!(recovery_codes(&page).len(), 10, "{}", page.text());
        let page = visitor.get("/profile/two-factor").await?;
        assert!(!page.body.contains("<b>Zo"), "not as HTML");
        assert!(
            page.body.contains("&lt;b&gt;Zoë’s &quot;phone&quot; &lt;/b&gt;")
                || page.body.contains("&#60;b&#62;Zoë’s &#34;phone&#34; &#60;/b&#62;"),
            "{}",
            page.text()
        );
        let event = scene.events(&bram).await?.into_iter().find(|event| event.kind == "authenticator-added");
        assert!(event.is_some_and(|event| !event.details.contains("Zo")), "a label is no fact for the log");
    }
    Ok(())
}

#[tokio::test]
async fn leaving_off_at_any_step_leaves_the_app_that_is_there_working() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let mut visitor = scene.signed_in(&anna).await?;
        let page = visitor.open("/profile/two-factor").await?;
        let setup = visitor.fill(&page, "/profile/two-factor/add", &[]).await?;
        let add = "/profile/two-factor/add";
        let wrong = scene.wrong_code(&key_on(&setup)?)?;
        let steps: [&[(&str, &str)]; 3] =
            [&[], &[("code", &wrong), ("label", "New")], &[("code", &wrong), ("label", "")]];
        for fields in steps {
            if !fields.is_empty() {
                visitor.submit(&setup, add, fields).await?;
            }
            scene.advance(STEP);
            assert!(scene.signed_in(&anna).await.is_ok(), "after {fields:?}");
        }
        // And so at sign-in: whoever leaves off half-way is offered it anew, with another key.
        scene.member("bram", &[GROUP]).await?;
        let begin = async |visitor: &mut Visitor| -> Result<Page> {
            let offer = visitor.sign_in("bram", PASSWORD).await?;
            visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await
        };
        let mut left = scene.visitor()?;
        let first = begin(&mut left).await?;
        let mut again = scene.visitor()?;
        let second = begin(&mut again).await?;
        assert_ne!(key_on(&first)?, key_on(&second)?);
        // Beginning again in one flow makes the first key worthless.
        let anew = left.open("/sign-in/enrol").await?;
        let third = left.fill(&anew, "/sign-in/enrol", &[("choice", "now")]).await?;
        let old = scene.code(&key_on(&first)?)?;
        let page = left.submit(&third, APP, &[("code", &old), ("label", "Phone")]).await?;
        assert!(page.text().contains("That code isn’t right"), "{}", page.text());
        let (shown, _) = again.confirm_app(&second, APP, scene.seconds()).await?;
        assert_eq!(recovery_codes(&shown).len(), 10);
    }
    Ok(())
}
