//! The conversation with a mail server, command by command: only so is it known what a refusal is about. A refused
//! recipient is for good; a refused sender, password or connection is ours to mend, so the letter waits. A letter whose
//! text left without an answer may have been taken, so it is not sent again.
//! TLS and connections are made at the first letter; a few open connections wait for the next one.

use std::fmt::Display;
use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailCommand, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;

use super::letter::one_line;
use super::message::Rendered;
use super::{Failure, Receipt};
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
    gate: Semaphore,
    tls: OnceLock<TlsParameters>,
    idle_for: Duration,
}

/// Open connections, each with the number of the turn in which it was put back.
#[derive(Default)]
struct Idle {
    connections: Vec<(u64, AsyncSmtpConnection)>,
    turn: u64,
}

/// Mail servers count connections per client; four are enough for any outbox.
const CONNECTIONS: usize = 4;
/// How long an unused connection stays open.
const IDLE_FOR: Duration = Duration::from_secs(30);

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
        let (idle, gate, tls) = (Mutex::default(), Semaphore::new(CONNECTIONS), OnceLock::new());
        Self { shared: Arc::new(Shared { settings, idle, gate, tls, idle_for }) }
    }

    pub(super) async fn send(&self, message: &Rendered) -> Result<Receipt, Failure> {
        // The semaphore is never closed; were it, waiting would be the right answer.
        let _turn = self.shared.gate.acquire().await.map_err(|error| Failure::Temporary(error.to_string()))?;
        let mut connection = self.connection().await?;
        match self.converse(&mut connection, message).await {
            Ok(response) => {
                self.put_back(connection);
                Ok(Receipt { answer: worded(&response.message().collect::<Vec<_>>().join(" ")) })
            }
            Err(failure) => {
                hang_up(connection, self.shared.settings.timeout);
                Err(failure)
            }
        }
    }

    pub(super) async fn probe(&self) -> Result<(), Failure> {
        let connection = self.connect().await?;
        hang_up(connection, self.shared.settings.timeout);
        Ok(())
    }

    async fn converse(&self, connection: &mut AsyncSmtpConnection, message: &Rendered) -> Result<Response, Failure> {
        let envelope = &message.envelope;
        let mut parameters = Vec::new();
        if envelope.to().iter().chain(envelope.from()).any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            // RFC 6531 §3.2: without the extension such an address must not be used.
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let reason = "the address needs SMTPUTF8, which the mail server does not offer";
                return Err(Failure::Permanent(reason.to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let sender = MailCommand::new(envelope.from().cloned(), parameters);
        self.step(Stage::Sender, connection.command(sender)).await?;
        for address in envelope.to() {
            self.step(Stage::Recipient, connection.command(Rcpt::new(address.clone(), Vec::new()))).await?;
        }
        self.step(Stage::Content, connection.command(Data)).await?;
        self.step(Stage::Body, connection.message(&message.bytes)).await
    }

    /// An idle connection that still answers, else a new one.
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
        let implicit = if smtp.implicit_tls { Some(self.shared.tls()?) } else { None };
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (smtp.host.as_str(), smtp.port),
            Some(*timeout),
            &own_name,
            implicit,
            None,
        );
        let mut connection = self.step(Stage::Connecting, connecting).await?;
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
        let turn = self.shared.keep_idle(connection);
        let (shared, timeout) = (Arc::downgrade(&self.shared), self.shared.settings.timeout);
        let idle_for = self.shared.idle_for;
        tokio::spawn(async move {
            tokio::time::sleep(idle_for).await;
            if let Some(connection) = shared.upgrade().and_then(|shared| shared.take_turn(turn)) {
                hang_up(connection, timeout);
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

    fn idle(&self) -> std::sync::MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle().connections.pop().map(|(_, connection)| connection)
    }

    fn keep_idle(&self, connection: AsyncSmtpConnection) -> u64 {
        let mut idle = self.idle();
        idle.turn += 1;
        let turn = idle.turn;
        idle.connections.push((turn, connection));
        turn
    }

    /// The connection put back in `turn`, unless it was used since.
    fn take_turn(&self, turn: u64) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle();
        let at = idle.connections.iter().position(|(put, _)| *put == turn)?;
        Some(idle.connections.swap_remove(at).1)
    }
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
