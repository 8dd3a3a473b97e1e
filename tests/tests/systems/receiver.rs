//! `receiver.py`, a web server from outside that checks signatures by itself.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::tools::find_tool;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// A server that runs until it is dropped.
pub(crate) struct Receiver {
    /// Where it listens.
    pub(crate) address: String,
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

impl Receiver {
    /// Starts one that answers these statuses in order, the last one for ever; none where there is no Python.
    pub(crate) async fn start(secret: &str, statuses: &str) -> Result<Option<Self>> {
        let Some(python) = find_tool("python3")? else { return Ok(None) };
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/systems/receiver.py");
        let mut command = Command::new(python);
        command.args([script, secret, statuses]).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn()?;
        let output = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = lines.next_line().await?.context("it did not start")?;
        Ok(Some(Self { address: format!("http://127.0.0.1:{port}/hook"), lines, _process: process }))
    }

    /// What it is told next.
    pub(crate) async fn told(&mut self) -> Result<Value> {
        let line = tokio::time::timeout(Duration::from_secs(30), self.lines.next_line()).await;
        let line = line.context("nothing was told")??.context("the receiver ended")?;
        Ok(serde_json::from_str(&line)?)
    }
}
