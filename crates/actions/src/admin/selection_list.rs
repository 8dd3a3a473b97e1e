//! The list of a static selection: pasted lines of user names and e-mail addresses, and who is on it.

use std::collections::BTreeSet;
use std::io::{self, Cursor};

use domain::id::{SelectionId, UserId};
use domain::selection::Schema;

use crate::admin::import::{Column, Table, TextFault};
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

/// The user names and addresses of a file, one a line: of a CSV file with a heading the column of user names, or else that
/// of addresses; of any other all that stands in it.
pub fn of_file(file: Vec<u8>) -> Result<Result<String, TextFault>, Error> {
    names_of(file).map_err(|error| crate::error::broken(&format!("a file in memory: {error}")))
}

fn names_of(file: Vec<u8>) -> io::Result<Result<String, TextFault>> {
    let mut table = match Table::open(Box::new(Cursor::new(file)), None)? {
        Ok(table) => table,
        Err(fault) => return Ok(Err(fault)),
    };
    let meaning: Vec<_> = table.headings.iter().map(|name| Column::guess(name, &Schema::default())).collect();
    let of = |wanted: fn(&Column) -> bool| meaning.iter().position(|column| column.as_ref().is_some_and(wanted));
    let column = of(|column| *column == Column::UserName).or_else(|| of(|column| matches!(column, Column::Email(_))));
    let mut names = if column.is_some() { Vec::new() } else { table.headings.clone() };
    let mut lines = table.lines()?;
    while let Some((_, fields)) = lines.next()? {
        match column {
            Some(at) => names.extend(fields.into_iter().nth(at)),
            None => names.extend(fields),
        }
    }
    names.retain(|name| !name.is_empty());
    Ok(Ok(names.join("\n")))
}

/// Reads one user name or e-mail address a line; a comma, a semicolon or a tab begins another, unless somebody is called so.
pub(crate) async fn read(ctx: &Ctx, organisation: &Organisation, pasted: &str) -> Result<Found, Error> {
    let mut people = BTreeSet::new();
    let mut report = ListReport::default();
    let mut read = 0;
    for (line, text) in (1_u64..).zip(pasted.lines()) {
        for name in names_in(ctx, organisation, text).await? {
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

async fn names_in<'t>(ctx: &Ctx, organisation: &Organisation, line: &'t str) -> Result<Vec<&'t str>, Error> {
    const BETWEEN: [char; 3] = [',', ';', '\t'];
    let whole = line.trim();
    // A user name may hold a comma.
    if whole.contains(BETWEEN) && store::user::find_account(ctx.db(), organisation.id, whole).await?.is_some() {
        return Ok(vec![whole]);
    }
    Ok(whole.split(BETWEEN).map(str::trim).filter(|name| !name.is_empty()).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_by_the_column_that_names_people_and_whole_where_none_does() {
        for (file, names) in [
            ("anna\nbram@example.org\n", "anna\nbram@example.org"),
            ("naam;e-mail;gebruikersnaam\r\nAnna Bos;anna@example.org;anna\r\nBram;;bram\r\n", "anna\nbram"),
            ("Name,Email\n\"Bos, Anna\",anna@example.org\n", "anna@example.org"),
            ("anna,bram\ncor,\n", "anna\nbram\ncor"),
        ] {
            assert_eq!(of_file(file.as_bytes().to_vec()).unwrap(), Ok(names.to_owned()), "{file}");
        }
        assert_eq!(of_file(Vec::new()).unwrap(), Err(TextFault::Empty));
        assert!(of_file(b"PK\x03\x04 a workbook".to_vec()).unwrap().is_err());
    }
}
