//! `policy`: listed, set, removed. Beside it, `policy_show` shows and counts, `policy_explain` explains for one person,
//! `policy_rehearse` is as if it were another day, and `policy_save` has the guards and the dry run.

use std::fmt::Display;

use actions::admin::policies::{self, NewPolicy};
use clap::{Args, Subcommand};
use domain::policy::{Ask, AuthenticatorRule, Demand, LateEnrolment, Mode, Policy as Saved, Requirement, Stay};
use domain::time::Lifetime;
use domain::user::name_key;
use jiff::civil::Date;
use serde_json::Value;

use super::policy_explain::{Explain, ask_word, stay_word};
use super::policy_rehearse::Rehearse;
use super::policy_save::{self, How};
use super::policy_show::{Count, Show, as_json, in_words};
use super::print::{self, plain, say, table};
use super::{Failure, House, Place, when};

#[derive(Debug, Subcommand)]
pub(super) enum Policy {
    /// List policies by name
    List(List),
    /// Show a policy in plain words
    Show(Show),
    /// Count the people under a policy by what it means for each: who has a second step, is offered one, must, is exempt
    Count(Count),
    /// Add a policy, or change what is given of the one with this name
    Set(Set),
    /// Take a policy away; its history stays
    Remove(Remove),
    /// Count what everyone would meet at a sign-in on another day, by all policies together; nothing changes
    Rehearse(Rehearse),
    /// Say what a sign-in of a person leads to, why, and which policy each part comes from
    Explain(Explain),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Set {
    /// Name that people see
    name: String,
    /// Whom it holds for: everyone, or the name of a selection
    #[arg(long = "for", value_name = "WHOM", value_parser = whom)]
    whom: Option<Whom>,
    /// off, optional or mandatory
    #[arg(long, value_parser = word(Requirement::ALL, Requirement::word))]
    requirement: Option<Requirement>,
    /// From the first second of this date nobody under it signs in without; none is at once
    #[arg(long, value_name = "DATE|none", value_parser = date_or_none)]
    deadline: Option<OrNone<Date>>,
    /// Days that someone has who comes under it late
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(0..=365))]
    grace: Option<u16>,
    /// How often the second factor is asked on each device: always, or a period such as 30d
    #[arg(long, value_name = "always|PERIOD", value_parser = parse_ask)]
    ask: Option<Ask>,
    /// How long people stay signed in: no (until the browser closes), or a span such as 1d
    #[arg(long, value_name = "no|SPAN", value_parser = parse_stay)]
    stay: Option<Stay>,
    /// A session ends after so long without use, such as 1h
    #[arg(long, value_name = "SPAN|none", value_parser = span_or_none)]
    idle: Option<OrNone<Lifetime>>,
    /// any, no-code-card or phishing-resistant
    #[arg(long, value_parser = word(AuthenticatorRule::ALL, AuthenticatorRule::word))]
    authenticators: Option<AuthenticatorRule>,
    /// What setting up after the deadline needs besides the password: at-sign-in, emailed-code or helpdesk-pass
    #[arg(long, value_parser = word(LateEnrolment::ALL, LateEnrolment::word))]
    late: Option<LateEnrolment>,
    /// on, or watch: it asks nothing of anybody, and keeps what it would have done at each sign-in
    #[arg(long, value_parser = word(Mode::ALL, Mode::word))]
    mode: Option<Mode>,
    /// Save nothing; say what it would do to whom
    #[arg(long, conflicts_with_all = ["seen", "even_so"])]
    dry_run: bool,
    /// The word that the dry run of exactly this ended with
    #[arg(long, value_name = "WORD", allow_hyphen_values = true)]
    seen: Option<String>,
    /// Save it although something is not in order yet, for this reason, which the audit log keeps
    #[arg(long, value_name = "REASON")]
    even_so: Option<String>,
    /// The policy as it stands afterwards, or the dry run, for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Name that people see
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Whom {
    Everyone,
    Selection(String),
}

