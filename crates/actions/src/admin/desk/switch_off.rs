//! Two-step sign-in switched off for a person (mission S10), from a view that has the action (S11): with a reason, a fresh
//! second factor of whoever does it, and either a pass or an exemption for the way back in.

use domain::id::ExemptionId;
use domain::permission::Act;
use domain::time::{Lifetime, Timestamp};
use jiff::civil::Date;
use store::enrolment_code::EnrolmentCode;
use store::policy::NewExemption;

use super::exempt;
use super::pass::{self, lives_right, new_pass};
use super::{Acted, Admin, Target, acted, permit};
use crate::admin::switch_off::{Pass, take_away};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::visit::Visit;

/// How the person comes in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// With a pass that lives this long, to set up anew.
    Pass(Lifetime),
    /// Without a second step until the end of this day.
    ExemptUntil(Date),
    /// As the policy says: nothing more is done.
    Nothing,
}

/// What became of switching off that may be done.
#[derive(Debug)]
pub enum SwitchedOff {
    /// It needs a reason.
    NoReason,
    /// A pass lives ten minutes to 24 hours.
    Span,
    /// The exemption does not end in the future, or too far ahead.
    Until,
    /// It is off.
    Off {
        /// The pass, for this one time.
        pass: Option<Pass>,
        /// Until when the person is exempt.
        exempt_until: Option<Timestamp>,
    },
}

/// Switches two-step sign-in off. `reason` stands in the audit log.
pub async fn switch_off(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    (reason, after): (&str, After),
) -> Result<Acted<SwitchedOff>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::SecondFactorOff).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let Some(reason) = exempt::clean_reason(reason) else { return Ok(Acted::Done(SwitchedOff::NoReason)) };
    let mut way_in: (Option<EnrolmentCode>, Option<NewExemption>) = (None, None);
    let mut pass = None;
    match after {
        After::Pass(lives) if !lives_right(lives) => return Ok(Acted::Done(SwitchedOff::Span)),
        After::Pass(lives) => {
            let (text, code) = new_pass(ctx, at.user, now, lives);
            pass = Some(Pass { text, expires_at: code.expires_at });
            way_in.0 = Some(code);
        }
        After::ExemptUntil(day) => {
            // An exemption is a right of its own, and a view may have one action without the other.
            if let Err(not) = permit::<SwitchedOff>(ctx, visit, (admin, now), at, Act::Exempt).await? {
                return Ok(not);
            }
            let Ok(until) = exempt::end(day, &visit.organisation, now) else {
                return Ok(Acted::Done(SwitchedOff::Until));
            };
            way_in.1 = Some(NewExemption {
                id: ExemptionId::from_bytes(ctx.new_id(now)),
                user: at.user,
                reason: reason.clone(),
                granted_by: Some(admin.party.user),
                until,
            });
        }
        After::Nothing => {}
    }
    let exempt_until = way_in.1.as_ref().map(|exemption| exemption.until);
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), (reason, admin.name().to_owned()), way_in);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, permitted, (reason, by), (code, exemption))| {
            Box::pin(async move {
                if let Err(refusal) = permitted.still(tx, scribe.organisation.id).await? {
                    return Ok(Err(refusal));
                }
                let (user, view) = (permitted.user.id, Some(permitted.view.name.clone()));
                take_away(tx, scribe, user, (reason, view.clone())).await?;
                if let Some(code) = code {
                    pass::write(tx, scribe, user, code, view.clone()).await?;
                }
                if let Some(exemption) = exemption {
                    exempt::write(tx, scribe, exemption, view).await?;
                }
                let told = Content::SwitchedOff { by: Some(by.clone()), enrol_again: code.is_some() };
                scribe.tell(tx, user, told).await?;
                Ok(Ok(()))
            })
        })
        .await;
    let written = written.map(|ruled| ruled.map(|()| SwitchedOff::Off { pass, exempt_until }));
    acted(ctx, visit, (admin, now), &permitted, written).await
}
