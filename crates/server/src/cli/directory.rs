//! `source add --kind ldap`, `source test`, `source sync`: directories that people are fetched from. `source` has the rest.

use std::path::PathBuf;

use actions::admin::directories::{
    self, DirectoryEdit, DirectoryFault, Known, Sample, SavedDirectory, Tested, test_by_command_line,
};
use actions::directory::port::Fault;
use actions::directory::report::{FAILED, HELD, Line, Report};
use actions::directory::sync::Watch;
use clap::Args;
use domain::directory::{GroupsFrom, Shape};
use domain::people_source::{Field, WhenGone};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use store::directory::Sync;

use super::passwords::PasswordSource;
use super::print::{self, plain, rfc3339_or_null, say};
use super::{Failure, House, source};

/// What is asked of a directory.
#[derive(Debug, Args)]
#[command(next_help_heading = "With --kind ldap")]
pub(super) struct Asked {
    #[arg(
        long = "url",
        value_name = "URL",
        help = "Where it is, ldaps://HOST or ldap://HOST; may be given more than once, in the order to try"
    )]
    urls: Vec<String>,
    /// Encrypt ldap:// before anything is said
    #[arg(long)]
    start_tls: bool,
    /// A file with the certificate of its authority, in PEM, where this machine does not trust that
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    #[arg(
        long,
        help = "What kind of directory it is: general (OpenLDAP and others) or active-directory",
        value_name = "KIND", default_value = "general",
        value_parser = shape
    )]
    directory: Shape,
    /// Who asks: a distinguished name
    #[arg(long, value_name = "DN")]
    bind_dn: Option<String>,
    #[command(flatten)]
    password: PasswordSource,
    /// Below which entry people are
    #[arg(long, value_name = "DN")]
    base: Option<String>,
    /// Which entries are people
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// The attribute by which a person is known for ever
    #[arg(long, value_name = "ATTRIBUTE")]
    id: Option<String>,
    /// Where groups come from: nowhere, member-of, member or member-uid
    #[arg(long, value_name = "FROM", value_parser = groups_from)]
    groups: Option<GroupsFrom>,
    /// Below which entry groups are, where that is not the one of people
    #[arg(long, value_name = "DN")]
    group_base: Option<String>,
    /// Which entries are groups
    #[arg(long, value_name = "FILTER")]
    group_filter: Option<String>,
    /// Minutes between two syncs; 0 for none by itself
    #[arg(long, value_name = "MINUTES")]
    every: Option<u32>,
    /// Let people sign in with a password that they are given here, not with the one that they have there
    #[arg(long)]
    passwords_here: bool,
}

fn shape(word: &str) -> Result<Shape, String> {
    Shape::from_word(word).ok_or_else(|| "expected general or active-directory".to_owned())
}

fn groups_from(word: &str) -> Result<GroupsFrom, String> {
    GroupsFrom::from_word(word).ok_or_else(|| "expected nowhere, member-of, member or member-uid".to_owned())
}

/// What every source has.
pub(super) struct Common {
    pub(super) name: String,
    pub(super) map: Vec<(Field, String)>,
    pub(super) take_over: bool,
    pub(super) when_gone: WhenGone,
    pub(super) json: bool,
}

impl Asked {
    /// Connects a directory.
    pub(super) async fn add(self, house: &House, common: Common) -> Result<(), Failure> {
        let json = common.json;
        let edit = self.edit(common)?;
        match directories::make_by_command_line(&house.ctx, &house.organisation, &edit).await? {
            SavedDirectory::Saved(id) if json => Ok(print::json(&json!({ "id": id.to_string() }))?),
            SavedDirectory::Saved(_) => {
                let name = plain(edit.name.trim());
                Ok(say(format!(
                    "{name} is connected. Nobody comes in yet: `tweestap source sync {name} --dry-run` shows who would."
                ))?)
            }
            SavedDirectory::Faults(faults) => Err(refused(&faults)),
            SavedDirectory::Changed(_) => Err(Failure::refused("somebody changed it meanwhile: try again")),
        }
    }

