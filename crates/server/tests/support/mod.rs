//! The real program in a folder of its own, and a browser of a few lines.
#![expect(clippy::expect_used, clippy::panic, reason = "a helper of tests: what does not hold fails the test")]
#![expect(dead_code, reason = "each test file uses its own part")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The password of everyone in these tests.
pub(crate) const PASSWORD: &str = "lange-molen-roeiboot-9";

/// The program, with none of our own settings around it.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tweestap-to-try"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TWEESTAP_") {
            command.env_remove(name);
        }
    }
    command
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The answer of a run that must succeed.
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// The words of a run that must be refused: one line that holds this text.
    pub(crate) fn refused(self, text: &str) -> Self {
        assert_eq!(self.code, 1, "{self:?}");
        assert_eq!(self.err.trim_end().lines().count(), 1, "{self:?}");
        assert!(self.err.contains(text), "{text}: {self:?}");
        self
    }
}

/// Runs the program to its end with this on standard input.
pub(crate) fn run_with(mut command: Command, input: &str) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that refuses before it reads closes its end; that is no fault of the test.
    let _ = child.stdin.take().expect("input").write_all(input.as_bytes());
    let done = child.wait_with_output().expect("the program ends");
    Ran {
        code: done.status.code().expect("ended by itself"),
        out: String::from_utf8(done.stdout).expect("UTF-8"),
        err: String::from_utf8(done.stderr).expect("UTF-8"),
    }
}

/// An installation in a folder of its own.
pub(crate) struct Installation {
    folder: TempDir,
}

impl Installation {
    /// Nothing is there yet.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// With organisation and SuperUser.
    pub(crate) fn new() -> Self {
        let house = Self::empty();
        house.set_up(PASSWORD).ok();
        house
    }

    pub(crate) fn set_up(&self, password: &str) -> Ran {
        let arguments = [
            "setup",
            "--name",
            "Vereniging Waterland",
            "--admin",
            "a.visser",
            "--admin-name",
            "Anna Visser",
            "--admin-email",
            "a.visser@waterland.example",
            "--password-stdin",
        ];
        self.run_with(&arguments, &format!("{password}\n"))
    }

    /// The folder around the data.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program();
        command.arg("--data").arg(self.data()).args(arguments);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        run_with(self.command(arguments), input)
    }

    /// A file beside the data.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path.to_str().expect("UTF-8").to_owned()
    }

    pub(crate) fn add(&self, user_name: &str, more: &[&str]) {
        let mut arguments = vec!["person", "add", user_name, "--name", user_name, "--password-stdin"];
        arguments.extend(more);
        self.run_with(&arguments, PASSWORD).ok();
    }
}

/// A program that runs until told to end. Ends with the test.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What it said up to the line with its address.
    pub(crate) said: String,
}

/// Which of its voices tells the address.
#[derive(Clone, Copy)]
pub(crate) enum Voice {
    Out,
    Err,
}

impl Running {
    /// Starts the program and waits for a line that holds `sign`; the address is the first `127.0.0.1:PORT` or
    /// `localhost:PORT` said until then.
    pub(crate) fn start(mut command: Command, voice: Voice, sign: &str) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(if matches!(voice, Voice::Out) { Stdio::piped() } else { Stdio::null() })
            .stderr(if matches!(voice, Voice::Err) { Stdio::piped() } else { Stdio::inherit() })
            .spawn()
            .expect("the program starts");
        let pipe: Box<dyn std::io::Read + Send> = match voice {
            Voice::Out => Box::new(child.stdout.take().expect("output")),
            Voice::Err => Box::new(child.stderr.take().expect("errors")),
        };
        let mut lines = BufReader::new(pipe);
        let mut said = String::new();
        while !said.contains(sign) {
            assert_ne!(lines.read_line(&mut said).expect("text"), 0, "ended before {sign:?}: {said}");
        }
        // Whoever writes into a pipe that nobody reads would stop.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let address = said.split(|c: char| c.is_whitespace() || "/=".contains(c)).find_map(address_in);
        Self { child, address: address.unwrap_or_else(|| panic!("no address: {said}")), said }
    }

    /// Tells it to end, and answers its exit code.
    pub(crate) fn end(self, signal: &str) -> Option<i32> {
        self.signal(signal);
        self.ended()
    }

    /// Sends it a signal, and does not wait.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
    }

    /// Waits for its end, and answers its exit code.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_in(word: &str) -> Option<SocketAddr> {
    word.replace("localhost", "127.0.0.1").parse().ok()
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Page {
    /// The cookies that it sets, as a browser sends them back.
    pub(crate) fn cookies(&self) -> String {
        let set = self.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        set.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
    }

    /// The token of its form.
    pub(crate) fn csrf(&self) -> String {
        let (_, rest) =
            self.body.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {}", self.body));
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

pub(crate) fn get(address: SocketAddr, path: &str) -> Page {
    get_at(address, "localhost", path)
}

/// The same under another host name.
pub(crate) fn get_at(address: SocketAddr, host: &str, path: &str) -> Page {
    ask(address, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
}

pub(crate) fn post(address: SocketAddr, path: &str, cookies: &str, form: &str) -> Page {
    ask(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookies}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    )
}

fn ask(address: SocketAddr, request: &str) -> Page {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {answer}"));
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Page { status, head: head.to_owned(), body: body.to_owned() }
}