/// A value, or the word `none`; a type of its own because clap reads `Option<Option<…>>` in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OrNone<T>(Option<T>);

/// The word for all people; no selection needs that name.
pub(super) const EVERYONE: &str = "everyone";

/// What a new policy demands where nothing is said.
const USUAL: Demand = Demand {
    requirement: Requirement::Off,
    deadline: None,
    grace_days: 7,
    ask: Ask::Every(Lifetime::days(30)),
    stay: Stay::UntilBrowserCloses,
    idle: None,
    authenticators: AuthenticatorRule::Any,
    late_enrolment: LateEnrolment::EmailedCode,
    mode: Mode::On,
};

const LEAST_PERIOD: Lifetime = Lifetime::hours(1);
/// A trusted device lives at most this long, and no session outlives it.
const LONGEST_PERIOD: Lifetime = Lifetime::days(365);

impl Policy {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::List(list) => list.run(&house).await,
            Self::Show(show) => show.run(&house).await,
            Self::Count(count) => count.run(&house).await,
            Self::Set(set) => set.run(&house).await,
            Self::Remove(remove) => remove.run(&house).await,
            Self::Rehearse(rehearse) => rehearse.run(&house).await,
            Self::Explain(explain) => explain.run(&house).await,
        };
        house.close().await;
        done
    }
}

impl List {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let all = policies::list(&house.ctx, &house.organisation).await?;
        if self.json {
            let all: Vec<Value> = all.iter().map(|(policy, selection)| as_json(policy, selection.as_deref())).collect();
            return Ok(print::json(&all.into())?);
        }
        let rows: Vec<Vec<String>> = all
            .iter()
            .map(|(policy, selection)| {
                let demand = &policy.demand;
                vec![
                    policy.name.clone(),
                    selection.clone().unwrap_or_else(|| EVERYONE.to_owned()),
                    demand.mode.word().to_owned(),
                    demand.requirement.word().to_owned(),
                    demand.deadline.map_or_else(|| "none".to_owned(), |date| date.to_string()),
                    ask_word(demand.ask),
                    stay_word(demand.stay),
                    demand.late_enrolment.word().to_owned(),
                ]
            })
            .collect();
        Ok(table(&["NAME", "FOR", "MODE", "REQUIREMENT", "DEADLINE", "ASK", "STAY", "LATE"], &rows)?)
    }
}

impl Remove {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let known = policy_save::known(house, &name_key(&self.name)).await?;
        let (policy, _) = known.ok_or_else(|| policy_save::no_such(&self.name))?;
        policy_save::remove(house, &policy).await?;
        say(plain(&format!("‘{}’ is removed; what it was stays in its history.", policy.name)))?;
        Ok(())
    }
}

impl Set {
    async fn run(self, house: &House) -> Result<(), Failure> {
        let known = policy_save::known(house, &name_key(&self.name)).await?;
        let how = How { seen: self.seen.clone(), even_so: self.even_so.clone(), json: self.json };
        let dry_run = self.dry_run;
        let before = known.as_ref().map(|(policy, _)| policy.clone());
        let new = self.over(known)?;
        let edit = policy_save::edit(house, before.as_ref(), new).await?;
        if dry_run {
            return policy_save::dry_run(house, &edit, &how).await;
        }
        let id = policy_save::save(house, &edit, &how).await?;
        let saved = policies::list(&house.ctx, &house.organisation).await?;
        let Some((policy, selection)) = saved.into_iter().find(|(policy, _)| policy.id == id) else {
            return Err(Failure::refused("the policy was changed meanwhile: `tweestap policy list` shows it"));
        };
        if how.json {
            return Ok(print::json(&as_json(&policy, selection.as_deref()))?);
        }
        for line in in_words(&policy, selection.as_deref()) {
            say(plain(&line))?;
        }
        Ok(())
    }

