//! The real program as a process of its own, to be killed and started again over the same data.
//! Neighbours: `server::testing` runs a server inside the test; [`crate::seat`] talks to either.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use actions::admin::policies::{self, NewPolicy};
use actions::admin::set_up::{self, NewOrganisation};
use actions::{Clock, Ctx, Organisation};
use anyhow::{Context, Result, anyhow, bail};
use domain::time::Timestamp;
use server::clock::{SystemClock, monotonic};
use server::settings::{Overrides, Settings};
use server::wire::{self, First};
use tokio::sync::oneshot;

/// Where Debian has libfaketime, by the processor.
const FAKETIME: [&str; 2] =
    ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];

/// How long a start may take before it counts as one that never ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// An installation on disk: program, data folder and database.
#[derive(Clone, Debug)]
pub struct Installation {
    program: PathBuf,
    data: PathBuf,
    database: String,
    mail: String,
    time: Option<Timestamp>,
}

/// The settings that the program has over this data folder and this `database.url`; empty is SQLite in the folder.
pub fn settings(data: &Path, database: &str) -> Result<Settings> {
    let mut overrides = Overrides::new().set("server.data", "test", data.to_str().context("the folder is not UTF-8")?);
    if !database.is_empty() {
        overrides = overrides.set("database.url", "test", database);
    }
    Ok(Settings::load(None, std::iter::empty(), overrides)?)
}

/// Makes key, database and an organisation with this policy, as `setup` would; what opens it in the test comes back.
pub async fn set_up(settings: &Settings, policy: NewPolicy) -> Result<(Ctx, Arc<Organisation>)> {
    set_up_at(settings, policy, Arc::new(SystemClock)).await
}

/// The same by another clock.
pub async fn set_up_at(
    settings: &Settings,
    policy: NewPolicy,
    clock: Arc<dyn Clock>,
) -> Result<(Ctx, Arc<Organisation>)> {
    let ctx = wire::open(settings, clock, First::Make).await?;
    let organisation = NewOrganisation {
        name: "Vereniging Waterland".to_owned(),
        host: "localhost".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "en".to_owned(),
        helpdesk_telephone: None,
        support_url: None,
    };
    set_up::organisation(&ctx, organisation).await?;
    let organisation = ctx.only_organisation()?;
    policies::save(&ctx, &organisation, policy).await?;
    Ok((ctx, organisation))
}

/// The program while it serves.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
    reading: Option<JoinHandle<()>>,
    /// Where it listens.
    pub site: String,
    /// How long it took from the start until it listened.
    pub began_in: Duration,
}

impl Installation {
    /// `database` as the setting `database.url`; empty is SQLite in the data folder. Nothing is started.
    pub fn new(program: &str, data: &Path, database: &str) -> Self {
        Self {
            program: program.into(),
            data: data.to_owned(),
            database: database.to_owned(),
            mail: String::new(),
            time: None,
        }
    }

    /// The same with a mail server, as the setting `mail.smtp`.
    #[must_use]
    pub fn with_mail(self, smtp: &str) -> Self {
        Self { mail: smtp.to_owned(), ..self }
    }

    /// The same with a clock that stands at this moment when the program starts, and goes on from there.
    #[must_use]
    pub fn at(self, time: Timestamp) -> Self {
        Self { time: Some(time), ..self }
    }

    /// `tweestap serve` on a free port of this machine; answers when it says that it serves.
    pub async fn serve(&self) -> Result<Process> {
        let started = monotonic();
        let mut command = Command::new(&self.program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&self.data);
        if !self.database.is_empty() {
            command.env("TWEESTAP_DATABASE_URL", &self.database);
        }
        if !self.mail.is_empty() {
            command
                .env("TWEESTAP_MAIL_SMTP", &self.mail)
                .env("TWEESTAP_MAIL_FROM", "no-reply@waterland.example")
                .env("TWEESTAP_MAIL_TLS", "none");
        }
        if let Some(time) = self.time {
            faked(&mut command, time)?;
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("{} does not start", self.program.display()))?;
        let lines = BufReader::new(child.stderr.take().context("no standard error")?);
        let log = Arc::new(Mutex::new(Vec::new()));
        let (tell, told) = oneshot::channel();
        let reading = std::thread::spawn({
            let log = log.clone();
            move || read(lines, &log, tell)
        });
        let mut process = Process { child, log, reading: Some(reading), site: String::new(), began_in: Duration::ZERO };
        match tokio::time::timeout(PATIENCE, told).await {
            Ok(Ok(address)) => process.site = format!("http://{address}"),
            Ok(Err(_)) => bail!("it ended before it served: {}", process.log().join("\n")),
            Err(_) => bail!("it never served: {}", process.log().join("\n")),
        }
        process.began_in = started.elapsed();
        Ok(process)
    }
}

/// Has the program believe that it starts at this moment; spans of time stay as they are.
fn faked(command: &mut Command, time: Timestamp) -> Result<()> {
    let library = FAKETIME.iter().map(Path::new).find(|path| path.exists()).context("libfaketime is missing")?;
    let began = jiff::Timestamp::from_microsecond(time.micros())?;
    command
        .env("LD_PRELOAD", library)
        .env("TZ", "UTC")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("DONT_FAKE_MONOTONIC", "1")
        .env("FAKETIME", began.strftime("@%Y-%m-%d %H:%M:%S").to_string());
    Ok(())
}

/// Keeps every line, and tells the address once it is known.
fn read(lines: impl BufRead, log: &Mutex<Vec<String>>, tell: oneshot::Sender<String>) {
    let mut tell = Some(tell);
    for line in lines.lines() {
        // What was cut off by the kill is no line.
        let Ok(line) = line else { break };
        if line.contains("serving")
            && let Some(address) = line.split("listen=").nth(1).and_then(|rest| rest.split_whitespace().next())
            && let Some(tell) = tell.take()
        {
            // Nobody listens any more when the start took too long; then the test has failed already.
            let _late = tell.send(address.to_owned());
        }
        log.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

impl Process {
    /// SIGKILL, and waits until nothing of it is left. Answers what it had logged.
    pub fn kill(mut self) -> Result<Vec<String>> {
        self.end()?;
        if let Some(reading) = self.reading.take() {
            reading.join().map_err(|_| anyhow!("the reader of the log panicked"))?;
        }
        Ok(self.log())
    }

    fn end(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// What it has logged so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.reading.is_some()
            && let Err(error) = self.end()
        {
            eprintln!("a process is left behind: {error}");
        }
    }
}