    fn edit(self, common: Common) -> Result<DirectoryEdit, Failure> {
        let mut edit = DirectoryEdit::fresh(&common.name, self.directory);
        (edit.takes_over, edit.when_gone) = (common.take_over, common.when_gone);
        for (field, path) in common.map {
            edit.mapping.retain(|(known, _)| *known != field);
            edit.mapping.push((field, path));
        }
        let settings = &mut edit.settings;
        (settings.urls, settings.start_tls, settings.passwords) = (self.urls, self.start_tls, !self.passwords_here);
        if let Some(file) = self.ca {
            let unreadable = |error| Failure::refused(format!("cannot read {}: {error}", file.display()));
            settings.ca = Some(std::fs::read_to_string(&file).map_err(unreadable)?);
        }
        let put = |to: &mut String, text: Option<String>| {
            if let Some(text) = text {
                *to = text;
            }
        };
        put(&mut settings.bind_dn, self.bind_dn);
        put(&mut settings.base, self.base);
        put(&mut settings.filter, self.filter);
        put(&mut settings.id_attribute, self.id);
        put(&mut settings.group_base, self.group_base);
        put(&mut settings.group_filter, self.group_filter);
        put(&mut settings.groups_from, self.groups.map(|from| from.word().to_owned()));
        settings.every_minutes = self.every.unwrap_or(settings.every_minutes);
        edit.password = Some(self.password.read_known(&settings.bind_dn)?);
        Ok(edit)
    }
}

fn refused(faults: &[DirectoryFault]) -> Failure {
    Failure::refused(faults.iter().map(fault).collect::<Vec<_>>().join("; "))
}

fn fault(fault: &DirectoryFault) -> String {
    match fault {
        DirectoryFault::Source(actions::admin::people_sources::SourceFault::Path(field)) => {
            format!("`{}` comes from an attribute such as mail, and from none that holds passwords", field.word())
        }
        DirectoryFault::Source(fault) => source::fault(fault),
        DirectoryFault::Url => {
            "--url is from one to five addresses, ldaps://HOST or ldap://HOST, with a port at the most".to_owned()
        }
        DirectoryFault::NotEncrypted => {
            "what goes over ldap:// to another machine is encrypted: give ldaps://, or --start-tls".to_owned()
        }
        DirectoryFault::Forbidden => "an address lies where nothing is sent to from here".to_owned(),
        DirectoryFault::Ca => "--ca has no certificate in PEM".to_owned(),
        DirectoryFault::BindDn => "--bind-dn says who asks".to_owned(),
        DirectoryFault::Password => "whoever asks has a password of at most 500 bytes".to_owned(),
        DirectoryFault::Base => "--base says below which entry people are".to_owned(),
        DirectoryFault::Filter => "--filter is a filter such as (objectClass=inetOrgPerson)".to_owned(),
        DirectoryFault::Id => "--id is the name of an attribute".to_owned(),
        DirectoryFault::GroupFilter => "--group-filter is a filter such as (objectClass=groupOfNames)".to_owned(),
        DirectoryFault::GroupBase => {
            "--group-base is longer than 2000 characters, or has a control character".to_owned()
        }
        DirectoryFault::Every => "--every is 0, or from 5 minutes to a week".to_owned(),
        DirectoryFault::MostGone => "at most 100 of a hundred may vanish".to_owned(),
    }
}

async fn found(house: &House, name: &str) -> Result<Known, Failure> {
    let known = directories::named(&house.ctx, &house.organisation, name).await?;
    known.ok_or_else(|| {
        Failure::refused(format!("no directory has the name `{}`: `tweestap source list` shows all", plain(name)))
    })
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Name of the directory
    name: String,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Test {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let known = found(house, &self.name).await?;
        let edit = DirectoryEdit::of(&known.counted.source, &known.settings);
        let id = Some(known.counted.source.id);
        let (people, more, groups, samples) =
            match test_by_command_line(&house.ctx, &house.organisation, (id, &edit)).await? {
                Tested::Faults(faults) => return Err(refused(&faults)),
                Tested::Fault(fault) => return Err(Failure::refused(format!("it cannot be read: {fault}"))),
                Tested::Groups(fault) => return Err(Failure::refused(format!("its groups cannot be read: {fault}"))),
                Tested::Read { people, more, groups, samples } => (people, more, groups, samples),
            };
        if self.json {
            let all: Vec<Value> = samples.iter().map(sample_json).collect();
            return Ok(print::json(&json!({ "people": people, "more": more, "groups": groups, "samples": all }))?);
        }
        say(format!("people: {people}{}", if more { " or more" } else { "" }))?;
        if let Some(groups) = groups {
            say(format!("groups: {groups}"))?;
        }
        for sample in samples {
            say(plain(&sample.dn))?;
            match sample.values {
                Ok(values) => {
                    for (field, value) in values {
                        say(format!("  {:<14} {}", field.word(), plain(&value)))?;
                    }
                }
                Err((_, about)) => say(format!("  refused: {}", plain(&about)))?,
            }
        }
        Ok(())
    }
}

