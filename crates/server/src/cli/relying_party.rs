//! `relying-party`: applications that leave signing in to us by OpenID Connect.

use actions::admin::relying_parties::{self, Made, PartyEdit, PartyFault, SavedParty};
use actions::admin::selections;
use clap::{Args, Subcommand};
use domain::relying_party::{Algorithm, ClientKind, Refresh, RelyingParty, Template};
use domain::selection::Selected;
use domain::user::name_key;
use serde_json::{Value, json};

use super::print::{self, local, plain, rfc3339, rfc3339_or_null, say, table};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Parties {
    /// List applications by name
    List(List),
    /// Show how an application is set up; never its secret
    Show(Show),
    /// Add an application, and print its client ID and its secret: the secret is not shown again
    Add(Add),
    /// Remove an application: nobody signs in to it from then on
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
    /// Name of the application
    name: String,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Name of the application
    name: String,
    /// Address that a sign-in leads back to, exactly as the application states it; may be given more than once
    #[arg(long, value_name = "URL", required = true)]
    redirect: Vec<String>,
    /// Address that signing out leads back to; may be given more than once
    #[arg(long, value_name = "URL")]
    logout: Vec<String>,
    /// Address at which it is told that somebody signed out
    #[arg(long, value_name = "URL", default_value = "", hide_default_value = true)]
    back_channel: String,
    /// Which application it is: own, nextcloud, wordpress, grafana, gitlab or moodle
    #[arg(long, value_name = "WHICH", default_value = "own", value_parser = template)]
    template: Template,
    /// It runs in a browser or on a telephone, and can keep no secret
    #[arg(long)]
    public: bool,
    /// Name of the selection of people who may; everyone without it
    #[arg(long, value_name = "SELECTION")]
    who: Option<String>,
    #[command(flatten)]
    asked: AskedOfPeople,
    /// It keeps a secret and knows no PKCE
    #[arg(long, conflicts_with = "public")]
    without_pkce: bool,
    /// How what it is told is signed: ES256 or RS256
    #[arg(long, value_name = "HOW", default_value = "ES256", value_parser = algorithm)]
    algorithm: Algorithm,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// What it asks of whoever signs in.
#[derive(Debug, Args)]
struct AskedOfPeople {
    /// Let nobody in without a second step
    #[arg(long)]
    second_factor: bool,
    /// Ask people first
    #[arg(long)]
    consent: bool,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Name of the application
    name: String,
}

fn template(word: &str) -> Result<Template, String> {
    Template::from_word(word).ok_or_else(|| "expected own, nextcloud, wordpress, grafana, gitlab or moodle".to_owned())
}

fn algorithm(word: &str) -> Result<Algorithm, String> {
    Algorithm::from_word(word).ok_or_else(|| "expected ES256 or RS256".to_owned())
}

impl Parties {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Show(show) => show.run(&house).await,
            Self::Add(add) => Box::pin(add.run(&house)).await,
            Self::Remove(remove) => remove.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = relying_parties::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |one: &RelyingParty| {
            let used = one.last_used_at;
            let used = used.map_or_else(|| "never".to_owned(), |at| local(at, &house.organisation.zone));
            let step = if one.second_factor { "always" } else { "by the rules" };
            vec![one.name.clone(), one.id.to_string(), one.kind.word().to_owned(), step.to_owned(), used]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        Ok(table(&["APPLICATION", "CLIENT ID", "KIND", "SECOND STEP", "LAST USED"], &rows)?)
    }
}

fn as_json(one: &RelyingParty) -> Value {
    let claim = |claim: &domain::relying_party::ClaimRule| json!({ "name": claim.name, "from": claim.from.word() });
    json!({
        "client_id": one.id.to_string(),
        "name": one.name,
        "template": one.template.word(),
        "kind": one.kind.word(),
        "redirect_addresses": one.redirect_addresses,
        "logout_addresses": one.logout_addresses,
        "back_channel": one.back_channel,
        "selection": one.who.selection().map(|id| id.to_string()),
        "second_factor": one.second_factor,
        "max_age": one.max_age.map(|age| age.micros() / 1_000_000),
        "consent": one.consent,
        "refresh_days": one.refresh.days(),
        "without_pkce": one.without_pkce,
        "algorithm": one.algorithm.word(),
        "claims": one.claims.iter().map(claim).collect::<Vec<_>>(),
        "made_at": rfc3339(one.made_at),
        "last_used_at": rfc3339_or_null(one.last_used_at),
        "former_until": rfc3339_or_null(one.former_until),
    })
}

impl Show {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = relying_parties::list(&house.ctx, &house.organisation).await?;
        let found = all.iter().find(|one| name_key(&one.name) == name_key(&self.name));
        let shown = as_json(found.ok_or_else(|| nobody(&self.name))?);
        if self.json {
            return Ok(print::json(&shown)?);
        }
        let fields = shown.as_object().into_iter().flatten();
        for (name, value) in fields.filter(|(_, value)| !value.is_null()) {
            let values = match value {
                Value::Array(values) => values.iter().map(in_words).collect(),
                value => vec![in_words(value)],
            };
            for value in values {
                say(format!("{name:<20}{}", plain(&value)))?;
            }
        }
        Ok(())
    }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

impl Add {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let who = match &self.who {
            None => Selected::Everyone,
            Some(name) => Selected::Selection(selections::by_name(ctx, organisation, name).await?.id),
        };
        let edit = PartyEdit {
            name: self.name,
            template: self.template,
            kind: if self.public { ClientKind::Public } else { ClientKind::Confidential },
            redirect_addresses: self.redirect.join("\n"),
            logout_addresses: self.logout.join("\n"),
            back_channel: self.back_channel,
            who,
            second_factor: self.asked.second_factor,
            max_age: None,
            consent: self.asked.consent,
            refresh: Refresh::Never,
            without_pkce: self.without_pkce,
            algorithm: self.algorithm,
            claims: Vec::new(),
        };
        match relying_parties::add_by_command_line(ctx, organisation, &edit).await? {
            SavedParty::Saved(made) => told(&made, self.json),
            SavedParty::Faults(faults) => {
                Err(Failure::refused(faults.iter().map(fault).collect::<Vec<_>>().join("; ")))
            }
            SavedParty::Changed(_) => Err(Failure::refused("another application took its place")),
        }
    }
}

