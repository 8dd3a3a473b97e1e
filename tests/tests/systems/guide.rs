//! The receivers of `docs/integrate/webhooks.md`, in PHP and JavaScript, started by the guide's own commands; and the published
//! library of the specification.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use domain::user::Role;
use journeys::proxy::free_port;
use journeys::scene::{NOW, Scene, Setup};
use journeys::tools::require_tool;
use journeys::visitor::Visitor;
use reqwest::StatusCode;
use serde_json::Value;
use server::clock::MovableClock;
use store::hook::State;
use store::testing::engines;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::systems::office::{Connected, choose, connect, once, point, signed_in};
use crate::systems::receiver::Receiver;

const GUIDE: &str = include_str!("../../../docs/integrate/webhooks.md");

/// The blocks of the guide in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let begin = format!("```{language}\n");
    GUIDE.split(begin.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// A receiver of the guide that runs, and the folder in which it keeps events.
struct Kept {
    folder: TempDir,
    address: String,
    _process: Child,
}

impl Kept {
    async fn start(command: &str, secret: &str) -> Result<Self> {
        let (port, folder) = (free_port()?, tempfile::tempdir()?);
        let process = Command::new(require_tool("bash")?)
            .args(["-euc", &format!("exec env {command}")])
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/integrate"))
            .env("SECRET", secret)
            .env("FOLDER", folder.path())
            .env("PORT", port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        for _ in 0..300 {
            if TcpStream::connect(("localhost", port)).await.is_ok() {
                return Ok(Self { folder, address: format!("http://localhost:{port}/"), _process: process });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("nothing listens after: {command}")
    }

    /// Every event that it kept.
    fn events(&self) -> Result<Vec<Value>> {
        let mut events = Vec::new();
        for entry in std::fs::read_dir(self.folder.path())? {
            let path = entry?.path();
            ensure!(path.extension().is_some_and(|ending| ending == "json"), "{} was left", path.display());
            events.push(serde_json::from_slice(&std::fs::read(path)?)?);
        }
        Ok(events)
    }

    /// Sends it something with these headers.
    async fn send(&self, headers: &[(&'static str, String)], body: &str) -> Result<StatusCode> {
        let mut request = reqwest::Client::new().post(&self.address).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        Ok(request.send().await?.status())
    }
}

async fn send_test(scene: &Scene, admin: &mut Visitor, system: &Connected) -> Result<()> {
    let page = admin.open(&system.page()).await?;
    admin.submit(&page, &format!("{}/test", system.page()), &[]).await?;
    let all =
        once(scene, system.id, |all| all.iter().all(|one| one.state != State::Waiting || one.answer.is_some())).await?;
    ensure!(all.iter().all(|one| one.answer.as_deref() == Some("204")), "{all:?}");
    Ok(())
}

#[tokio::test]
async fn a_reader_who_follows_the_guide_hears_what_happens() -> Result<()> {
    let (commands, examples) = (blocks("sh"), blocks("json"));
    assert_eq!((commands.len(), examples.len()), (2, 1));
    for engine in engines() {
        for command in &commands {
            let scene = Scene::with(engine, Setup { start: NOW, ..Setup::default() }).await?;
            let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
            let system = connect(&mut admin, "Security desk", "").await?;
            let receiver = Kept::start(command, &system.secret).await?;
            point(&mut admin, &system, &receiver.address).await?;
            send_test(&scene, &mut admin, &system).await?;
            let mut example: Value = serde_json::from_str(examples[0])?;
            let kept = receiver.events()?;
            example["timestamp"] = kept[0]["timestamp"].clone();
            assert_eq!(kept, [example]);

            let kinds: Vec<&str> = GUIDE.lines().filter(|line| line.starts_with("| `")).flat_map(kinds_of).collect();
            assert!(kinds.len() > 5, "{kinds:?}");
            let chosen = choose(&mut admin, &system, &kinds).await?;
            assert_eq!(chosen.path(), system.page(), "{}", chosen.text());
        }
    }
    Ok(())
}

fn kinds_of(line: &'static str) -> impl Iterator<Item = &'static str> {
    line.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2)
}

/// What signs as Tweestap does, by openssl.
async fn signed(secret: &str, id: &str, second: i64, body: &str) -> Result<String> {
    let key = secret.strip_prefix("whsec_").context("no secret")?;
    let script = "key=$(printf %s \"$1\" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
                  printf v1,; openssl dgst -sha256 -mac HMAC -macopt \"hexkey:$key\" -binary | openssl base64 -A";
    let mut process = Command::new(require_tool("bash")?)
        .args(["-euc", script, "sign", key])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = process.stdin.take().context("no input")?;
    input.write_all(format!("{id}.{second}.{body}").as_bytes()).await?;
    drop(input);
    let output = process.wait_with_output().await?;
    ensure!(output.status.success(), "openssl did not sign");
    Ok(String::from_utf8(output.stdout)?)
}

#[tokio::test]
async fn the_receivers_of_the_guide_take_nothing_from_anybody_else() -> Result<()> {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let now = MovableClock::real().present().micros() / 1_000_000;
    let body = r#"{"type":"test","timestamp":"2026-12-07T23:00:00Z","data":{"system":"CRM"}}"#;
    for command in blocks("sh") {
        let receiver = Kept::start(command, secret).await?;
        let right = signed(secret, "msg_1", now, body).await?;
        let late = signed(secret, "msg_1", now - 400, body).await?;
        let early = signed(secret, "msg_1", now + 400, body).await?;
        let elsewhere = signed(secret, "../msg", now, body).await?;
        let of = |id: &str, second: i64, signature: &str| {
            vec![
                ("webhook-id", id.to_owned()),
                ("webhook-timestamp", second.to_string()),
                ("webhook-signature", signature.to_owned()),
            ]
        };
        for (case, headers, sent, status) in [
            ("nothing signed", vec![], body, 401),
            ("another body", of("msg_1", now, &right), "{}", 401),
            ("another id", of("msg_2", now, &right), body, 401),
            ("another time", of("msg_1", now + 1, &right), body, 401),
            ("too late", of("msg_1", now - 400, &late), body, 401),
            ("from the future", of("msg_1", now + 400, &early), body, 401),
            ("an empty signature", of("msg_1", now, ""), body, 401),
            ("half a signature", of("msg_1", now, &right[..20]), body, 401),
            ("a file elsewhere", of("../msg", now, &elsewhere), body, 400),
            ("the right one", of("msg_1", now, &right), body, 204),
            ("among others", of("msg_1", now, &format!("v1,AAAA v2,x {right}")), body, 204),
        ] {
            assert_eq!(receiver.send(&headers, sent).await?, status, "{case} at {command}");
        }
        assert_eq!(receiver.events()?.len(), 1, "the same event is kept once");
        let without = Kept::start(command, "").await?;
        let by_nothing = signed("whsec_", "msg_1", now, body).await;
        let signature = by_nothing.unwrap_or_else(|_| "v1,".to_owned());
        assert_eq!(
            without.send(&of("msg_1", now, &signature), body).await?,
            401,
            "without a secret nobody is believed"
        );
    }
    Ok(())
}

/// Reads a line of JSON with the headers and the body of an event; ends well where the library takes it.
const LIBRARY: &str = "import json, sys
from standardwebhooks import Webhook
told = json.loads(sys.stdin.read())
Webhook(sys.argv[1]).verify(told['raw'], told['headers'])";

#[tokio::test]
async fn the_published_library_takes_what_is_sent() -> Result<()> {
    let python = require_tool("standardwebhooks-python")?;
    for engine in engines() {
        let scene = Scene::with(engine, Setup { start: NOW, ..Setup::default() }).await?;
        let mut admin = signed_in(&scene, "anna", Role::SuperUser).await?;
        let system = connect(&mut admin, "SIEM", "").await?;
        let Some(mut receiver) = Receiver::start(&system.secret, "204").await? else { return Ok(()) };
        point(&mut admin, &system, &receiver.address).await?;
        send_test(&scene, &mut admin, &system).await?;
        let mut told = receiver.told().await?;
        for is_genuine in [true, false] {
            let mut process =
                Command::new(&python).args(["-c", LIBRARY, &system.secret]).stdin(Stdio::piped()).spawn()?;
            let mut input = process.stdin.take().context("no input")?;
            input.write_all(told.to_string().as_bytes()).await?;
            drop(input);
            assert_eq!(process.wait().await?.success(), is_genuine, "{told}");
            told["raw"] = "{}".into();
        }
    }
    Ok(())
}
