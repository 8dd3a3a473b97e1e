//! The process that drives Chromium: started on a free port, gone when dropped, and its browser with it.
//! Used by [`crate::browser`] alone.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use crate::tools::require_tool;

const START_LIMIT: Duration = Duration::from_mins(1);

/// A running chromedriver and the profile folder of the one browser it may start.
#[derive(Debug)]
pub struct Chromedriver {
    process: Child,
    profile: tempfile::TempDir,
    port: u16,
}

impl Chromedriver {
    /// Starts it on a port of the system's choice and waits until it says which.
    ///
    /// It is given a port of IPv4 and takes the same one of IPv6, which another program may have: then it ends, and is given
    /// another.
    pub async fn start() -> Result<Self> {
        let mut said = String::new();
        for _ in 0..5 {
            match Self::try_to_start().await? {
                Ok(started) => return Ok(started),
                Err(last) if last.contains("port not available") => said = last,
                Err(last) => bail!("chromedriver ended before it was ready: {last}"),
            }
        }
        bail!("chromedriver finds no port: {said}")
    }

    /// The same once; what it said where it ended.
    async fn try_to_start() -> Result<Result<Self, String>> {
        let profile = tempfile::Builder::new().prefix("tweestap-browser-").tempdir()?;
        let mut process = Command::new(require_tool("chromedriver")?)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start chromedriver")?;
        let stdout = process.stdout.take().context("chromedriver has no standard output")?;
        let port = tokio::time::timeout(START_LIMIT, announced_port(stdout))
            .await
            .context("chromedriver did not say its port within a minute")??;
        Ok(port.map(|port| Self { process, profile, port }))
    }

    /// Where the commands of the driver's protocol go.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A folder of its own for the browser's profile; removed when this is dropped.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // The browser is a child of chromedriver and outlives its sudden death, so it is found by its profile,
        // a name that no other process has.
        if let Err(error) = self.process.start_kill() {
            eprintln!("chromedriver was gone already: {error}");
        }
        let left = processes_with(&self.profile.path().display().to_string());
        if !left.is_empty() {
            let ended = std::process::Command::new("kill").arg("-KILL").args(&left).stderr(Stdio::null()).status();
            if let Err(error) = ended {
                eprintln!("Chromium could not be ended: {error}");
            }
        }
    }
}

async fn announced_port(stdout: ChildStdout) -> Result<Result<u16, String>> {
    let mut said = String::new();
    let mut lines = BufReader::new(stdout).lines();
    while let Some(line) = lines.next_line().await? {
        // "ChromeDriver was started successfully on port 41234."
        if let Some((_, port)) = line.split_once("successfully on port ") {
            let port = port.trim_end_matches('.').parse().with_context(|| format!("no port in: {line}"))?;
            // Whatever it says later must find a reader, or it stops on a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Ok(port));
        }
        said = format!("{said}\n{line}");
    }
    Ok(Err(said))
}

/// Ids of the processes whose arguments hold `word`.
pub fn processes_with(word: &str) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir("/proc") else { return Vec::new() };
    folder.flatten().map(|entry| entry.path()).filter_map(|path| process_naming(&path, word)).collect()
}

fn process_naming(path: &Path, word: &str) -> Option<String> {
    let id = path.file_name()?.to_str().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))?;
    let arguments = std::fs::read(path.join("cmdline")).ok()?;
    String::from_utf8_lossy(&arguments).contains(word).then(|| id.to_owned())
}
