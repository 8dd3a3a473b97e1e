//! What is in the database: whether it can be written, who can help, and what became of the mail.

use std::net::SocketAddr;
use std::sync::Arc;

use actions::admin::{people, policies, radius_clients};
use actions::{Ctx, Error, Organisation};
use domain::policy::{LateEnrolment, Requirement};
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use store::Engine;

use super::Finding;

const PAGE: i64 = 500;
/// The clocks of two machines that NTP keeps differ by less.
const CLOCKS_APART: Lifetime = Lifetime::seconds(5);

/// The findings, and whether a policy relies on mail.
pub(super) async fn check(ctx: &Ctx) -> Result<(Vec<Finding>, bool), Error> {
    let mut findings = vec![database(ctx).await];
    findings.extend(clock(ctx).await);
    let mut needs_mail = false;
    let organisations = ctx.organisations();
    if organisations.is_empty() {
        findings.push(Finding::fail("organisation", "there is none yet: run `tweestap setup`"));
    }
    for organisation in organisations.iter() {
        findings.push(super_users(ctx, organisation).await?);
        findings.push(outbox(ctx, organisation).await?);
        let all = policies::list(ctx, organisation).await?;
        needs_mail |= all.iter().any(|(policy, _)| {
            policy.demand.requirement == Requirement::Mandatory
                && !policy.demand.watches()
                && policy.demand.late_enrolment == LateEnrolment::EmailedCode
        });
    }
    Ok((findings, needs_mail))
}

/// Whether devices that ask by RADIUS are heard, and by whom else; nothing where there are none and none is heard.
pub(super) async fn devices(ctx: &Ctx, listen: &[SocketAddr]) -> Result<Option<Finding>, Error> {
    const PART: &str = "RADIUS";
    let mut count = 0;
    for organisation in ctx.organisations().iter() {
        count += radius_clients::list(ctx, organisation).await?.len();
    }
    let places = listen.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Ok(match (count, listen) {
        (0, []) => None,
        (_, []) => Some(Finding::warn(PART, format!("{count} devices ask, and nobody hears them: set radius.listen"))),
        (0, _) => Some(Finding::ok(PART, format!("heard at {places}; no device is added yet"))),
        (_, all) if all.iter().any(|address| address.ip().is_unspecified()) => Some(Finding::warn(
            PART,
            format!(
                "{count} devices, heard at {places}, which is every network of this machine: name the address of the one \
                 that the devices are in"
            ),
        )),
        _ => Some(Finding::ok(PART, format!("{count} devices, heard at {places}"))),
    })
}

async fn database(ctx: &Ctx) -> Finding {
    let engine = match ctx.db().engine() {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    };
    match ctx.db().ping().await {
        Ok(()) => Finding::ok("database", format!("{engine}, read and written, schema and key fit")),
        Err(error) => Finding::fail("database", format!("{engine} can be read but not written: {error}")),
    }
}

/// The clock of the database server beside ours: what is kept there was written by servers with clocks like ours.
async fn clock(ctx: &Ctx) -> Option<Finding> {
    const PART: &str = "database clock";
    let before = ctx.now();
    let there = match ctx.db().clock().await {
        Ok(there) => there?,
        Err(error) => return Some(Finding::warn(PART, format!("it cannot be read: {error}"))),
    };
    Some(compared(before, there, ctx.now()))
}

/// What it showed at some moment between our two.
fn compared(before: Timestamp, there: Timestamp, after: Timestamp) -> Finding {
    const PART: &str = "database clock";
    // One of the two is nothing: a moment after the later, or before the earlier.
    let apart = there.since(after).max(before.since(there));
    let seconds = apart.seconds_rounded_up();
    match apart {
        Lifetime::ZERO => Finding::ok(PART, "it agrees with that of this machine"),
        apart if apart <= CLOCKS_APART => {
            Finding::ok(PART, format!("it is within {seconds} s of that of this machine"))
        }
        _ => Finding::fail(
            PART,
            format!(
                "it is {seconds} s from that of this machine: one of them is wrong, and codes of apps need it right to half \
                 a minute; let NTP (chrony, systemd-timesyncd) keep both"
            ),
        ),
    }
}

/// The last SuperUser who loses a phone is helped from the command line alone; two help each other.
async fn super_users(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<Finding, Error> {
    const PART: &str = "SuperUsers";
    let (mut all, mut with_second_step) = (0, 0);
    let mut after = String::new();
    loop {
        let page = people::list(ctx, organisation, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.user_name);
        for user in page.iter().filter(|user| user.role == Role::SuperUser && !user.blocked) {
            all += 1;
            let shown = people::show(ctx, organisation, user.id).await?;
            with_second_step += i32::from(!shown.standing.facts.person.enrolled.is_empty());
        }
    }
    let text = format!("{all}, {with_second_step} of them with a second step");
    Ok(match (all, with_second_step) {
        (0, _) => Finding::fail(PART, "there is none: add one with `tweestap person add NAME --role superuser`"),
        (_, 2..) => Finding::ok(PART, text),
        _ => Finding::warn(PART, format!("{text}: two with a second step can help each other, fewer cannot")),
    })
}

async fn outbox(ctx: &Ctx, organisation: &Organisation) -> Result<Finding, Error> {
    const PART: &str = "outbox";
    let counts = store::outbox::count(ctx.db(), organisation.id).await?;
    let of = |state: &str| counts.iter().find(|(word, _)| word == state).map_or(0, |(_, count)| *count);
    let (waiting, failed, unknown) = (of("waiting"), of("failed"), of("unknown"));
    let text = format!("{waiting} waiting, {failed} failed, {unknown} of unknown fate, {} sent", of("sent"));
    Ok(if failed + unknown > 0 {
        Finding::warn(PART, format!("{text}: the log of the server says why"))
    } else {
        Finding::ok(PART, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn clocks_further_apart_than_five_seconds_are_a_failure_in_both_directions() {
        let at = Timestamp::from_seconds;
        for (there, expected) in
            [(100, State::Ok), (104, State::Ok), (96, State::Ok), (108, State::Fail), (92, State::Fail)]
        {
            let found = compared(at(100), at(there), at(101));
            assert_eq!(found.state, expected, "{there}: {}", found.text);
            assert_eq!(found.text.contains("NTP"), expected == State::Fail, "{}", found.text);
        }
    }
}
