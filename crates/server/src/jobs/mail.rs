//! Sends the outbox: claims a few messages at once, puts each into words, hands it over and notes the outcome together with
//! the next claims, in one transaction. A claim is durable before the message leaves, and one that left without an answer is
//! not tried again, so a message never arrives twice. `mail/ahead.rs` reads what is due, `mail/letters.rs` writes letters.

mod ahead;
mod letters;

use std::sync::Arc;
use std::time::Duration;

use actions::send_mail::{self, Fate, Outgoing};
use actions::{Ctx, Error};
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use url::Url;

use self::ahead::Ahead;
use self::letters::Writer;
use crate::clock::monotonic;
use crate::mail::{Correspondent, Failure, Letter, Mailer};

/// Messages on the wire at the same time; the transport has as many connections.
const AT_ONCE: usize = 4;
/// So many more are claimed while the mail server is brisk, so that one is at hand whenever a connection is free. Whatever is
/// claimed when the program dies is never sent, so they are few.
const AT_HAND: usize = 8;
/// So many more, of those that somebody waits for alone.
const AWAITED: usize = 4;
/// A mail server that takes a message in this time is brisk.
const BRISK: Duration = Duration::from_millis(100);
/// A claim whose turn does not come in this time is given back: the mail server is not brisk any more.
const TURN_WITHIN: Duration = Duration::from_secs(2);
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
    writer: Writer,
    sooner: Arc<Notify>,
}

impl Post {
    /// So many messages are claimed at the most: that many may be of unknown fate when the program dies.
    pub const CLAIMS: usize = AT_ONCE + AT_HAND + AWAITED;

    /// Sends by `mailer` in the name of `from`. `site` is the public address that mails name;
    /// `sooner` wakes the sender when the clock was moved.
    pub fn new(ctx: Ctx, mailer: Mailer, from: Correspondent, site: &Url, sooner: Arc<Notify>) -> Self {
        let writer = Writer::new(ctx.clone(), from, site);
        Self { ctx, mailer, writer, sooner }
    }

    /// Sends until it is time to stop, then finishes what is under way and gives back what was not begun.
    pub(super) async fn run(self, stop: CancellationToken) {
        Desk::new(self, stop).run().await;
    }

    /// Hands a message over.
    async fn deliver(self, outgoing: Outgoing, stop: CancellationToken) -> Done {
        let began = monotonic();
        let fate = match self.writer.write(&outgoing).await {
            Ok(letter) => self.hand_over(&letter, &stop).await,
            Err(fate) => fate,
        };
        let id = outgoing.id;
        match &fate {
            Fate::Sent | Fate::NotBegun => {}
            Fate::NotNow(why) => tracing::warn!(%id, why, "mail not taken yet"),
            Fate::Refused(why) | Fate::AddressRefused(why) => tracing::warn!(%id, why, "mail refused"),
            Fate::Unanswered(why) => {
                tracing::warn!(%id, why, "nobody knows whether the mail was taken; it is not sent again");
            }
        }
        Done { outcome: (outgoing, fate), took: monotonic().duration_since(began), tries: 0 }
    }

    async fn hand_over(&self, letter: &Letter, stop: &CancellationToken) -> Fate {
        let turn = tokio::select! {
            biased;
            () = stop.cancelled() => return Fate::NotBegun,
            turn = self.mailer.turn() => turn,
            () = tokio::time::sleep(TURN_WITHIN) => return Fate::NotBegun,
        };
        match self.mailer.send_in(turn, letter).await {
            Ok(receipt) => {
                tracing::info!(id = letter.id, answer = receipt.answer, "mail handed over");
                Fate::Sent
            }
            Err(Failure::Temporary(why)) => Fate::NotNow(why),
            Err(Failure::Permanent(why)) => Fate::Refused(why),
            Err(Failure::Address(why)) => Fate::AddressRefused(why),
            Err(Failure::Unknown(why)) => Fate::Unanswered(why),
        }
    }
}

/// A message that was under way, with what became of it.
struct Done {
    outcome: (Outgoing, Fate),
    /// From the claim on.
    took: Duration,
    /// How often noting it failed.
    tries: u32,
}

/// Where claims are handed out and outcomes noted.
struct Desk {
    post: Post,
    stop: CancellationToken,
    ahead: Ahead,
    under_way: JoinSet<Done>,
    /// Outcomes that are not noted yet.
    done: Vec<Done>,
    /// How long the last message took.
    pace: Duration,
    failing: bool,
}

/// What a look at the desk led to.
enum Next {
    /// Something was noted or claimed: look again.
    AtOnce,
    /// Nothing can be done before something ends, is written, or this long has passed.
    Within(Duration),
}

