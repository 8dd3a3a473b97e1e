//! `person import`: two passes over the file. The first looks at every line and collects what is wrong; the second adds,
//! five hundred people to a transaction. Nothing is added while a line is bad, unless bad lines are to be skipped.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use actions::admin::people::{self, NewPassword, NewPerson};
use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use domain::user::{Role, name_key};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::print::{self, Form, plain, say};
use super::{Failure, House};

/// How to import.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    pub(super) skip_bad: bool,
    pub(super) dry_run: bool,
}

/// People to a transaction.
const BATCH: usize = 500;
/// Plain progress is told every so many lines.
const TELL_EVERY: u64 = 5_000;
const BOM: &[u8] = b"\xEF\xBB\xBF";
/// A heading is shorter than this; a file without line ends is no CSV.
const LONGEST_HEADING: u64 = 64 * 1024;

/// What a line must or may say.
const COLUMNS: [&str; 7] = ["user_name", "display_name", "email", "email2", "language", "role", "groups"];

/// What is wrong with a line.
struct Bad {
    line: u64,
    reason: String,
}

/// Imports a file, and tells the outcome.
pub(super) async fn run(house: &House, path: &Path, options: Options, form: Form) -> Result<(), Failure> {
    let mut file = Lines::open(path)?;
    let progress = Progress::start(file.length, form);
    let (good, bad) = look(house, &mut file, &progress).await?;
    for Bad { line, reason } in &bad {
        progress.tell(&format!("{}:{line}: {}", path.display(), plain(reason)));
    }
    let stops = !bad.is_empty() && !options.skip_bad;
    let skip: HashSet<u64> = bad.iter().map(|bad| bad.line).collect();
    let added = if stops || options.dry_run { 0 } else { add(house, path, &skip, &progress).await? };
    progress.end();
    let outcome = Outcome { good, bad, added };
    match form {
        Form::Json => print::json(&outcome.as_json(options))?,
        Form::Text => say(outcome.in_words(options, stops))?,
    }
    if stops {
        return Err(Failure::refused(format!(
            "{} of {} lines are bad, so nobody was imported: mend them, or say --skip-bad",
            outcome.bad.len(),
            outcome.bad.len() + good
        )));
    }
    Ok(())
}

struct Outcome {
    good: usize,
    bad: Vec<Bad>,
    added: usize,
}

impl Outcome {
    fn as_json(&self, options: Options) -> serde_json::Value {
        let bad: Vec<_> = self.bad.iter().map(|bad| json!({ "line": bad.line, "reason": bad.reason })).collect();
        json!({ "good": self.good, "bad": bad, "added": self.added, "dry_run": options.dry_run })
    }

    fn in_words(&self, options: Options, stops: bool) -> String {
        let (good, bad, added) = (self.good, self.bad.len(), self.added);
        match (options.dry_run, stops) {
            (true, _) => format!("{good} good, {bad} bad; nothing was imported, as asked."),
            (false, true) => format!("{good} good, {bad} bad; nothing was imported."),
            (false, false) if bad > 0 => format!("{added} people were imported, {bad} bad lines were skipped."),
            (false, false) => format!("{added} people were imported."),
        }
    }
}

/// The first pass: how many lines are good, and what is wrong with the others.
async fn look(house: &House, file: &mut Lines, progress: &Progress) -> Result<(usize, Vec<Bad>), Failure> {
    let mut seen = Seen::default();
    let (mut good, mut bad) = (0, Vec::new());
    while let Some((line, row)) = file.next()? {
        progress.at(file.position());
        let found = match row {
            Ok(person) => match seen.double(&person, line) {
                Some(reason) => Some(reason),
                None => exists(house, &person).await?,
            },
            Err(reason) => Some(reason),
        };
        match found {
            Some(reason) => bad.push(Bad { line, reason }),
            None => good += 1,
        }
    }
    Ok((good, bad))
}

