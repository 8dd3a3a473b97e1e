//! Exemptions (mission S9): granted with a reason until the end of a day, renewed, ended early, and told of a week before
//! they end. One holds at a time: another takes its place.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::{ExemptionId, UserId};
use domain::permission::Act;
use domain::time::{Lifetime, Timestamp, end_of_day};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::Tx;
use store::policy::NewExemption;

use super::{Acted, Admin, Target, acted, permit};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::letter::Content;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// So long before its end a person is told.
const TOLD_BEFORE: Lifetime = Lifetime::days(7);
/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// What became of an exemption that may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exempted {
    /// It needs a reason.
    NoReason,
    /// It ends in the future, within the days that the organisation allows.
    Until,
    /// Somebody else granted or ended one since it was looked at.
    Changed,
    /// It holds until this moment.
    Exempt(Timestamp),
}

/// An exemption as a form sends it.
#[derive(Clone, Debug)]
pub struct Exempting<'a> {
    /// The last day.
    pub day: Date,
    /// Why.
    pub reason: &'a str,
    /// The exemption that held when the form was made.
    pub holds: Option<ExemptionId>,
}

/// Exempts a person until the end of a day; the one that was seen to hold is renewed, or shortened, by it.
pub async fn exempt(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    Exempting { day, reason, holds }: Exempting<'_>,
) -> Result<Acted<Exempted>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::Exempt).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let Some(reason) = clean_reason(reason) else { return Ok(Acted::Done(Exempted::NoReason)) };
    let Ok(until) = end(day, &visit.organisation, now) else { return Ok(Acted::Done(Exempted::Until)) };
    let id = ExemptionId::from_bytes(ctx.new_id(now));
    let exemption = NewExemption { id, user: at.user, reason, granted_by: Some(admin.party.user), until };
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), exemption, holds);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, permitted, exemption, holds)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                if let Err(refusal) = permitted.still(tx, org).await? {
                    return Ok(Err(refusal));
                }
                if store::exemption::holding_in(tx, org, exemption.user, scribe.now).await? != *holds {
                    return Ok(Ok(Exempted::Changed));
                }
                write(tx, scribe, exemption, Some(permitted.view.name.clone())).await?;
                Ok(Ok(Exempted::Exempt(exemption.until)))
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}

/// Exempts a person until a moment, at the command line.
pub async fn exempt_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    user: UserId,
    (until, reason): (Timestamp, &str),
) -> Result<(), Error> {
    let now = ctx.now();
    let reason = clean_reason(reason)
        .ok_or_else(|| Error::Refused(format!("an exemption needs a reason of at most {LONGEST_REASON} characters")))?;
    let days = organisation.exemption_days;
    // A day more, for an end that is the end of the last day.
    if until <= now || until.since(now) > Lifetime::days(days + 1) {
        let why = format!("an exemption ends in the future, within {days} days; it can be granted anew");
        return Err(Error::Refused(why));
    }
    let id = ExemptionId::from_bytes(ctx.new_id(now));
    let exemption = NewExemption { id, user, reason, granted_by: None, until };
    let scribe = Scribe::of_command_line(ctx, organisation, now);
    ctx.write_and_refresh(organisation.id, (scribe, exemption), |tx, (scribe, exemption)| {
        Box::pin(async move { write(tx, scribe, exemption, None).await })
    })
    .await
}

/// What became of an exemption to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It holds no more.
    Done,
    /// There was none.
    None,
    /// Another holds than the one that was looked at.
    Changed,
}

/// Ends the exemption of a person now: the one that was seen to hold.
pub async fn end_exemption(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    at: Target,
    holds: Option<ExemptionId>,
) -> Result<Acted<Ended>, Error> {
    let now = ctx.now();
    let permitted = match permit(ctx, visit, (admin, now), at, Act::EndExemption).await? {
        Ok(permitted) => permitted,
        Err(not) => return Ok(not),
    };
    let by = admin.party.user;
    let input = (admin.scribe(ctx, visit, now), permitted.clone(), by, holds);
    let written = ctx
        .write_and_refresh(visit.organisation.id, input, |tx, (scribe, permitted, by, holds)| {
            Box::pin(async move {
                let (org, user) = (scribe.organisation.id, permitted.user.id);
                if let Err(refusal) = permitted.still(tx, org).await? {
                    return Ok(Err(refusal));
                }
                let holding = store::exemption::holding_in(tx, org, user, scribe.now).await?;
                if holding.is_none() {
                    return Ok(Ok(Ended::None));
                }
                if holding != *holds {
                    return Ok(Ok(Ended::Changed));
                }
                store::exemption::end_of_user(tx, org, user, (Some(*by), scribe.now)).await?;
                let view = Some(permitted.view.name.clone());
                scribe.note(tx, Some(user), AuditEvent::ExemptionEnded { view })?;
                let by = name_of(tx, scribe).await?;
                scribe.tell(tx, user, Content::ExemptionEnded { by }).await?;
                Ok(Ok(Ended::Done))
            })
        })
        .await;
    acted(ctx, visit, (admin, now), &permitted, written).await
}

