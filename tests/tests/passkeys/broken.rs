//! Broken ceremonies: everything that WebAuthn level 3 (sections 7.1 and 7.2) has a server refuse, one at a time, against the
//! same key that passes without the lie.

use anyhow::Result;
use journeys::scene::{GROUP, PASSWORD, Scene};
use journeys::soft_key::{BACKED_UP, Lies, MAY_BE_COPIED, PRESENT, SoftKey, VERIFIED};
use serde_json::json;
use store::testing::engines;

use super::{AT_SIGN_IN, FACTOR, IN_PROFILE, asked, enrolled, key, prove};

type Lie = (&'static str, fn(&mut SoftKey));

/// Addresses that look like `http://localhost:PORT` or lie near it.
fn look_alikes(port: u16) -> Vec<String> {
    vec![
        "http://localhost".to_owned(),
        format!("https://localhost:{port}"),
        format!("http://localhost:{}", port.wrapping_add(1)),
        format!("http://evil.localhost:{port}"),
        format!("http://localhost.example:{port}"),
        format!("http://127.0.0.1:{port}"),
        format!("http://1ocalhost:{port}"),
        "null".to_owned(),
        String::new(),
        "android:apk-key-hash:AAAA".to_owned(),
    ]
}

/// What both ceremonies refuse.
const LIES: [Lie; 8] = [
    ("another kind", |key| key.lies.kind = Some("payment.get")),
    ("another host", |key| key.lies.site = Some("evil.example")),
    ("nobody touched it", |key| key.flags = VERIFIED),
    ("backed up and never to be copied", |key| key.flags = PRESENT | VERIFIED | BACKED_UP),
    ("inside a foreign page", |key| key.lies.client = Some(("crossOrigin", json!(true)))),
    ("under a foreign page", |key| key.lies.client = Some(("topOrigin", json!("https://evil.example")))),
    ("a challenge of its own", |key| key.lies.client = Some(("challenge", json!("AAAAAAAAAAAAAAAAAAAAAA")))),
    ("bytes behind the end", |key| key.lies.trailing = true),
];

/// What only a new credential can lie about.
const NEW: [Lie; 4] = [
    ("the answer to another question", |key| key.lies.kind = Some("webauthn.get")),
    ("an algorithm that was not asked for", |key| key.lies.algorithm = Some(-8)),
    ("an identifier that is too long", |key| key.id = vec![7; 1024]),
    ("no identifier", |key| key.id = Vec::new()),
];

/// What only a use can lie about.
const USED: [Lie; 3] = [
    ("the answer to another question", |key| key.lies.kind = Some("webauthn.create")),
    ("a signature of something else", |key| key.lies.signature = true),
    ("may be copied, and was not", |key| key.flags = PRESENT | VERIFIED | MAY_BE_COPIED),
];

#[tokio::test]
async fn no_broken_credential_is_added() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        enrolled(&mut visitor, &sanne, &mut key(&scene)?).await?;
        let port = scene.house.address.port();
        let mut tried = 0;
        let mut bad: Vec<(String, SoftKey)> = Vec::new();
        for (what, lie) in LIES.iter().chain(&NEW) {
            let mut liar = key(&scene)?;
            lie(&mut liar);
            bad.push(((*what).to_owned(), liar));
        }
        for origin in look_alikes(port) {
            let mut liar = key(&scene)?;
            liar.origin.clone_from(&origin);
            bad.push((origin, liar));
        }
        for (what, mut liar) in bad {
            let page = visitor.open(IN_PROFILE).await?;
            let answer = liar.create(&asked(&page, IN_PROFILE)?)?;
            let page = visitor.fill(&page, IN_PROFILE, &[("passkey", &answer), ("label", "Liar")]).await?;
            assert_eq!(page.status, 200, "{what}");
            assert_eq!(page.path(), IN_PROFILE, "{what}: {}", page.text());
            tried += 1;
        }
        assert_eq!(tried, 22);
        assert_eq!(scene.count(&sanne, "authenticator-added").await?, 1);
        // Junk beside a true answer is passed over.
        let mut honest = key(&scene)?;
        honest.lies.extensions = Some(json!({"credProps": {"rk": "perhaps"}, "junk": [1, 2, 3]}));
        let page = visitor.open(IN_PROFILE).await?;
        let answer = honest.create(&asked(&page, IN_PROFILE)?)?;
        let page = visitor.fill(&page, IN_PROFILE, &[("passkey", &answer), ("label", "Honest")]).await?;
        assert_eq!(page.path(), "/profile/two-factor", "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn no_broken_use_signs_in() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let true_origin = key.origin.clone();
        let mut visitor = scene.visitor()?;
        let mut page = visitor.sign_in("sanne", PASSWORD).await?;
        let mut tried = 0;
        for (what, lie) in LIES.iter().chain(&USED) {
            lie(&mut key);
            page = prove(&mut visitor, &page, &mut key).await?;
            assert!(page.status == 200 && page.path() == FACTOR, "{what}: {}", page.text());
            (key.lies, key.flags) = (Lies::default(), PRESENT | VERIFIED);
            tried += 1;
        }
        for origin in look_alikes(scene.house.address.port()) {
            key.origin = origin;
            page = prove(&mut visitor, &page, &mut key).await?;
            assert!(page.status == 200 && page.path() == FACTOR, "{}: {}", key.origin, page.text());
            tried += 1;
        }
        assert_eq!(tried, 21);
        key.origin = true_origin;
        key.lies.extensions = Some(json!({"appid": true, "junk": {}}));
        let page = prove(&mut visitor, &page, &mut key).await?;
        assert!(page.is_of_someone_signed_in(), "the same key without a lie: {}", page.text());
        assert_eq!(scene.count(&sanne, "factor-accepted").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_read_is_a_clear_error_and_never_a_crash() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key(&scene)?).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("sanne", PASSWORD).await?;
        let deep = "[".repeat(5_000);
        let large = format!("{{\"id\":\"{}\"}}", "A".repeat(20_000));
        let texts = ["{}", "null", "[]", "\u{0}", "{\"id\":1}", &deep, &large, "\"\\ud800\"", "{\"rawId\":\"\"}"];
        for text in texts {
            for (page, action) in [(&page, FACTOR), (&visitor.open("/sign-in").await?, "/sign-in")] {
                let answer = visitor.submit(page, action, &[("passkey", text)]).await?;
                assert!(answer.status == 200 || answer.status == 303, "{action} {}: {}", answer.status, text);
                assert!(!answer.is_of_someone_signed_in());
            }
        }
        let huge = "A".repeat(100_000);
        let answer = visitor.submit(&page, FACTOR, &[("passkey", &huge)]).await?;
        assert!(answer.status < 500, "{}", answer.status);
        assert_eq!(scene.count(&sanne, "factor-accepted").await?, 0);
    }
    Ok(())
}

