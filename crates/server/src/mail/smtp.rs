//! The conversation with a mail server, command by command: only so is it known what a refusal is about. A refused
//! recipient is for good; a refused sender, password or connection is ours to mend, so the letter waits. A letter whose
//! text left without an answer may have been taken, so it is not sent again.
//! TLS and connections are made at the first letter; a few open connections wait for the next one.

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailCommand, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;

use super::letter::one_line;
use super::message::Rendered;
use super::{Failure, Receipt, Turn};
use crate::clock::monotonic;
use crate::dial::{Encryption, dial};
use crate::settings::{Mail, Tls};

/// A mail server, with the connections to it. Clones share them.
#[derive(Clone)]
pub struct SmtpTransport {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Mail,
    idle: Mutex<Idle>,
    /// Connections at the same time.
    gate: Arc<Semaphore>,
    /// For STARTTLS.
    tls: OnceLock<TlsParameters>,
    /// For TLS from the start.
    encryption: OnceLock<Encryption>,
    idle_for: Duration,
}

/// Open connections, each with the moment at which it was put back, the oldest first.
#[derive(Default)]
struct Idle {
    connections: Vec<(Instant, AsyncSmtpConnection)>,
    /// Whether a task looks after those that nobody uses any more.
    watched: bool,
}

/// Mail servers count connections per client; four are enough for any outbox.
const CONNECTIONS: usize = 4;
/// How long an unused connection stays open.
const IDLE_FOR: Duration = Duration::from_secs(30);
/// A connection that was used so short a time ago is not asked first whether it still works.
const WARM_FOR: Duration = Duration::from_secs(2);

/// Where in the conversation something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Connecting,
    SigningIn,
    Sender,
    Recipient,
    /// Asking to hand the message over: nothing of it left yet.
    Content,
    /// The message itself leaves: from here on only an answer tells whether it was taken.
    Body,
}

impl SmtpTransport {
    /// Makes nothing yet: no certificates are read, nothing is connected.
    pub fn new(settings: Mail) -> Self {
        Self::with_idle_time(settings, IDLE_FOR)
    }

    pub(super) fn with_idle_time(settings: Mail, idle_for: Duration) -> Self {
        let (idle, gate) = (Mutex::default(), Arc::new(Semaphore::new(CONNECTIONS)));
        let (tls, encryption) = (OnceLock::new(), OnceLock::new());
        Self { shared: Arc::new(Shared { settings, idle, gate, tls, encryption, idle_for }) }
    }

    pub(super) async fn turn(&self) -> Turn {
        // The semaphore is never closed; were it, going on would be right: it only spares the mail server.
        Turn { _permit: self.shared.gate.clone().acquire_owned().await.ok() }
    }

    pub(super) async fn send(&self, _turn: Turn, message: &Rendered) -> Result<Receipt, Failure> {
        if let Some(mut kept) = self.shared.take_warm() {
            match self.converse(&mut kept, message).await {
                // Closed meanwhile, and nothing was begun: as if it had not been kept.
                Err(Trouble { gone: true, .. }) => hang_up(kept, self.shared.settings.timeout),
                done => return self.finish(kept, done),
            }
        }
        let mut connection = self.connection().await?;
        let done = self.converse(&mut connection, message).await;
        self.finish(connection, done)
    }

    fn finish(&self, connection: AsyncSmtpConnection, done: Result<Response, Trouble>) -> Result<Receipt, Failure> {
        match done {
            Ok(response) => {
                self.put_back(connection);
                Ok(Receipt { answer: worded(&response.message().collect::<Vec<_>>().join(" ")) })
            }
            Err(trouble) => {
                hang_up(connection, self.shared.settings.timeout);
                Err(trouble.failure)
            }
        }
    }

    pub(super) async fn probe(&self) -> Result<(), Failure> {
        let connection = self.connect().await?;
        hang_up(connection, self.shared.settings.timeout);
        Ok(())
    }

