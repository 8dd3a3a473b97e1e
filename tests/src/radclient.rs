//! A VPN as `FreeRADIUS`'s own client plays it (`radclient`, Debian's `freeradius-utils`): it makes packets, and checks the
//! signatures of answers, and knows nothing of our code. [`Ear`] is the wire between, to see packets and send them again.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::net::UdpSocket;

use crate::tools::require_tool;

/// What an answer may take on a slow machine, in seconds.
const PATIENCE: &str = "20";

/// An answer as `radclient` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `Access-Accept`, `Access-Reject` or `Access-Challenge`.
    pub code: String,
    attributes: Vec<(String, String)>,
}

impl Answer {
    /// The values of an attribute, without quotes.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let of = self.attributes.iter().filter(|(one, _)| one == name);
        of.map(|(_, value)| value.trim_matches('"')).collect()
    }

    /// The only value of an attribute; empty where it has none.
    pub fn value(&self, name: &str) -> &str {
        self.all(name).first().copied().unwrap_or_default()
    }

    /// What the person is told.
    pub fn message(&self) -> &str {
        self.value("Reply-Message")
    }

    /// Names of the attributes in their order.
    pub fn names(&self) -> Vec<&str> {
        self.attributes.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// A device that asks.
#[derive(Clone, Debug)]
pub struct Vpn {
    /// Where it asks.
    pub server: SocketAddr,
    /// The secret that it has.
    pub secret: String,
}

impl Vpn {
    /// One that was just set up.
    pub fn new(server: SocketAddr, secret: &str) -> Self {
        Self { server, secret: secret.to_owned() }
    }

    /// Asks for somebody by what was typed, and waits for the answer.
    pub async fn ask(&self, name: &str, typed: &str) -> Result<Answer> {
        self.ask_with(name, typed, &[]).await
    }

    /// The same with further attributes, each as `radclient` reads them.
    pub async fn ask_with(&self, name: &str, typed: &str, more: &[(&str, &str)]) -> Result<Answer> {
        let answer = self.send("auth", &request(name, typed, more), PATIENCE).await?;
        answer.with_context(|| format!("no answer for {name}"))
    }

    /// Sends a packet once and hears whether anything comes back within a second.
    pub async fn unanswered(&self, packet: &str) -> Result<()> {
        match self.send("auth", packet, "1").await? {
            None => Ok(()),
            Some(answer) => bail!("answered: {answer:?}"),
        }
    }

    /// Sends a packet of this kind (`auth`, `status`) once; nothing where no answer came in time that `radclient` takes for one.
    pub async fn send(&self, kind: &str, packet: &str, seconds: &str) -> Result<Option<Answer>> {
        let mut command = Command::new(require_tool("radclient")?);
        command.args(["-x", "-r", "1", "-t", seconds, &self.server.to_string(), kind, &self.secret]);
        let packet = packet.to_owned();
        let output = tokio::task::spawn_blocking(move || -> Result<_> {
            let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = piped.spawn().with_context(|| format!("cannot start {command:?}"))?;
            child.stdin.take().context("no way in")?.write_all(packet.as_bytes())?;
            Ok(child.wait_with_output()?)
        })
        .await??;
        let said = [output.stdout, output.stderr].concat();
        Ok(read(&String::from_utf8_lossy(&said)))
    }
}

/// A request for somebody.
pub fn request(name: &str, typed: &str, more: &[(&str, &str)]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut lines = vec![
        format!("User-Name = {}", quoted(name)),
        format!("User-Password = {}", quoted(typed)),
        "Message-Authenticator = 0x00".to_owned(),
    ];
    lines.extend(more.iter().map(|(name, value)| format!("{name} = {value}")));
    lines.join("\n")
}

fn read(said: &str) -> Option<Answer> {
    let mut lines = said.lines().skip_while(|line| !line.starts_with("Received "));
    let code = lines.next()?.split_whitespace().nth(1)?.to_owned();
    let attributes = lines
        .take_while(|line| line.starts_with('\t'))
        .filter_map(|line| line.trim().split_once(" = "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Some(Answer { code, attributes })
}

/// A wire that hears one packet of `radclient` and sends it itself, as often as one likes, from one port.
#[derive(Debug)]
pub struct Ear {
    server: SocketAddr,
    inside: UdpSocket,
    outside: UdpSocket,
}

impl Ear {
    /// Between a device and this server.
    pub async fn before(server: SocketAddr) -> Result<Self> {
        let (inside, outside) = (UdpSocket::bind("127.0.0.1:0").await?, UdpSocket::bind("127.0.0.1:0").await?);
        Ok(Self { server, inside, outside })
    }

    /// The packet that a device with this secret makes.
    pub async fn packet(&self, secret: &str, packet: &str) -> Result<Vec<u8>> {
        let vpn = Vpn::new(self.inside.local_addr()?, secret);
        let packet = packet.to_owned();
        let sending = tokio::spawn(async move { vpn.send("auth", &packet, "1").await });
        let mut bytes = vec![0; 5_000];
        let (length, _) = patiently(self.inside.recv_from(&mut bytes)).await?;
        ensure!(sending.await??.is_none(), "nobody answered it");
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Sends bytes on.
    pub async fn send(&self, bytes: &[u8]) -> Result<()> {
        self.outside.send_to(bytes, self.server).await?;
        Ok(())
    }

    /// The next answer.
    pub async fn hear(&self) -> Result<Vec<u8>> {
        let mut bytes = vec![0; 5_000];
        let (length, _) = patiently(self.outside.recv_from(&mut bytes)).await?;
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Sends a packet, again and again as devices do, until an answer comes: what was too much at once is lost.
    pub async fn ask(&self, packet: &[u8]) -> Result<Vec<u8>> {
        loop {
            self.send(packet).await?;
            if let Ok(answer) = tokio::time::timeout(Duration::from_secs(1), self.hear()).await {
                return answer;
            }
        }
    }
}

async fn patiently<T>(what: impl Future<Output = std::io::Result<T>>) -> Result<T> {
    Ok(tokio::time::timeout(Duration::from_mins(1), what).await.context("no packet came")??)
}
