//! `api-key` and `openapi`: keys for platforms in module mode, and the document of what they open.

use std::io::Write as _;

use actions::admin::api_keys::{self, KeyEdit, KeyFault};
use clap::{Args, Subcommand};
use domain::api_key::{ApiKey, Scope, Scopes, USUAL_RATE};
use serde_json::{Value, json};

use super::print::{self, local, plain, rfc3339, rfc3339_or_null, say, table};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// List keys by the name of their platform
    List(List),
    /// Make a key, and print it: it is not shown again
    Add(Add),
    /// Remove the key of a platform, and end the sessions there
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
    /// Name of the platform
    name: String,
    /// What it opens: sign-in, enrol (with sign-in) or verify; may be given more than once
    #[arg(long, value_name = "SCOPE", required = true, value_parser = scope)]
    scope: Vec<Scope>,
    /// Address that a sign-in on our own pages may lead back to; may be given more than once
    #[arg(long, value_name = "ADDRESS")]
    return_to: Vec<String>,
    /// Requests that are answered in a minute
    #[arg(long, value_name = "N", default_value_t = USUAL_RATE)]
    rate: u32,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Name of the platform
    name: String,
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::from_word(word).ok_or_else(|| "expected sign-in, enrol or verify".to_owned())
}

impl Keys {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Add(add) => add.run(&house).await,
            Self::Remove(remove) => remove.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = api_keys::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |key: &ApiKey| {
            let used = key.last_used_at.map_or_else(|| "never".to_owned(), |at| local(at, &house.organisation.zone));
            vec![plain(&key.name), key.scopes.words(), key.requests_a_minute.to_string(), used]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        Ok(table(&["PLATFORM", "OPENS", "A MINUTE", "LAST USED"], &rows)?)
    }
}

fn as_json(key: &ApiKey) -> Value {
    json!({
        "id": key.id.to_string(),
        "name": key.name,
        "scopes": key.scopes.iter().map(Scope::word).collect::<Vec<_>>(),
        "return_addresses": key.return_addresses,
        "requests_a_minute": key.requests_a_minute,
        "made_at": rfc3339(key.made_at),
        "last_used_at": rfc3339_or_null(key.last_used_at),
        "former_until": rfc3339_or_null(key.former_until),
    })
}

impl Add {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let edit = KeyEdit {
            name: self.name,
            scopes: Scopes::of(self.scope),
            addresses: self.return_to.join("\n"),
            rate: self.rate.to_string(),
        };
        match api_keys::make_by_command_line(&house.ctx, &house.organisation, &edit).await? {
            Ok(made) if self.json => Ok(print::json(&json!({ "id": made.id.to_string(), "key": made.key.as_str() }))?),
            Ok(made) => Ok(say(made.key.as_str())?),
            Err(faults) => Err(Failure::refused(faults.iter().map(fault).collect::<Vec<_>>().join("; "))),
        }
    }
}

fn fault(fault: &KeyFault) -> String {
    match fault {
        KeyFault::Name => "the name is empty, longer than 100 characters, or holds signs that nobody sees".to_owned(),
        KeyFault::Taken => "another key has this name: `tweestap api-key list` shows it".to_owned(),
        KeyFault::TooMany => "there are 50 keys already: remove one first".to_owned(),
        KeyFault::NoScope => "a key opens something: --scope sign-in, enrol or verify".to_owned(),
        KeyFault::EnrolAlone => "--scope enrol needs --scope sign-in as well".to_owned(),
        KeyFault::Address(text) => {
            format!("`{}` is no address to return to: https, a host, no # (http on this machine alone)", plain(text))
        }
        KeyFault::TooManyAddresses => "at most 20 addresses to return to".to_owned(),
        KeyFault::Rate => "--rate is a number from 1 to 10000000".to_owned(),
    }
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        if api_keys::remove_by_command_line(&house.ctx, &house.organisation, &self.name).await? {
            Ok(say(format!("The key of {} is removed.", plain(&self.name)))?)
        } else {
            Err(Failure::refused(format!(
                "no key has the name `{}`: `tweestap api-key list` shows all",
                plain(&self.name)
            )))
        }
    }
}

/// `openapi`: the document of the API.
pub(super) fn document() -> Result<(), Failure> {
    Ok(std::io::stdout().write_all(web::api::openapi_document().as_bytes())?)
}
