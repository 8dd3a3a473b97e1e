//! Tells connected systems what happened: claims what is due, sends it, notes what came back. A try that dies with the
//! program is made again, under the same id. Neighbours: `client` speaks HTTP, `pace` says how many at once, `jobs::hooks`
//! does this again and again.

mod client;
mod pace;
pub mod sign_outs;

use std::collections::HashSet;

use actions::hooks::{self, Call};
use actions::{Ctx, Error};
use domain::hook::Verdict;
use domain::id::{OrganisationId, SystemId};
use tokio::task::{JoinError, JoinSet};

pub use client::Caller;
pub(crate) use pace::Pace;

use client::Parcel;

/// What was begun in a round.
#[derive(Debug, Default)]
pub(crate) struct Begun {
    /// The organisations to whose systems something is on its way.
    pub(crate) organisations: HashSet<OrganisationId>,
    /// The systems for which more waits in the audit log than there is room for, with their names.
    pub(crate) full: Vec<(SystemId, String)>,
}

/// Begins to send what is due at this moment, as much of each system as its pace allows: each event is a task of `under_way`.
/// Without `among` of all organisations.
pub(crate) async fn start(
    ctx: &Ctx,
    (caller, pace): (&Caller, &Pace),
    among: Option<&HashSet<OrganisationId>>,
    under_way: &mut JoinSet<()>,
) -> Result<Begun, Error> {
    let which = |organisation| among.is_none_or(|among| among.contains(&organisation));
    let round = hooks::claim(ctx, which, |system| pace.room(system)).await?;
    let mut begun = Begun { full: round.full, ..Begun::default() };
    for call in round.calls {
        begun.organisations.insert(call.organisation.id);
        let (ctx, caller, turn) = (ctx.clone(), caller.clone(), pace.begin(call.system));
        under_way.spawn(async move {
            let verdict = deliver(&ctx, &caller, &call).await;
            turn.end(verdict);
        });
    }
    Ok(begun)
}

/// The headers are those of the Standard Webhooks specification.
fn parcel(call: &Call) -> Parcel {
    let headers = vec![
        ("webhook-id", call.id.to_string()),
        ("webhook-timestamp", call.seconds.to_string()),
        ("webhook-signature", call.signature.clone()),
    ];
    Parcel {
        address: call.address.clone(),
        near: call.near,
        headers,
        kind: "application/json",
        body: call.body.clone(),
    }
}

/// An event that was dropped on its way is claimed anew in a minute.
pub(crate) fn tell_panic(done: Result<(), JoinError>) {
    if let Err(error) = done {
        tracing::error!(%error, "an event was dropped on its way; it is sent again in a minute");
    }
}

async fn deliver(ctx: &Ctx, caller: &Caller, call: &Call) -> Verdict {
    let answer = caller.send(&parcel(call)).await;
    let (id, said) = (call.id, answer.word());
    match answer.verdict() {
        Verdict::Taken => tracing::info!(%id, answer = said, "event taken"),
        Verdict::Again => tracing::warn!(%id, answer = said, "event not taken"),
        Verdict::Off => tracing::warn!(%id, answer = said, "a connected system takes no events any more"),
    }
    // What cannot be noted is sent again in a minute: at least once.
    if let Err(error) = hooks::settle(ctx, call, answer).await {
        tracing::warn!(%id, %error, "what became of an event cannot be noted; it is sent again in a minute");
    }
    answer.verdict()
}
