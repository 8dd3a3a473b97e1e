//! Gathers text: file, environment and flags become one table of `section.name` with the place of each value.
//! Unknown names and wrong TOML types are found here; what a text means is for `reader` and the sections.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::definition::{self, About, Form, PREFIX, Spelling};
use super::fault::{Fault, Place, meant, shown};

/// Values by `section.name`, as text, with their places.
pub(super) type RawSettings = BTreeMap<String, Entry>;

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) found: Found,
    pub(super) place: Place,
}

#[derive(Debug, Clone)]
pub(super) enum Found {
    /// A fault was reported already; the key must not fall back to its preset in silence.
    Faulty,
    Many(Vec<(String, Place)>),
    One(String),
}

/// Values that command-line flags give; they win over the environment and the file.
#[derive(Debug, Default, Clone)]
pub struct Overrides(Vec<(&'static str, &'static str, String)>);

impl Overrides {
    /// No flag given.
    pub fn new() -> Self {
        Self::default()
    }

    /// `flag` (as typed, such as `--listen`) gives `key` (such as `server.listen`) the value `text`. Lists are
    /// separated by commas, as in the environment.
    #[must_use]
    pub fn set(mut self, key: &'static str, flag: &'static str, text: impl Into<String>) -> Self {
        self.0.push((key, flag, text.into()));
        self
    }
}

/// Lays the layers over one another: file, then environment, then flags.
pub(super) fn gather(
    file: Option<&Path>,
    environment: impl Iterator<Item = (String, String)>,
    overrides: Overrides,
    faults: &mut Vec<Fault>,
) -> RawSettings {
    let mut raw = RawSettings::new();
    let rivals = definition::rivals();
    if let Some(path) = file {
        lay(&mut raw, from_file(path, faults), &rivals, faults);
    }
    lay(&mut raw, from_environment(environment, faults), &rivals, faults);
    lay(&mut raw, from_flags(overrides, faults), &rivals, faults);
    raw
}

/// Lays `upper` over `raw`. Within one layer rivals are a contradiction; across layers the upper one replaces them.
fn lay(raw: &mut RawSettings, mut upper: RawSettings, rivals: &[Vec<String>], faults: &mut Vec<Fault>) {
    for group in rivals {
        let given: Vec<&String> = group.iter().filter(|name| upper.contains_key(*name)).collect();
        let Some((first, others)) = given.split_first() else { continue };
        for name in others {
            if let Some(entry) = upper.get_mut(*name) {
                let problem = format!("stands beside {first}; give one of them, not both");
                faults.push(Fault { place: entry.place.clone(), key: (*name).clone(), problem });
                entry.found = Found::Faulty;
            }
        }
        for name in group {
            raw.remove(name);
        }
    }
    raw.extend(upper);
}

fn from_file(path: &Path, faults: &mut Vec<Fault>) -> RawSettings {
    let shown_path = path.display().to_string();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let problem = format!("cannot read the settings file: {error}");
            faults.push(Fault { place: Place::WholeFile(shown_path), key: String::new(), problem });
            return RawSettings::new();
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default()).into_owned();
            let place = Lines { path: &shown_path, text: &before }.place(before.len());
            faults.push(Fault { place, key: String::new(), problem: "expected UTF-8 text".to_owned() });
            return RawSettings::new();
        }
    };
    from_toml(&Lines { path: &shown_path, text: &text }, faults)
}

/// A text whose byte offsets can be told as line and column.
struct Lines<'a> {
    path: &'a str,
    text: &'a str,
}

impl Lines<'_> {
    fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Place::File { path: self.path.to_owned(), line: before.matches('\n').count() + 1, column }
    }
}

