//! The commands of `docs/integrate/openid-connect.md`, in a shell with curl and openssl, as they stand there: only addresses are put in
//! their place, and what a reader takes from one answer to the next command. Its Apache is in `apache`.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use domain::relying_party::Refresh;
use journeys::relying_party::{Cloud, claims};
use journeys::scene::{GROUP, Scene};
use journeys::tools::require_tool;
use serde_json::{Value, json};
use store::testing::engines;
use tokio::process::Command;
use url::Url;

const GUIDE: &str = include_str!("../../../docs/integrate/openid-connect.md");
/// What the pages say in English.
const PAGES: &str = include_str!("../../../crates/web/translations/en/relying-parties.ftl");
const BACK: &str = "https://cloud.waterland.example/back";

/// Every command of the guide for a shell.
fn commands() -> Vec<&'static str> {
    GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// A reader at a shell.
struct Reader {
    /// What the shell knows by name.
    names: Vec<(&'static str, String)>,
    site: String,
}

impl Reader {
    /// Types the command of the guide in which this stands; answers what it prints, and what is known by these names then.
    async fn types(&mut self, part: &str, names: &[&'static str]) -> Result<String> {
        let all = commands();
        let first = all.first().context("no names")?.replace("https://id.waterland.example", &self.site);
        let command = all.iter().find(|command| command.contains(part)).with_context(|| part.to_owned())?;
        let ends: Vec<String> = names.iter().map(|name| format!("printf '\\n%s' \"${name}\"")).collect();
        let output = Command::new(require_tool("bash")?)
            .args(["-euc", &format!("{first}\n{command}\n{}", ends.join("\n"))])
            .envs(self.names.iter().map(|(name, value)| (name, value.as_str())))
            .stderr(Stdio::inherit())
            .output()
            .await?;
        ensure!(output.status.success(), "{command}");
        let printed = String::from_utf8(output.stdout)?;
        for (name, value) in names.iter().zip(printed.trim().lines()) {
            self.knows(name, value);
        }
        Ok(printed.trim().to_owned())
    }

    /// The same for an answer in JSON.
    async fn reads(&mut self, part: &str) -> Result<Value> {
        let printed = self.types(part, &[]).await?;
        serde_json::from_str(&printed).context(printed)
    }

    fn knows(&mut self, name: &'static str, value: &str) {
        self.names.retain(|(known, _)| *known != name);
        self.names.push((name, value.to_owned()));
    }

    /// Keeps the tokens of an answer.
    fn keeps(&mut self, tokens: &Value) {
        for (name, pointer) in [("ACCESS_TOKEN", "/access_token"), ("REFRESH_TOKEN", "/refresh_token")] {
            self.knows(name, tokens.pointer(pointer).and_then(Value::as_str).unwrap_or_default());
        }
    }
}

#[tokio::test]
async fn a_reader_who_types_every_command_signs_in() -> Result<()> {
    assert_eq!(commands().len(), 10, "a command of the guide that no test types");
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let anna = scene.member_with_app("anna", &[GROUP]).await?;
        let cloud = Cloud::with(&scene, |edit| {
            edit.redirect_addresses = BACK.to_owned();
            edit.refresh = Refresh::WhileSignedIn;
        })
        .await?;
        let names = vec![("CLIENT_ID", cloud.id.clone()), ("CLIENT_SECRET", cloud.secret.clone())];
        let mut reader = Reader { names, site: scene.house.site.clone() };
        let mut browser = scene.signed_in(&anna).await?;

        let found = reader.reads("openid-configuration").await?;
        assert_eq!(found["issuer"], json!(scene.house.site));
        assert_eq!(reader.reads("/oidc/keys").await?["keys"][0]["alg"], "ES256");
        reader.types("VERIFIER=$(", &["VERIFIER", "CHALLENGE"]).await?;
        let address = Url::parse(&reader.types("/oidc/authorize?", &[]).await?)?;
        let page = browser.get(&format!("{}?{}", address.path(), address.query().unwrap_or_default())).await?;
        let back = Url::parse(page.location()).with_context(|| page.text())?;
        assert!(page.location().starts_with(&format!("{BACK}?code=")), "{back}");
        let code = back.query_pairs().find(|(name, _)| name == "code").context("no code")?.1.into_owned();
        reader.knows("CODE", &code);

        let tokens = reader.reads("authorization_code").await?;
        reader.keeps(&tokens);
        let claims = claims(tokens["id_token"].as_str().unwrap_or_default())?;
        assert_eq!((&claims["sub"], &claims["acr"]), (&json!(anna.id.to_string()), &json!("urn:tweestap:acr:2fa")));
        assert_eq!(reader.reads("/oidc/userinfo").await?["preferred_username"], "anna");
        let tokens = reader.reads("grant_type=refresh_token").await?;
        reader.keeps(&tokens);
        assert_eq!(reader.reads("/oidc/introspect").await?["active"], true);
        reader.reads("/oidc/revoke").await?;
        assert_eq!(reader.reads("/oidc/introspect").await?["active"], false);
    }
    Ok(())
}

#[test]
fn fields_are_called_as_on_the_page() -> Result<()> {
    let (_, table) = GUIDE.split_once("| field | |").context("no table of fields")?;
    let (table, _) = table.split_once("\n\n").context("a table without an end")?;
    let fields: Vec<&str> = table.lines().skip(2).filter_map(|line| line.split(" | ").next()).collect();
    assert!(fields.len() > 8, "{fields:?}");
    for field in fields {
        let name = field.trim_start_matches("| ");
        assert!(PAGES.contains(&format!(" = {name}\n")), "no page has a field “{name}”");
    }
    Ok(())
}
