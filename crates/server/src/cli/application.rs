//! `application`: applications behind the sign-in, whose proxy asks who may pass.

use actions::admin::{applications, selections};
use clap::{Args, Subcommand};
use domain::access::Opens;
use domain::application::{Application, PathRule};
use domain::user::name_key;
use serde_json::{Value, json};

use super::print::{self, plain, say, table};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum Behind {
    /// List applications by name
    List(List),
    /// Show where an application stands, and who may open which of its pages
    Show(Show),
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

impl Behind {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Show(show) => show.run(&house).await,
        };
        house.close().await;
        done
    }
}

/// The names of selections, as people know them.
struct Names(Vec<(domain::id::SelectionId, String)>);

impl Names {
    async fn load(house: &House) -> Result<Self, Failure> {
        let all = selections::list(&house.ctx, &house.organisation).await?;
        Ok(Self(all.into_iter().map(|one| (one.id, one.name)).collect()))
    }

    fn who(&self, opens: Opens) -> String {
        match opens {
            Opens::Anyone => "anyone, without signing in".to_owned(),
            Opens::Nobody => "nobody".to_owned(),
            Opens::SignedIn(selected) => selected.selection().map_or_else(
                || "everyone".to_owned(),
                |id| self.0.iter().find(|(one, _)| *one == id).map_or_else(|| id.to_string(), |(_, name)| name.clone()),
            ),
        }
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = applications::list(&house.ctx, &house.organisation).await?;
        let names = Names::load(house).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(|one| as_json(one, &names)).collect();
            return Ok(print::json(&all.into())?);
        }
        let row = |one: &Application| {
            let who = one.rules.first().map(|rule| names.who(rule.opens)).unwrap_or_default();
            vec![one.name.clone(), addresses(one).join(" "), who, one.rules.len().to_string()]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        Ok(table(&["APPLICATION", "ADDRESSES", "WHO", "RULES"], &rows)?)
    }
}

fn addresses(application: &Application) -> Vec<String> {
    application.addresses.iter().map(ToString::to_string).collect()
}

fn seconds(rule: &PathRule) -> Option<i64> {
    rule.max_age.map(|age| age.micros() / 1_000_000)
}

fn as_json(one: &Application, names: &Names) -> Value {
    let rule = |rule: &PathRule| {
        json!({
            "path": rule.path,
            "opens": rule.opens.word(),
            "who": names.who(rule.opens),
            "second_factor": rule.second_factor,
            "max_age": seconds(rule),
        })
    };
    json!({
        "id": one.id.to_string(),
        "name": one.name,
        "addresses": addresses(one),
        "answering": one.answering.word(),
        "rules": one.rules.iter().map(rule).collect::<Vec<_>>(),
    })
}

impl Show {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = applications::list(&house.ctx, &house.organisation).await?;
        let Some(one) = all.iter().find(|one| name_key(&one.name) == name_key(&self.name)) else {
            let name = plain(&self.name);
            let how = "`tweestap application list` shows all";
            return Err(Failure::refused(format!("no application has the name `{name}`: {how}")));
        };
        let names = Names::load(house).await?;
        if self.json {
            return Ok(print::json(&as_json(one, &names))?);
        }
        say(format!("{}, answering: {}", plain(&one.name), one.answering.word()))?;
        for address in addresses(one) {
            say(format!("  {}", plain(&address)))?;
        }
        let row = |rule: &PathRule| {
            let path = if rule.path.is_empty() { "all pages" } else { &rule.path };
            let step = if rule.second_factor { "always" } else { "by the rules" };
            let age = seconds(rule).map_or_else(|| "-".to_owned(), |age| format!("{age} s"));
            vec![path.to_owned(), names.who(rule.opens), step.to_owned(), age]
        };
        let rows: Vec<_> = one.rules.iter().map(row).collect();
        Ok(table(&["PAGES", "WHO", "SECOND STEP", "NEWER THAN"], &rows)?)
    }
}