fn sample_json(sample: &Sample) -> Value {
    match &sample.values {
        Ok(values) => {
            let values: Vec<Value> = values.iter().map(|(field, value)| json!([field.word(), value])).collect();
            json!({ "dn": sample.dn, "values": values })
        }
        Err((word, about)) => json!({ "dn": sample.dn, "refused": word, "about": about }),
    }
}

#[derive(Debug, Args)]
pub(super) struct SyncNow {
    /// Name of the directory
    name: String,
    /// Say who would come, change and go, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Let so many people vanish this once
    #[arg(long, value_name = "PEOPLE")]
    let_go: Option<u64>,
    /// The outcome for programs
    #[arg(long)]
    json: bool,
}

/// Shows how far it is.
struct Shown(ProgressBar);

impl Watch for Shown {
    fn listed(&mut self, people: u64) {
        self.0.set_message(format!("{people} people"));
        self.0.tick();
    }
}

impl SyncNow {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let known = found(house, &self.name).await?;
        let how = (known.counted.source.id, self.dry_run, self.let_go);
        let mut shown = Shown(if self.json { ProgressBar::hidden() } else { ProgressBar::new_spinner() });
        let done = directories::sync_by_command_line(&house.ctx, &house.organisation, how, &mut shown).await?;
        shown.0.finish_and_clear();
        let Some((sync, report)) = done else {
            return Err(Failure::refused("a server is at it: try again in a few minutes"));
        };
        if self.json {
            print::json(&as_json(&sync, &report))?;
        } else {
            told(&sync, &report)?;
        }
        match (sync.state.as_str(), report.fault, report.held.or(report.held_groups)) {
            (FAILED, Some(fault), _) => Err(Failure::refused(format!("nobody was blocked: {fault}"))),
            (FAILED, None, _) => Err(Failure::refused("it stopped before its end; nobody was blocked")),
            (HELD, _, Some(people)) => Err(Failure::refused(format!(
                "{people} would vanish at once, which is more than may: nobody was blocked. Look whether that is right, then \
                 add --let-go {people}"
            ))),
            _ => Ok(()),
        }
    }
}

fn told(sync: &Sync, report: &Report) -> Result<(), Failure> {
    for Line { who, what, about, refused } in &report.lines {
        let about = if about.is_empty() { String::new() } else { format!("  {}", plain(about)) };
        let mark = if *refused { "refused: " } else { "" };
        say(format!("{:<30} {mark}{what}{about}", plain(who)))?;
    }
    let counts = &sync.counts;
    let all = [
        ("listed", counts.listed),
        ("added", counts.added),
        ("changed", counts.changed),
        ("same", counts.same),
        ("blocked", counts.blocked),
        ("let in", counts.let_in),
        ("gone", counts.gone),
        ("refused", counts.refused),
        ("groups made", report.groups.made),
        ("groups changed", report.groups.changed),
        ("groups gone", report.groups.gone),
    ];
    let some: Vec<String> = all.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what} {n}")).collect();
    let began = if sync.dry { "would be: " } else { "" };
    Ok(say(format!("{began}{}", some.join(", ")))?)
}

fn as_json(sync: &Sync, report: &Report) -> Value {
    let counts = &sync.counts;
    json!({
        "dry_run": sync.dry,
        "state": sync.state,
        "fault": report.fault.as_ref().map(Fault::word),
        "held": report.held.or(report.held_groups),
        "listed": counts.listed,
        "added": counts.added,
        "changed": counts.changed,
        "same": counts.same,
        "blocked": counts.blocked,
        "let_in": counts.let_in,
        "gone": counts.gone,
        "refused": counts.refused,
        "groups": report.groups,
        "lines": report.lines,
        "ended_at": rfc3339_or_null(sync.ended_at),
    })
}
