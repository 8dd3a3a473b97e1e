//! What the sender has read ahead of what it claims: a look at the database serves many messages, and those that somebody
//! waits for are looked for again and again while those to many go out. Nothing in it is claimed, so nothing is lost with it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use actions::send_mail::{self, Line, Outgoing};
use actions::{Ctx, Error};

use crate::clock::monotonic;

/// Messages of each organisation that are read at once.
const AWAITED: i64 = 50;
const TO_MANY: i64 = 250;
/// While there is work, another process may write a message that somebody waits for: look again after this long.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

#[derive(Debug, Default)]
pub(super) struct Ahead {
    awaited: VecDeque<Outgoing>,
    to_many: VecDeque<Outgoing>,
    /// When those that somebody waits for were last looked for; never, or not since there was a reason.
    looked: Option<Instant>,
}

impl Ahead {
    /// Something was written, or time moved: look before anything else is taken.
    pub(super) fn look(&mut self) {
        self.looked = None;
    }

    /// What was read is not as it was read.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The next messages: any that somebody waits for, at most `most` of them, and else those to many, at most `room`.
    pub(super) async fn take(&mut self, ctx: &Ctx, (room, most): (usize, usize)) -> Result<Vec<Outgoing>, Error> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let now = monotonic();
        if self.looked.is_none_or(|looked| now.duration_since(looked) >= LOOK_AGAIN) {
            self.awaited = send_mail::due(ctx, Line::Awaited, AWAITED).await?.into();
            self.looked = Some(now);
        }
        let mut taken: Vec<Outgoing> = self.awaited.drain(..most.min(self.awaited.len())).collect();
        let room = room.saturating_sub(taken.len());
        if room > 0 && self.to_many.is_empty() {
            self.to_many = send_mail::due(ctx, Line::ToMany, TO_MANY).await?.into();
        }
        taken.extend(self.to_many.drain(..room.min(self.to_many.len())));
        Ok(taken)
    }
}
