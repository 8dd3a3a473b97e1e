//! Sends the outbox: claim one message, put it into words, hand it over, note the outcome. A few at a time over the
//! mailer's own connections. A claim is durable before the message leaves, and one that left without an answer is not
//! tried again, so a message never arrives twice.

use std::sync::Arc;
use std::time::Duration;

use actions::organisations::Hosts;
use actions::send_mail::{self, Outgoing};
use actions::{Ctx, Error, Organisation};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::mail::{Correspondent, Failure, Letter, Mailer};

/// Messages on their way at the same time; the transport has as many connections.
const AT_ONCE: usize = 4;
/// Another process may write a message or the database may be away: look again after this long at the most.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// Not sooner, so that a message which another server is claiming does not keep this one spinning.
const NOT_SOONER: Duration = Duration::from_millis(5);
/// How often an outcome is noted before it is given up, and how long in between.
const NOTES: (u32, Duration) = (10, Duration::from_secs(1));

/// The sender of the outbox.
#[derive(Clone)]
pub struct Post {
    ctx: Ctx,
    mailer: Mailer,
    from: Correspondent,
    site: Arc<str>,
    sooner: Arc<Notify>,
}

impl Post {
    /// Sends by `mailer` in the name of `from`. `site` is the public address that mails name, without a final slash;
    /// `sooner` wakes the sender when the clock was moved.
    pub fn new(ctx: Ctx, mailer: Mailer, from: Correspondent, site: &str, sooner: Arc<Notify>) -> Self {
        Self { ctx, mailer, from, site: site.into(), sooner }
    }

    /// Sends until it is time to stop, then finishes what is under way.
    pub(super) async fn run(self, stop: CancellationToken) {
        let mut under_way = JoinSet::new();
        let mut failing = false;
        while !stop.is_cancelled() {
            let room = under_way.len() < AT_ONCE;
            let mut wait = LOOK_AGAIN;
            if room {
                match self.claim().await {
                    Ok(Claimed::Some(claimed)) => {
                        for outgoing in claimed {
                            let post = self.clone();
                            under_way.spawn(async move { post.deliver(&outgoing).await });
                        }
                        continue;
                    }
                    Ok(Claimed::NextIn(next)) => {
                        failing = false;
                        wait = next.clamp(NOT_SOONER, LOOK_AGAIN);
                    }
                    Err(error) => {
                        if !failing {
                            tracing::warn!(%error, "the outbox cannot be read at the moment");
                        }
                        failing = true;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                Some(done) = under_way.join_next(), if !under_way.is_empty() => tell_panic(done),
                () = self.ctx.mail_waiting(), if room && !failing => {}
                () = self.sooner.notified(), if room => {}
                () = tokio::time::sleep(wait), if room => {}
            }
        }
        while let Some(done) = under_way.join_next().await {
            tell_panic(done);
        }
    }

    /// Claims the message that is due first; one by one, so that a failure half-way leaves no claim without a sender.
    async fn claim(&self) -> Result<Claimed, Error> {
        let claimed = send_mail::claim(&self.ctx, 1).await?;
        if !claimed.is_empty() {
            return Ok(Claimed::Some(claimed));
        }
        let next = send_mail::next_due(&self.ctx).await?;
        let span = next.map(|at| at.since(self.ctx.now()).micros().unsigned_abs());
        Ok(Claimed::NextIn(span.map_or(LOOK_AGAIN, Duration::from_micros)))
    }

    /// Hands a message over and notes the outcome.
    async fn deliver(&self, outgoing: &Outgoing) {
        let id = outgoing.id;
        let outcome = match self.write(outgoing) {
            Ok(letter) => self.mailer.send(&letter).await,
            Err(failure) => Err(failure),
        };
        match &outcome {
            Ok(receipt) => tracing::info!(%id, answer = receipt.answer, "mail handed over"),
            Err(Failure::Temporary(why)) => tracing::warn!(%id, why, "mail not taken yet"),
            Err(Failure::Permanent(why) | Failure::Address(why)) => tracing::warn!(%id, why, "mail refused"),
            Err(Failure::Unknown(why)) => {
                tracing::warn!(%id, why, "nobody knows whether the mail was taken; it is not sent again");
            }
        }
        let (times, pause) = NOTES;
        for _ in 0..times {
            let noted = match &outcome {
                Ok(_) => send_mail::sent(&self.ctx, outgoing).await,
                Err(Failure::Temporary(why)) => send_mail::try_again(&self.ctx, outgoing, why).await,
                Err(Failure::Permanent(why)) => send_mail::refused(&self.ctx, outgoing, why).await,
                Err(Failure::Address(why)) => send_mail::bounced(&self.ctx, outgoing, why).await,
                Err(Failure::Unknown(why)) => send_mail::unanswered(&self.ctx, outgoing, why).await,
            };
            match noted {
                Ok(()) => return,
                Err(error) => tracing::warn!(%id, %error, "the outcome of a mail cannot be noted yet"),
            }
            tokio::time::sleep(pause).await;
        }
        tracing::error!(%id, "the outcome of a mail was not noted; it is not sent again");
    }

    /// The address of an organisation: the public one, under its own host where the host decides.
    fn site_of(&self, organisation: &Organisation) -> String {
        let one = self.ctx.rules().hosts == Hosts::Any && self.ctx.organisations().len() < 2;
        let Some(mut site) = Url::parse(&self.site).ok().filter(|_| !one) else { return self.site.to_string() };
        match site.set_host(Some(&organisation.host)) {
            Ok(()) => site.origin().ascii_serialization(),
            Err(_) => self.site.to_string(),
        }
    }

    /// The message as a letter.
    fn write(&self, outgoing: &Outgoing) -> Result<Letter, Failure> {
        let letter = &outgoing.letter;
        let mail = web::mail::render(letter, &outgoing.organisation, &self.site_of(&outgoing.organisation))
            .map_err(|error| Failure::Permanent(format!("the message cannot be put into words: {error}")))?;
        Ok(Letter {
            id: outgoing.id.to_string(),
            from: self.from.clone(),
            to: Correspondent::new(Some(&letter.name), &outgoing.recipient).map_err(Failure::Address)?,
            reply_to: None,
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            language: web::mail::language(letter, &outgoing.organisation).to_owned(),
            written: jiff::Timestamp::from_microsecond(letter.at.micros())
                .map_err(|error| Failure::Permanent(error.to_string()))?,
        })
    }
}

/// What there is to send.
enum Claimed {
    Some(Vec<Outgoing>),
    /// Nothing now; the next message is due after this long.
    NextIn(Duration),
}

fn tell_panic(done: Result<(), tokio::task::JoinError>) {
    if let Err(error) = done {
        tracing::error!(%error, "a mail was dropped on its way; it is not sent again");
    }
}