fn from_toml(lines: &Lines<'_>, faults: &mut Vec<Fault>) -> RawSettings {
    let (table, errors) = DeTable::parse_recoverable(lines.text);
    for error in errors {
        let place = lines.place(error.span().map_or(0, |span| span.start));
        // Only the message: the rendered error would quote the line, and with it perhaps a password.
        faults.push(Fault { place, key: String::new(), problem: format!("not valid TOML: {}", error.message()) });
    }

    let mut raw = RawSettings::new();
    for (section, value) in table.get_ref() {
        let place = lines.place(section.span().start);
        let known = definition::SECTIONS.iter().any(|(name, ..)| name == section.get_ref());
        match value.get_ref() {
            DeValue::Table(keys) if known => {
                for (name, value) in keys {
                    let dotted = format!("{}.{}", section.get_ref(), name.get_ref());
                    let place = lines.place(name.span().start);
                    match definition::names().find(|(candidate, ..)| *candidate == dotted) {
                        Some((_, about, spelling)) => {
                            let entry = entry(lines, (about, spelling), value, faults);
                            raw.insert(dotted, entry);
                        }
                        None => faults.push(unknown_key(place, section.get_ref(), name.get_ref())),
                    }
                }
            }
            DeValue::Table(_) => faults.push(unknown_section(place, section.get_ref())),
            _ if known => {
                let problem = format!("expected a section, written as [{}]", section.get_ref());
                faults.push(Fault { place, key: section.get_ref().to_string(), problem });
            }
            _ => faults.push(unknown_key(place, "", section.get_ref())),
        }
    }
    raw
}

fn entry(
    lines: &Lines<'_>,
    (about, spelling): (&About, Spelling),
    value: &Spanned<DeValue<'_>>,
    faults: &mut Vec<Fault>,
) -> Entry {
    let place = lines.place(value.span().start);
    let form = if spelling == Spelling::File { Form::Text } else { about.form };
    let found = match (form, value.get_ref()) {
        (Form::Text | Form::Guarded | Form::Secret, DeValue::String(text)) => Ok(Found::One(text.to_string())),
        (Form::Whole, DeValue::Integer(number)) => Ok(Found::One(number.to_string())),
        (Form::Switch, DeValue::Boolean(on)) => Ok(Found::One(on.to_string())),
        (Form::List, DeValue::Array(items)) => items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::String(text) => Ok((text.to_string(), lines.place(item.span().start))),
                other => Err(Fault {
                    place: lines.place(item.span().start),
                    key: about.dotted(),
                    problem: format!("found {} in the list, expected strings: {}", worded(other), about.kind),
                }),
            })
            .collect::<Result<_, _>>()
            .map(Found::Many),
        (Form::SecretVariable, _) => Err(Fault {
            place: place.clone(),
            key: about.dotted(),
            problem: format!("may not stand in the settings file; use {} or keys.file", about.variable()),
        }),
        (Form::Guarded | Form::Secret, other) => Err(Fault {
            place: place.clone(),
            key: about.dotted(),
            problem: format!("found {} (not shown), expected a string: {}", other.type_str(), about.kind),
        }),
        (_, other) => Err(Fault {
            place: place.clone(),
            key: about.dotted(),
            problem: format!("found {}, expected {}: {}", worded(other), type_name(form), about.kind),
        }),
    };
    let found = found.unwrap_or_else(|fault| {
        faults.push(fault);
        Found::Faulty
    });
    Entry { found, place }
}

