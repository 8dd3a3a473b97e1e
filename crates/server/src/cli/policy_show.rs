//! `policy show` and `policy count`: a policy in plain words, and whom it means what for as it stands.

use actions::admin::policy::{self, PolicyEdit};
use clap::Args;
use domain::policy::{AuthenticatorRule, LateEnrolment, Policy as Saved, Requirement};
use domain::time::Lifetime;
use domain::user::name_key;
use serde_json::{Value, json};

use super::policy::EVERYONE;
use super::policy_explain::{ask, ask_word, idle, short, stay, stay_word};
use super::policy_save;
use super::print::{self, local, plain, rfc3339, say};
use super::when::{self, When};
use super::{Failure, House};

#[derive(Debug, Args)]
pub(super) struct Show {
    /// Name that people see
    name: String,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct Count {
    /// Name that people see
    name: String,
    /// As at this date or moment, such as 2026-12-08 or 2026-12-08T14:30; else now
    #[arg(long, value_name = "WHEN", value_parser = When::parse)]
    at: Option<When>,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let kept = find(house, &self.name).await?;
        let selection = kept.selection.as_deref();
        if self.json {
            let mut shown = as_json(&kept.policy, selection);
            if let Some(fields) = shown.as_object_mut() {
                fields.insert("version".to_owned(), kept.version.into());
                fields.insert("changed_at".to_owned(), rfc3339(kept.changed_at));
            }
            return Ok(print::json(&shown)?);
        }
        for line in in_words(&kept.policy, selection) {
            say(plain(&line))?;
        }
        Ok(say(format!("Last changed {}.", local(kept.changed_at, &house.organisation.zone)))?)
    }
}

impl Count {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let kept = find(house, &self.name).await?;
        let Saved { id, name, selection: selected, demand } = kept.policy;
        let edit = PolicyEdit { id: Some(id), version: kept.version, name, selected, demand };
        let watches = demand.watches();
        let now = house.ctx.now();
        let at = self.at.map_or(now, |at| at.at(&house.organisation.zone));
        let run = policy::dry_run(&house.ctx, &house.organisation, &edit, at).await?;
        if self.json {
            return Ok(print::json(&policy_save::counts(&run))?);
        }
        if watches {
            say(format!("‘{}’ only watches. As if it were on:", plain(&edit.name)))?;
        }
        policy_save::say_counts(&run, now)
    }
}

async fn find(house: &House, name: &str) -> Result<policy::Kept, Failure> {
    let key = name_key(name);
    let all = policy::list(&house.ctx, &house.organisation).await?;
    let found = all.into_iter().find(|kept| name_key(&kept.policy.name) == key);
    found.ok_or_else(|| policy_save::no_such(name))
}

pub(super) fn as_json(policy: &Saved, selection: Option<&str>) -> Value {
    let demand = &policy.demand;
    json!({
        "id": policy.id.to_string(),
        "name": policy.name,
        "for": selection.unwrap_or(EVERYONE),
        "mode": demand.mode.word(),
        "requirement": demand.requirement.word(),
        "deadline": demand.deadline.map(|date| date.to_string()),
        "grace_days": demand.grace_days,
        "ask": ask_word(demand.ask),
        "stay": stay_word(demand.stay),
        "idle": demand.idle.map(short),
        "authenticators": demand.authenticators.word(),
        "late_enrolment": demand.late_enrolment.word(),
    })
}

/// A policy in plain words, one sentence a line.
pub(super) fn in_words(policy: &Saved, selection: Option<&str>) -> Vec<String> {
    let demand = &policy.demand;
    let whom = selection.map_or_else(|| EVERYONE.to_owned(), |name| format!("the selection {name}"));
    let mut lines = Vec::new();
    if demand.watches() {
        lines.push(format!(
            "‘{}’ only watches: it asks nothing of anybody, and keeps what it would have done at each sign-in. Once it is on:",
            policy.name
        ));
    }
    match (demand.requirement, demand.deadline) {
        (Requirement::Off, _) => {
            lines.push(format!("‘{}’ asks nothing of {whom}: no second step is offered.", policy.name));
            return lines;
        }
        (Requirement::Optional, _) => {
            lines.push(format!("‘{}’ offers a second step to {whom}; nobody must.", policy.name));
        }
        (Requirement::Mandatory, None) => {
            lines.push(format!("‘{}’ demands a second step of {whom}, at once.", policy.name));
        }
        (Requirement::Mandatory, Some(date)) => {
            lines.push(format!("‘{}’ demands a second step of {whom} from {date} on.", policy.name));
        }
    }
    if demand.requirement == Requirement::Mandatory {
        if demand.grace_days > 0 {
            let days = when::words(Lifetime::days(u32::from(demand.grace_days)));
            lines.push(format!("Who comes under it later has {days} from then."));
        }
        lines.push(match demand.late_enrolment {
            LateEnrolment::AtSignIn => {
                "Setting up after that needs the password alone: whoever has the password can do it.".to_owned()
            }
            LateEnrolment::EmailedCode => "Setting up after that needs a code sent by e-mail.".to_owned(),
            LateEnrolment::HelpdeskPass => "Setting up after that needs a pass from the helpdesk.".to_owned(),
        });
    }
    lines.push(format!("The second step is asked {}.", ask(demand.ask)));
    lines.push(format!("People stay signed in {}.", stay(demand.stay)));
    if demand.idle.is_some() {
        lines.push(format!("A session {}.", idle(demand.idle)));
    }
    if demand.authenticators != AuthenticatorRule::Any {
        lines.push(format!("Authenticators: {}.", demand.authenticators.word()));
    }
    lines.push("Where another policy holds too, the stricter value of each wins.".to_owned());
    lines
}
