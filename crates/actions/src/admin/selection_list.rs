//! The list of a static selection: pasted lines of user names and e-mail addresses, and who is on it.

use std::collections::BTreeSet;

use domain::id::{SelectionId, UserId};

use crate::admin::selections::ListChange;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// The most lines that are read at once.
pub const MOST_LINES: usize = 100_000;
/// The most lines that a report names.
const MOST_NAMED: usize = 200;

/// What became of pasted lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListReport {
    /// How many lines are people.
    pub found: u64,
    /// How many lines are nobody.
    pub missing: u64,
    /// The first of those: the line, counted from 1, and what stands there.
    pub missing_lines: Vec<(u64, String)>,
    /// How many lines were not read, because there are too many.
    pub left_out: u64,
}

/// People found in pasted lines.
pub(crate) struct Found {
    pub(crate) people: Vec<UserId>,
    pub(crate) report: ListReport,
}

/// Reads one user name or e-mail address a line; a comma, a semicolon or a tab begins another.
pub(crate) async fn read(ctx: &Ctx, organisation: &Organisation, pasted: &str) -> Result<Found, Error> {
    let mut people = BTreeSet::new();
    let mut report = ListReport::default();
    let mut read = 0;
    for (line, text) in (1_u64..).zip(pasted.lines()) {
        for name in text.split([',', ';', '\t']).map(str::trim).filter(|name| !name.is_empty()) {
            read += 1;
            if read > MOST_LINES {
                report.left_out += 1;
                continue;
            }
            if let Some(account) = store::user::find_account(ctx.db(), organisation.id, name).await? {
                report.found += 1;
                people.insert(account.id);
            } else {
                report.missing += 1;
                if report.missing_lines.len() < MOST_NAMED {
                    report.missing_lines.push((line, name.to_owned()));
                }
            }
        }
    }
    Ok(Found { people: people.into_iter().collect(), report })
}

/// Who is on the list of a static selection.
pub(crate) async fn members(
    ctx: &Ctx,
    organisation: &Organisation,
    id: SelectionId,
) -> Result<BTreeSet<UserId>, Error> {
    Ok(store::selection::members(ctx.db(), organisation.id, id).await?.into_iter().collect())
}

/// The list after a change.
pub(crate) fn applied(before: &BTreeSet<UserId>, people: &[UserId], change: ListChange) -> BTreeSet<UserId> {
    let people: BTreeSet<UserId> = people.iter().copied().collect();
    match change {
        ListChange::Add => before.union(&people).copied().collect(),
        ListChange::Remove => before.difference(&people).copied().collect(),
        ListChange::Replace => people,
    }
}