    async fn converse(&self, connection: &mut AsyncSmtpConnection, message: &Rendered) -> Result<Response, Trouble> {
        let envelope = &message.envelope;
        let mut parameters = Vec::new();
        if envelope.to().iter().chain(envelope.from()).any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            // RFC 6531 §3.2: without the extension such an address must not be used.
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let reason = "the address needs SMTPUTF8, which the mail server does not offer";
                return Err(Failure::Permanent(reason.to_owned()).into());
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let sender = MailCommand::new(envelope.from().cloned(), parameters);
        // Also where no answer comes at all.
        let mut gone = true;
        let begun = async { connection.command(sender).await.inspect_err(|error| gone = is_gone(error)) };
        if let Err(failure) = self.step(Stage::Sender, begun).await {
            return Err(Trouble { failure, gone });
        }
        for address in envelope.to() {
            self.step(Stage::Recipient, connection.command(Rcpt::new(address.clone(), Vec::new()))).await?;
        }
        self.step(Stage::Content, connection.command(Data)).await?;
        Ok(self.step(Stage::Body, connection.message(&message.bytes)).await?)
    }

    /// A kept connection that still answers, else a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Failure> {
        while let Some(mut connection) = self.shared.take_idle() {
            if let Ok(true) = tokio::time::timeout(self.shared.settings.timeout, connection.test_connected()).await {
                return Ok(connection);
            }
        }
        self.connect().await
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Failure> {
        let Mail { smtp, account, tls, timeout, .. } = &self.shared.settings;
        let own_name = ClientId::default();
        let stream = self.reach().await?;
        let greeting = AsyncSmtpConnection::connect_with_transport(stream, &own_name);
        let mut connection = self.step(Stage::Connecting, greeting).await?;
        let upgrade = match tls {
            _ if smtp.implicit_tls => false,
            Tls::None => false,
            Tls::Opportunistic => connection.can_starttls(),
            Tls::Required if connection.can_starttls() => true,
            Tls::Required => {
                hang_up(connection, *timeout);
                let reason = "the mail server offers no TLS, and mail.tls is \"required\"";
                return Err(Failure::Temporary(reason.to_owned()));
            }
        };
        if upgrade {
            self.step(Stage::Connecting, connection.starttls(self.shared.tls()?, &own_name)).await?;
        }
        if let Some(account) = account {
            let secret = account.password.expose_secret().to_owned();
            let credentials = Credentials::new(account.user.clone(), secret);
            self.step(Stage::SigningIn, connection.auth(DEFAULT_MECHANISMS, &credentials)).await?;
        }
        Ok(connection)
    }

    /// A connection on which nothing was said yet, encrypted where that comes first.
    async fn reach(&self) -> Result<Box<dyn AsyncTokioStream>, Failure> {
        let Mail { smtp, timeout, .. } = &self.shared.settings;
        let reaching = async {
            let stream = dial(&smtp.host, smtp.port).await?;
            let stream: Box<dyn AsyncTokioStream> = if smtp.implicit_tls {
                Box::new(self.shared.encryption()?.of(&smtp.host, stream).await?)
            } else {
                Box::new(stream)
            };
            Ok::<_, std::io::Error>(stream)
        };
        let stage = Stage::Connecting;
        match tokio::time::timeout(*timeout, reaching).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(error)) => Err(Failure::Temporary(worded(&format!("{stage}: {error}")))),
            Err(_) => Err(Failure::Temporary(format!("{stage}: no answer within {} s", timeout.as_secs_f32()))),
        }
    }

    /// One exchange, within the time that one answer may take.
    async fn step<T>(&self, stage: Stage, exchange: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
        match tokio::time::timeout(self.shared.settings.timeout, exchange).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(stage.failure(&error)),
            Err(_) => {
                let waited = self.shared.settings.timeout.as_secs_f32();
                Err(stage.unanswered(format!("{stage}: no answer within {waited} s")))
            }
        }
    }

    /// Keeps a connection for the next letter, and hangs up when none comes.
    fn put_back(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.shared.idle();
        idle.connections.push((monotonic(), connection));
        if std::mem::replace(&mut idle.watched, true) {
            return;
        }
        let (shared, timeout, mut wait) =
            (Arc::downgrade(&self.shared), self.shared.settings.timeout, self.shared.idle_for);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(wait).await;
                let Some(shared) = shared.upgrade() else { return };
                let (unused, next) = shared.take_unused(monotonic());
                for connection in unused {
                    hang_up(connection, timeout);
                }
                let Some(next) = next else { return };
                wait = next;
            }
        });
    }
}

