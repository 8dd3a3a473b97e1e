//! Tells connected systems what happened: claims what is due, sends it, notes what came back. A try that dies with the
//! program is made again, under the same id. Neighbours: `client` speaks HTTP, `pace` says how many at once, `jobs::hooks`
//! does this again and again.

mod client;
mod pace;
pub mod sign_outs;

use actions::hooks::{self, Call};
use actions::{Ctx, Error};
use domain::hook::Verdict;
use tokio::task::{JoinError, JoinSet};

pub use client::Caller;
pub use pace::Pace;

use client::Parcel;

/// Sends everything that is due at this moment, as much of each system as its pace allows, waits for what comes back, and
/// answers how many there were.
pub async fn round(ctx: &Ctx, caller: &Caller, pace: &Pace) -> Result<usize, Error> {
    let mut under_way = JoinSet::new();
    let number = start(ctx, caller, pace, &mut under_way).await?;
    while let Some(done) = under_way.join_next().await {
        tell_panic(done);
    }
    Ok(number)
}

/// The same without waiting: each event is a task of `under_way`.
pub(crate) async fn start(
    ctx: &Ctx,
    caller: &Caller,
    pace: &Pace,
    under_way: &mut JoinSet<()>,
) -> Result<usize, Error> {
    let calls = hooks::claim(ctx, |system| pace.room(system)).await?;
    let number = calls.len();
    for call in calls {
        let (ctx, caller, turn) = (ctx.clone(), caller.clone(), pace.begin(call.system));
        under_way.spawn(async move {
            let verdict = deliver(&ctx, &caller, &call).await;
            turn.end(verdict);
        });
    }
    Ok(number)
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
