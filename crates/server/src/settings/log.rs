//! `[log]`: how much is logged and in which form.

use super::definition::{About, Form, Key, Preset};
use super::reader::{Faulted, Reader};

/// What goes to standard error.
#[derive(Debug, Clone)]
pub struct Log {
    /// The least weighty event that is written.
    pub level: Level,
    /// Lines for people or for programs.
    pub format: Format,
    /// Directives of `TWEESTAP_LOG`, such as `store=debug`; they replace `level`.
    pub filter: Option<String>,
}

/// Weight of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// What hinders work.
    Error,
    /// What deserves a look.
    Warn,
    /// What a normal day shows.
    Info,
    /// What helps to find a fault.
    Debug,
    /// Everything.
    Trace,
}

/// Form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// Readable text, one event a line.
    Text,
}

/// For whoever hunts a fault: filter directives per module. Not a setting, so not in the file.
pub(super) const FILTER_VARIABLE: &str = "TWEESTAP_LOG";

pub(super) static KEYS: &[&About] = &[&LEVEL.about, &FORMAT.about];

static LEVEL: Key<Level> = Key {
    about: About {
        section: "log",
        name: "level",
        form: Form::Text,
        kind: "error, warn, info, debug or trace",
        preset: Preset::Value("info"),
        meaning: "The least weighty event that is written. No level shows a secret.",
    },
    parse: |text| match text {
        "error" => Ok(Level::Error),
        "warn" => Ok(Level::Warn),
        "info" => Ok(Level::Info),
        "debug" => Ok(Level::Debug),
        "trace" => Ok(Level::Trace),
        _ => Err(String::new()),
    },
};

static FORMAT: Key<Format> = Key {
    about: About {
        section: "log",
        name: "format",
        form: Form::Text,
        kind: "text or json",
        preset: Preset::Value("text"),
        meaning: "Lines for people, or one JSON object a line.",
    },
    parse: |text| match text {
        "json" => Ok(Format::Json),
        "text" => Ok(Format::Text),
        _ => Err(String::new()),
    },
};

pub(super) fn read(reader: &mut Reader, filter: Option<String>) -> Result<Log, Faulted> {
    let level = reader.value(&LEVEL);
    let format = reader.value(&FORMAT);
    Ok(Log { level: level?, format: format?, filter })
}
