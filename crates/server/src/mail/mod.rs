//! Mail leaves here: a [`Letter`] goes through a [`Mailer`], which answers whether to forget it, retry it, give up, or
//! leave it be because nobody knows whether it went.
//! What to send and when is for the outbox; words and layout are for `web`.

mod letter;
mod mailbox;
mod message;
#[cfg(any(test, feature = "testing"))]
pub mod sink;
mod smtp;
#[cfg(test)]
mod smtp_tests;
#[cfg(test)]
mod tls_tests;

use std::sync::Arc;

pub(crate) use letter::one_line;
pub use letter::{Correspondent, Letter};
pub use mailbox::Mailbox;
pub use smtp::{SmtpTransport, install_provider};

/// The way mail goes.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// Into memory, for the demo: nothing leaves the machine.
    Mailbox(Arc<Mailbox>),
    /// Nowhere: no mail server is set.
    Off,
    /// To a mail server.
    Smtp(SmtpTransport),
}

/// The right to use one connection, until it is dropped. Those who wait get it in their order.
#[derive(Debug)]
pub struct Turn {
    _permit: Option<tokio::sync::OwnedSemaphorePermit>,
}

/// A letter was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What the server answered, such as its queue number; for the log.
    pub answer: String,
}

/// A letter was not taken. The reason is for operators, one line, and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// This letter will never be taken: the content is refused.
    #[error("refused for good: {0}")]
    Permanent(String),
    /// Nor will any other to this address: the recipient is refused.
    #[error("the address is refused for good: {0}")]
    Address(String),
    /// Later it may be taken.
    #[error("not now: {0}")]
    Temporary(String),
    /// Its text left, and no answer came: it may have been taken, so trying again could send it twice.
    #[error("nobody knows whether it was taken: {0}")]
    Unknown(String),
}

impl Mailer {
    /// The way that the settings name. Costs nothing: connections and certificates wait for the first letter.
    pub fn new(settings: Option<crate::settings::Mail>) -> Self {
        settings.map_or(Self::Off, |mail| Self::Smtp(SmtpTransport::new(mail)))
    }

    /// Whether letters go anywhere.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Waits until a connection may be used.
    pub async fn turn(&self) -> Turn {
        match self {
            Self::Mailbox(_) | Self::Off => Turn { _permit: None },
            Self::Smtp(transport) => transport.turn().await,
        }
    }

    /// Hands a letter over in its turn.
    pub async fn send(&self, letter: &Letter) -> Result<Receipt, Failure> {
        self.send_in(self.turn().await, letter).await
    }

    /// Hands a letter over. `Ok` means that the other side answers for it now. When the connection breaks after the
    /// text has begun to leave and before the answer, the letter may have been taken: [`Failure::Unknown`].
    pub async fn send_in(&self, turn: Turn, letter: &Letter) -> Result<Receipt, Failure> {
        match self {
            Self::Mailbox(mailbox) => {
                // Rendered too, so that a letter which a real server would never see fails in the demo as well.
                message::render(letter)?;
                mailbox.put(letter.clone());
                Ok(Receipt { answer: "kept in the mailbox page".to_owned() })
            }
            Self::Off => Err(Failure::Temporary("no mail server is set (mail.smtp)".to_owned())),
            Self::Smtp(transport) => transport.send(turn, &message::render(letter)?).await,
        }
    }

    /// Whether the mail server can be reached and lets us in; nothing is sent. For `doctor`.
    pub async fn probe(&self) -> Result<(), Failure> {
        match self {
            Self::Mailbox(_) => Ok(()),
            Self::Off => Err(Failure::Temporary("no mail server is set (mail.smtp)".to_owned())),
            Self::Smtp(transport) => transport.probe().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn without_a_server_a_letter_waits() {
        let answer = Mailer::new(None).send(&letter::tests::sample()).await;
        assert!(matches!(answer, Err(Failure::Temporary(_))));
        assert!(!Mailer::new(None).is_on());
    }

    #[tokio::test]
    async fn the_demo_keeps_its_letters_in_memory() {
        let mailbox = Arc::new(Mailbox::new());
        let mailer = Mailer::Mailbox(Arc::clone(&mailbox));
        mailer.send(&letter::tests::sample()).await.unwrap();
        assert_eq!(mailbox.letters().len(), 1);
        assert_eq!(mailer.probe().await, Ok(()));
    }
}
