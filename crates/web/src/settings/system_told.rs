//! What the page of a connected system says of what it is told: of the audit log, and event by event, 50 at a time.

use actions::admin::systems::{self, Listed, State, System};
use actions::hooks;
use domain::hook::{Answer as Came, Miss};
use domain::id::DeliveryId;
use domain::time::Timestamp;

use super::systems::address;
use crate::answer::Failure;
use crate::extract::{Admin, Reader};
use crate::pages::{DeliveryLine, SystemListed, SystemLog};
use crate::words::Words;

/// What a system was told and is told, as the page shows it.
#[derive(Default)]
pub(super) struct Told {
    pub(super) log: Option<SystemLog>,
    pub(super) given_up: i64,
    pub(super) deliveries: Vec<DeliveryLine>,
    pub(super) listed: SystemListed,
}

impl Told {
    pub(super) async fn read((admin, words): (&Admin, Words), there: &System) -> Result<Self, Failure> {
        let reader = &admin.reader;
        let (ctx, organisation) = (reader.ctx(), reader.organisation());
        let (state, before) = listed(reader)?;
        let (deliveries, more) = systems::deliveries(ctx, organisation, (there.id, Listed { state, before })).await?;
        let kinds = systems::chosen(ctx, organisation, there.id).await?;
        let way = |query: &str| format!("{}?state={}{query}", address(there), state.map_or("", State::word));
        let last = deliveries.last().filter(|_| more);
        Ok(Self {
            log: Some(SystemLog {
                kinds: i64::try_from(kinds.len()).unwrap_or(i64::MAX),
                may_choose: [systems::RIGHT, systems::LOG_RIGHT].into_iter().all(|right| admin.who.has(right)),
                behind: hooks::next_in_log(ctx, organisation, there).await?.map(Timestamp::micros),
            }),
            given_up: systems::given_up(ctx, organisation, there.id).await?,
            listed: SystemListed {
                state: state.map_or("", State::word).to_owned(),
                older: last.map(|last| way(&format!("&before={}", last.id))),
                newest: before.map(|_| way("")),
            },
            deliveries: deliveries.into_iter().map(|one| delivery(words, one)).collect(),
        })
    }
}

/// Which events the address means: those of a state, and those before one.
fn listed(reader: &Reader) -> Result<(Option<State>, Option<DeliveryId>), Failure> {
    let state = reader.query("state").filter(|word| !word.is_empty());
    let state = state.map(|word| State::from_word(&word).ok_or(Failure::NotFound)).transpose()?;
    let before = reader.query("before").map(|id| id.parse().map_err(|_| Failure::NotFound)).transpose()?;
    Ok((state, before))
}

fn delivery(words: Words, one: systems::Delivery) -> DeliveryLine {
    let state = match one.state {
        State::Waiting => "system-state-waiting",
        State::Taken => "system-state-taken",
        State::GivenUp => "system-state-given-up",
    };
    DeliveryLine {
        id: one.id.to_string(),
        said: one.kind.strip_prefix("audit.").map(|kind| words.event(kind)),
        kind: one.kind,
        at: one.written_at.micros(),
        state: words.say(state),
        taken: one.state == State::Taken,
        answer: one.answer.as_deref().and_then(Came::from_word).map(|came| said(words, came)),
        next: (one.state == State::Waiting).then_some(one.next_try_at.micros()),
        tries: one.tries,
    }
}

fn said(words: Words, came: Came) -> String {
    let miss = match came {
        Came::Status(status) => {
            return words.with("system-answer-status").arg("status", status.to_string()).to_string();
        }
        Came::Missed(miss) => miss,
    };
    words.say(match miss {
        Miss::NoAddress => "system-answer-no-address",
        Miss::NoSecret => "system-answer-no-secret",
        Miss::UnknownHost => "system-answer-unknown-host",
        Miss::Forbidden => "system-answer-forbidden",
        Miss::NotEncrypted => "system-answer-not-encrypted",
        Miss::NoConnection => "system-answer-no-connection",
        Miss::NotTrusted => "system-answer-not-trusted",
        Miss::TooSlow => "system-answer-too-slow",
        Miss::NoAnswer => "system-answer-no-answer",
    })
}
