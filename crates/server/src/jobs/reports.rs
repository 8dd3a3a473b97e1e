//! Reads the reports of delivery now and then: what is about our mail is noted, all other mail is left alone.

use std::time::Duration;

use actions::undelivered::{self, Reported};
use actions::{Ctx, Error};
use domain::id::OutboxId;
use tokio_util::sync::CancellationToken;

use crate::mail::{Correspondent, one_line};
use crate::reports::{self, Mail, Opened, Read, Report, ReportBox, Trouble};

/// A mailbox that cannot be read is tried less and less often, but once in this time.
const AT_LEAST: Duration = Duration::from_hours(1);
/// A mail at which the conversation breaks off so often is passed by.
const BREAKS: u32 = 3;
/// Words of a mail server that are kept.
const LONGEST_WORDS: usize = 300;

/// The reader of a mailbox.
#[derive(Debug, Clone)]
pub struct Reporter {
    mailbox: ReportBox,
    /// Our Message-IDs end with its host.
    from: Correspondent,
}

/// How far a mailbox was read. After a start all that is unseen is looked at once more.
#[derive(Debug, Default)]
struct Place {
    validity: u32,
    /// Mails up to this number were looked at.
    number: u32,
    /// At which mail the conversation broke off, and how often.
    broke: Option<(u32, u32)>,
}

/// Why a look ended early.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("{0}")]
    Mailbox(#[from] Trouble),
    #[error("{0}")]
    Database(#[from] Error),
}

impl Reporter {
    /// Reads `mailbox`, in which reports about mail in the name of `from` arrive.
    pub fn new(mailbox: ReportBox, from: Correspondent) -> Self {
        Self { mailbox, from }
    }

    /// Reads until it is time to stop.
    pub(super) async fn run(self, ctx: Ctx, stop: CancellationToken) {
        let (mut place, mut told) = (Place::default(), None);
        let mut wait = self.mailbox.every();
        loop {
            let look = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                look = self.look(&ctx, &mut place) => look,
            };
            match look {
                Ok(()) => {
                    if told.take().is_some() {
                        tracing::info!("reports of delivery are read again");
                    }
                    wait = self.mailbox.every();
                }
                Err(stopped) => {
                    let why = stopped.to_string();
                    if told.as_ref() != Some(&why) {
                        tracing::warn!(mailbox = self.mailbox.name(), why, "reports of delivery cannot be read now");
                    }
                    told = Some(why);
                    wait = wait.saturating_mul(2).min(AT_LEAST.max(self.mailbox.every()));
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// One look at all that is new.
    async fn look(&self, ctx: &Ctx, place: &mut Place) -> Result<(), Stopped> {
        let mut opened = self.mailbox.open().await?;
        if place.validity != opened.validity {
            *place = Place { validity: opened.validity, ..Place::default() };
        }
        for number in opened.unseen(place.number).await? {
            match self.mail(ctx, &mut opened, number).await {
                Ok(()) => {}
                Err(Stopped::Mailbox(trouble)) => {
                    let times = place.broke.filter(|(at, _)| *at == number).map_or(1, |(_, times)| times + 1);
                    place.broke = Some((number, times));
                    if times >= BREAKS {
                        tracing::warn!(number, "a mail in the mailbox of reports cannot be read; it is left alone");
                        place.number = number;
                    }
                    return Err(trouble.into());
                }
                Err(stopped) => return Err(stopped),
            }
            place.number = number;
        }
        opened.close().await?;
        Ok(())
    }

    /// Looks at one mail; marks it where it is a report about ours.
    async fn mail(&self, ctx: &Ctx, opened: &mut Opened, number: u32) -> Result<(), Stopped> {
        let raw = match opened.fetch(number).await? {
            Mail::Whole(raw) => raw,
            Mail::TooLong(bytes) => {
                tracing::info!(number, bytes, "a mail is too long to be a report of delivery; it is left alone");
                return Ok(());
            }
            Mail::Gone => return Ok(()),
        };
        let report = match reports::read(&raw) {
            Read::Report(report) => report,
            Read::Malformed(why) => {
                tracing::info!(number, why, "a report of delivery cannot be understood; it is left alone");
                return Ok(());
            }
            Read::NoReport => return Ok(()),
        };
        if self.note(ctx, number, &report).await? {
            opened.done(number).await?;
        }
        Ok(())
    }

    /// Whether the report is about a message of ours, to those whom it names.
    async fn note(&self, ctx: &Ctx, number: u32, report: &Report) -> Result<bool, Error> {
        let Some(id) = self.ours(&report.message_id) else {
            tracing::info!(number, "a report of delivery is not about a mail of this installation; it is left alone");
            return Ok(false);
        };
        if report.failed.is_empty() {
            // Late, or arrived: nothing to note, and nothing to look at again.
            return Ok(true);
        }
        let mut ours = false;
        for failed in &report.failed {
            let named: Vec<String> = failed.addresses.iter().filter_map(|address| as_sent(address)).collect();
            let is_recipient = |recipient: &str| as_sent(recipient).is_some_and(|sent| named.contains(&sent));
            let why: String = one_line(&failed.why).chars().take(LONGEST_WORDS).collect();
            match undelivered::report(ctx, id, is_recipient, &why).await? {
                Reported::Noted(_) => {
                    tracing::warn!(%id, why, "a mail was not delivered, says a report");
                    ours = true;
                }
                Reported::Known => ours = true,
                Reported::NotOurs => {
                    tracing::warn!(%id, number, "a report of delivery names an address to which that mail never went; it is left alone");
                }
            }
        }
        Ok(ours)
    }

    /// The message that a Message-ID stands for, where it is one of ours.
    fn ours(&self, message_id: &str) -> Option<OutboxId> {
        let (id, host) = message_id.trim().rsplit_once('@')?;
        host.eq_ignore_ascii_case(self.from.domain()).then(|| id.parse().ok())?
    }
}

/// An address as it travels: its host as DNS knows it, and no difference between capitals and others.
fn as_sent(address: &str) -> Option<String> {
    Correspondent::new(None, address).ok().map(|one| one.address().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        for (one, other, same) in [
            ("S.deWit@Waterland.example", "s.dewit@waterland.example", true),
            ("jan@bücher.example", "jan@xn--bcher-kva.example", true),
            ("jan@waterland.example", "jan@elsewhere.example", false),
            ("not an address", "not an address", false),
        ] {
            let (one, other) = (as_sent(one), as_sent(other));
            assert_eq!(one.is_some() && one == other, same, "{one:?} {other:?}");
        }
    }
}
