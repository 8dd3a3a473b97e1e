//! Turns gathered text into values, key by key, and collects the faults. A value that could not be read is `Faulted`,
//! which exists only after the fault was recorded: nothing falls back to a preset in silence.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::definition::{About, Form, Key, ListKey, Preset, SecretKey};
use super::fault::{Fault, Place, shown};
use super::raw::{Found, RawSettings};

/// Witness that a fault was recorded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Faulted(());

pub(super) struct Reader {
    raw: RawSettings,
    /// `$CREDENTIALS_DIRECTORY`, where systemd puts credentials.
    credentials: Option<PathBuf>,
    faults: Vec<Fault>,
    asked: BTreeSet<String>,
}

/// Secrets are a line; whatever is longer is another file.
const LONGEST_SECRET: u64 = 64 * 1024;

impl Reader {
    pub(super) fn new(raw: RawSettings, credentials: Option<PathBuf>, faults: Vec<Fault>) -> Self {
        Self { raw, credentials, faults, asked: BTreeSet::new() }
    }

    /// The value of a key that always has one.
    pub(super) fn value<T>(&mut self, key: &Key<T>) -> Result<T, Faulted> {
        match self.optional(key)? {
            Some(value) => Ok(value),
            None => Err(self.fault(&key.about, &format!("is missing, expected {}", key.about.kind))),
        }
    }

    /// The value of a key without a fixed preset; absent and empty are the same.
    pub(super) fn optional<T>(&mut self, key: &Key<T>) -> Result<Option<T>, Faulted> {
        self.asked.insert(key.about.dotted());
        let text = match (self.raw.get(&key.about.dotted()).map(|entry| &entry.found), key.about.preset) {
            (Some(Found::Faulty | Found::Many(_)), _) => return Err(Faulted(())),
            (Some(Found::One(text)), Preset::Derived(_)) if text.is_empty() => return Ok(None),
            (Some(Found::One(text)), _) => text.clone(),
            (None, Preset::Value(text)) => text.to_owned(),
            (None, Preset::Derived(_)) => return Ok(None),
        };
        (key.parse)(&text).map(Some).map_err(|reason| {
            let problem = refused(&text, &key.about, &reason);
            self.fault(&key.about, &problem)
        })
    }

    /// The values of a list key; each bad item is a fault of its own.
    pub(super) fn list<T>(&mut self, key: &ListKey<T>) -> Result<Vec<T>, Faulted> {
        self.asked.insert(key.about.dotted());
        let items = match self.raw.get(&key.about.dotted()).map(|entry| &entry.found) {
            None => Vec::new(),
            Some(Found::Many(items)) => items.clone(),
            Some(Found::Faulty | Found::One(_)) => return Err(Faulted(())),
        };
        let mut values = Vec::with_capacity(items.len());
        let mut faulted = None;
        for (text, place) in items {
            match (key.parse)(&text) {
                Ok(value) => values.push(value),
                Err(reason) => {
                    let problem = refused(&text, &key.about, &reason);
                    self.faults.push(Fault { place, key: key.about.dotted(), problem });
                    faulted = Some(Faulted(()));
                }
            }
        }
        faulted.map_or(Ok(values), Err)
    }

    /// A secret: as given, else from its `…_file`, else from the systemd credential named as the key. Empty is absent.
    pub(super) fn secret(&mut self, key: &SecretKey) -> Result<Option<SecretString>, Faulted> {
        let about = &key.about;
        self.asked.insert(about.dotted());
        let given = self.raw.get(&about.dotted()).map(|entry| entry.found.clone());
        let file = (about.form == Form::Secret).then(|| self.raw.get(&about.dotted_file())).flatten();
        let file = file.map(|entry| entry.found.clone());
        match (given, file) {
            (Some(Found::Faulty | Found::Many(_)), _) | (_, Some(Found::Faulty | Found::Many(_))) => Err(Faulted(())),
            (Some(Found::One(text)), _) => Ok((!text.is_empty()).then(|| text.into())),
            (None, Some(Found::One(path))) if !path.is_empty() => {
                secret_file(Path::new(&path)).map(Some).map_err(|problem| {
                    let place = self.place(&about.dotted_file());
                    self.faults.push(Fault { place, key: about.dotted_file(), problem });
                    Faulted(())
                })
            }
            _ if about.form == Form::Secret => self.credential(about, &about.dotted()),
            _ => Ok(None),
        }
    }

    /// The systemd credential `name`, when there is one.
    pub(super) fn credential(&mut self, about: &About, name: &str) -> Result<Option<SecretString>, Faulted> {
        let Some(path) = self.credentials.as_ref().map(|folder| folder.join(name)) else { return Ok(None) };
        match path.try_exists() {
            Ok(false) => Ok(None),
            Ok(true) => secret_file(&path).map(Some).map_err(|problem| self.fault(about, &problem)),
            Err(error) => Err(self.fault(about, &format!("cannot look for {}: {error}", path.display()))),
        }
    }

    /// Whether a file, the environment or a flag gives this key.
    pub(super) fn is_given(&self, about: &About) -> bool {
        self.raw.contains_key(&about.dotted())
    }

    /// Records what is wrong with a key, at the place where it was given.
    pub(super) fn fault(&mut self, about: &About, problem: &str) -> Faulted {
        let place = self.place(&about.dotted());
        self.faults.push(Fault { place, key: about.dotted(), problem: problem.to_owned() });
        Faulted(())
    }

    fn place(&self, dotted: &str) -> Place {
        self.raw.get(dotted).map_or(Place::Preset, |entry| entry.place.clone())
    }

    /// The faults in the order of the file, then the environment, then flags; each once.
    pub(super) fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort();
        self.faults.dedup();
        self.faults
    }

    /// The keys that the sections read; a test compares them with the definitions.
    #[cfg(test)]
    pub(super) fn asked(&self) -> &BTreeSet<String> {
        &self.asked
    }
}

fn refused(text: &str, about: &About, reason: &str) -> String {
    let because = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
    let found = if about.form == Form::Guarded { "a value (not shown)".to_owned() } else { shown(text) };
    format!("found {found}, expected {}{because}", about.kind)
}

/// Reads a secret from a file: UTF-8, one final line end dropped, not empty.
fn secret_file(path: &Path) -> Result<SecretString, String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST_SECRET + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot read {shown}: {error}"))?;
    if bytes.len() as u64 > LONGEST_SECRET {
        return Err(format!("{shown} is larger than {LONGEST_SECRET} bytes, expected one secret"));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("{shown} is not UTF-8 text"))?;
    let line = text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    if line.is_empty() {
        return Err(format!("{shown} is empty, expected a secret"));
    }
    Ok(line.into())
}