/// The second pass: adds everyone whose line was good.
async fn add(house: &House, path: &Path, skip: &HashSet<u64>, progress: &Progress) -> Result<usize, Failure> {
    let mut file = Lines::open(path)?;
    let mut added = 0;
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let row = file.next()?;
        let over = row.is_none();
        if let Some((line, row)) = row
            && !skip.contains(&line)
        {
            batch.push(row.map_err(|_| changed(added))?);
        }
        if batch.len() == BATCH || (over && !batch.is_empty()) {
            let count = batch.len();
            let people = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            let done = people::add_many(&house.ctx, &house.organisation, people).await;
            done.map_err(|error| Failure::refused(format!("{error}; {added} people were imported before that")))?;
            added += count;
            progress.added(added);
        }
        if over {
            return Ok(added);
        }
    }
}

fn changed(added: usize) -> Failure {
    Failure::refused(format!("the file changed while it was read; {added} people were imported before that"))
}

/// Names and addresses of the lines so far: each may stand once.
#[derive(Default)]
struct Seen {
    names: std::collections::HashMap<String, u64>,
    addresses: std::collections::HashMap<String, u64>,
}

impl Seen {
    fn double(&mut self, person: &NewPerson, line: u64) -> Option<String> {
        let name = name_key(&person.user_name);
        if let Some(first) = self.names.get(&name) {
            return Some(format!("the user name `{}` stands on line {first} too", person.user_name));
        }
        let mut own = HashSet::new();
        for address in &person.addresses {
            let key = name_key(address);
            if let Some(first) = self.addresses.get(&key) {
                return Some(format!("the address `{address}` stands on line {first} too"));
            }
            if !own.insert(key) {
                return Some(format!("the address `{address}` stands twice"));
            }
        }
        self.names.insert(name, line);
        self.addresses.extend(own.into_iter().map(|key| (key, line)));
        None
    }
}

/// Why a person cannot be added: someone has the name or an address already.
async fn exists(house: &House, person: &NewPerson) -> Result<Option<String>, Failure> {
    let texts = std::iter::once(&person.user_name).chain(&person.addresses);
    for text in texts {
        if store::user::find_account(house.ctx.db(), house.organisation.id, text).await?.is_some() {
            return Ok(Some(format!("`{text}` exists already")));
        }
    }
    Ok(None)
}

/// A line read: a person, or what is wrong.
type Row = Result<NewPerson, String>;

/// The lines of a file under its heading.
struct Lines {
    reader: Reader<BufReader<File>>,
    /// Where each known column stands.
    columns: Vec<Option<usize>>,
    width: usize,
    /// Bytes from the heading on.
    length: u64,
    /// Whether the last line has a line end.
    ended: bool,
    record: ByteRecord,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Failure> {
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
    fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// The next line that is not empty, with its number.
    fn next(&mut self) -> Result<Option<(u64, Row)>, Failure> {
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
            word => {
                Role::from_word(word).ok_or_else(|| format!("role `{word}`, expected member, helpdesk or superuser"))?
            }
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

/// A bar on a terminal, a line now and then elsewhere. On standard error, so that the outcome stays apart.
struct Progress {
    bar: Option<ProgressBar>,
    form: Form,
}

impl Progress {
    fn start(length: u64, form: Form) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg:>12} {bar:40} {percent}%");
            let bar = ProgressBar::new(length).with_message("looking");
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        Self { bar, form }
    }

    fn at(&self, byte: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(byte);
        }
    }

    fn added(&self, people: usize) {
        match &self.bar {
            Some(bar) => bar.set_message(format!("{people} added")),
            None if self.form == Form::Text && (people as u64).is_multiple_of(TELL_EVERY) => {
                eprintln!("{people} people imported so far");
            }
            None => {}
        }
    }

    /// One line, above the bar.
    fn tell(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
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

    #[test]
    fn a_name_or_address_that_stands_twice_is_bad_the_second_time() {
        let text = "user_name,display_name,email,email2\nA,A,a@x.example,\na,B,,\nc,C,A@x.example,\nd,D,d@x.example,D@x.example\n";
        let mut seen = Seen::default();
        let found: Vec<Option<String>> = lines(text.as_bytes())
            .ok()
            .unwrap()
            .into_iter()
            .map(|(line, row)| seen.double(&row.unwrap(), line))
            .collect();
        assert_eq!(found[0], None);
        assert!(found[1].as_ref().unwrap().contains("line 2"));
        assert!(found[2].as_ref().unwrap().contains("line 2"));
        assert!(found[3].as_ref().unwrap().contains("twice"));
    }
}
