//! What stands on two lines of a file: names and addresses, which are both signed in with, and keys. However long the file
//! is, the memory is the same: it is gone through as often as that takes, each time for another share of the texts.

use std::io;

use domain::user::name_key;
use sha2::{Digest as _, Sha256};
use store::people_bulk::Key;

use super::line::{Line, Sheet};
use super::table::Table;
use crate::admin::people_write::Cell;

/// So many texts are looked at together; each takes 16 bytes.
const TOGETHER: u64 = 1_000_000;
/// So many lines are told which line they repeat.
const TOLD: usize = 1_000;

/// Lines that repeat an earlier one.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    lines: Lines,
    first: Vec<(u64, u64)>,
}

impl Repeats {
    /// The earlier line that this one repeats, or 0 where that is no longer known; none where it repeats none.
    pub(super) fn of(&self, line: u64) -> Option<u64> {
        let known = || self.first.binary_search_by_key(&line, |(line, _)| *line).ok();
        self.lines.has(line).then(|| known().and_then(|place| self.first.get(place)).map_or(0, |(_, first)| *first))
    }
}

/// A set of lines, at one bit each.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<u64>);

impl Lines {
    pub(super) fn put(&mut self, line: u64) {
        let place = usize::try_from(line / 64).unwrap_or(usize::MAX);
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(place) {
            *bits |= 1 << (line % 64);
        }
    }

    pub(super) fn has(&self, line: u64) -> bool {
        let bits = usize::try_from(line / 64).ok().and_then(|place| self.0.get(place));
        bits.is_some_and(|bits| bits & (1 << (line % 64)) != 0)
    }
}

/// Goes through a file. `at` is told the share of the work that is done, from 0 to 1.
pub(super) fn find(table: &mut Table, sheet: &Sheet, at: &mut (dyn FnMut(f64) + Send)) -> io::Result<Repeats> {
    find_with(table, sheet, TOGETHER, at)
}

fn find_with(table: &mut Table, sheet: &Sheet, together: u64, at: &mut (dyn FnMut(f64) + Send)) -> io::Result<Repeats> {
    let columns = u64::try_from(sheet.columns.len()).unwrap_or(u64::MAX);
    let all = table.facts.lines;
    let most = all.saturating_mul(columns.min(u64::from(super::column::MOST_ADDRESSES) + 2));
    // Most lines have fewer texts than there are columns; a share that turns out too large is only a little more memory.
    let shares = (most / 2).div_ceil(together).max(1);
    let mut repeats = Repeats::default();
    for share in 0..shares {
        let mut texts: Vec<(u64, u64)> = Vec::new();
        let mut lines = table.lines()?;
        while let Some((number, fields)) = lines.next()? {
            if let Ok(line) = sheet.read(number, &fields) {
                let of_share = hashes(&line).filter(|hash| hash % shares == share);
                texts.extend(of_share.map(|hash| (hash, number)));
            }
            if number.is_multiple_of(1024) {
                #[expect(clippy::cast_precision_loss, reason = "a share of progress")]
                at((share as f64 + number as f64 / all.max(1) as f64) / shares as f64);
            }
        }
        texts.sort_unstable();
        for pair in texts.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((_, first)) = pair.first() else { continue };
            for (_, line) in pair.iter().filter(|(_, line)| line != first) {
                repeats.lines.put(*line);
                if repeats.first.len() < TOLD {
                    repeats.first.push((*line, *first));
                }
            }
        }
    }
    repeats.first.sort_unstable();
    repeats.first.dedup_by_key(|(line, _)| *line);
    Ok(repeats)
}

/// What may stand on one line only, as numbers that differ where the texts do.
fn hashes(line: &Line) -> impl Iterator<Item = u64> {
    let addresses = line.addresses.iter().filter_map(|(_, cell)| match cell {
        Cell::Set(address) => Some(name_key(address)),
        Cell::Keep | Cell::Clear => None,
    });
    let names = line.user_name.iter().map(|name| name_key(name)).chain(addresses).map(|name| ("name", name));
    let own = match &line.key {
        Key::Own(_, value) => Some(("own", name_key(&value.shown()))),
        Key::UserName(_) | Key::Address(_) => None,
    };
    names.chain(own).map(|(kind, text)| {
        let digest = Sha256::new().chain_update(kind).chain_update([0]).chain_update(text).finalize();
        digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::admin::import::line::tests::sheet;

    #[test]
    fn a_name_or_address_that_stands_on_an_earlier_line_is_a_repeat_however_the_work_is_shared() {
        let heading = "user_name,display_name,email,nr\n";
        let rows = "a,A,a@x.example,1\nb,B,A@X.example,2\nA ,C,c@x.example,3\nd,D,d@x.example,4\n\ne,E,d,\nf,F,b,5\n";
        for together in [1, 3, 1_000] {
            let file = Cursor::new(format!("{heading}{rows}").into_bytes());
            let mut table = Table::open(Box::new(file), None).unwrap().unwrap();
            let sheet = sheet(&["user_name", "display_name", "email", "nr"], "user_name");
            let repeats = find_with(&mut table, &sheet, together, &mut |_| {}).unwrap();
            let found: Vec<Option<u64>> = (2..=8).map(|line| repeats.of(line)).collect();
            assert_eq!(found, [None, Some(2), Some(2), None, None, None, None], "{together}");
        }
    }

    #[test]
    fn a_person_may_sign_in_with_the_own_address_as_name() {
        let file = Cursor::new(b"user_name,display_name,email\na@x.example,A,a@x.example\n".to_vec());
        let mut table = Table::open(Box::new(file), None).unwrap().unwrap();
        let sheet = sheet(&["user_name", "display_name", "email"], "user_name");
        assert_eq!(find(&mut table, &sheet, &mut |_| {}).unwrap().of(2), None);
    }

    #[test]
    fn the_value_by_which_people_are_known_stands_once() {
        let file = Cursor::new(b"nr,display_name\n1,A\n2,B\n1,C\n".to_vec());
        let mut table = Table::open(Box::new(file), None).unwrap().unwrap();
        let sheet = sheet(&["nr", "display_name"], "nr");
        let repeats = find(&mut table, &sheet, &mut |_| {}).unwrap();
        assert_eq!((repeats.of(3), repeats.of(4)), (None, Some(2)));
    }
}
