//! `source`: systems from which people come in.

use actions::admin::people_sources::{self, Counted, SourceEdit, SourceFault};
use clap::{Args, Subcommand};
use domain::people_source::{Field, SourceKind, WhenGone};
use serde_json::{Value, json};

use super::directory::Common;
use super::print::{self, local, plain, rfc3339, rfc3339_or_null, say, table};
use super::{Failure, House, Place, directory};

#[derive(Debug, Subcommand)]
pub(super) enum Sources {
    /// List systems by name
    List(List),
    /// Connect a system that writes people here by SCIM, and print its key, which is not shown again; or, with --kind ldap, a directory
    /// that people are fetched from
    Add(Box<Add>),
    /// Ask a directory what it has, and show the first people as they would come in
    Test(directory::Test),
    /// Sync a directory now
    Sync(directory::SyncNow),
    /// Let a system go; its people and groups stay
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Name of the system
    name: String,
    /// Where a field comes from, such as own:department=title; may be given more than once
    #[arg(long, value_name = "FIELD=PATH", value_parser = line)]
    map: Vec<(Field, String)>,
    /// Let it take over people and groups that are here already
    #[arg(long)]
    take_over: bool,
    /// What becomes of whoever is there no longer: block or keep
    #[arg(long, value_name = "WHAT", default_value = "block", value_parser = gone)]
    when_gone: WhenGone,
    /// How people come in: scim or ldap
    #[arg(long, value_name = "KIND", default_value = "scim", value_parser = kind)]
    kind: SourceKind,
    #[command(flatten)]
    asked: directory::Asked,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Name of the system
    name: String,
}

fn kind(word: &str) -> Result<SourceKind, String> {
    SourceKind::from_word(word).ok_or_else(|| "expected scim or ldap".to_owned())
}

fn gone(word: &str) -> Result<WhenGone, String> {
    WhenGone::from_word(word).ok_or_else(|| "expected block or keep".to_owned())
}

fn line(text: &str) -> Result<(Field, String), String> {
    let known = text.split_once('=').and_then(|(word, path)| Some((Field::from_word(word)?, path.to_owned())));
    known.ok_or_else(|| "expected user-name, display-name, emails, language or own:KEY, then = and a path".to_owned())
}

impl Sources {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Add(add) => Box::pin(add.run(&house)).await,
            Self::Test(test) => test.run(&house).await,
            Self::Sync(sync) => Box::pin(sync.run(&house)).await,
            Self::Remove(remove) => remove.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = people_sources::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |one: &Counted| {
            let heard = one.source.last_used_at;
            let heard = heard.map_or_else(|| "never".to_owned(), |at| local(at, &house.organisation.zone));
            vec![
                plain(&one.source.name),
                one.source.kind.word().to_owned(),
                one.people.to_string(),
                one.groups.to_string(),
                heard,
            ]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        Ok(table(&["SYSTEM", "KIND", "PEOPLE", "GROUPS", "LAST HEARD"], &rows)?)
    }
}

fn as_json(one: &Counted) -> Value {
    let fields = one.source.mapping.fields().iter();
    json!({
        "id": one.source.id.to_string(),
        "name": one.source.name,
        "kind": one.source.kind.word(),
        "people": one.people,
        "groups": one.groups,
        "takes_over": one.source.takes_over,
        "when_gone": one.source.when_gone.word(),
        "mapping": fields.map(|(field, path)| (field.word(), path.to_string().into())).collect::<serde_json::Map<_, _>>(),
        "made_at": rfc3339(one.source.made_at),
        "last_used_at": rfc3339_or_null(one.source.last_used_at),
        "former_until": rfc3339_or_null(one.source.former_until),
    })
}

impl Add {
    async fn run(self, house: &House) -> Result<(), Failure> {
        if self.kind == SourceKind::Ldap {
            let Self { name, map, take_over, when_gone, json, asked, .. } = self;
            return asked.add(house, Common { name, map, take_over, when_gone, json }).await;
        }
        let mut edit =
            SourceEdit { takes_over: self.take_over, when_gone: self.when_gone, ..SourceEdit::fresh(&self.name) };
        for (field, path) in self.map {
            edit.mapping.retain(|(known, _)| *known != field);
            edit.mapping.push((field, path));
        }
        match people_sources::make_by_command_line(&house.ctx, &house.organisation, &edit).await? {
            Ok(made) if self.json => Ok(print::json(&json!({ "id": made.id.to_string(), "key": made.key.as_str() }))?),
            Ok(made) => Ok(say(made.key.as_str())?),
            Err(faults) => Err(Failure::refused(faults.iter().map(fault).collect::<Vec<_>>().join("; "))),
        }
    }
}

pub(super) fn fault(fault: &SourceFault) -> String {
    match fault {
        SourceFault::Name => {
            "the name is empty, longer than 100 characters, or holds signs that nobody sees".to_owned()
        }
        SourceFault::Taken => "another system has this name: `tweestap source list` shows it".to_owned(),
        SourceFault::TooMany => "there are 20 systems already: let one go first".to_owned(),
        SourceFault::Path(field) => {
            format!("`{}` comes from an attribute of SCIM, such as name.givenName", field.word())
        }
        SourceFault::Needed(field) => format!("`{}` cannot be left out", field.word()),
        SourceFault::Emails => "`emails` comes from emails".to_owned(),
    }
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        if people_sources::remove_by_command_line(&house.ctx, &house.organisation, &self.name).await? {
            Ok(say(format!("{} is let go; its people and groups stay.", plain(&self.name)))?)
        } else {
            let name = plain(&self.name);
            Err(Failure::refused(format!("no system has the name `{name}`: `tweestap source list` shows all")))
        }
    }
}