/// A value of the wrong type, in words.
fn worded(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the string {}", shown(text)),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(on) => format!("{on}"),
        DeValue::Datetime(time) => format!("the date or time {time}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

fn type_name(form: Form) -> &'static str {
    match form {
        Form::List => "a list of strings",
        Form::Switch => "true or false, without quotes",
        Form::Whole => "a number, without quotes",
        Form::Guarded | Form::Secret | Form::SecretVariable | Form::Text => "a string",
    }
}

fn unknown_section(place: Place, section: &str) -> Fault {
    let hint = meant(section, definition::SECTIONS.iter().map(|(name, ..)| *name)).map_or_else(
        || {
            let names: Vec<&str> = definition::SECTIONS.iter().map(|(name, ..)| *name).collect();
            format!("expected one of {}", names.join(", "))
        },
        |name| format!("did you mean [{name}]?"),
    );
    Fault { place, key: section.to_owned(), problem: format!("unknown section; {hint}") }
}

/// `section` is empty for a key above the first section.
fn unknown_key(place: Place, section: &str, name: &str) -> Fault {
    let names: Vec<String> = definition::names().map(|(dotted, ..)| dotted).collect();
    let of = |wanted: &'_ str| -> Vec<&str> {
        names
            .iter()
            .filter_map(|dotted| dotted.split_once('.'))
            .filter(|(of, _)| *of == wanted)
            .map(|(_, n)| n)
            .collect()
    };
    let elsewhere = names.iter().filter_map(|dotted| dotted.split_once('.')).find(|(_, other)| *other == name);
    let hint = if let Some(close) = meant(name, of(section).into_iter()) {
        format!("did you mean {close}?")
    } else if let Some((other, _)) = elsewhere {
        format!("did you mean {name} in section [{other}]?")
    } else if section.is_empty() {
        "every key stands in a section such as [server]".to_owned()
    } else {
        format!("[{section}] has {}", of(section).join(", "))
    };
    let key = if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
    Fault { place, key, problem: format!("unknown key; {hint}") }
}

fn from_environment(environment: impl Iterator<Item = (String, String)>, faults: &mut Vec<Fault>) -> RawSettings {
    let known: BTreeMap<String, (String, &About)> =
        definition::names().map(|(dotted, about, _)| (definition::variable(&dotted), (dotted, about))).collect();
    let mut raw = RawSettings::new();
    let mut unknown = BTreeSet::new();
    for (name, text) in environment.filter(|(name, _)| is_ours(name)) {
        let Some((dotted, about)) = known.get(&name) else {
            unknown.insert(name);
            continue;
        };
        let place = Place::Variable(name);
        // The caller turns what is not UTF-8 into U+FFFD; a setting is never half understood.
        let found = if text.contains('\u{FFFD}') {
            faults.push(Fault { place: place.clone(), key: dotted.clone(), problem: "expected UTF-8 text".to_owned() });
            Found::Faulty
        } else {
            from_text(about, text, &place)
        };
        raw.insert(dotted.clone(), Entry { found, place });
    }
    for name in unknown {
        let hint = meant(&name, known.keys().map(String::as_str)).map_or_else(
            || "names are TWEESTAP_SECTION_KEY, as in the settings reference".to_owned(),
            |close| format!("did you mean {close}?"),
        );
        let problem = format!("unknown variable; {hint}");
        faults.push(Fault { place: Place::Variable(name), key: String::new(), problem });
    }
    raw
}

/// Whether a variable claims to be a setting. `TWEESTAP_LOG` is read by `logging`; `TWEESTAP_TEST_…` by tests.
fn is_ours(name: &str) -> bool {
    name.starts_with(PREFIX) && name != super::log::FILTER_VARIABLE && !name.starts_with("TWEESTAP_TEST_")
}

fn from_flags(overrides: Overrides, faults: &mut Vec<Fault>) -> RawSettings {
    let mut raw = RawSettings::new();
    for (key, flag, text) in overrides.0 {
        let place = Place::Flag(flag);
        match definition::names().find(|(dotted, ..)| dotted == key) {
            Some((dotted, about, _)) => {
                let found = from_text(about, text, &place);
                raw.insert(dotted, Entry { found, place });
            }
            None => faults.push(Fault { place, key: key.to_owned(), problem: "unknown key".to_owned() }),
        }
    }
    raw
}

fn from_text(about: &About, text: String, place: &Place) -> Found {
    if about.form != Form::List {
        return Found::One(text);
    }
    let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
    Found::Many(items.map(|item| (item.to_owned(), place.clone())).collect())
}
