//! `doctor`: checks the installation from the outside in, and says of each part whether it is fine, and what to mend. It
//! sends nothing and changes nothing, unless a test message is asked for.

mod directories;
mod house;
mod mail;
mod place;

use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::print::{self, plain, say};
use super::{Failure, Place, quiet_log};
use crate::clock::{SystemClock, monotonic};
use crate::settings::Overrides;
use crate::wire::{self, First};
use actions::Clock as _;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Send a test message to this address
    #[arg(long, value_name = "ADDRESS")]
    mail_to: Option<String>,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// How a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ok,
    Warn,
    Fail,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// What was found of one part.
struct Finding {
    part: &'static str,
    state: State,
    text: String,
}

impl Finding {
    fn ok(part: &'static str, text: impl Into<String>) -> Self {
        Self { part, state: State::Ok, text: text.into() }
    }

    fn warn(part: &'static str, text: impl Into<String>) -> Self {
        Self { part, state: State::Warn, text: text.into() }
    }

    fn fail(part: &'static str, text: impl Into<String>) -> Self {
        Self { part, state: State::Fail, text: text.into() }
    }
}

impl Doctor {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let settings = place.settings(Overrides::new())?;
        quiet_log(&settings)?;
        let (began, began_by_wall) = (monotonic(), SystemClock.now());
        let mut findings = place::check(&settings);
        findings.extend(place::name_of_host(&settings).await);
        let opened = wire::open(&settings, Arc::new(SystemClock), First::Refuse).await;
        let mut needs_mail = false;
        match &opened {
            Ok(ctx) => {
                let (found, codes_by_mail) = house::check(ctx).await?;
                findings.extend(found);
                findings.extend(house::devices(ctx, &settings.radius.listen).await?);
                needs_mail = codes_by_mail;
                findings.extend(directories::check(ctx).await?);
            }
            Err(error) => findings.push(Finding::fail("database", error.to_string())),
        }
        findings.extend(mail::check(&settings, needs_mail, self.mail_to.as_deref()).await);
        findings.extend(mail::reports(&settings).await);
        findings.extend(place::clock(&settings, began, began_by_wall));
        if let Ok(ctx) = opened {
            ctx.db().close().await;
        }
        self.tell(&findings)
    }

    fn tell(&self, findings: &[Finding]) -> Result<(), Failure> {
        if self.json {
            let all: Vec<_> = findings
                .iter()
                .map(|one| json!({ "part": one.part, "state": one.state.word(), "text": one.text }))
                .collect();
            print::json(&all.into())?;
        } else {
            for one in findings {
                say(format!("{:<5} {:<15} {}", one.state.word(), one.part, plain(&one.text)))?;
            }
        }
        let fails = findings.iter().filter(|one| one.state == State::Fail).count();
        match fails {
            0 => Ok(()),
            1 => Err(Failure::refused("one thing must be mended: see the line that begins with fail")),
            many => Err(Failure::refused(format!("{many} things must be mended: see the lines that begin with fail"))),
        }
    }
}
