//! An application or a device in a language that has a library for it, which nobody here wrote: a script of a few lines asks the
//! library, and a test asks the script, a line of JSON each way.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::relying_party::BACK;
use crate::tools::find_tool;

const PATIENCE: Duration = Duration::from_mins(1);

/// One that runs. It ends when dropped.
pub struct Script {
    _process: Child,
    asked: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
}

impl Script {
    /// Starts one below `tests/tests` by this interpreter, telling it what it is about; nothing where this machine lacks the interpreter, and may.
    pub fn start(interpreter: &str, file: &str, about: &Value) -> Result<Option<Self>> {
        let Some(program) = find_tool(interpreter)? else { return Ok(None) };
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
        let mut command = Command::new(program);
        command.arg(file).arg(about.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut process = command.spawn()?;
        let asked = process.stdin.take().context("it cannot be asked")?;
        let said = BufReader::new(process.stdout.take().context("it cannot answer")?).lines();
        Ok(Some(Self { _process: process, asked, said }))
    }

    /// Asks it; what it answers, which may be an error of its library.
    pub async fn ask(&mut self, question: &Value) -> Result<Said> {
        let talk = async {
            self.asked.write_all(format!("{question}\n").as_bytes()).await?;
            self.asked.flush().await?;
            let line = self.said.next_line().await?.with_context(|| format!("it ended at {question}"))?;
            serde_json::from_str(&line).map(Said).context(line)
        };
        tokio::time::timeout(PATIENCE, talk).await.with_context(|| format!("no answer to {question}"))?
    }

    /// Asks it for something that the library should have done.
    pub async fn done(&mut self, question: &Value) -> Result<Said> {
        let said = self.ask(question).await?;
        ensure!(said.error().is_empty(), "{question}: {said:?}");
        Ok(said)
    }
}

/// What a script answered.
#[derive(Debug)]
pub struct Said(Value);

impl Said {
    /// What stands at a pointer (RFC 6901); null where nothing does.
    pub fn at(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// The same as text; empty where it is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.at(pointer).as_str().unwrap_or_default()
    }

    /// The error of its library; empty where there was none.
    pub fn error(&self) -> &str {
        self.text("/error")
    }
}

/// The address back at the application that a page of ours leads to; empty where it leads elsewhere.
pub fn way_back(page: &crate::visitor::Page) -> String {
    if page.location().starts_with(BACK) {
        return page.location().to_owned();
    }
    let link = page.body.split(&format!("href=\"{BACK}?")).nth(1).and_then(|rest| rest.split('"').next());
    link.map(|link| format!("{BACK}?{}", link.replace("&#38;", "&"))).unwrap_or_default()
}
