//! What a file is written in. All of it is looked at first: UTF-8, or else Windows-1252, as old spreadsheets write it; what
//! is neither is refused. Whoever reads on reads UTF-8. Neighbour: `table` has the lines.

use std::io::{self, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A file that is read more than once.
pub trait Source: Read + Seek + Send + Sync {}

impl<T: Read + Seek + Send + Sync> Source for T {}

/// What the characters of a file are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// What everything writes now.
    Utf8,
    /// What older spreadsheets write.
    Windows1252,
}

impl Encoding {
    /// The name that people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Windows1252 => "Windows-1252",
        }
    }

    /// From that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Utf8, Self::Windows1252].into_iter().find(|one| one.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// Why a file is no text that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Two bytes a character.
    #[error("the file is written in UTF-16: save it as `CSV UTF-8`")]
    Utf16,
    /// A workbook and no text.
    #[error("this is a workbook and no CSV file: open it in the spreadsheet and save it as `CSV UTF-8`")]
    Workbook,
    /// Bytes that no text has.
    #[error("line {0} holds bytes that no text has: save the file as `CSV UTF-8`")]
    Binary(u64),
    /// Neither of the encodings, or a mixture.
    #[error("line {0} is neither UTF-8 nor Windows-1252 as the rest is: save the file as `CSV UTF-8`")]
    Neither(u64),
}

/// What was found in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFacts {
    /// What it is written in.
    pub encoding: Encoding,
    /// Where the text begins, behind the mark that some programs set.
    pub(super) start: u64,
    /// Bytes of the text as UTF-8.
    pub(super) length: u64,
    /// Lines, the last one without an end included.
    pub lines: u64,
    /// Whether the last line has an end.
    pub(super) ended: bool,
    /// What tells this file from any other.
    pub(super) digest: [u8; 32],
}

const MARK: &[u8] = b"\xEF\xBB\xBF";
const CHUNK: usize = 64 * 1024;

/// Looks at all of a file. `wanted` is what whoever sent it says that it is written in.
pub(super) fn look(file: &mut dyn Source, wanted: Option<Encoding>) -> io::Result<Result<TextFacts, TextFault>> {
    file.seek(SeekFrom::Start(0))?;
    let mut seen = Seen::default();
    let mut digest = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    let mut kept = 0;
    let mut first = true;
    loop {
        let read = read_full(file, buffer.get_mut(kept..).unwrap_or_default())?;
        let end = kept + read;
        digest.update(buffer.get(kept..end).unwrap_or_default());
        let mut all = buffer.get(..end).unwrap_or_default();
        if first {
            if let Some(fault) = no_text(all) {
                return Ok(Err(fault));
            }
            if let Some(rest) = all.strip_prefix(MARK) {
                (all, seen.start) = (rest, 3);
            }
            first = false;
        }
        let over = read == 0;
        let used = seen.take(all, over);
        let rest = all.len() - used;
        if over {
            return Ok(seen.judge(wanted, digest.finalize().into()));
        }
        buffer.copy_within(end - rest..end, 0);
        kept = rest;
    }
}

/// Fills the buffer, unless the file ends.
fn read_full(file: &mut dyn Source, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match file.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn no_text(beginning: &[u8]) -> Option<TextFault> {
    if beginning.is_empty() {
        return Some(TextFault::Empty);
    }
    if beginning.starts_with(b"\xFF\xFE") || beginning.starts_with(b"\xFE\xFF") {
        return Some(TextFault::Utf16);
    }
    // Of the formats that are an archive, and of the older one.
    (beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"\xD0\xCF\x11\xE0")).then_some(TextFault::Workbook)
}

#[derive(Default)]
struct Seen {
    start: u64,
    bytes: u64,
    lines: u64,
    ended: bool,
    /// Characters of more than one byte that UTF-8 would have.
    wide: bool,
    /// The first line with bytes that UTF-8 has not.
    no_utf8: Option<u64>,
    /// The first line with bytes that Windows-1252 has not.
    no_1252: Option<u64>,
    /// The first line with a zero.
    zero: Option<u64>,
    /// So many bytes more the text has as UTF-8, if it is Windows-1252.
    longer: u64,
}

impl Seen {
    /// Takes bytes; says how many, for the last character may be cut in two.
    fn take(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut rest = bytes;
        loop {
            match std::str::from_utf8(rest) {
                Ok(_) => {
                    self.note(rest, true);
                    return bytes.len();
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.note(good, true);
                    let length = match error.error_len() {
                        Some(length) => length,
                        None if !last => return bytes.len() - bad.len(),
                        None => bad.len(),
                    };
                    let (bad, after) = bad.split_at(length);
                    self.note(bad, false);
                    rest = after;
                }
            }
        }
    }

    fn note(&mut self, bytes: &[u8], utf8: bool) {
        self.bytes += bytes.len() as u64;
        self.wide |= utf8 && !bytes.is_ascii();
        let line = |lines: u64| Some(lines + 1);
        if !utf8 && self.no_utf8.is_none() {
            self.no_utf8 = line(self.lines);
        }
        let mut newlines = 0;
        for byte in bytes {
            match byte {
                b'\n' => newlines += 1,
                0 if self.zero.is_none() => self.zero = line(self.lines + newlines),
                0x80.. => match windows_1252(*byte) {
                    Some(c) => self.longer += c.len_utf8() as u64 - 1,
                    None if self.no_1252.is_none() => self.no_1252 = line(self.lines + newlines),
                    None => {}
                },
                _ => {}
            }
        }
        self.lines += newlines;
        if let Some(last) = bytes.last() {
            self.ended = *last == b'\n';
        }
    }

