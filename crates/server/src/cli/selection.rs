//! `selection`: listed, shown, counted, saved, removed.

use std::io::Read as _;

use actions::admin::selection_list::ListReport;
use actions::admin::selections::{
    self, ListChange, Preview, RemovedSelection, RuleEdit, Sampled, SavedSelection, Selection as Saved, SelectionEdit,
    SelectionFault, UsedBy, Warning,
};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::print::{self, plain, rfc3339, say, table};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Selection {
    /// List selections by name
    List(List),
    /// Show a selection: its filter, how many people it has, some of them, and what uses it
    Show(Show),
    /// Count the people of a selection, or of a filter
    Count(Count),
    /// Add a selection, or change what is given of the one with this name
    Save(Save),
    /// Remove a selection that nothing uses
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Name of the selection
    name: String,
    /// How many people to name
    #[arg(long, value_name = "N", default_value_t = selections::SAMPLE, value_parser = sample_size)]
    sample: usize,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Count {
    /// Name of the selection
    #[arg(required_unless_present = "filter", conflicts_with = "filter")]
    name: Option<String>,
    /// A filter, such as 'groups eq "Leden" and secondFactor eq false'
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Save {
    /// Name that people see
    name: String,
    /// Another name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Whoever this matches, at every moment, such as 'groups eq "Leden" and secondFactor eq false'
    #[arg(long, value_name = "FILTER", conflicts_with = "list")]
    filter: Option<String>,
    /// A list: user names and e-mail addresses on standard input, one a line; add, remove or replace
    #[arg(long, value_name = "add|remove|replace", value_parser = list_change)]
    list: Option<ListChange>,
    /// Say what would change, and save nothing
    #[arg(long)]
    dry_run: bool,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Name of the selection
    name: String,
}

impl Selection {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        // Read before anything is opened: whoever stops there has touched nothing.
        let pasted = match &self {
            Self::Save(Save { list: Some(_), .. }) => Some(pasted()?),
            _ => None,
        };
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Show(show) => show.run(&house).await,
            Self::Count(count) => count.run(&house).await,
            Self::Save(save) => save.run(&house, pasted).await,
            Self::Remove(remove) => remove.run(&house).await,
        };
        house.close().await;
        done
    }
}

/// No list that is pasted is longer.
const LONGEST_LIST: u64 = 32 * 1024 * 1024;

fn pasted() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(LONGEST_LIST + 1).read_to_string(&mut text);
    let read = read.map_err(|error| Failure::refused(format!("cannot read standard input: {error}")))?;
    if read as u64 > LONGEST_LIST {
        return Err(Failure::refused("the list is longer than 32 MB: save it in parts"));
    }
    Ok(text)
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = selections::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |one: &Saved| vec![one.name.clone(), kind(one).to_owned(), one.filter.clone().unwrap_or_default()];
        Ok(table(&["NAME", "KIND", "FILTER"], &all.iter().map(row).collect::<Vec<_>>())?)
    }
}

impl Show {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let one = selections::by_name(ctx, organisation, &self.name).await?;
        let count = selections::count(ctx, organisation, &one).await?;
        let sample = selections::sample(ctx, organisation, &one, self.sample).await?;
        let used_by = selections::used_by(ctx, organisation, one.id).await?;
        if self.json {
            let mut shown = as_json(&one);
            if let Some(fields) = shown.as_object_mut() {
                fields.insert("count".to_owned(), count.into());
                fields.insert("sample".to_owned(), people(&sample));
                fields.insert("used_by".to_owned(), used_by.iter().map(user_as_json).collect());
            }
            return Ok(print::json(&shown)?);
        }
        say(plain(&format!("{}: {} ({})", one.name, count_of(count), kind(&one))))?;
        if !one.description.is_empty() {
            say(plain(&one.description))?;
        }
        if let Some(filter) = &one.filter {
            say(format!("    {}", plain(filter)))?;
        }
        name_people("among them", &sample)?;
        for used in &used_by {
            say(plain(&format!("used by {}", user_in_words(used))))?;
        }
        Ok(())
    }
}

