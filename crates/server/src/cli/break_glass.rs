//! `break-glass`: the emergency code of the organisation, made and looked after.

use actions::admin::break_glass;
use clap::{Args, Subcommand};
use serde_json::json;

use super::print::{self, local, rfc3339_or_null, say};
use super::{Failure, House, Place};

#[derive(Debug, Subcommand)]
pub(super) enum BreakGlass {
    /// Make a new emergency code, which lets one SuperUser past a lost second step, once; an earlier one is worth nothing
    Make(Make),
    /// Say whether an emergency code waits to be used
    Show(Show),
}

#[derive(Debug, Args)]
pub(super) struct Make {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// For programs
    #[arg(long)]
    json: bool,
}

impl BreakGlass {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::Make(make) => make.run(&house).await,
            Self::Show(show) => show.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl Make {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let code = break_glass::make_by_command_line(&house.ctx, &house.organisation).await?;
        if self.json {
            return Ok(print::json(&json!({ "code": code }))?);
        }
        say("Emergency code, shown this once. Print it, and put it in the safe:")?;
        say(format!("    {code}"))?;
        Ok(say("A SuperUser types it after the password, in the place of a helpdesk pass. It works once.")?)
    }
}

impl Show {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let waiting = break_glass::look(&house.ctx, &house.organisation).await?;
        if self.json {
            let (made_at, made_by) = waiting.map_or((None, None), |waiting| (Some(waiting.made_at), waiting.made_by));
            return Ok(print::json(&json!({ "made_at": rfc3339_or_null(made_at), "made_by": made_by }))?);
        }
        match waiting {
            Some(waiting) => {
                let by = waiting.made_by.unwrap_or_else(|| "the command line of the server".to_owned());
                let at = local(waiting.made_at, &house.organisation.zone);
                say(print::plain(&format!("An emergency code waits to be used, made {at} by {by}.")))?;
            }
            None => say("There is no emergency code. To make one: tweestap break-glass make")?,
        }
        Ok(())
    }
}