    fn judge(self, wanted: Option<Encoding>, digest: [u8; 32]) -> Result<TextFacts, TextFault> {
        if self.bytes == 0 {
            return Err(TextFault::Empty);
        }
        if let Some(line) = self.zero {
            return Err(TextFault::Binary(line));
        }
        let encoding = match (wanted, self.no_utf8) {
            (Some(wanted), _) => wanted,
            (None, None) => Encoding::Utf8,
            // With some characters in one and some in the other, any reading would change somebody's name.
            (None, Some(line)) if self.wide => return Err(TextFault::Neither(line)),
            (None, Some(_)) => Encoding::Windows1252,
        };
        let (wrong, longer) = match encoding {
            Encoding::Utf8 => (self.no_utf8, 0),
            Encoding::Windows1252 => (self.no_1252, self.longer),
        };
        if let Some(line) = wrong {
            return Err(TextFault::Neither(line));
        }
        let lines = self.lines + u64::from(!self.ended);
        Ok(TextFacts { encoding, start: self.start, length: self.bytes + longer, lines, ended: self.ended, digest })
    }
}

/// What 0x80 to 0x9F are in Windows-1252; a zero stands for what is nothing.
const HIGH: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
];

fn windows_1252(byte: u8) -> Option<char> {
    match byte.checked_sub(0x80).and_then(|place| HIGH.get(usize::from(place))) {
        Some(0) => None,
        Some(code) => char::from_u32(u32::from(*code)),
        None => Some(char::from(byte)),
    }
}

/// The text of a file as UTF-8, from the place where the file stands.
pub(super) struct Decoded<'f> {
    file: &'f mut dyn Source,
    encoding: Encoding,
    buffer: Vec<u8>,
    /// What was read and is not yet given.
    ready: Vec<u8>,
    given: usize,
}

impl<'f> Decoded<'f> {
    pub(super) fn new(file: &'f mut dyn Source, encoding: Encoding) -> Self {
        Self { file, encoding, buffer: vec![0; CHUNK], ready: Vec::new(), given: 0 }
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8 {
            return self.file.read(into);
        }
        if self.given == self.ready.len() {
            let read = self.file.read(&mut self.buffer)?;
            self.ready.clear();
            self.given = 0;
            let mut bytes = [0; 4];
            for byte in self.buffer.get(..read).unwrap_or_default() {
                let c = windows_1252(*byte).unwrap_or(char::REPLACEMENT_CHARACTER);
                self.ready.extend_from_slice(c.encode_utf8(&mut bytes).as_bytes());
            }
        }
        let waiting = self.ready.get(self.given..).unwrap_or_default();
        let length = waiting.len().min(into.len());
        for (to, from) in into.iter_mut().zip(waiting) {
            *to = *from;
        }
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn looked(bytes: &[u8]) -> Result<TextFacts, TextFault> {
        look(&mut Cursor::new(bytes.to_vec()), None).unwrap()
    }

    fn read(bytes: &[u8]) -> String {
        let mut file = Cursor::new(bytes.to_vec());
        let facts = look(&mut file, None).unwrap().unwrap();
        file.set_position(facts.start);
        let mut text = String::new();
        Decoded::new(&mut file, facts.encoding).read_to_string(&mut text).unwrap();
        assert_eq!(facts.length, text.len() as u64);
        text
    }

    #[test]
    fn a_file_is_read_in_what_it_is_written_in() {
        assert_eq!(read("naam\nZoë €5\n".as_bytes()), "naam\nZoë €5\n");
        assert_eq!(read("\u{feff}naam\nZoë".as_bytes()), "naam\nZoë");
        assert_eq!(read(b"naam\r\nZo\xEB \x805 \x93x\x94\r\n"), "naam\r\nZoë €5 “x”\r\n");
        assert_eq!(looked(b"Zo\xEB\n").unwrap().encoding, Encoding::Windows1252);
        let (facts, open) = (looked(b"a\nb\n").unwrap(), looked(b"a\nb").unwrap());
        assert_eq!((facts.lines, facts.ended, open.lines, open.ended), (2, true, 2, false));
    }

    #[test]
    fn a_character_may_lie_across_two_reads() {
        for before in CHUNK - 4..=CHUNK {
            let text = format!("{}€ë\nx", "a".repeat(before));
            assert_eq!(looked(text.as_bytes()).map(|facts| facts.encoding), Ok(Encoding::Utf8), "{before}");
            assert_eq!(read(text.as_bytes()), text);
        }
    }

    #[test]
    fn what_is_neither_is_refused_with_its_line() {
        assert_eq!(looked(b""), Err(TextFault::Empty));
        assert_eq!(looked(MARK), Err(TextFault::Empty));
        assert_eq!(looked(b"\xFF\xFEn\0"), Err(TextFault::Utf16));
        assert_eq!(looked(b"PK\x03\x04..."), Err(TextFault::Workbook));
        assert_eq!(looked(b"a\nb\0c\n"), Err(TextFault::Binary(2)));
        assert_eq!(looked("Zoë\nb\nZo\u{0}".as_bytes()), Err(TextFault::Binary(3)));
        assert_eq!(looked(b"Zo\xC3\xAB\nZo\xEB\n"), Err(TextFault::Neither(2)), "one line in each");
        assert_eq!(looked(b"a\nb\x81\n"), Err(TextFault::Neither(2)), "no character in either");
    }

    #[test]
    fn whoever_says_what_it_is_written_in_is_believed_where_it_can_be_so() {
        let look_as = |bytes: &[u8], wanted| look(&mut Cursor::new(bytes.to_vec()), Some(wanted)).unwrap();
        assert_eq!(look_as("Zoë".as_bytes(), Encoding::Windows1252).unwrap().encoding, Encoding::Windows1252);
        assert_eq!(look_as(b"Zo\xEB", Encoding::Utf8), Err(TextFault::Neither(1)));
    }
}
