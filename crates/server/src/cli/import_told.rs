//! What an import tells: lines as they are looked at, a bar on a terminal and a line now and then elsewhere, and the outcome.
//! Nothing is kept, so that a file may be of any length. Neighbour: `import` has the command.

use std::io::{IsTerminal as _, Write as _};

use actions::admin::import::{Counts, Difference, Fault, Outcome, Told, Watch};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::Failure;
use super::print::{Form, plain, say};

/// Plain progress is told every so many twentieths of the work.
const TWENTIETHS: f64 = 20.0;

/// Tells, on standard error, so that the outcome stays apart.
pub(super) struct Teller {
    file: String,
    form: Form,
    dry_run: bool,
    importing: bool,
    bar: Option<ProgressBar>,
    /// Twentieths that were told.
    told: f64,
    /// Lines that were written for programs.
    written: u64,
    failed: Option<std::io::Error>,
}

impl Teller {
    pub(super) fn new(file: String, form: Form, dry_run: bool) -> Result<Self, Failure> {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg:>12} {bar:40} {percent}%");
            let bar = ProgressBar::new(1_000);
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        let teller = Self { file, form, dry_run, importing: false, bar, told: 0.0, written: 0, failed: None };
        if form == Form::Json {
            teller.out("{\"lines\":[")?;
        }
        Ok(teller)
    }

    /// Says what begins.
    pub(super) fn stage(&mut self, what: &'static str) {
        self.importing = what == "importing";
        self.told = 0.0;
        if let Some(bar) = &self.bar {
            bar.set_message(what);
        }
    }

    /// One line, above the bar.
    pub(super) fn note(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    /// Tells a line that will not do.
    pub(super) fn bad(&mut self, line: u64, faults: &[Fault]) -> Result<(), Failure> {
        for fault in faults {
            self.note(&format!("{}:{line}: {}", self.file, plain(&fault.to_string())));
        }
        Ok(self.write(&as_json(line, &Outcome::Bad(faults.to_vec())))?)
    }

    /// Tells the outcome.
    pub(super) fn end(&mut self, counts: Counts, done: u64) -> Result<(), Failure> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if let Some(error) = self.failed.take() {
            return Err(error.into());
        }
        let Counts { added, changed, same, bad } = counts;
        if self.form == Form::Json {
            let told = json!({
                "added": added, "changed": changed, "same": same, "bad": bad, "imported": done, "dry_run": self.dry_run,
            });
            let rest = told.to_string();
            return Ok(self.out(&format!("],{}\n", rest.trim_start_matches('{')))?);
        }
        let would = if self.importing { "" } else { "would be " };
        say(format!("{added} {would}added, {changed} {would}changed, {same} as they were, {bad} bad."))?;
        if !self.importing {
            say("Nothing was imported.")?;
        }
        Ok(())
    }

    fn write(&mut self, value: &Value) -> std::io::Result<()> {
        if self.form == Form::Json {
            let comma = if self.written > 0 { "," } else { "" };
            self.written += 1;
            self.out(&format!("{comma}{value}"))?;
        }
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "it is the teller who writes")]
    fn out(&self, text: &str) -> std::io::Result<()> {
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            // Whoever reads has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            done => done,
        }
    }

    fn would(&mut self, told: &Told) -> std::io::Result<()> {
        let text = match &told.outcome {
            Outcome::Added(name) => format!("add {}", plain(name)),
            Outcome::Changed(name, differences) => format!("change {}: {}", plain(name), in_words(differences)),
            Outcome::Same(_) | Outcome::Bad(_) => return Ok(()),
        };
        if self.form == Form::Json {
            return self.write(&as_json(told.line, &told.outcome));
        }
        let line = format!("line {}: {text}", told.line);
        match &self.bar {
            Some(bar) => bar.suspend(|| say(line)),
            None => say(line),
        }
    }
}

impl Watch for Teller {
    fn line(&mut self, told: &Told) {
        let done = match &told.outcome {
            // While it is done, what is bad was told when it was looked at, unless it turned bad since.
            Outcome::Bad(faults) => self.bad(told.line, faults).map_err(|_| std::io::Error::other("cannot write")),
            _ if self.dry_run => self.would(told),
            _ => Ok(()),
        };
        if let Err(error) = done {
            self.failed.get_or_insert(error);
        }
    }

    fn at(&mut self, share: f64) {
        if let Some(bar) = &self.bar {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of progress")]
            bar.set_position((share.clamp(0.0, 1.0) * 1_000.0) as u64);
        } else if self.form == Form::Text && !self.dry_run && self.importing {
            let reached = (share * TWENTIETHS).floor();
            if reached > self.told && reached < TWENTIETHS {
                self.told = reached;
                eprintln!("{:.0} % imported", reached / TWENTIETHS * 100.0);
            }
        }
    }
}

fn in_words(differences: &[Difference]) -> String {
    let one = |it: &Difference| format!("{} `{}` becomes `{}`", plain(&it.name), plain(&it.before), plain(&it.after));
    differences.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn as_json(line: u64, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Added(name) => json!({ "line": line, "outcome": "added", "user_name": name }),
        Outcome::Changed(name, differences) => {
            let differences: Vec<Value> = differences
                .iter()
                .map(|it| json!({ "column": it.name, "before": it.before, "after": it.after }))
                .collect();
            json!({ "line": line, "outcome": "changed", "user_name": name, "differences": differences })
        }
        Outcome::Same(name) => json!({ "line": line, "outcome": "same", "user_name": name }),
        Outcome::Bad(faults) => {
            let faults: Vec<Value> = faults
                .iter()
                .map(|it| json!({ "column": it.column, "value": it.value, "expected": it.problem.to_string() }))
                .collect();
            json!({ "line": line, "outcome": "bad", "faults": faults })
        }
    }
}
