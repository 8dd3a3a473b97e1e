//! The log: one event is one line on standard error, as text or JSON, in UTC. Whatever an event holds cannot begin a
//! second line or steer a terminal: control characters are escaped on the way out.

use std::fmt::Write as _;
use std::io::{self, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

use crate::settings::{Format, Level, Log};

/// Why logging could not start; for the operator.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// `TWEESTAP_LOG` is no list of filter directives.
    #[error("TWEESTAP_LOG: {0}; expected directives such as info,store=debug")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// Logging was started before in this process.
    #[error("logging was started twice")]
    Twice(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Starts logging for the whole program, once.
pub fn start(settings: &Log) -> Result<(), LogError> {
    tracing::subscriber::set_global_default(subscriber(settings, io::stderr)?)?;
    Ok(())
}

/// A subscriber that writes to `sink`; for [`start`] and for tests.
pub fn subscriber<W>(settings: &Log, sink: W) -> Result<impl tracing::Subscriber + Send + Sync, LogError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = match &settings.filter {
        Some(directives) => EnvFilter::try_new(directives)?,
        None => EnvFilter::try_new(directives(settings.level))?,
    };
    let sink = OneLine(sink);
    let (text, json) = match settings.format {
        Format::Text => (Some(tracing_subscriber::fmt::layer().with_ansi(false).with_writer(sink)), None),
        Format::Json => {
            (None, Some(tracing_subscriber::fmt::layer().json().flatten_event(true).with_ansi(false).with_writer(sink)))
        }
    };
    Ok(tracing_subscriber::registry().with(filter).with(text).with(json))
}

/// Our own crates, as they name themselves in events.
const OWN: [&str; 8] = ["actions", "domain", "listener", "server", "store", "tweestap", "verifier", "web"];

/// The level holds for our own crates. Libraries speak from `warn` on: what they say below that may hold what passes
/// through them.
fn directives(level: Level) -> String {
    let level = match level {
        Level::Error => return "error".to_owned(),
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    };
    OWN.iter().fold("warn".to_owned(), |all, name| format!("{all},{name}={level}"))
}

/// Makes writers that keep an event on one line.
struct OneLine<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = OneLineWriter<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        OneLineWriter(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        OneLineWriter(self.0.make_writer_for(meta))
    }
}

struct OneLineWriter<W>(W);

impl<W: Write> Write for OneLineWriter<W> {
    /// The formatter hands over an event whole, with its line end, in one call.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let mut line = escaped(text.strip_suffix('\n').unwrap_or(&text));
        line.push('\n');
        self.0.write_all(line.as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Escapes as JSON does, so that a JSON line stays valid: what can break a line, steer a terminal or turn the
/// direction of writing.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') =>
            {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;
    use secrecy::SecretString;
    use tracing::subscriber::with_default;

    use super::*;
    use crate::settings::{Overrides, Settings};

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(settings: &Log, events: impl FnOnce()) -> String {
        let paper = Paper::default();
        let for_writer = paper.clone();
        with_default(subscriber(settings, move || for_writer.clone()).unwrap(), events);
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn log(format: Format, level: Level) -> Log {
        Log { level, format, filter: None }
    }

    #[test]
    fn one_event_is_one_line_in_utc() {
        let text = logged(&log(Format::Text, Level::Info), || tracing::info!(person = "s.dewit", "signed in"));
        assert_eq!(text.lines().count(), 1);
        assert!(text.contains("signed in person=\"s.dewit\""), "{text}");
        assert!(text.split(' ').next().unwrap().ends_with('Z'), "{text}");
    }

    #[test]
    fn a_json_event_is_one_object_with_its_fields() {
        let text = logged(&log(Format::Json, Level::Info), || tracing::info!(person = "s.dewit", "signed in"));
        let event: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(event["message"], "signed in");
        assert_eq!(event["person"], "s.dewit");
        assert_eq!(event["level"], "INFO");
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z'));
    }

    #[test]
    fn the_level_holds_for_us_and_libraries_stay_quiet() {
        let text = logged(&log(Format::Text, Level::Debug), || {
            tracing::debug!("ours");
            tracing::trace!("too light");
            tracing::info!(target: "tokio_postgres", "theirs");
            tracing::warn!(target: "tokio_postgres", "their warning");
        });
        assert!(text.contains("ours") && text.contains("their warning"), "{text}");
        assert!(!text.contains("too light") && !text.contains("theirs"), "{text}");
    }

    #[test]
    fn the_variable_replaces_the_level() {
        let settings = Log { filter: Some("error,tokio_postgres=info".to_owned()), ..log(Format::Text, Level::Info) };
        let text = logged(&settings, || {
            tracing::info!("ours");
            tracing::info!(target: "tokio_postgres", "theirs");
        });
        assert!(!text.contains("ours") && text.contains("theirs"), "{text}");
        let nonsense = Log { filter: Some("a=b=c".to_owned()), ..settings };
        assert!(matches!(subscriber(&nonsense, io::stderr), Err(LogError::Filter(_))));
    }

    #[test]
    fn no_secret_is_ever_printed() {
        const CANARY: &str = "canary-7f3a";
        let overrides = Overrides::new()
            .set("database.url", "--url", format!("postgres://u:{CANARY}@h/d"))
            .set("mail.smtp", "--smtp", "smtp://u@localhost")
            .set("mail.from", "--from", "a@b.example")
            .set("mail.password", "--password", CANARY)
            .set("keys.value", "--keys", CANARY);
        let settings = Settings::load(None, std::iter::empty(), overrides).unwrap();
        let mailer = crate::mail::Mailer::new(settings.mail.clone());
        for format in [Format::Text, Format::Json] {
            let text = logged(&log(format, Level::Trace), || {
                tracing::info!(?settings, ?mailer, secret = ?SecretString::from(CANARY), "started with {settings:?}");
            });
            assert!(text.contains("started with") && text.contains("REDACTED"), "{text}");
            assert!(!text.contains(CANARY), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_logged_begins_a_second_line_or_steers_a_terminal(message in any::<String>(), field in any::<String>()) {
            for format in [Format::Text, Format::Json] {
                let text = logged(&log(format, Level::Info), || tracing::info!(field, "{message}\n\u{1b}[31m\u{2028}x"));
                let line = text.strip_suffix('\n').unwrap();
                prop_assert!(!line.chars().any(|c| c.is_control() || c == '\u{2028}'), "{:?}", line);
                if matches!(format, Format::Json) {
                    let event: serde_json::Value = serde_json::from_str(line).unwrap();
                    prop_assert_eq!(&event["field"], &field);
                }
            }
        }
    }
}