impl Count {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let (count, warnings) = match (self.name, self.filter) {
            (Some(name), _) => {
                let one = selections::by_name(ctx, organisation, &name).await?;
                (selections::count(ctx, organisation, &one).await?, Vec::new())
            }
            (None, filter) => {
                let edit = SelectionEdit {
                    id: None,
                    version: 0,
                    name: "count".to_owned(),
                    description: String::new(),
                    rule: RuleEdit::Dynamic(filter.clone().unwrap_or_default()),
                };
                let preview = selections::preview(ctx, organisation, &edit).await?;
                refuse(&preview.faults, filter.as_deref())?;
                (preview.count, preview.warnings)
            }
        };
        warn(&warnings);
        if self.json {
            return Ok(print::json(&json!({ "count": count }))?);
        }
        Ok(say(count.to_string())?)
    }
}

impl Save {
    async fn run(self, house: &House, pasted: Option<String>) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let all = selections::list(ctx, organisation).await?;
        let key = domain::user::name_key(&self.name);
        let known = all.into_iter().find(|one| domain::user::name_key(&one.name) == key);
        let (filter, list) = (self.filter.clone(), self.list);
        let rule = match (self.filter, list, &known) {
            (Some(filter), _, _) => RuleEdit::Dynamic(filter),
            (None, Some(change), _) => RuleEdit::Static(pasted.unwrap_or_default(), change),
            (None, None, Some(known)) => match &known.filter {
                Some(filter) => RuleEdit::Dynamic(filter.clone()),
                None => RuleEdit::Static(String::new(), ListChange::Add),
            },
            (None, None, None) => return Err(Failure::usage("a new selection needs --filter FILTER or --list add")),
        };
        let edit = SelectionEdit {
            id: known.as_ref().map(|known| known.id),
            version: known.as_ref().map_or(0, |known| known.version),
            name: self.rename.unwrap_or_else(|| known.as_ref().map_or(self.name, |known| known.name.clone())),
            description: self.description.or(known.map(|known| known.description)).unwrap_or_default(),
            rule,
        };
        let preview = selections::preview(ctx, organisation, &edit).await?;
        refuse(&preview.faults, filter.as_deref())?;
        warn(&preview.warnings);
        if !self.dry_run {
            saved(selections::save_by_command_line(ctx, organisation, edit).await?, filter.as_deref())?;
        }
        tell(&preview, self.dry_run, self.json)
    }
}

fn saved(outcome: SavedSelection, filter: Option<&str>) -> Result<(), Failure> {
    match outcome {
        SavedSelection::Saved(..) => Ok(()),
        SavedSelection::Faults(faults) => refuse(&faults, filter),
        SavedSelection::Taken => Err(Failure::refused("another selection has that name")),
        SavedSelection::Changed(_) | SavedSelection::Gone => {
            Err(Failure::refused("somebody changed the selection meanwhile: `tweestap selection show` shows it"))
        }
    }
}

fn tell(preview: &Preview, dry_run: bool, json: bool) -> Result<(), Failure> {
    let ((entering, in_sample), (leaving, out_sample)) = (&preview.entering, &preview.leaving);
    if json {
        let report = &preview.report;
        let missing: Vec<Value> =
            report.missing_lines.iter().map(|(line, text)| json!({ "line": line, "text": text })).collect();
        return Ok(print::json(&json!({
            "saved": !dry_run,
            "count": preview.count,
            "enter": { "count": entering, "sample": people(in_sample) },
            "leave": { "count": leaving, "sample": people(out_sample) },
            "missing": missing,
            "used_by": preview.used_by.iter().map(user_as_json).collect::<Vec<_>>(),
        }))?);
    }
    name_missing(&preview.report);
    let verb = if dry_run { "would" } else { "now" };
    say(format!("{}; {entering} {verb} enter, {leaving} {verb} leave.", count_of(preview.count)))?;
    name_people("enter", in_sample)?;
    name_people("leave", out_sample)?;
    for used in &preview.used_by {
        say(plain(&format!("This changes {}.", user_in_words(used))))?;
    }
    Ok(())
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let one = selections::by_name(ctx, organisation, &self.name).await?;
        let name = one.name.clone();
        match selections::remove_by_command_line(ctx, organisation, one).await? {
            RemovedSelection::Done => Ok(say(plain(&format!("{name} is gone.")))?),
            RemovedSelection::Changed => Err(Failure::refused("somebody changed the selection meanwhile: try again")),
            RemovedSelection::InUse(used_by) => {
                let users: Vec<String> = used_by.iter().map(user_in_words).collect();
                Err(Failure::refused(format!("{name} is used by {}: let go there first", users.join(", "))))
            }
        }
    }
}

