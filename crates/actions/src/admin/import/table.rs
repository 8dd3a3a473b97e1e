//! A CSV file as lines under a heading, read as often as is needed and never as a whole. It knows on which line of the file
//! it is, whatever the line ends are. Neighbours: `text` reads characters, `column` says what the heading means.

use std::io::{self, Read as _, SeekFrom};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

use super::text::{self, Decoded, Encoding, Source, TextFacts, TextFault};

/// A heading is shorter than this; a file without line ends is no CSV.
const LONGEST_HEADING: usize = 64 * 1024;

/// A file that has been looked at.
pub struct Table {
    file: Box<dyn Source>,
    /// What was found in it.
    pub facts: TextFacts,
    /// What stands between two fields.
    delimiter: u8,
    /// Where the heading begins, and on which line.
    start: (u64, u64),
    /// The names of the columns, as they stand in the file.
    pub headings: Vec<String>,
}

impl Table {
    /// Looks at a file and reads its heading.
    pub fn open(mut file: Box<dyn Source>, wanted: Option<Encoding>) -> io::Result<Result<Self, TextFault>> {
        let facts = match text::look(&mut *file, wanted)? {
            Ok(facts) => facts,
            Err(fault) => return Ok(Err(fault)),
        };
        file.seek(SeekFrom::Start(facts.start))?;
        let mut beginning = Vec::new();
        Decoded::new(&mut *file, facts.encoding).take(LONGEST_HEADING as u64).read_to_end(&mut beginning)?;
        let first = beginning.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
        // Spreadsheets write `sep=;` above the heading, and hide it.
        let (said, delimiter) = match first.trim_ascii() {
            [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => (first.len() as u64, *delimiter),
            heading => (0, commonest(heading)),
        };
        let start = (facts.start + said, u64::from(said > 0));
        let mut table = Self { file, facts, delimiter, start, headings: Vec::new() };
        table.headings = table.heading()?;
        Ok(Ok(table))
    }

    fn heading(&mut self) -> io::Result<Vec<String>> {
        let mut lines = self.all()?;
        let found = lines.read()?;
        let heading = found.then(|| lines.record.iter().map(|name| shown(name).trim().to_owned()).collect());
        Ok(heading.unwrap_or_default())
    }

    /// The lines under the heading, from the first.
    pub fn lines(&mut self) -> io::Result<Lines<'_>> {
        let mut lines = self.all()?;
        lines.read()?;
        Ok(lines)
    }

    fn all(&mut self) -> io::Result<Lines<'_>> {
        self.file.seek(SeekFrom::Start(self.start.0))?;
        // Lines end in LF; the CR before it is trimmed with the last field, so that lines are counted right.
        let reader = ReaderBuilder::new()
            .delimiter(self.delimiter)
            .terminator(Terminator::Any(b'\n'))
            .flexible(true)
            .has_headers(false)
            .from_reader(Decoded::new(&mut *self.file, self.facts.encoding));
        let length = self.facts.length.saturating_sub(self.start.0 - self.facts.start);
        Ok(Lines { reader, record: ByteRecord::new(), above: self.start.1, length, ended: self.facts.ended })
    }
}

/// The delimiter that the heading has most of.
fn commonest(heading: &[u8]) -> u8 {
    let count = |delimiter: u8| heading.split(|byte| *byte == delimiter).count();
    [b';', b'\t'].into_iter().filter(|one| count(*one) > count(b',')).max_by_key(|one| count(*one)).unwrap_or(b',')
}

fn shown(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The lines of a table, one after the other.
pub struct Lines<'t> {
    reader: Reader<Decoded<'t>>,
    record: ByteRecord,
    /// Lines above the heading.
    above: u64,
    length: u64,
    ended: bool,
}

impl Lines<'_> {
    /// The next line that is not empty: its number in the file, and its fields.
    pub fn next(&mut self) -> io::Result<Option<(u64, Vec<String>)>> {
        if !self.read()? {
            return Ok(None);
        }
        Ok(Some((self.line(), self.record.iter().map(|field| shown(field).trim().to_owned()).collect())))
    }

    fn read(&mut self) -> io::Result<bool> {
        loop {
            let more = self.reader.read_byte_record(&mut self.record);
            if !more.map_err(io::Error::other)? {
                return Ok(false);
            }
            // A spreadsheet leaves lines of nothing but delimiters under the last person.
            if !self.record.as_slice().trim_ascii().is_empty() {
                return Ok(true);
            }
        }
    }

    /// The line on which the record that was just read begins. The reader knows where it ends; its own idea of the
    /// beginning is before the empty lines that it skipped.
    fn line(&self) -> u64 {
        let position = self.reader.position();
        let ended = self.ended || position.byte() < self.length;
        let last = if ended { position.line() - 1 } else { position.line() };
        let inside = self.record.as_slice().split(|byte| *byte == b'\n').skip(1).count() as u64;
        self.above + last.saturating_sub(inside)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn table(text: &str) -> Table {
        Table::open(Box::new(Cursor::new(text.as_bytes().to_vec())), None).unwrap().unwrap()
    }

    fn all(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut table = table(text);
        let mut lines = table.lines().unwrap();
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn commas_semicolons_and_tabs_stand_between_fields() {
        for text in
            ["a,b c\n1,2", "a;b c\n1;2\n", "a\tb c\r\n1\t2\r\n", "sep=;\r\na;b c\r\n1;2", "\u{feff}\"a\";\"b c\"\n1;2"]
        {
            assert_eq!(table(text).headings, ["a", "b c"], "{text:?}");
            assert_eq!(all(text)[0].1, ["1", "2"], "{text:?}");
        }
        assert_eq!(all("sep=;\na;b\n1;2\n3;4\n").last().unwrap().0, 4);
    }

    #[test]
    fn a_quoted_field_may_hold_the_delimiter_and_lines_are_counted_on() {
        let text = "user_name,display_name\na,\"Wit, de\nSanne\"\n\n , \n\nb,\"say \"\"hi\"\"\"\nc,C";
        for text in [text.to_owned(), format!("{text}\n"), text.replace('\n', "\r\n")] {
            let lines = all(&text);
            assert_eq!(lines.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 7, 8], "{text:?}");
            assert_eq!(lines[1].1[1], "say \"hi\"");
        }
    }

    #[test]
    fn a_table_is_read_as_often_as_is_needed() {
        let mut table = table("a\n1\n2\n");
        for _ in 0..3 {
            let mut lines = table.lines().unwrap();
            assert_eq!(lines.next().unwrap().unwrap().1, ["1"]);
        }
        assert!(all("a\n").is_empty());
        assert!(all("a").is_empty());
    }
}
