//! The board of one policy: its figures, how it came so far, where it goes from here, and the first who are left.

use std::sync::Arc;

use domain::id::PolicyId;
use domain::policy::Policy;
use domain::rollout::{Figures, Forecast, Of, Pace, Part, Point, charted, forecast, pace};
use domain::sorted;
use domain::time::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::measure::{Histories, Measured, has_gap, measure};
use super::people::{Chosen, Person, these};
use super::snapshots::take;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Up to so many people are counted while the board opens.
const COUNTED_AT_ONCE: u32 = 5_000;
/// So far back goes what a board reads: half a year, and the week that is compared with.
const READ: i32 = 27 * 7;
/// What is compared with is so many days back.
const WEEK: i32 = 7;

/// The board of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Which part of its people is shown.
    pub part: Part,
    /// How they stand.
    pub figures: Figures,
    /// When that was counted.
    pub as_of: Timestamp,
    /// The points of the chart, the last one today's.
    pub points: Vec<Point>,
    /// The last of the days that were worked out afterwards, of those people who are under the policy now.
    pub worked_out_until: Option<Date>,
    /// How many had it a week ago, where that is known.
    pub a_week_ago: Option<u64>,
    /// The pace that the deadline asks.
    pub pace: Option<Pace>,
    /// When everyone is there.
    pub forecast: Forecast,
    /// The parts of all its people, who is furthest behind first.
    pub parts: Vec<PartLine>,
    /// The first few who are left.
    pub first: Vec<Person>,
}

/// A part of the people of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLine {
    /// Which.
    pub part: Part,
    /// Name of the selection or the group.
    pub name: String,
    /// How its people stand.
    pub figures: Figures,
}

/// What was counted last.
struct Counted {
    at: Timestamp,
    day: Date,
    parts: Vec<(Part, Figures)>,
    first: Vec<domain::id::UserId>,
}

/// The board of a policy, or of a part of its people; nothing where nobody counted them yet.
pub async fn board(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    policy: &Policy,
    part: Part,
) -> Result<Option<Board>, Error> {
    let org = organisation.id;
    let today = ctx.now().date_in(&organisation.zone);
    let read =
        async || store::rollout::history(ctx.db(), org, (policy.id, part), today.saturating_sub(READ.days())).await;
    let mut history = read().await?;
    let people = store::rollout_people::at_most(ctx.db(), org, COUNTED_AT_ONCE + 1).await?;
    let counted = if people > COUNTED_AT_ONCE {
        kept(ctx, organisation, policy.id, part).await?
    } else if has_gap(history.last().map(|(point, _)| point.day), today) {
        let measured = take(ctx, organisation).await?;
        history = read().await?;
        Some(of_measured(&measured, policy.id, part))
    } else {
        let measured = measure(ctx, organisation, Histories::None).await?;
        Some(of_measured(&measured, policy.id, part))
    };
    let Some(counted) = counted else { return Ok(None) };
    let own = counted.parts.iter().find(|(of, _)| *of == part).map(|(_, figures)| *figures).unwrap_or_default();
    let worked_out_until =
        history.iter().filter(|(point, after)| *after && point.day < counted.day).map(|(point, _)| point.day).max();
    let mut points: Vec<Point> =
        history.into_iter().map(|(point, _)| point).filter(|point| point.day < counted.day).collect();
    let now = Point { day: counted.day, people: own.people, have: own.have };
    let week_ago = counted.day.saturating_sub(WEEK.days());
    let a_week_ago = points.iter().rev().find(|point| point.day <= week_ago).map(|point| point.have);
    points.push(now);
    let deadline = policy.demand.deadline.filter(|_| is_mandatory(policy));
    let chosen = Chosen { policy: policy.id, part, of: Of::Left };
    Ok(Some(Board {
        part,
        figures: own,
        as_of: counted.at,
        worked_out_until,
        a_week_ago,
        pace: deadline.and_then(|deadline| pace(now, own.target(), deadline)),
        forecast: forecast(&points, own.target()),
        points: charted(&points),
        parts: named(ctx, organisation, counted.parts).await?,
        first: these(ctx, organisation, chosen, &counted.first).await?,
    }))
}

fn is_mandatory(policy: &Policy) -> bool {
    policy.demand.requirement == domain::policy::Requirement::Mandatory
}

fn of_measured(measured: &Measured, policy: PolicyId, part: Part) -> Counted {
    let of_policy = measured.counts.iter().filter(|((of, _), _)| *of == policy);
    Counted {
        at: measured.at,
        day: measured.today,
        parts: of_policy.map(|((_, part), count)| (*part, count.figures)).collect(),
        first: measured.counts.get(&(policy, part)).map(|count| count.first_left.clone()).unwrap_or_default(),
    }
}

/// What was counted last and kept.
async fn kept(ctx: &Ctx, organisation: &Organisation, policy: PolicyId, part: Part) -> Result<Option<Counted>, Error> {
    let rows = store::rollout::latest(ctx.db(), organisation.id, policy).await?;
    let Some(whole) = rows.iter().find(|row| row.part == Part::Whole) else { return Ok(None) };
    Ok(Some(Counted {
        at: whole.taken_at,
        day: whole.day,
        first: rows.iter().find(|row| row.part == part).map(|row| row.first_left.clone()).unwrap_or_default(),
        parts: rows.iter().map(|row| (row.part, row.figures)).collect(),
    }))
}

/// The parts with their names. One that is gone since is left out.
async fn named(ctx: &Ctx, organisation: &Organisation, parts: Vec<(Part, Figures)>) -> Result<Vec<PartLine>, Error> {
    let selections = store::selection::list(ctx.db(), organisation.id).await?;
    let groups = store::group::list(ctx.db(), organisation.id).await?;
    let name = |part| match part {
        Part::Whole => None,
        Part::Selection(id) => selections.iter().find(|one| one.id == id).map(|one| one.name.clone()),
        Part::Group(id) => groups.iter().find(|one| one.id == id).map(|one| one.name.clone()),
    };
    let named = parts.into_iter().filter_map(|(part, figures)| Some(PartLine { part, name: name(part)?, figures }));
    let mut lines: Vec<PartLine> = named.collect();
    sorted::by(&mut lines, |one, other| {
        other
            .figures
            .left()
            .cmp(&one.figures.left())
            .then_with(|| one.name.to_lowercase().cmp(&other.name.to_lowercase()))
    });
    Ok(lines)
}
