//! The mailbox of reports over IMAP (RFC 3501): unseen mail is read without marking it, and only what was handled is marked
//! as seen or moved. A connection lasts for one look.

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use async_imap::types::Fetch;
use async_imap::{Client, Session};
use futures_util::TryStreamExt as _;
use secrecy::ExposeSecret as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::dial::{Encryption, dial};
use crate::mail::one_line;
use crate::settings::{Imap, Reports, Way};

/// Longer mail is no report about ours: they are short, and it holds one of them at the most.
const LONGEST: u32 = 256 * 1024;

/// A mailbox, as the settings name it.
#[derive(Debug, Clone)]
pub struct ReportBox {
    settings: Reports,
}

/// Why the mailbox cannot be read. One line for operators, without a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The server cannot be reached, or not over TLS.
    #[error("connecting: {0}")]
    Connecting(String),
    /// The server does not let us in.
    #[error("signing in: {0}; look at reports.imap and reports.password")]
    SigningIn(String),
    /// The folder cannot be opened, or nothing can be moved to the other one.
    #[error("the folder {folder}: {why}; look at reports.folder and reports.done_folder")]
    Folder {
        /// Its name.
        folder: String,
        /// What the server said.
        why: String,
    },
    /// The conversation broke off.
    #[error("reading: {0}")]
    Reading(String),
}

/// A mail in the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mail {
    /// All of it.
    Whole(Vec<u8>),
    /// Too long to be a report about ours; its length.
    TooLong(u32),
    /// It is not there any more.
    Gone,
}

/// Bytes to the server and back, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// The mailbox while it is open.
#[derive(Debug)]
pub struct Opened {
    session: Session<Box<dyn Wire>>,
    settings: Reports,
    /// RFC 3501 §2.3.1.1: the numbers of mails mean something while this stays the same.
    pub validity: u32,
}

impl ReportBox {
    /// Connects to nothing yet.
    pub fn new(settings: Reports) -> Self {
        Self { settings }
    }

    /// How often it is looked at.
    pub fn every(&self) -> Duration {
        self.settings.every
    }

    /// Where it is, for people.
    pub fn name(&self) -> String {
        let Imap { host, port, user, .. } = &self.settings.imap;
        format!("{user} at {host}:{port}, folder {}", self.settings.folder)
    }

    /// Connects, signs in and opens the folder.
    pub async fn open(&self) -> Result<Opened, Trouble> {
        let settings = &self.settings;
        let client = in_time(settings, self.connect(), Trouble::Connecting).await?;
        let Imap { user, .. } = &settings.imap;
        let password = settings.password.expose_secret();
        let signing_in = async { client.login(user, password).await.map_err(|(error, _)| error) };
        let mut session = in_time(settings, signing_in, Trouble::SigningIn).await?;
        let folder = |why| Trouble::Folder { folder: settings.folder.clone(), why };
        let opened = in_time(settings, session.select(&settings.folder), folder).await?;
        Ok(Opened { session, settings: settings.clone(), validity: opened.uid_validity.unwrap_or_default() })
    }

    async fn connect(&self) -> Result<Client<Box<dyn Wire>>, async_imap::error::Error> {
        let Imap { host, port, way, .. } = &self.settings.imap;
        let stream = dial(host, *port).await?;
        match way {
            Way::Tls => greeted(Client::new(self.encrypted(stream).await?)).await,
            Way::Plain => {
                let stream: Box<dyn Wire> = Box::new(stream);
                greeted(Client::new(stream)).await
            }
            Way::StartTls => {
                let mut client = greeted(Client::new(stream)).await?;
                client.run_command_and_check_ok("STARTTLS", None).await?;
                // What was sent ahead of the encryption goes with the client.
                Ok(Client::new(self.encrypted(client.into_inner()).await?))
            }
        }
    }

    async fn encrypted(&self, stream: TcpStream) -> std::io::Result<Box<dyn Wire>> {
        Ok(Box::new(Encryption::new()?.of(&self.settings.imap.host, stream).await?))
    }
}

impl Opened {
    /// The numbers of the unseen mails after `after`, in order.
    pub async fn unseen(&mut self, after: u32) -> Result<Vec<u32>, Trouble> {
        let query = format!("UNSEEN UNDELETED UID {}:*", after.saturating_add(1));
        let found = in_time(&self.settings, self.session.uid_search(query), Trouble::Reading).await?;
        // RFC 3501 §6.4.8: the last mail is in every range that ends with a star.
        let mut numbers: Vec<u32> = found.into_iter().filter(|number| *number > after).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// A mail, left unseen.
    pub async fn fetch(&mut self, number: u32) -> Result<Mail, Trouble> {
        let Some(about) = self.one(number, "(UID RFC822.SIZE)").await? else { return Ok(Mail::Gone) };
        let size = about.size.unwrap_or(u32::MAX);
        if size > LONGEST {
            return Ok(Mail::TooLong(size));
        }
        let Some(mail) = self.one(number, &format!("(UID BODY.PEEK[]<0.{LONGEST}>)")).await? else {
            return Ok(Mail::Gone);
        };
        Ok(mail.body().map_or(Mail::Gone, |body| Mail::Whole(body.to_vec())))
    }

    async fn one(&mut self, number: u32, what: &str) -> Result<Option<Fetch>, Trouble> {
        let asking = async {
            let all: Vec<Fetch> = self.session.uid_fetch(number.to_string(), what).await?.try_collect().await?;
            Ok(all.into_iter().find(|one| one.uid == Some(number)))
        };
        in_time(&self.settings, asking, Trouble::Reading).await
    }

    /// Marks a mail as seen, and moves it where handled ones go.
    pub async fn done(&mut self, number: u32) -> Result<(), Trouble> {
        let number = number.to_string();
        let marking = async {
            let flags: Vec<Fetch> = self.session.uid_store(&number, "+FLAGS (\\Seen)").await?.try_collect().await?;
            drop(flags);
            Ok(())
        };
        in_time(&self.settings, marking, Trouble::Reading).await?;
        let Some(folder) = self.settings.done_folder.clone() else { return Ok(()) };
        let refused = |why| Trouble::Folder { folder: folder.clone(), why };
        in_time(&self.settings, self.session.uid_mv(&number, &folder), refused).await
    }

    /// Says goodbye.
    pub async fn close(mut self) -> Result<(), Trouble> {
        in_time(&self.settings, self.session.logout(), Trouble::Reading).await
    }
}

async fn greeted<T: Wire>(mut client: Client<T>) -> Result<Client<T>, async_imap::error::Error> {
    match client.read_response().await? {
        Some(_) => Ok(client),
        None => Err(async_imap::error::Error::ConnectionLost),
    }
}

/// One exchange, within the time that an answer may take.
async fn in_time<T>(
    settings: &Reports,
    exchange: impl Future<Output = Result<T, async_imap::error::Error>>,
    trouble: impl FnOnce(String) -> Trouble,
) -> Result<T, Trouble> {
    match tokio::time::timeout(settings.timeout, exchange).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(trouble(one_line(&error.to_string()))),
        Err(_) => Err(trouble(format!("no answer within {} s", settings.timeout.as_secs_f32()))),
    }
}