/// Writes an exemption in the place of the one that holds.
pub(super) async fn write(tx: &mut Tx, scribe: &Scribe, new: &NewExemption, view: Option<String>) -> Result<(), Error> {
    let org = scribe.organisation.id;
    store::exemption::end_of_user(tx, org, new.user, (new.granted_by, scribe.now)).await?;
    store::policy::exempt(tx, org, new, scribe.now).await?;
    let event = AuditEvent::ExemptionGranted { reason: new.reason.clone(), until: new.until.micros(), view };
    scribe.note(tx, Some(new.user), event)?;
    let told = Content::Exempted { by: name_of(tx, scribe).await?, until: new.until };
    scribe.tell(tx, new.user, told).await
}

/// The full name of who acts; none for the command line.
async fn name_of(tx: &mut Tx, scribe: &Scribe) -> Result<Option<String>, Error> {
    let Some(user) = scribe.user() else { return Ok(None) };
    Ok(store::user::recipient_in(tx, scribe.organisation.id, user).await?.map(|by| by.display_name))
}

/// A reason as it is kept; nothing where there is none, or it is too long to be one.
pub(super) fn clean_reason(typed: &str) -> Option<String> {
    let kept: String = typed.chars().map(|c| if domain::user::is_unseen(c) { ' ' } else { c }).collect();
    let reason = kept.trim().to_owned();
    (!reason.is_empty() && reason.chars().count() <= LONGEST_REASON).then_some(reason)
}

/// The end of an exemption that lasts to the end of a day; an error where that is over, or too far ahead.
pub(super) fn end(day: Date, organisation: &Organisation, now: Timestamp) -> Result<Timestamp, ()> {
    end_within(day, (&organisation.zone, organisation.exemption_days), now)
}

fn end_within(day: Date, (zone, days): (&TimeZone, u32), now: Timestamp) -> Result<Timestamp, ()> {
    let until = end_of_day(day, zone);
    // By the calendar: so many days from today, whatever the time of day is.
    let last = end_of_day(now.plus(Lifetime::days(days)).date_in(zone), zone);
    if until > now && until <= last { Ok(until) } else { Err(()) }
}

/// Tells those whose exemption ends within a week, each once; answers how many. For whatever runs by itself.
pub async fn tell_of_ends(ctx: &Ctx) -> Result<u64, Error> {
    let now = ctx.now();
    let mut told = 0;
    for organisation in ctx.organisations().iter() {
        loop {
            let some = store::exemption::to_tell(ctx.db(), organisation.id, (now, now.plus(TOLD_BEFORE))).await?;
            if some.is_empty() {
                break;
            }
            let scribe = Scribe::of_system(ctx, organisation, now);
            told += ctx
                .write((scribe, some), |tx, (scribe, some)| {
                    Box::pin(async move {
                        let mut told = 0;
                        for (id, user, until) in some {
                            if store::exemption::tell(tx, scribe.organisation.id, *id, scribe.now).await? {
                                scribe.tell(tx, *user, Content::ExemptionEnds { until: *until }).await?;
                                scribe.note(tx, Some(*user), AuditEvent::ExemptionEndTold)?;
                                told += 1;
                            }
                        }
                        Ok(told)
                    })
                })
                .await?;
        }
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_exemption_lasts_to_the_end_of_its_day_and_as_many_days_as_are_allowed() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let now = Timestamp::from_seconds(1_796_000_000); // 30 November 2026
        let within = |day, days| end_within(day, (&zone, days), now);
        assert_eq!(within(date(2026, 11, 30), 90).unwrap().date_in(&zone), date(2026, 12, 1));
        assert!(within(date(2026, 11, 29), 90).is_err());
        assert!(within(date(2027, 2, 28), 90).is_ok());
        assert!(within(date(2027, 3, 1), 90).is_err());
        assert!(within(date(2026, 12, 1), 1).is_ok() && within(date(2026, 12, 2), 1).is_err());
        assert!(within(date(2027, 11, 30), 365).is_ok() && within(date(2027, 12, 1), 365).is_err());
    }

    #[test]
    fn a_reason_is_kept_without_what_people_cannot_see() {
        assert_eq!(clean_reason("  Geen\u{202E} telefoon\n"), Some("Geen  telefoon".to_owned()));
        assert_eq!(clean_reason(" \u{200B} "), None);
        assert_eq!(clean_reason(&"x".repeat(501)), None);
    }
}
