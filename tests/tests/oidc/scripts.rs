//! Libraries of other languages that sign in here: Authlib, openid-client of Node.js, and the gem that GitLab stands on. Each looks
//! at what we sign in its own way, and says so when it does not like it.

use anyhow::Result;
use domain::relying_party::{Algorithm, ClientKind, Refresh};
use domain::time::Lifetime;
use journeys::relying_party::{BACK, Cloud};
use journeys::scene::{GROUP, Member, NOW, PASSWORD, Scene, Setup};
use journeys::script::{Script, way_back};
use journeys::visitor::{Page, Visitor};
use serde_json::{Value, json};
use store::Engine;
use store::testing::engines;

use super::confirm;

/// Where signing out leads.
const BYE: &str = "https://cloud.example/bye";

/// A library, and what it can beside signing in.
struct Library {
    interpreter: &'static str,
    file: &'static str,
    /// Whether it takes back and asks about tokens, and does without a secret.
    is_whole: bool,
}

const AUTHLIB: Library =
    Library { interpreter: "authlib-python", file: "oidc/scripts/authlib_client.py", is_whole: true };
const NODE: Library =
    Library { interpreter: "openid-client-node", file: "oidc/scripts/openid_client.cjs", is_whole: true };
const RUBY: Library =
    Library { interpreter: "openid-connect-ruby", file: "oidc/scripts/openid_connect.rb", is_whole: false };

/// A key, and how the secret is shown; the last one has none.
const WAYS: [(Algorithm, &str); 3] =
    [(Algorithm::Es256, "client_secret_basic"), (Algorithm::Rs256, "client_secret_post"), (Algorithm::Es256, "none")];

/// Types a code on the page that asks for a fresh proof.
async fn prove(scene: &Scene, anna: &Member, browser: &mut Visitor, url: &str) -> Result<Page> {
    let page = browser.open(url).await?;
    assert_eq!(page.path(), "/profile/confirm", "{}", page.text());
    browser.fill(&page, &confirm(&page)?, &[("code", &scene.code(&anna.key)?)]).await
}

/// Signs in, proves anew, renews, asks, takes back and signs out, as far as the library can.
async fn goes_all_the_way(library: &Library) -> Result<()> {
    for engine in engines() {
        for ways in WAYS.into_iter().take(if library.is_whole { 3 } else { 2 }) {
            if !goes_this_way(library, engine, ways).await? {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The same with one key and one way to show the secret; false where this machine lacks the library.
async fn goes_this_way(
    library: &Library,
    engine: Engine,
    (algorithm, authentication): (Algorithm, &str),
) -> Result<bool> {
    let scene = Scene::with(engine, Setup { start: NOW, ..Setup::default() }).await?;
    let anna = scene.member_with_app("anna", &[GROUP]).await?;
    let kind = if authentication == "none" { ClientKind::Public } else { ClientKind::Confidential };
    let cloud = Cloud::with(&scene, |edit| {
        edit.kind = kind;
        edit.algorithm = algorithm;
        edit.refresh = Refresh::WhileSignedIn;
    })
    .await?;
    let about = json!({
        "issuer": scene.house.site, "id": cloud.id, "secret": cloud.secret, "back": BACK, "bye": BYE,
        "algorithm": algorithm.word(), "authentication": authentication,
    });
    let Some(mut script) = Script::start(library.interpreter, library.file, &about)? else { return Ok(false) };
    let mut browser = scene.visitor()?;
    let begin = |more: Value| json!({ "do": "begin", "more": more });
    let finish = |page: &Page| json!({ "do": "finish", "url": way_back(page) });

    let url = script.done(&begin(json!({}))).await?;
    let page = browser.open(url.text("/url")).await?;
    let page = browser.fill(&page, "/sign-in", &[("username", "anna"), ("password", PASSWORD)]).await?;
    let page = browser.prove(&page, &anna.key, scene.seconds()).await?;
    let page = browser.follow(page).await?;
    let known = script.done(&finish(&page)).await?;
    for (pointer, expected) in [
        ("/claims/sub", json!(anna.id.to_string())),
        ("/claims/acr", json!("urn:tweestap:acr:2fa")),
        ("/claims/amr", json!(["pwd", "otp", "mfa"])),
        ("/user/preferred_username", json!("anna")),
        ("/user/email", json!("anna@waterland.example")),
        ("/user/groups", json!([GROUP])),
        ("/refresh", json!(true)),
    ] {
        assert_eq!(known.at(pointer), &expected, "{pointer} in {known:?}");
    }
    // The same code once more is no use, whoever asks.
    let again = script.ask(&finish(&page)).await?;
    assert!(again.error().contains("invalid_grant"), "{again:?}");

    // However fresh the session is, it asks for a proof of its own; the library looks at its time.
    scene.advance(Lifetime::seconds(30));
    for more in [json!({ "prompt": "login" }), json!({ "max_age": 0, "acr_values": "urn:tweestap:acr:2fa" })] {
        let url = script.done(&begin(more.clone())).await?;
        let page = prove(&scene, &anna, &mut browser, url.text("/url")).await?;
        let known = script.done(&finish(&page)).await?;
        assert_eq!(known.at("/claims/auth_time"), &json!(scene.seconds()), "{more}");
        scene.house.clock.set(scene.house.clock.present());
    }

    let renewed = script.done(&json!({ "do": "refresh" })).await?;
    let sub = known.text("/claims/sub");
    assert_eq!((renewed.text("/claims/sub"), renewed.at("/others")), (sub, &json!(true)), "{renewed:?}");
    let asks = kind == ClientKind::Confidential;
    if library.is_whole {
        if asks {
            let asked = script.done(&json!({ "do": "introspect" })).await?;
            assert_eq!((asked.at("/active"), asked.text("/sub")), (&json!(true), sub), "{asked:?}");
        }
        assert_eq!(script.done(&json!({ "do": "revoke" })).await?.at("/status"), &json!(200));
        if asks {
            let asked = script.done(&json!({ "do": "introspect" })).await?;
            assert_eq!(asked.at(""), &json!({ "active": false }));
        }
        let refused = script.ask(&json!({ "do": "refresh" })).await?;
        assert!(refused.error().contains("invalid_grant"), "{refused:?}");
    }

    // What was refused is an error that the library knows.
    let url = script.done(&begin(json!({ "max_age": 60, "prompt": "none" }))).await?;
    let page = scene.visitor()?.get(url.text("/url")).await?;
    let refused = script.ask(&finish(&page)).await?;
    assert!(refused.error().contains("login_required"), "{refused:?}");

    let url = script.done(&json!({ "do": "sign-out" })).await?;
    let page = browser.get(url.text("/url")).await?;
    assert_eq!((page.status, page.location()), (303, &*format!("{BYE}?state=s")), "{}", page.text());
    assert!(!browser.open("/").await?.is_of_someone_signed_in());
    Ok(true)
}

#[tokio::test]
async fn authlib_of_python_goes_all_the_way() -> Result<()> {
    goes_all_the_way(&AUTHLIB).await
}

#[tokio::test]
async fn openid_client_of_node_goes_all_the_way() -> Result<()> {
    goes_all_the_way(&NODE).await
}

#[tokio::test]
async fn openid_connect_of_ruby_goes_all_the_way() -> Result<()> {
    goes_all_the_way(&RUBY).await
}
