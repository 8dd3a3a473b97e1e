//! `audit`: the log listed and written out, and a checkpoint of it to keep elsewhere. Neighbour: `audit_verify`.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use actions::audit_chain;
use actions::audit_log::{self, Entry, Filter, Format, Who};
use clap::{Args, Subcommand};
use domain::audit::AuditEvent;

use super::audit_verify::Verify;
use super::print::{self, local, plain, say, table};
use super::when::When;
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// List events, the newest first
    List(List),
    /// Prove that no event was edited, removed, inserted or moved; name those that were
    Verify(Verify),
    /// Write events out, the oldest first
    Export(Export),
    /// Print the newest checkpoint, to keep where nobody with the database reaches it
    Checkpoint(Checkpoint),
}

/// Which events.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// To whom it was done: a user name or an e-mail address
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// Who did it: a user name, an e-mail address, or command-line, anonymous, system, operator
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// Kinds of events, such as signed-in,policy-changed
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kind: Vec<String>,
    /// From this day or moment, such as 2026-12-08 or 2026-12-08T14:30
    #[arg(long, value_name = "WHEN", value_parser = When::parse)]
    from: Option<When>,
    /// Before this day or moment
    #[arg(long, value_name = "WHEN", value_parser = When::parse)]
    until: Option<When>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    which: Which,
    /// How many at the most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    which: Which,
    /// csv, safe to open in a spreadsheet, or jsonl, an object on each line
    #[arg(long, value_name = "csv|jsonl", value_parser = format)]
    format: Format,
    /// A new file, for its owner alone; without one it goes to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Checkpoint {
    /// Print the public key too, by which anyone can check its signature (Ed25519)
    #[arg(long)]
    key: bool,
}

fn kind(word: &str) -> Result<String, String> {
    if AuditEvent::kinds().any(|kind| kind == word) {
        return Ok(word.to_owned());
    }
    Err(format!("expected one of {}", AuditEvent::kinds().collect::<Vec<_>>().join(", ")))
}

fn format(word: &str) -> Result<Format, String> {
    Format::from_word(word).ok_or_else(|| "expected csv or jsonl".to_owned())
}

impl Audit {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        if let Self::Verify(verify) = self {
            return verify.run(place).await;
        }
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Export(export) => export.run(&house).await,
            Self::Checkpoint(checkpoint) => checkpoint.run(&house).await,
            Self::Verify(_) => Ok(()),
        };
        house.close().await;
        done
    }
}

impl Which {
    async fn filter(self, house: &House) -> Result<Filter, Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let nobody = |name: &str| Failure::refused(format!("nobody is called `{name}`: see `tweestap person list`"));
        let subject = match &self.person {
            None => None,
            Some(name) => {
                let found = audit_log::person_named(ctx, organisation, name).await?;
                Some(found.ok_or_else(|| nobody(name))?)
            }
        };
        let actor = match &self.actor {
            None => None,
            Some(name) => {
                let found = audit_log::actor_named(ctx, organisation, name).await?;
                Some(found.ok_or_else(|| nobody(name))?)
            }
        };
        let at = |when: When| when.at(&organisation.zone);
        Ok(Filter { subject, actor, kinds: self.kind, from: self.from.map(at), to: self.until.map(at) })
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let filter = self.which.filter(house).await?;
        let page = audit_log::list(&house.ctx, &house.organisation, &filter, None, self.limit.into()).await?;
        if self.json {
            return Ok(print::json(&page.entries.iter().map(audit_log::as_json).collect())?);
        }
        let zone = &house.organisation.zone;
        let row = |entry: &Entry| {
            vec![
                local(entry.at, zone),
                entry.kind.clone(),
                who(&entry.actor),
                entry.subject.as_ref().map(who).unwrap_or_default(),
                entry.source.clone().unwrap_or_default(),
                told(entry),
            ]
        };
        let rows: Vec<_> = page.entries.iter().map(row).collect();
        table(&["TIME", "KIND", "BY", "TO", "FROM", "DETAILS"], &rows)?;
        if page.more {
            eprintln!("there are more: see --limit, --from and --until");
        }
        Ok(())
    }
}

fn who(who: &Who) -> String {
    who.user_name().map_or_else(|| who.kept(), str::to_owned)
}

/// `reason: lost the phone, view: Backend users`
fn told(entry: &Entry) -> String {
    let details = audit_log::details(entry);
    let Some(fields) = details.as_object() else { return details.to_string() };
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    fields.iter().map(|(name, value)| format!("{name}: {}", text(value))).collect::<Vec<_>>().join(", ")
}

impl Export {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let filter = self.which.filter(house).await?;
        let mut output: Box<dyn Write> = match &self.output {
            None => Box::new(io::stdout().lock()),
            Some(path) => {
                let new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
                Box::new(new.map_err(|error| cannot_write(path, &error))?)
            }
        };
        let mut export =
            audit_log::export_by_command_line(&house.ctx, &house.organisation, (filter, self.format)).await?;
        while let Some(part) = export.next(&house.ctx).await? {
            output.write_all(part.as_bytes()).map_err(|error| match &self.output {
                None => Failure::from(error),
                Some(path) => cannot_write(path, &error),
            })?;
        }
        Ok(output.flush()?)
    }
}

fn cannot_write(path: &std::path::Path, error: &io::Error) -> Failure {
    Failure::refused(format!("cannot write {}: {error}; name a file that is not there yet", path.display()))
}

impl Checkpoint {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let org = house.organisation.id;
        audit_chain::seal_one(&house.ctx, org).await?;
        let newest = audit_chain::newest(&house.ctx, org).await?;
        let newest = newest.ok_or_else(|| Failure::refused("the audit log is empty: there is no checkpoint yet"))?;
        say(newest.to_string())?;
        if self.key
            && let Some(key) = audit_chain::public_key(&house.ctx, newest.signature.key)
        {
            say(plain(&key))?;
        }
        Ok(())
    }
}
