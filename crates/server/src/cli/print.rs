//! Listings: a table for people, JSON for programs. Text from the database cannot steer a terminal.

use std::io::{self, Write as _};

use domain::time::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

/// Whether people or programs read a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Text,
}

impl Form {
    pub(super) fn json_if(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }
}

/// One line on standard output.
pub(super) fn say(text: impl AsRef<str>) -> io::Result<()> {
    let mut line = text.as_ref().to_owned();
    line.push('\n');
    io::stdout().write_all(line.as_bytes())
}

/// A value as JSON, readable.
pub(super) fn json(value: &Value) -> io::Result<()> {
    say(format!("{value:#}"))
}

/// Rows under headings, each column as wide as its widest cell.
pub(super) fn table(headings: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(headings.get(column).map(|heading| heading.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        say(padded.join("  ").trim_end())
    };
    line(&mut headings.iter().copied())?;
    for row in &rows {
        line(&mut row.iter().map(String::as_str))?;
    }
    Ok(())
}

/// Text from the database on one line, without anything that a terminal obeys.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c) { '\u{FFFD}' } else { c })
        .collect()
}

/// A moment as people in this zone write it: `2026-12-08 00:00`.
pub(super) fn local(at: Timestamp, zone: &TimeZone) -> String {
    jiff::Timestamp::from_microsecond(at.micros()).map_or_else(
        |_| "always".to_owned(),
        |at| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

/// A moment for programs: RFC 3339 in UTC.
pub(super) fn rfc3339(at: Timestamp) -> Value {
    Value::String(at.rfc3339())
}

/// A moment for programs, where there is one.
pub(super) fn rfc3339_or_null(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, rfc3339)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_the_database_cannot_steer_a_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\nc\u{202E}d"), "a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}d");
    }

    #[test]
    fn moments_are_local_for_people_and_utc_for_programs() {
        let at = Timestamp::from_seconds(1_796_684_400);
        assert_eq!(local(at, &TimeZone::get("Europe/Amsterdam").unwrap()), "2026-12-08 00:00");
        assert_eq!(rfc3339(at), "2026-12-07T23:00:00Z");
    }
}
