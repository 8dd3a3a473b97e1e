//! Tells applications that a session is over which somebody went on to them from (OpenID Connect Back-Channel Logout 1.0 section 2.5).
//! What is not taken is told again; a try that dies with the program too.

use actions::hooks::near;
use actions::oidc::sign_out::{Telling, heard, take};
use actions::{Ctx, Error};
use domain::hook::Answer;
use tokio::task::JoinSet;
use url::Url;

use super::client::{Caller, Parcel};
use super::tell_panic;

/// Tells everything that is due at this moment and waits for what comes back; answers how many there were.
pub async fn round(ctx: &Ctx, caller: &Caller, public_address: &Url) -> Result<usize, Error> {
    let mut under_way = JoinSet::new();
    let number = start(ctx, caller, public_address, &mut under_way).await?;
    while let Some(done) = under_way.join_next().await {
        tell_panic(done);
    }
    Ok(number)
}

/// The same without waiting: each is a task of `under_way`.
pub(crate) async fn start(
    ctx: &Ctx,
    caller: &Caller,
    public_address: &Url,
    under_way: &mut JoinSet<()>,
) -> Result<usize, Error> {
    let mut number = 0;
    for organisation in ctx.organisations().iter() {
        let issuer = web::mail::site_of(ctx, public_address, organisation);
        // What is wrong with one organisation keeps no other from being told.
        let taken = match take(ctx, organisation, &issuer).await {
            Ok(taken) => taken,
            Err(error @ Error::Unavailable(_)) => return Err(error),
            Err(error) => {
                tracing::warn!(organisation = organisation.host, %error, "its applications are not told who signed out");
                continue;
            }
        };
        for telling in taken {
            let (ctx, caller) = (ctx.clone(), caller.clone());
            under_way.spawn(async move { tell(&ctx, &caller, &telling).await });
            number += 1;
        }
    }
    Ok(number)
}

async fn tell(ctx: &Ctx, caller: &Caller, telling: &Telling) {
    let parcel = Parcel {
        address: telling.address.clone(),
        near: near(ctx),
        headers: Vec::new(),
        kind: "application/x-www-form-urlencoded",
        // Nothing of the token has to be encoded: base64url and dots.
        body: format!("logout_token={}", telling.token),
    };
    let answer = caller.send(&parcel).await;
    if !matches!(answer, Answer::Status(200..=299)) {
        let said = answer.word();
        tracing::warn!(
            application = telling.name,
            answer = said,
            "an application did not hear that somebody signed out"
        );
        return;
    }
    // What cannot be noted is told again; whoever heard it hears it twice.
    if let Err(error) = heard(ctx, telling).await {
        tracing::warn!(%error, "what an application heard cannot be noted; it is told again");
    }
}
