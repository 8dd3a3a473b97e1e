//! A helpdesk pass (mission B4): one use, ten minutes to a day, read out over the telephone. It is shown once and kept as a
//! hash; the person is told that it was given, never what it is.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::permission::Act;
use domain::time::{Lifetime, Timestamp};
use store::Tx;
use store::enrolment_code::{self, EnrolmentCode, EnrolmentCodeKind, WhichCode};
use store::factor::ThrottleKey;

use super::{Acted, Admin, Target, acted, permit};
use crate::admin::switch_off::{LONGEST_PASS, Pass, SHORTEST_PASS};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::sign_in::late::place;
use crate::visit::{Organisation, Visit};

/// What became of a pass that may be given.
#[derive(Debug)]
pub enum Given {
    /// It lives ten minutes to 24 hours.
    Span,
    /// Here it is, for this one time.
    Pass(Pass),
}

/// Gives a pass; an earlier one of the person is worth nothing from now on.
pub async fn give_pass(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    lives: Lifetime,
) -> Result<Acted<Given>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Pass).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    if !lives_right(lives) {
        return Ok(Acted::Done(Given::Span));
    }
    let (text, code) = new_pass(ctx, at.user, now, lives);
    let expires_at = code.expires_at;
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), code, admin.name().to_owned());
    let written = ctx
        .write(input, |tx, (scribe, permitted, code, by)| {
            Box::pin(async move {
                if let Err(refusal) = permitted.still(tx, scribe.organisation.id).await? {
                    return Ok(Err(refusal));
                }
                write(tx, scribe, permitted.user.id, code, Some(permitted.view.name.clone())).await?;
                let told = Content::PassGiven { by: Some(by.clone()), until: code.expires_at };
                scribe.tell(tx, permitted.user.id, told).await?;
                Ok(Ok(()))
            })
        })
        .await;
    let written = written.map(|ruled| ruled.map(|()| Given::Pass(Pass { text, expires_at })));
    acted(ctx, visit, (admin, now), &permitted, written).await
}

/// Gives a pass at the command line of the server, also to the last `SuperUser`.
pub async fn give_pass_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    user: UserId,
    lives: Lifetime,
) -> Result<Pass, Error> {
    let now = ctx.now();
    if !lives_right(lives) {
        return Err(Error::Refused("a pass lives 10 minutes to 24 hours".into()));
    }
    ctx.user(organisation.id, user).await?;
    let (text, code) = new_pass(ctx, user, now, lives);
    let expires_at = code.expires_at;
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    ctx.write((scribe, user, code), |tx, (scribe, user, code)| {
        Box::pin(async move {
            write(tx, scribe, *user, code, None).await?;
            scribe.tell(tx, *user, Content::PassGiven { by: None, until: code.expires_at }).await
        })
    })
    .await?;
    Ok(Pass { text, expires_at })
}

pub(crate) fn lives_right(lives: Lifetime) -> bool {
    (SHORTEST_PASS..=LONGEST_PASS).contains(&lives)
}

/// A pass as it is read out, and as it is kept.
pub(crate) fn new_pass(ctx: &Ctx, user: UserId, now: Timestamp, lives: Lifetime) -> (String, EnrolmentCode) {
    let (pass, hash) = ctx.verifier().new_helpdesk_pass(place(EnrolmentCodeKind::Pass, &user.bytes()));
    let code = EnrolmentCode { hash: hash.to_vec(), made_at: now, expires_at: now.plus(lives), sent_count: 1 };
    (pass.shown().to_string(), code)
}

/// Keeps a pass. What failed before with another one does not count against it.
pub(crate) async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    user: UserId,
    code: &EnrolmentCode,
    view: Option<String>,
) -> Result<(), Error> {
    let org = scribe.organisation.id;
    store::factor::forget_throttle(tx, ThrottleKey { org, user, factor: EnrolmentCodeKind::Pass.word() }).await?;
    enrolment_code::save(tx, org, user, WhichCode::Pass, code).await?;
    scribe.note(tx, Some(user), AuditEvent::PassGiven { view })
}
