//! The lines of a CSV file under its heading, each a person or a reason. Reads byte by byte as it goes, so that a file may
//! be of any length, and knows on which line it is whatever the line ends are.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use actions::admin::people::{self, NewPassword, NewPerson};
use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use domain::user::Role;

use super::Failure;
use crate::cli::print::plain;

const BOM: &[u8] = b"\xEF\xBB\xBF";
/// A heading is shorter than this; a file without line ends is no CSV.
const LONGEST_HEADING: u64 = 64 * 1024;

/// What a line must or may say.
const COLUMNS: [&str; 7] = ["user_name", "display_name", "email", "email2", "language", "role", "groups"];

/// A line read: a person, or what is wrong.
pub(super) type Row = Result<NewPerson, String>;

/// The lines of a file under its heading.
pub(super) struct Lines {
    reader: Reader<BufReader<File>>,
    /// Where each known column stands.
    columns: Vec<Option<usize>>,
    width: usize,
    /// Bytes from the heading on.
    pub(super) length: u64,
    /// Whether the last line has a line end.
    ended: bool,
    record: ByteRecord,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let unreadable = |error: std::io::Error| Failure::refused(format!("cannot read {shown}: {error}"));
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let mut heading = Vec::new();
        file.by_ref().take(LONGEST_HEADING).read_until(b'\n', &mut heading).map_err(unreadable)?;
        let start = if heading.starts_with(BOM) { BOM.len() as u64 } else { 0 };
        let heading = String::from_utf8_lossy(&heading);
        let delimiter = if heading.matches(';').count() > heading.matches(',').count() { b';' } else { b',' };
        let (length, ended) = extent(&mut file, start).map_err(unreadable)?;
        // Lines end in LF; the CR before it is trimmed with the last field, so that lines are counted right.
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::Any(b'\n'))
            .flexible(true)
            .from_reader(file);
        Self { reader, columns: Vec::new(), width: 0, length, ended, record: ByteRecord::new() }.with_heading(path)
    }

    fn with_heading(mut self, path: &Path) -> Result<Self, Failure> {
        let fault = |text: String| Failure::refused(format!("{}:1: {text}", path.display()));
        let names = self.reader.headers().map_err(|error| fault(error.to_string()))?;
        let names: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
        for required in ["user_name", "display_name"] {
            if !names.iter().any(|name| name == required) {
                return Err(fault(format!("the first line must name the columns, and `{required}` is missing")));
            }
        }
        if let Some(unknown) = names.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
            return Err(fault(format!("unknown column `{}`; known are {}", plain(unknown), COLUMNS.join(", "))));
        }
        if COLUMNS.iter().any(|column| names.iter().filter(|name| name == column).count() > 1) {
            return Err(fault("a column stands twice in the heading".to_owned()));
        }
        self.columns = COLUMNS.iter().map(|column| names.iter().position(|name| name == column)).collect();
        self.width = names.len();
        Ok(self)
    }

    /// Bytes read so far.
    pub(super) fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next line that is not empty, with its number.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Row)>, Failure> {
        loop {
            let more = self.reader.read_byte_record(&mut self.record);
            if !more.map_err(|error| Failure::refused(format!("the file cannot be read further: {error}")))? {
                return Ok(None);
            }
            let blank = self.record.len() == 1 && self.record.as_slice().trim_ascii().is_empty();
            if !blank {
                return Ok(Some((self.line(), self.person())));
            }
        }
    }

    /// The line on which the record that was just read begins. The reader knows where it ends; its own idea of the
    /// beginning is before the empty lines that it skipped.
    fn line(&self) -> u64 {
        let next = self.reader.position().line();
        let last = if self.ended || self.position() < self.length { next - 1 } else { next };
        let inside = String::from_utf8_lossy(self.record.as_slice()).matches('\n').count() as u64;
        last.saturating_sub(inside)
    }

    fn person(&self) -> Row {
        if self.record.len() != self.width {
            return Err(format!("{} fields, expected {}", self.record.len(), self.width));
        }
        let mut fields = [""; COLUMNS.len()];
        for (field, place) in fields.iter_mut().zip(&self.columns) {
            let bytes = place.and_then(|place| self.record.get(place)).unwrap_or_default();
            *field = std::str::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?.trim();
        }
        let [user_name, display_name, email, email2, language, role, groups] = fields;
        let role = match role {
            "" => Role::Member,
            word => Role::from_word(word).ok_or_else(|| {
                format!("role `{word}`, expected member, helpdesk, auditor, people-manager or superuser")
            })?,
        };
        let person = NewPerson {
            user_name: user_name.to_owned(),
            display_name: display_name.to_owned(),
            addresses: [email, email2].into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect(),
            language: (!language.is_empty()).then(|| language.to_owned()),
            role,
            groups: groups.split('|').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            password: NewPassword::None,
        };
        let faults = people::faults(&person);
        if faults.is_empty() { Ok(person) } else { Err(faults.join("; ")) }
    }
}