impl Shared {
    fn tls(&self) -> Result<TlsParameters, Failure> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        install_provider();
        let made = TlsParameters::new(self.settings.smtp.host.clone())
            .map_err(|error| Failure::Temporary(worded(&format!("cannot prepare TLS: {error}"))))?;
        Ok(self.tls.get_or_init(|| made).clone())
    }

    fn encryption(&self) -> std::io::Result<Encryption> {
        if let Some(encryption) = self.encryption.get() {
            return Ok(encryption.clone());
        }
        let made = Encryption::new()?;
        Ok(self.encryption.get_or_init(|| made).clone())
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle().connections.pop().map(|(_, connection)| connection)
    }

    /// The connection that was used last, if that was a moment ago.
    fn take_warm(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle();
        let (used, _) = idle.connections.last()?;
        (monotonic().duration_since(*used) < WARM_FOR.min(self.idle_for))
            .then(|| idle.connections.pop())?
            .map(|(_, connection)| connection)
    }

    /// The connections that nobody has used for long, and when to look again; not again where none is left.
    fn take_unused(&self, now: Instant) -> (Vec<AsyncSmtpConnection>, Option<Duration>) {
        let mut idle = self.idle();
        let idle_for = self.idle_for;
        let unused = idle.connections.partition_point(|(used, _)| now.duration_since(*used) >= idle_for);
        let unused = idle.connections.drain(..unused).map(|(_, connection)| connection).collect();
        let next = idle.connections.first().map(|(used, _)| idle_for.saturating_sub(now.duration_since(*used)));
        idle.watched = next.is_some();
        (unused, next)
    }
}

/// A letter that was not taken, and whether the connection had been closed before anything of it was begun.
struct Trouble {
    failure: Failure,
    gone: bool,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { failure, gone: false }
    }
}

/// Whether the other side has closed the connection, or says that it will: RFC 5321 §3.8, 421 at any command.
fn is_gone(error: &Error) -> bool {
    error.status().is_none_or(|code| u16::from(code) == 421)
}

/// Cryptography for TLS, chosen once for the whole program and only when it is first needed.
pub fn install_provider() {
    // An error says that a provider is installed already, which is what is wanted.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// Says goodbye in the background: nobody waits for a server that may not answer.
fn hang_up(mut connection: AsyncSmtpConnection, timeout: Duration) {
    tokio::spawn(async move {
        let _ = tokio::time::timeout(timeout, connection.abort()).await;
    });
}

impl Stage {
    fn failure(self, error: &Error) -> Failure {
        let cause = std::error::Error::source(error).map_or_else(String::new, |source| format!(": {source}"));
        let text = error.to_string();
        let reason = if text.contains(cause.trim_start_matches(": ")) { text } else { format!("{text}{cause}") };
        let reason = worded(&format!("{self}: {reason}"));
        let code = error.status().map(u16::from);
        match (self, code) {
            // 50x: we do not understand one another; 53x: we are not signed in. Neither is about this letter.
            (_, Some(500..=504 | 530..=538)) => Failure::Temporary(reason),
            (Self::Recipient, Some(500..)) => Failure::Address(reason),
            (Self::Content | Self::Body, Some(500..)) => Failure::Permanent(reason),
            (_, Some(_)) => Failure::Temporary(reason),
            (_, None) => self.unanswered(reason),
        }
    }

    /// RFC 5321 §6.1: after the text and before the answer, neither side can tell the other's view, so a second try may
    /// be a second delivery. Better a letter too few, which its reader can ask for again.
    fn unanswered(self, reason: String) -> Failure {
        if self == Self::Body { Failure::Unknown(reason) } else { Failure::Temporary(reason) }
    }
}

impl Display for Stage {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Connecting => "connecting to the mail server",
            Self::SigningIn => "signing in at the mail server",
            Self::Sender => "telling the sender",
            Self::Recipient => "telling the recipient",
            Self::Content | Self::Body => "handing over the message",
        })
    }
}

/// Words of a server as one short line for the log.
fn worded(text: &str) -> String {
    const LONGEST: usize = 300;
    one_line(text).chars().take(LONGEST).collect()
}

impl std::fmt::Debug for SmtpTransport {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SmtpTransport").field("settings", &self.shared.settings).finish_non_exhaustive()
    }
}