#[tokio::test]
async fn a_count_that_goes_back_is_refused_kept_and_told() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        key.count = 10;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        let mut visitor = scene.visitor()?;
        let mut page = visitor.sign_in("sanne", PASSWORD).await?;
        // A copy that was made before, and the same count once more.
        for before in [3, 9] {
            key.count = before;
            page = prove(&mut visitor, &page, &mut key).await?;
            assert!(page.text().contains("There may be a copy of this key"), "{}", page.text());
        }
        assert_eq!(scene.count(&sanne, "passkey-copied").await?, 2);
        let mails = scene.mails_to("sanne@waterland.example").await?;
        let told = mails.iter().any(|mail| mail.text.contains("de teller ervan liep terug"));
        assert!(told, "the person is told: {mails:?}");
        // A wrong signature with a high count moves nothing: the state changes after every check has passed.
        key.count = 500;
        key.lies.signature = true;
        page = prove(&mut visitor, &page, &mut key).await?;
        assert_eq!(page.path(), FACTOR, "{}", page.text());
        key.lies = Lies::default();
        key.count = 10;
        assert!(prove(&mut visitor, &page, &mut key).await?.is_of_someone_signed_in());
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_never_counts_may_stay_at_nought() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let sanne = scene.member("sanne", &[GROUP]).await?;
        let mut key = key(&scene)?;
        enrolled(&mut scene.visitor()?, &sanne, &mut key).await?;
        for _ in 0..3 {
            let mut visitor = scene.visitor()?;
            let page = visitor.sign_in("sanne", PASSWORD).await?;
            let answer = key.get(&asked(&page, FACTOR)?)?;
            let page = visitor.fill(&page, FACTOR, &[("passkey", &answer)]).await?;
            assert!(page.is_of_someone_signed_in(), "{}", page.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn nothing_is_added_by_what_was_asked_elsewhere() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (sanne, joris) = (scene.member("sanne", &[GROUP]).await?, scene.member("joris", &[GROUP]).await?);
        let mut theirs = scene.visitor()?;
        let page = theirs.sign_in(&joris.name, PASSWORD).await?;
        let their_page = theirs.fill(&page, "/sign-in/enrol", &[("choice", "passkey")]).await?;
        let answer = key(&scene)?.create(&asked(&their_page, AT_SIGN_IN)?)?;
        let mut mine = scene.visitor()?;
        let page = mine.sign_in(&sanne.name, PASSWORD).await?;
        let page = mine.fill(&page, "/sign-in/enrol", &[("choice", "passkey")]).await?;
        let page = mine.fill(&page, AT_SIGN_IN, &[("passkey", &answer), ("label", "Theirs")]).await?;
        assert!(page.text().contains("That took too long"), "{}", page.text());
        assert_eq!(scene.count(&sanne, "authenticator-added").await?, 0);
    }
    Ok(())
}
