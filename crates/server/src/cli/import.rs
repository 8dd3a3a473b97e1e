//! `person import`: two passes over the file. The first looks at every line and collects what is wrong; the second adds,
//! five hundred people to a transaction. Nothing is added while a line is bad, unless bad lines are to be skipped.

mod lines;

use std::collections::{HashMap, HashSet};
use std::io::IsTerminal as _;
use std::path::Path;

use actions::admin::people::{self, NewPerson};
use domain::user::name_key;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::print::{self, Form, plain, say};
use super::{Failure, House};
use lines::Lines;

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
    names: HashMap<String, u64>,
    addresses: HashMap<String, u64>,
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
    use actions::admin::people::NewPassword;
    use domain::user::Role;

    use super::*;

    #[test]
    fn a_name_or_address_that_stands_twice_is_bad_the_second_time() {
        let person = |user_name: &str, addresses: &[&str]| NewPerson {
            user_name: user_name.to_owned(),
            display_name: user_name.to_owned(),
            addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
            language: None,
            role: Role::Member,
            groups: Vec::new(),
            password: NewPassword::None,
        };
        let mut seen = Seen::default();
        assert_eq!(seen.double(&person("A", &["a@x.example"]), 2), None);
        assert!(seen.double(&person("a", &[]), 3).unwrap().contains("line 2"));
        assert!(seen.double(&person("c", &["A@x.example"]), 4).unwrap().contains("line 2"));
        assert!(seen.double(&person("d", &["d@x.example", "D@x.example"]), 5).unwrap().contains("twice"));
        assert_eq!(seen.double(&person("e", &["d@x.example"]), 6), None, "a bad line takes nothing");
    }
}