    /// The policy to save: what was given, over the one of this name, else over what is usual.
    fn over(self, known: Option<(Saved, Option<String>)>) -> Result<NewPolicy, Failure> {
        let is_new = known.is_none();
        let (mut demand, known, name) = match known {
            Some((policy, selection)) => {
                (policy.demand, Some(selection.map_or(Whom::Everyone, Whom::Selection)), policy.name)
            }
            None => (USUAL, None, self.name),
        };
        let Some(whom) = self.whom.or(known) else {
            return Err(Failure::usage("a new policy needs --for everyone or --for SELECTION"));
        };
        match self.requirement {
            Some(requirement) => demand.requirement = requirement,
            None if is_new => {
                return Err(Failure::usage("a new policy needs --requirement off, optional or mandatory"));
            }
            None => {}
        }
        set(&mut demand.deadline, self.deadline.map(|date| date.0));
        set(&mut demand.grace_days, self.grace);
        set(&mut demand.ask, self.ask);
        set(&mut demand.stay, self.stay);
        set(&mut demand.idle, self.idle.map(|span| span.0));
        set(&mut demand.authenticators, self.authenticators);
        set(&mut demand.late_enrolment, self.late);
        set(&mut demand.mode, self.mode);
        let selection = match whom {
            Whom::Everyone => None,
            Whom::Selection(name) => Some(name),
        };
        Ok(NewPolicy { name, selection, demand })
    }
}

fn set<T>(field: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *field = value;
    }
}

fn whom(text: &str) -> Result<Whom, String> {
    match text.trim() {
        "" => Err("expected everyone or the name of a selection".to_owned()),
        EVERYONE => Ok(Whom::Everyone),
        name => Ok(Whom::Selection(name.to_owned())),
    }
}

fn date_or_none(text: &str) -> Result<OrNone<Date>, String> {
    if text == "none" { Ok(OrNone(None)) } else { when::date(text).map(Some).map(OrNone) }
}

fn span_or_none(text: &str) -> Result<OrNone<Lifetime>, String> {
    if text == "none" {
        return Ok(OrNone(None));
    }
    when::span(text, Lifetime::minutes(5), Lifetime::days(30)).map(Some).map(OrNone)
}

fn parse_ask(text: &str) -> Result<Ask, String> {
    if text == "always" { Ok(Ask::Always) } else { when::span(text, LEAST_PERIOD, LONGEST_PERIOD).map(Ask::Every) }
}

fn parse_stay(text: &str) -> Result<Stay, String> {
    if text == "no" {
        return Ok(Stay::UntilBrowserCloses);
    }
    when::span(text, LEAST_PERIOD, LONGEST_PERIOD).map(Stay::For)
}

/// A parser of one of these words.
fn word<T>(all: &'static [T], word: fn(T) -> &'static str) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync
where
    T: Copy + Send + Sync + 'static,
{
    move |text| {
        all.iter().copied().find(|value| word(*value) == text).ok_or_else(|| {
            let words: Vec<&str> = all.iter().map(|value| word(*value)).collect();
            expected(&words)
        })
    }
}

fn expected(words: &[impl Display]) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    format!("expected {}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_policy_holds_for_is_everyone_or_a_selection() {
        assert_eq!(whom("everyone"), Ok(Whom::Everyone));
        assert_eq!(whom(" Backend: gebruikers "), Ok(Whom::Selection("Backend: gebruikers".to_owned())));
        for bad in ["", " "] {
            assert!(whom(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn none_is_a_deadline_of_its_own() {
        assert_eq!(date_or_none("none"), Ok(OrNone(None)));
        assert!(matches!(date_or_none("2026-12-08"), Ok(OrNone(Some(_)))));
        assert!(date_or_none("8 december").is_err());
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_right_ones() {
        let parse = word(Requirement::ALL, Requirement::word);
        assert_eq!(parse("mandatory"), Ok(Requirement::Mandatory));
        assert_eq!(parse("must"), Err("expected off, optional, mandatory".to_owned()));
    }
}
