//! `audit verify`: goes through the whole log, and says which rows are not as the program wrote them.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use actions::audit_chain::{self, Checkpoint, Finding, Progress, Report};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::print::{self, local, rfc3339_or_null, say};
use super::{Failure, House, Place};
use crate::anchor::Anchor;
use crate::settings::Overrides;

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Checkpoints that were kept elsewhere, which the log must contain; by default those in the data folder
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// Elsewhere than on a terminal, a line after so many rows.
const TELL_EVERY: i64 = 250_000;

impl Verify {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let settings = place.settings(Overrides::new())?;
        let house = place.open().await?;
        let done = self.check(&house, &settings.server.data).await;
        house.close().await;
        done
    }

    async fn check(self, house: &House, data: &Path) -> Result<(), Failure> {
        let known = self.known(house, data)?;
        let mut bar = Bar::new();
        let report = audit_chain::verify(&house.ctx, house.organisation.id, known, &mut |now| bar.at(now)).await;
        bar.end();
        let report = report?;
        if self.json {
            print::json(&as_json(&report))?;
        } else {
            tell(house, &report)?;
        }
        if report.is_clean() {
            return Ok(());
        }
        let count = report.findings.len() as u64 + report.more;
        let found = if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
        Err(Failure::refused(format!(
            "the audit log was tampered with ({found}): keep a copy of the database, and compare with a backup"
        )))
    }

    /// The checkpoint that the log must contain.
    fn known(&self, house: &House, data: &Path) -> Result<Option<Checkpoint>, Failure> {
        let org = house.organisation.id;
        let anchor = Anchor::in_folder(data);
        let (path, known) = match &self.checkpoint {
            None => (anchor.path().to_owned(), anchor.read().map(|mut known| known.remove(&org))),
            Some(path) => (path.clone(), last_in(path, org)),
        };
        let path = path.display();
        let known = known.map_err(|error| Failure::refused(format!("cannot read checkpoints in {path}: {error}")))?;
        match known {
            None if self.checkpoint.is_some() => {
                Err(Failure::refused(format!("{path} has no checkpoint of this organisation's audit log")))
            }
            Some(known) if !audit_chain::is_ours(&house.ctx, &known) => Err(Failure::refused(format!(
                "the checkpoint in {path} was not signed by this installation: somebody changed it, or it belongs to another"
            ))),
            known => Ok(known),
        }
    }
}

/// The last line about an organisation in a file of checkpoints.
fn last_in(path: &Path, org: domain::id::OrganisationId) -> std::io::Result<Option<Checkpoint>> {
    let text = std::fs::read_to_string(path)?;
    let mut last = None;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let checkpoint: Checkpoint = line.trim().parse().map_err(std::io::Error::other)?;
        if checkpoint.organisation == org {
            last = Some(checkpoint);
        }
    }
    Ok(last)
}

fn tell(house: &House, report: &Report) -> Result<(), Failure> {
    for finding in &report.findings {
        say(in_words(house, finding))?;
    }
    if report.more > 0 {
        say(format!("and {} more", report.more))?;
    }
    if report.is_clean() {
        say(format!("{} rows checked: none was edited, removed, inserted or moved.", report.rows))?;
    }
    if let Some(newest) = &report.newest {
        let at = local(newest.sealed_at, &house.organisation.zone);
        say(format!("The newest checkpoint is of row {}, {at}.", newest.sequence))?;
    }
    if report.waiting > 0 {
        say(format!("{} rows are new and have no place in the order yet.", report.waiting))?;
    }
    Ok(())
}

/// `row 12, 2026-12-08 00:00, 0199…: the row was edited`
fn in_words(house: &House, finding: &Finding) -> String {
    let place = finding.sequence.map_or_else(|| "a row without a place".to_owned(), |place| format!("row {place}"));
    let at = finding.at.map(|at| local(at, &house.organisation.zone));
    let id = finding.id.map(|id| id.to_string());
    let name: Vec<String> = [Some(place), at, id].into_iter().flatten().collect();
    format!("{}: {}", name.join(", "), finding.what)
}

fn as_json(report: &Report) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "what": finding.what.word(),
            "batch": finding.batch,
            "row": finding.sequence,
            "id": finding.id.map(|id| id.to_string()),
            "time": rfc3339_or_null(finding.at),
        })
    };
    json!({
        "clean": report.is_clean(),
        "rows": report.rows,
        "waiting": report.waiting,
        "checkpoint": report.newest.as_ref().map(ToString::to_string),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "more": report.more,
    })
}

/// A bar on a terminal, a line now and then elsewhere; on standard error.
struct Bar {
    bar: Option<ProgressBar>,
    told: i64,
}

impl Bar {
    fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:40} {percent}% {human_pos} rows, {per_sec}");
            let bar = ProgressBar::new(0);
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        Self { bar, told: 0 }
    }

    fn at(&mut self, now: Progress) {
        if let Some(bar) = &self.bar {
            bar.set_length(now.of.unsigned_abs());
            bar.set_position(now.sequence.unsigned_abs());
        } else if now.sequence - self.told >= TELL_EVERY {
            self.told = now.sequence;
            eprintln!("{} of {} rows checked", now.sequence, now.of);
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