/// How many bytes there are from `start` on, and whether the last is a line end. Leaves the file at `start`.
fn extent(file: &mut BufReader<File>, start: u64) -> std::io::Result<(u64, bool)> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut last = [0];
    if end > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    file.seek(SeekFrom::Start(start))?;
    Ok((end.saturating_sub(start), last == *b"\n"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn lines(text: &[u8]) -> Result<Vec<(u64, Row)>, Failure> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text).unwrap();
        let mut lines = Lines::open(file.path())?;
        let mut all = Vec::new();
        while let Some(row) = lines.next()? {
            all.push(row);
        }
        Ok(all)
    }

    fn refusal(text: &[u8]) -> String {
        match lines(text) {
            Err(Failure::Refused(text)) => text,
            _ => panic!("not refused"),
        }
    }

    #[test]
    fn columns_stand_in_any_order_with_commas_or_semicolons_and_with_a_bom() {
        for text in [
            "display_name,user_name,email,groups\nSanne de Wit,s.dewit,s@x.example,Leden|Redactie\n",
            "\u{feff}user_name;groups;display_name;email\r\ns.dewit;Leden | Redactie;Sanne de Wit;s@x.example\r\n",
        ] {
            let all = lines(text.as_bytes()).ok().unwrap();
            let (line, Ok(person)) = &all[0] else { panic!("{text}") };
            assert_eq!(
                (*line, person.user_name.as_str(), person.display_name.as_str()),
                (2, "s.dewit", "Sanne de Wit")
            );
            assert_eq!(person.groups, ["Leden", "Redactie"]);
            assert_eq!(person.addresses, ["s@x.example"]);
        }
    }

    #[test]
    fn a_quoted_field_may_hold_the_delimiter_and_lines_are_counted_on() {
        let text = "user_name,display_name\na,\"Wit, de\nSanne\"\n\n\nb,\"\"\nc,C";
        for text in [text.to_owned(), format!("{text}\n"), text.replace('\n', "\r\n")] {
            let all = lines(text.as_bytes()).ok().unwrap();
            let numbers: Vec<u64> = all.iter().map(|(line, _)| *line).collect();
            assert_eq!(numbers, [2, 6, 7], "{text:?}");
        }
        let all = lines(text.as_bytes()).ok().unwrap();
        assert!(all[0].1.is_err(), "a name on two lines");
        assert!(all[1].1.is_err(), "an empty name");
        assert!(all[2].1.is_ok());
    }

    #[test]
    fn each_fault_of_a_line_is_named() {
        let text = b"user_name,display_name,email,language,role\na,A,nonsense,xx,member\nb,B,,,boss\nc,C\nd,\xff,,,\n";
        let reasons: Vec<String> = lines(text).ok().unwrap().into_iter().map(|(_, row)| row.err().unwrap()).collect();
        assert!(reasons[0].contains("`nonsense`") && reasons[0].contains("`xx`"), "{}", reasons[0]);
        assert!(reasons[1].contains("`boss`"), "{}", reasons[1]);
        assert_eq!(reasons[2], "2 fields, expected 5");
        assert_eq!(reasons[3], "not UTF-8 text");
    }

    #[test]
    fn a_heading_is_needed_and_must_be_known() {
        assert!(refusal(b"s.dewit,Sanne\n").contains("must name the columns"));
        assert!(refusal(b"user_name,display_name,password\n").contains("unknown column `password`"));
        assert!(refusal(b"user_name,email\n").contains("`display_name` is missing"));
        assert!(refusal(b"user_name,display_name,email,email\n").contains("twice"));
        assert!(refusal(b"").contains("is missing"));
    }
}