/// The first fault; one of a filter with what stands there.
fn refuse(faults: &[SelectionFault], filter: Option<&str>) -> Result<(), Failure> {
    let Some(first) = faults.first() else { return Ok(()) };
    let text = match first {
        SelectionFault::Name => "a selection needs a name of at most 100 characters: people see it".to_owned(),
        SelectionFault::Description => "the description is longer than 500 characters".to_owned(),
        SelectionFault::OtherKind => {
            "a selection with a filter does not become a list, nor the other way: make another".to_owned()
        }
        SelectionFault::Filter(fault) => match filter.map(|filter| excerpt(filter, fault.at)) {
            Some(there) if !there.is_empty() => format!("{fault}: {there}"),
            _ => fault.to_string(),
        },
    };
    Err(Failure::refused(text))
}

/// What stands from a character of a filter on.
fn excerpt(filter: &str, at: usize) -> String {
    let rest: String = filter.chars().skip(at).take(EXCERPT).collect();
    if filter.chars().count() > at + EXCERPT { format!("{rest}…") } else { rest }
}

/// Characters of a filter that a refusal shows.
const EXCERPT: usize = 24;

fn warn(warnings: &[Warning]) {
    for warning in warnings {
        match warning {
            Warning::NoSuchGroup(name) => {
                eprintln!("tweestap: {}", plain(&format!("note: there is no group `{name}`: nobody is in it")));
            }
        }
    }
}

fn name_missing(report: &ListReport) {
    for (line, text) in &report.missing_lines {
        eprintln!("line {line}: nobody is called {}", plain(text));
    }
    let more = report.missing.saturating_sub(report.missing_lines.len() as u64);
    if more > 0 {
        eprintln!("and {more} more lines are nobody");
    }
    if report.left_out > 0 {
        eprintln!("{} lines were left out: save the list in parts", report.left_out);
    }
}

fn name_people(what: &str, all: &[Sampled]) -> Result<(), Failure> {
    for one in all {
        say(plain(&format!("    {what}: {} ({})", one.display_name, one.user_name)))?;
    }
    Ok(())
}

fn count_of(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

fn kind(one: &Saved) -> &'static str {
    if one.filter.is_some() { "dynamic" } else { "static" }
}

fn as_json(one: &Saved) -> Value {
    json!({
        "id": one.id.to_string(),
        "name": one.name,
        "description": one.description,
        "kind": kind(one),
        "filter": one.filter,
        "version": one.version,
        "changed_at": rfc3339(one.changed_at),
    })
}

fn people(all: &[Sampled]) -> Value {
    all.iter().map(|one| json!({ "user_name": one.user_name, "display_name": one.display_name })).collect()
}

fn user_as_json(used: &UsedBy) -> Value {
    match used {
        UsedBy::Policy(name) => json!({ "kind": "policy", "name": name }),
        UsedBy::View(name) => json!({ "kind": "view", "name": name }),
        UsedBy::Application(name) => json!({ "kind": "application", "name": name }),
        UsedBy::Announcement(name) => json!({ "kind": "announcement", "name": name }),
    }
}

fn user_in_words(used: &UsedBy) -> String {
    match used {
        UsedBy::Policy(name) => format!("the policy ‘{name}’"),
        UsedBy::View(name) => format!("the view ‘{name}’"),
        UsedBy::Application(name) => format!("the application ‘{name}’"),
        UsedBy::Announcement(name) => format!("the announcement ‘{name}’"),
    }
}

fn list_change(text: &str) -> Result<ListChange, String> {
    match text {
        "add" => Ok(ListChange::Add),
        "remove" => Ok(ListChange::Remove),
        "replace" => Ok(ListChange::Replace),
        _ => Err("expected add, remove or replace".to_owned()),
    }
}

fn sample_size(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number <= 1_000).ok_or_else(|| "expected a number up to 1000".to_owned())
}