impl Desk {
    fn new(post: Post, stop: CancellationToken) -> Self {
        let (ahead, under_way, pace) = (Ahead::default(), JoinSet::new(), Duration::MAX);
        Self { post, stop, ahead, under_way, done: Vec::new(), pace, failing: false }
    }

    async fn run(mut self) {
        let (ctx, sooner, stop) = (self.post.ctx.clone(), self.post.sooner.clone(), self.stop.clone());
        while !stop.is_cancelled() {
            while let Some(ended) = self.under_way.try_join_next() {
                self.take(ended);
            }
            tokio::select! {
                biased;
                () = ctx.mail_waiting() => self.ahead.look(),
                () = std::future::ready(()) => {}
            }
            let wait = match self.work().await {
                Ok(Next::AtOnce) => continue,
                Ok(Next::Within(wait)) => wait,
                Err(error) => self.failed(&error).await,
            };
            let room = !self.failing && self.room().1 > 0;
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = self.under_way.join_next(), if !self.under_way.is_empty() => self.take(ended),
                () = ctx.mail_waiting(), if room => self.ahead.look(),
                () = sooner.notified(), if room => self.ahead.look(),
                () = tokio::time::sleep(wait) => {}
            }
        }
        self.end().await;
    }

    /// Notes what is done and claims what there is room for.
    async fn work(&mut self) -> Result<Next, Error> {
        let claims = self.ahead.take(&self.post.ctx, self.room()).await?;
        if claims.is_empty() && self.done.is_empty() {
            self.recovered();
            return Ok(Next::Within(self.until_next().await?));
        }
        let done: Vec<_> = self.done.iter().map(|done| done.outcome.clone()).collect();
        let mine = send_mail::settle(&self.post.ctx, &done, &claims).await;
        let mine = mine.inspect_err(|_| self.ahead.forget())?;
        self.done.clear();
        self.recovered();
        if mine.contains(&false) {
            self.ahead.forget();
        }
        for outgoing in claims.into_iter().zip(mine).filter_map(|(outgoing, mine)| mine.then_some(outgoing)) {
            self.under_way.spawn(self.post.clone().deliver(outgoing, self.stop.clone()));
        }
        Ok(Next::AtOnce)
    }

    /// How many messages may be claimed, and how many if somebody waits for them.
    fn room(&self) -> (usize, usize) {
        let at_hand = if self.pace < BRISK { AT_HAND } else { 0 };
        let most = AT_ONCE + at_hand;
        let under_way = self.under_way.len();
        (most.saturating_sub(under_way), (most + AWAITED).saturating_sub(under_way))
    }

    /// How long until the next message is due.
    async fn until_next(&self) -> Result<Duration, Error> {
        if self.room().0 == 0 {
            return Ok(LOOK_AGAIN);
        }
        let next = send_mail::next_due(&self.post.ctx).await?;
        let span = next.map(|at| at.since(self.post.ctx.now()).micros().unsigned_abs());
        Ok(span.map_or(LOOK_AGAIN, Duration::from_micros).clamp(NOT_SOONER, LOOK_AGAIN))
    }

    fn take(&mut self, ended: Result<Done, JoinError>) {
        match ended {
            Ok(done) => {
                self.pace = done.took;
                self.done.push(done);
            }
            Err(error) => tracing::error!(%error, "a mail was dropped on its way; it is not sent again"),
        }
    }

    fn recovered(&mut self) {
        self.failing = false;
    }

    /// What could not be noted together is noted one by one, so that none hinders another; says when to go on.
    async fn failed(&mut self, error: &Error) -> Duration {
        if !self.failing {
            tracing::warn!(%error, "the outbox cannot be read or written at the moment");
        }
        self.failing = true;
        if self.done.is_empty() {
            return LOOK_AGAIN;
        }
        let (times, pause) = NOTES;
        for mut done in std::mem::take(&mut self.done) {
            let id = done.outcome.0.id;
            let Err(error) = send_mail::settle(&self.post.ctx, std::slice::from_ref(&done.outcome), &[]).await else {
                continue;
            };
            tracing::warn!(%id, %error, "the outcome of a mail cannot be noted yet");
            // A database that is away comes back.
            done.tries += u32::from(!matches!(error, Error::Unavailable(_)) || self.stop.is_cancelled());
            if done.tries < times {
                self.done.push(done);
            } else {
                tracing::error!(%id, "the outcome of a mail was not noted; it is not sent again");
            }
        }
        pause
    }

    /// Waits for what is on the wire, and notes all of it.
    async fn end(mut self) {
        while let Some(ended) = self.under_way.join_next().await {
            self.take(ended);
        }
        while !self.done.is_empty() {
            let done: Vec<_> = self.done.iter().map(|done| done.outcome.clone()).collect();
            match send_mail::settle(&self.post.ctx, &done, &[]).await {
                Ok(_) => return,
                Err(error) => {
                    let pause = self.failed(&error).await;
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}
