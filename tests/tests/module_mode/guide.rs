//! The commands of `docs/integrate/module-mode.md`, in a shell with curl, as they stand there: only what a reader puts in its place
//! is, and where Tweestap is.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use domain::api_key::Scope;
use domain::time::Lifetime;
use journeys::api::Crm;
use journeys::scene::{GROUP, Scene};
use journeys::tools::require_tool;
use serde_json::Value;
use store::testing::engines;
use tokio::process::Command;

const GUIDE: &str = include_str!("../../../docs/integrate/module-mode.md");

/// Every command of the guide for a shell, but for the one that makes the key.
fn commands() -> Vec<String> {
    let blocks = GUIDE.split("```sh\n").skip(2).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")).collect()
}

/// A reader at a shell.
struct Reader<'s> {
    scene: &'s Scene,
    key: String,
    id: String,
}

impl Reader<'_> {
    /// Runs the command of the guide that begins so, with these words in the place of those.
    async fn follow(&self, begins: &str, put: &[(&str, &str)]) -> Result<Value> {
        let all = commands();
        let ask = all.first().context("no ask")?.replace("https://id.example.org", &self.scene.house.site);
        let command = all.iter().find(|command| command.trim_start().starts_with(begins)).context(begins.to_owned())?;
        let command = put.iter().fold(command.clone(), |command, (from, to)| command.replace(from, to));
        let output = Command::new(require_tool("bash")?)
            .args(["-euc", &format!("{ask}\n{command}")])
            .env("KEY", &self.key)
            .env("ID", &self.id)
            .stderr(Stdio::inherit())
            .output()
            .await?;
        ensure!(output.status.success(), "{command}");
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[tokio::test]
async fn a_reader_who_types_every_command_gets_what_it_says() -> Result<()> {
    assert_eq!(commands().len(), 10, "a command of the guide that no test types");
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("sanne", &[GROUP]).await?;
        let crm = Crm::with(&scene, "CRM", Scope::ALL, &["https://crm.example.org/back"]).await?;
        let mut reader = Reader { scene: &scene, key: crm.key.clone(), id: String::new() };

        let offered = reader.follow("ask /sign-ins '", &[]).await?;
        assert_eq!(text(&offered, "/decision"), "offer");
        reader.id = text(&offered, "/id").to_owned();
        let later = reader.follow("ask \"/sign-ins/$ID/later\"", &[]).await?;
        // A week before the deadline the offer returns at every sign-in, whatever is said.
        assert_eq!((text(&later, "/decision"), text(&later, "/reason")), ("allow", "put-off"));

        let offered = reader.follow("ask /sign-ins '", &[]).await?;
        reader.id = text(&offered, "/id").to_owned();
        let enrolment = reader.follow("ask \"/sign-ins/$ID/enrolment\"", &[]).await?;
        let key = text(&enrolment, "/key").replace(' ', "");
        let code = scene.code(&key)?;
        let enrolled = reader.follow("ask \"/sign-ins/$ID/enrolment/confirm\"", &[("123 456", &code)]).await?;
        assert_eq!((text(&enrolled, "/decision"), text(&enrolled, "/session/amr/1")), ("allow", "otp"));
        assert_eq!(enrolled["recovery_codes"].as_array().map(Vec::len), Some(10));

        scene.advance(Lifetime::minutes(1));
        let begun = reader.follow("ask /sign-ins '", &[]).await?;
        reader.id = text(&begun, "/id").to_owned();
        let early = reader.follow("ask \"/sign-ins/$ID/result\"", &[]).await?;
        assert_eq!(text(&early, "/type"), "urn:tweestap:problem:not-done");
        let signed_in = reader.follow("ask \"/sign-ins/$ID/verify\"", &[("123 456", &scene.code(&key)?)]).await?;
        assert_eq!((text(&signed_in, "/verdict"), text(&signed_in, "/decision")), ("right", "allow"));
        assert!(!text(&signed_in, "/device/token").is_empty());
        let token = [("session.token of the answer", text(&signed_in, "/session/token"))];
        assert_eq!(text(&reader.follow("ask /sessions/check", &token).await?, "/step"), "open");
        assert_eq!(reader.follow("ask /sessions/end", &token).await?["ended"], true);
        assert_eq!(text(&reader.follow("ask /sessions/check", &token).await?, "/step"), "end");
        scene.advance(Lifetime::minutes(1));
        let bare = reader.follow("ask /verify", &[("123 456", &scene.code(&key)?)]).await?;
        assert_eq!(text(&bare, "/verdict"), "right");
    }
    Ok(())
}
