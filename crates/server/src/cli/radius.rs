//! `radius client`: devices, such as a VPN, that ask by RADIUS who may in.

use actions::admin::radius_clients::{self, ClientEdit, ClientFault, SavedClient};
use actions::admin::selections;
use clap::{Args, Subcommand};
use domain::radius::{Groups, RadiusClient, Way, shown};
use domain::selection::Selected;
use serde_json::{Value, json};

use super::print::{self, local, plain, rfc3339, rfc3339_or_null, say, table};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Radius {
    /// List, add, give another secret and remove devices
    #[command(subcommand)]
    Client(Clients),
}

#[derive(Debug, Subcommand)]
pub(super) enum Clients {
    /// List devices by name
    List(List),
    /// Add a device, and print its secret: it is not shown again
    Add(Add),
    /// Make the secret of a device anew, and print it; the one before counts for a day
    Renew(Renew),
    /// Remove a device: it gets no answer from then on
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
    /// Name of the device
    name: String,
    /// Address or network from which it asks, such as 10.0.0.9 or 10.0.0.0/24; may be given more than once
    #[arg(long, value_name = "NETWORK", required = true)]
    from: Vec<String>,
    /// Name of the selection of people who may in; everyone without it
    #[arg(long, value_name = "SELECTION")]
    who: Option<String>,
    /// Ask a second step as the rules say, and not of everybody
    #[arg(long)]
    by_rules: bool,
    /// Where people type the code: both, one-field or challenge
    #[arg(long, value_name = "WAY", default_value = "both", value_parser = way)]
    way: Way,
    /// Attribute in which the names of somebody's groups go along: none, filter-id or class
    #[arg(long, value_name = "ATTRIBUTE", default_value = "none", value_parser = groups)]
    groups: Groups,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Renew {
    /// Name of the device
    name: String,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Name of the device
    name: String,
}

fn way(word: &str) -> Result<Way, String> {
    Way::from_word(word).ok_or_else(|| "expected both, one-field or challenge".to_owned())
}

fn groups(word: &str) -> Result<Groups, String> {
    Groups::from_word(word).ok_or_else(|| "expected none, filter-id or class".to_owned())
}

impl Radius {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let Self::Client(act) = self;
        let done = match act {
            Clients::List(list) => list.run(&house).await,
            Clients::Add(add) => add.run(&house).await,
            Clients::Renew(renew) => renew.run(&house).await,
            Clients::Remove(remove) => remove.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = radius_clients::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |one: &RadiusClient| {
            let asked = one.last_used_at;
            let asked = asked.map_or_else(|| "never".to_owned(), |at| local(at, &house.organisation.zone));
            let fault = one.fault.as_ref().map_or("-", |fault| fault.kind.word());
            vec![plain(&one.name), networks(one).join(" "), one.way.word().to_owned(), asked, fault.to_owned()]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        Ok(table(&["DEVICE", "FROM", "WAY", "LAST ASKED", "LAST FAULT"], &rows)?)
    }
}

fn networks(client: &RadiusClient) -> Vec<String> {
    client.networks.iter().map(shown).collect()
}

fn as_json(one: &RadiusClient) -> Value {
    let fault = one.fault.as_ref();
    json!({
        "id": one.id.to_string(),
        "name": one.name,
        "from": networks(one),
        "selection": one.who.selection().map(|id| id.to_string()),
        "second_factor": one.second_factor,
        "way": one.way.word(),
        "groups": one.groups.word(),
        "made_at": rfc3339(one.made_at),
        "last_used_at": rfc3339_or_null(one.last_used_at),
        "last_fault": fault.map(|fault| json!({
            "what": fault.kind.word(),
            "at": rfc3339(fault.at),
            "from": fault.from.to_string(),
        })),
        "former_until": rfc3339_or_null(one.former_until),
    })
}

impl Add {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let who = match &self.who {
            None => Selected::Everyone,
            Some(name) => Selected::Selection(selections::by_name(ctx, organisation, name).await?.id),
        };
        let edit = ClientEdit {
            name: self.name.clone(),
            networks: self.from.join(" "),
            who,
            second_factor: !self.by_rules,
            way: self.way,
            groups: self.groups,
        };
        match radius_clients::add_by_command_line(ctx, organisation, &edit).await? {
            SavedClient::Added(made) => told(&made, self.json),
            SavedClient::Faults(faults) => {
                Err(Failure::refused(faults.iter().map(fault).collect::<Vec<_>>().join("; ")))
            }
            SavedClient::Saved | SavedClient::Changed(_) => Err(Failure::refused("another device took its place")),
        }
    }
}

fn told(made: &radius_clients::Made, json: bool) -> Result<(), Failure> {
    if json {
        return Ok(print::json(&json!({ "id": made.id.to_string(), "secret": made.secret.as_str() }))?);
    }
    Ok(say(made.secret.as_str())?)
}

fn fault(fault: &ClientFault) -> String {
    match fault {
        ClientFault::Name => {
            "the name is empty, longer than 100 characters, or holds signs that nobody sees".to_owned()
        }
        ClientFault::Taken => "another device has this name: `tweestap radius client list` shows it".to_owned(),
        ClientFault::TooMany => "there are 50 devices already: remove one first".to_owned(),
        ClientFault::NoNetwork => "--from needs an address from which the device asks".to_owned(),
        ClientFault::Network(text) => {
            format!("`{}` is no address and no network, or every address there is", plain(text))
        }
        ClientFault::TooManyNetworks => "there may be 20 networks: give larger ones".to_owned(),
        ClientFault::NoSelection => "the selection is not there any more".to_owned(),
    }
}

fn nobody(name: &str) -> Failure {
    let name = plain(name);
    Failure::refused(format!("no device has the name `{name}`: `tweestap radius client list` shows all"))
}

impl Renew {
    async fn run(self, house: &House) -> Result<(), Failure> {
        match radius_clients::renew_by_command_line(&house.ctx, &house.organisation, &self.name).await? {
            Some(made) => told(&made, self.json),
            None => Err(nobody(&self.name)),
        }
    }
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        if radius_clients::remove_by_command_line(&house.ctx, &house.organisation, &self.name).await? {
            Ok(say(format!("{} is removed; it gets no answer any more.", plain(&self.name)))?)
        } else {
            Err(nobody(&self.name))
        }
    }
}
