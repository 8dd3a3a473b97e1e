//! `attribute`: what an organisation keeps of people beside names and addresses. Added, changed, listed, removed.

use actions::admin::attributes::{
    self, AttributeEdit, AttributeFault, Kept, RemovedAttribute, SavedAttribute, SavedValues, UsedBy, WrongValue,
};
use actions::admin::selections;
use clap::{Args, Subcommand};
use domain::selection::{AttributeKey, AttributeKind};
use serde_json::{Value, json};

use super::print::{self, plain, say, table};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Attribute {
    /// List attributes in their order
    List(List),
    /// Add an attribute, or change what is given of the one with this key
    Save(Save),
    /// Remove an attribute, with the values of all people
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Save {
    /// Name in filters and imports: a letter, then letters, digits, _ and -
    key: String,
    /// Name that people see
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// text, number, date, yes-no or choice; it does not change later
    #[arg(long, value_parser = kind)]
    kind: Option<AttributeKind>,
    /// What may be chosen; may be given more than once, and takes the place of what could be chosen before
    #[arg(long, value_name = "TEXT")]
    choice: Vec<String>,
    /// Place in lists
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16))]
    position: Option<u16>,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// The key
    key: String,
}

impl Attribute {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Save(save) => save.run(&house).await,
            Self::Remove(remove) => remove.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = attributes::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |kept: &Kept| {
            let attribute = &kept.attribute;
            let (key, kind) = (attribute.key.to_string(), attribute.kind.word().to_owned());
            vec![key, attribute.name.clone(), kind, attribute.choices.join(", ")]
        };
        Ok(table(&["KEY", "NAME", "KIND", "CHOICES"], &all.iter().map(row).collect::<Vec<_>>())?)
    }
}

impl Save {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = attributes::list(&house.ctx, &house.organisation).await?;
        let key = AttributeKey::kept(self.key.trim());
        let known = all.iter().find(|kept| kept.attribute.key == key);
        let Some(kind) = self.kind.or(known.map(|kept| kept.attribute.kind)) else {
            return Err(Failure::usage("a new attribute needs --kind text, number, date, yes-no or choice"));
        };
        let last = all.iter().map(|kept| kept.position).max().unwrap_or(0);
        let edit = AttributeEdit {
            version: known.map_or(0, |kept| kept.version),
            name: self.name.or(known.map(|kept| kept.attribute.name.clone())).unwrap_or_else(|| self.key.clone()),
            kind,
            choices: match known {
                Some(kept) if self.choice.is_empty() => kept.attribute.choices.clone(),
                _ => self.choice,
            },
            position: self.position.map_or_else(|| known.map_or(last + 1, |kept| kept.position), i64::from),
            key: self.key,
        };
        match attributes::save_by_command_line(&house.ctx, &house.organisation, edit).await? {
            SavedAttribute::Saved(key) => Ok(say(format!("{key} is saved."))?),
            SavedAttribute::Faults(faults) => {
                let faults: Vec<String> = faults.iter().map(fault).collect();
                Err(Failure::refused(faults.join("; ")))
            }
            SavedAttribute::Taken | SavedAttribute::Changed(_) => {
                Err(Failure::refused("somebody changed the attribute meanwhile: `tweestap attribute list` shows it"))
            }
        }
    }
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let key = AttributeKey::kept(self.key.trim());
        match attributes::remove_by_command_line(&house.ctx, &house.organisation, key.clone()).await? {
            RemovedAttribute::Done(values) => Ok(say(format!("{key} is gone, with {values} values."))?),
            RemovedAttribute::Gone | RemovedAttribute::Changed => Err(Failure::refused(format!(
                "there is no attribute `{}`: `tweestap attribute list` shows all",
                plain(key.as_str())
            ))),
            RemovedAttribute::InUse(users) => {
                let users: Vec<String> = users.into_iter().map(used).collect();
                Err(Failure::refused(format!("{key} is used by {}: change that first", users.join(", "))))
            }
        }
    }
}

/// Refuses values that nobody can be given.
pub(super) async fn check(house: &House, pairs: &[(String, String)]) -> Result<(), Failure> {
    let schema = selections::schema(&house.ctx, &house.organisation).await?;
    match attributes::read(&schema, pairs) {
        Ok(_) => Ok(()),
        Err(wrong) => Err(refusal(&wrong)),
    }
}

fn refusal(wrong: &[WrongValue]) -> Failure {
    let wrong: Vec<String> = wrong.iter().map(in_words).collect();
    Failure::refused(wrong.join("; "))
}

/// Gives a person values, as `KEY=TEXT` pairs.
pub(super) async fn set(house: &House, user: domain::id::UserId, pairs: &[(String, String)]) -> Result<(), Failure> {
    match attributes::set_values_by_command_line(&house.ctx, &house.organisation, user, pairs).await? {
        SavedValues::Saved => Ok(()),
        SavedValues::Wrong(wrong) => Err(refusal(&wrong)),
    }
}

pub(super) fn in_words(wrong: &WrongValue) -> String {
    match &wrong.fault {
        None => format!("there is no attribute `{}`: `tweestap attribute list` shows all", wrong.attribute),
        Some(fault) => format!("{}: {fault}", wrong.attribute),
    }
}

/// `KEY=TEXT`.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| "expected KEY=TEXT".to_owned())?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

fn fault(fault: &AttributeFault) -> String {
    match fault {
        AttributeFault::Key(fault) => fault.to_string(),
        AttributeFault::Name => "the name is empty or longer than 100 characters".to_owned(),
        AttributeFault::Kind => "the kind does not change: people have values of it; make another attribute".to_owned(),
        AttributeFault::Choices => {
            "an attribute of kind choice needs 1 to 100 different --choice, another kind needs none".to_owned()
        }
        AttributeFault::ChoiceInUse(choice, people) => format!("{people} people have `{choice}`"),
        AttributeFault::TooMany => "there are 50 attributes already".to_owned(),
    }
}

fn used(by: UsedBy) -> String {
    match by {
        UsedBy::Selection(name) => format!("the selection {}", plain(&name)),
        UsedBy::View(name) => format!("the view {}", plain(&name)),
    }
}

fn as_json(kept: &Kept) -> Value {
    let attribute = &kept.attribute;
    json!({
        "key": attribute.key.as_str(),
        "name": attribute.name,
        "kind": attribute.kind.word(),
        "choices": attribute.choices,
        "position": kept.position,
    })
}

fn kind(text: &str) -> Result<AttributeKind, String> {
    AttributeKind::from_word(text).ok_or_else(|| "expected text, number, date, yes-no or choice".to_owned())
}
