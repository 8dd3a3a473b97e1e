//! `organisation`: the organisations of this installation. What operators do in the browser, at the command line.

use std::sync::Arc;

use actions::admin::desk::Acted;
use actions::operator::{self, Acting, Closed, Made, MakeFault, NewTenant};
use actions::{Ctx, Organisation};
use clap::{Args, Subcommand};
use domain::organisation::ModuleState;

use super::print::{self, plain, say, table};
use super::{Failure, Place, quiet_log};
use crate::clock::SystemClock;
use crate::settings::Overrides;
use crate::wire::{self, First};

#[derive(Debug, Subcommand)]
pub(super) enum Tenants {
    /// List organisations and what they asked for
    List(List),
    /// Make an organisation; its people are added with `person add --organisation HOST`
    Add(Add),
    /// Switch the two-step module of an organisation on, as it was asked for
    Activate(Which),
    /// Close an organisation: nobody signs in, and sessions end
    Close(Which),
    /// Open a closed organisation again
    Reopen(Which),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Host name that its requests will arrive under
    host: String,
    /// Name; people see it above every page
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Time zone in which a deadline is a date
    #[arg(long, value_name = "ZONE", default_value = "Europe/Amsterdam")]
    time_zone: String,
    /// Language where neither the person nor the browser names one: nl or en
    #[arg(long, value_name = "TAG", default_value = "nl")]
    language: String,
}

#[derive(Debug, Args)]
pub(super) struct Which {
    /// Host of the organisation
    host: String,
}

impl Tenants {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let settings = place.settings(Overrides::new())?;
        quiet_log(&settings)?;
        let ctx = wire::open(&settings, Arc::new(SystemClock), First::Refuse).await?;
        let done = self.act(&ctx).await;
        ctx.db().close().await;
        done
    }

    async fn act(self, ctx: &Ctx) -> Result<(), Failure> {
        match self {
            Self::List(it) => it.run(ctx).await,
            Self::Add(it) => it.run(ctx).await,
            Self::Activate(it) => {
                operator::activate(ctx, &it.organisation(ctx)?).await?;
                Ok(say(format!("{}: two-step sign-in is active.", plain(&it.host)))?)
            }
            Self::Close(it) => {
                let id = it.organisation(ctx)?.id;
                it.said(&operator::close(ctx, Acting::CommandLine, id).await?, "closed")
            }
            Self::Reopen(it) => {
                let id = it.organisation(ctx)?.id;
                it.said(&operator::reopen(ctx, Acting::CommandLine, id).await?, "open")
            }
        }
    }
}

impl Which {
    fn organisation(&self, ctx: &Ctx) -> Result<Arc<Organisation>, Failure> {
        Ok(ctx.organisation_named(&self.host)?)
    }

    fn said(&self, acted: &Acted<Closed>, state: &str) -> Result<(), Failure> {
        let host = plain(&self.host);
        match acted {
            Acted::Done(Closed::Done) => Ok(say(format!("{host} is {state} now."))?),
            Acted::Done(Closed::Already) => Err(Failure::refused(format!("{host} is {state} already"))),
            Acted::Done(Closed::Operators) => {
                Err(Failure::refused(format!("{host} is the operators' own (operator.host): it stays open")))
            }
            _ => Err(Failure::refused(format!("nothing was done to {host}: look again"))),
        }
    }
}

impl List {
    async fn run(self, ctx: &Ctx) -> Result<(), Failure> {
        let all = operator::list(ctx).await?;
        if self.json {
            let all: Vec<_> = all
                .iter()
                .map(|tenant| {
                    serde_json::json!({
                        "host": tenant.organisation.host,
                        "name": tenant.organisation.name,
                        "module": tenant.organisation.module.word(),
                        "closed": tenant.organisation.closed,
                        "operators": ctx.is_operators(&tenant.organisation),
                    })
                })
                .collect();
            return Ok(print::json(&all.into())?);
        }
        let rows: Vec<Vec<String>> = all
            .into_iter()
            .map(|tenant| {
                let organisation = tenant.organisation;
                let module = match organisation.module {
                    ModuleState::Inactive => "not active",
                    ModuleState::Requested => "asked for",
                    ModuleState::Active => "active",
                };
                let state = match (organisation.closed, ctx.is_operators(&organisation)) {
                    (true, _) => "closed",
                    (false, true) => "operators",
                    (false, false) => "",
                };
                vec![organisation.host.clone(), organisation.name.clone(), module.to_owned(), state.to_owned()]
            })
            .collect();
        Ok(table(&["HOST", "NAME", "TWO-STEP", ""], &rows)?)
    }
}

impl Add {
    async fn run(self, ctx: &Ctx) -> Result<(), Failure> {
        let host = plain(&self.host);
        let new = NewTenant {
            name: self.name,
            host: self.host,
            time_zone: self.time_zone,
            language: self.language,
            first: None,
        };
        match operator::make(ctx, Acting::CommandLine, new).await? {
            Acted::Done(Made::Done { .. }) => Ok(say(format!(
                "{host} is there. Next: `tweestap person add USER_NAME --role superuser --organisation {host}`."
            ))?),
            Acted::Done(Made::Faults(faults)) => {
                let said: Vec<&str> = faults.into_iter().map(words).collect();
                Err(Failure::refused(format!("nothing was made: {}", said.join("; "))))
            }
            _ => Err(Failure::refused("nothing was made: look again")),
        }
    }
}

fn words(fault: MakeFault) -> &'static str {
    match fault {
        MakeFault::Single => "this installation has one organisation: set organisation.single to false first",
        MakeFault::Name => "the name is empty, longer than 200 characters or holds what cannot be seen",
        MakeFault::Host => "that is no host name: write one such as id.example.org, without https:// or port",
        MakeFault::HostTaken => "another organisation has that host",
        MakeFault::TimeZone => "that is no time zone: write one such as Europe/Amsterdam",
        MakeFault::Language => "that is no language that Tweestap speaks: write nl or en",
        MakeFault::UserName | MakeFault::FullName | MakeFault::Address => "the first SuperUser cannot be made so",
    }
}