fn told(made: &Made, json: bool) -> Result<(), Failure> {
    let secret = made.secret.as_ref().map(|secret| secret.as_str());
    if json {
        return Ok(print::json(&json!({ "client_id": made.id.to_string(), "secret": secret }))?);
    }
    say(format!("client ID  {}", made.id))?;
    match secret {
        Some(secret) => Ok(say(format!("secret     {secret}"))?),
        None => Ok(()),
    }
}

fn fault(fault: &PartyFault) -> String {
    let text = match fault {
        PartyFault::Name => "the name is empty, longer than 100 characters, or holds signs that nobody sees",
        PartyFault::Taken => "another application has this name: `tweestap relying-party list` shows it",
        PartyFault::TooMany => "there are 100 applications already: remove one first",
        PartyFault::NoRedirect => "--redirect needs an address that a sign-in leads back to",
        PartyFault::Redirect(address) | PartyFault::Logout(address) => {
            let address = plain(address);
            return format!(
                "`{address}` is no address to lead back to: https, a host name, and no #; http on this machine alone"
            );
        }
        PartyFault::TooManyRedirects => "--redirect may be given 20 times",
        PartyFault::TooManyLogouts => "--logout may be given 20 times",
        PartyFault::BackChannel => "--back-channel is no https address that can be told anything",
        PartyFault::NoSelection => "the selection is not there any more",
        PartyFault::Days
        | PartyFault::Claim(_)
        | PartyFault::ClaimTwice(_)
        | PartyFault::NoAttribute(_)
        | PartyFault::TooManyClaims => "what it is told and how long it stays connected is set under Applications",
    };
    text.to_owned()
}

fn nobody(name: &str) -> Failure {
    let name = plain(name);
    Failure::refused(format!("no application has the name `{name}`: `tweestap relying-party list` shows all"))
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        if relying_parties::remove_by_command_line(&house.ctx, &house.organisation, &self.name).await? {
            Ok(say(format!("{} is removed; nobody signs in to it any more.", plain(&self.name)))?)
        } else {
            Err(nobody(&self.name))
        }
    }
}
