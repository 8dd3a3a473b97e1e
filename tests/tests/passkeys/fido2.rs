//! Keys of Yubico's library fido2, which reads what our pages ask and writes what a browser would send: each algorithm that is asked
//! for, one that is not, and broken ceremonies.

use anyhow::{Context as _, Result};
use journeys::scene::{GROUP, PASSWORD, Scene};
use journeys::script::Script;
use journeys::visitor::{Page, Visitor};
use serde_json::{Value, json};
use store::testing::engines;

use super::{AT_SIGN_IN, FACTOR, asked};

const PYTHON: &str = "fido2-python";
const KEY: &str = "passkeys/scripts/fido2_key.py";

/// What it says to the page for this form.
async fn says(script: &mut Script, page: &Page, action: &str, more: Value) -> Result<(String, Value)> {
    let mut question = more;
    let fields = question.as_object_mut().context("no question")?;
    fields.insert("options".to_owned(), asked(page, action)?.into());
    let said = script.done(&question).await?;
    Ok((said.text("/answer").to_owned(), said.at("/heard").clone()))
}

async fn offered(scene: &Scene, name: &str) -> Result<(Visitor, Page)> {
    scene.member(name, &[GROUP]).await?;
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(name, PASSWORD).await?;
    let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "passkey")]).await?;
    Ok((visitor, page))
}

#[tokio::test]
async fn keys_of_each_algorithm_that_is_asked_for_are_added_and_prove() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let origin = scene.house.site.clone();
        for algorithm in ["ES256", "ES384", "RS256", "EdDSA"] {
            let Some(mut script) = Script::start(PYTHON, KEY, &json!({}))? else { return Ok(()) };
            let name = algorithm.to_lowercase();
            let (mut visitor, page) = offered(&scene, &name).await?;
            let create = json!({"do": "create", "origin": origin, "algorithm": algorithm});
            let (answer, heard) = says(&mut script, &page, AT_SIGN_IN, create).await?;
            assert_eq!(heard, json!([-7, -35, -257]), "what the page asks for");
            let page = visitor.fill(&page, AT_SIGN_IN, &[("passkey", &answer), ("label", "Key")]).await?;
            if algorithm == "EdDSA" {
                assert!(page.text().contains("gave no right answer"), "not asked for: {}", page.text());
                continue;
            }
            assert!(page.text().contains("Keep these recovery codes safe"), "{algorithm}: {}", page.text());

            let mut visitor = scene.visitor()?;
            let mut page = visitor.sign_in(&name, PASSWORD).await?;
            let get = |origin: &str, flags: u8, count: u32, extensions: Value| json!({"do": "get", "origin": origin, "flags": flags, "count": count, "extensions": extensions});
            for bad in [
                get("https://evil.example", 5, 1, Value::Null),
                get(&origin, 4, 1, Value::Null),
                get(&origin, 0x15, 1, Value::Null),
                get(&origin, 0x0d, 1, Value::Null),
            ] {
                let (answer, _) = says(&mut script, &page, FACTOR, bad.clone()).await?;
                page = visitor.fill(&page, FACTOR, &[("passkey", &answer)]).await?;
                assert_eq!(page.path(), FACTOR, "{bad}: {}", page.text());
            }
            // Extensions that nobody asked for, in the signed data, are passed over.
            let good = get(&origin, 5, 1, json!({"junk": true}));
            let (answer, allowed) = says(&mut script, &page, FACTOR, good).await?;
            assert_eq!(allowed.as_array().map(Vec::len), Some(1), "the key is named");
            let page = visitor.fill(&page, FACTOR, &[("passkey", &answer)]).await?;
            assert!(page.is_of_someone_signed_in(), "{algorithm}: {}", page.text());
        }
    }
    Ok(())
}
