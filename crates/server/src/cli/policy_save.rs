//! Saving a policy at the command line: by the same guards as in the browser, with a dry run in figures, and a way past
//! the guards that is kept in the audit log.

use actions::admin::desk::Acted;
use actions::admin::policies::{self, NewPolicy};
use actions::admin::policy::{self, Author, DryRun, Guard, PolicyEdit, PolicyFault, SavedPolicy};
use actions::admin::selections;
use domain::id::PolicyId;
use domain::policy::{Outlook, Policy, Requirement};
use domain::selection::Selected;
use domain::time::{Timestamp, start_of_day};
use serde_json::{Value, json};

use super::print::{self, plain, rfc3339, say};
use super::{Failure, House};

/// How a policy is saved, or only tried.
#[derive(Debug)]
pub(super) struct How {
    /// The word that a dry run ended with.
    pub(super) seen: Option<String>,
    /// Why the guards are passed over.
    pub(super) even_so: Option<String>,
    pub(super) json: bool,
}

/// What is to be saved, over the policy of this name where there is one.
pub(super) async fn edit(house: &House, known: Option<&Policy>, new: NewPolicy) -> Result<PolicyEdit, Failure> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let selected = match &new.selection {
        None => Selected::Everyone,
        Some(name) => Selected::Selection(selections::by_name(ctx, organisation, name).await?.id),
    };
    let version = match known {
        None => 0,
        Some(known) => policy::find(ctx, organisation, known.id).await?.map_or(0, |kept| kept.version),
    };
    Ok(PolicyEdit { id: known.map(|known| known.id), version, name: new.name, selected, demand: new.demand })
}

/// Says what a policy would do, now and at its deadline, and ends with the word that saving it asks for.
pub(super) async fn dry_run(house: &House, edit: &PolicyEdit, how: &How) -> Result<(), Failure> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let now = ctx.now();
    let mut runs = vec![policy::dry_run(ctx, organisation, edit, now).await?];
    let deadline = edit.demand.deadline.filter(|_| edit.demand.requirement == Requirement::Mandatory);
    if let Some(at) = deadline.map(|date| start_of_day(date, &organisation.zone)).filter(|at| *at > now) {
        runs.push(policy::dry_run(ctx, organisation, edit, at).await?);
    }
    let seen = policy::seen_mark(ctx, organisation, edit, now);
    if how.json {
        let runs: Vec<Value> = runs.iter().map(as_json).collect();
        return Ok(print::json(&json!({ "runs": runs, "seen": seen }))?);
    }
    if edit.demand.watches() {
        say("It only watches. As if it were on:")?;
    }
    for run in &runs {
        say_counts(run, now)?;
    }
    if let Some(now) = runs.first() {
        for moved in &now.moved {
            say(format!("{:>9}  from “{}” to “{}”", moved.people, words(moved.before), words(moved.after)))?;
        }
    }
    say(format!("\nNothing was saved. To save it: the same with --seen {seen}"))?;
    Ok(())
}

/// The people under a policy by class, for people.
pub(super) fn say_counts(run: &DryRun, now: Timestamp) -> Result<(), Failure> {
    say(format!("{}, of {} people under it:", moment(run.at, now), run.under()))?;
    for class in Outlook::ALL {
        let tally = run.of(class);
        if tally.people > 0 || class == Outlook::OutOfReach {
            let never = match tally.never_signed_in {
                0 => String::new(),
                never => format!(", {never} of them never signed in"),
            };
            say(format!("{:>9}  {}{never}", tally.people, words(class)))?;
        }
    }
    Ok(())
}

fn moment(at: Timestamp, now: Timestamp) -> String {
    if at == now { "Now".to_owned() } else { format!("At {}", rfc3339(at)) }
}

fn as_json(run: &DryRun) -> Value {
    let moved = run
        .moved
        .iter()
        .map(|moved| json!({ "from": moved.before.word(), "to": moved.after.word(), "people": moved.people }));
    let mut all = counts(run);
    if let Some(fields) = all.as_object_mut() {
        fields.insert("changes".to_owned(), moved.collect::<Vec<Value>>().into());
    }
    all
}

/// The same for programs.
pub(super) fn counts(run: &DryRun) -> Value {
    let class = |class: Outlook| {
        let tally = run.of(class);
        json!({ "class": class.word(), "people": tally.people, "never_signed_in": tally.never_signed_in })
    };
    json!({
        "at": rfc3339(run.at),
        "people": run.all,
        "under": run.under(),
        "classes": Outlook::ALL.map(class),
    })
}

const fn words(class: Outlook) -> &'static str {
    match class {
        Outlook::Has => "have a second step",
        Outlook::Offered => "are offered one",
        Outlook::Ahead => "must set one up before the deadline",
        Outlook::Obliged => "must set one up now",
        Outlook::Exempt => "are exempt",
        Outlook::OutOfReach => "cannot set up what is demanded",
        Outlook::NotAsked => "are asked nothing",
        Outlook::Blocked => "are blocked",
    }
}

/// Saves it, or says everything that stands in the way.
pub(super) async fn save(house: &House, edit: &PolicyEdit, how: &How) -> Result<PolicyId, Failure> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let author = Author::CommandLine { organisation, even_so: how.even_so.as_deref() };
    match policy::save(ctx, author, edit, how.seen.as_deref().unwrap_or_default()).await? {
        Acted::Done(SavedPolicy::Saved(id)) => Ok(id),
        Acted::Done(SavedPolicy::Faults(faults)) => {
            let faults: Vec<&str> = faults.into_iter().map(fault).collect();
            Err(Failure::refused(faults.join("; ")))
        }
        Acted::Done(SavedPolicy::Guarded(guards)) => {
            if let [only @ Guard::NobodyCan { .. }] = &guards[..] {
                return Err(Failure::refused(plain(&guard(only))));
            }
            let guards: Vec<String> = guards.iter().map(|missing| plain(&guard(missing))).collect();
            let past = "or save it even so, with --even-so REASON, which the audit log keeps";
            Err(Failure::refused(format!("before it demands something of people: {}; {past}", guards.join("; "))))
        }
        Acted::Done(SavedPolicy::Taken) => Err(Failure::refused("another policy has this name")),
        Acted::Done(SavedPolicy::Gone | SavedPolicy::Changed(_))
        | Acted::Changed
        | Acted::NotFound
        | Acted::NotInView
        | Acted::Refused(_)
        | Acted::Needs(_)
        | Acted::NoSecondFactor => {
            Err(Failure::refused("the policy was changed meanwhile: `tweestap policy list` shows it"))
        }
    }
}

/// Takes the policy of a name away.
pub(super) async fn remove(house: &House, known: &Policy) -> Result<(), Failure> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let kept = policy::find(ctx, organisation, known.id).await?;
    let version = kept.map_or(0, |kept| kept.version);
    let author = Author::CommandLine { organisation, even_so: None };
    match policy::remove(ctx, author, (known.id, version)).await? {
        Acted::Done(true) => Ok(()),
        _ => Err(Failure::refused("the policy was changed meanwhile: `tweestap policy list` shows it")),
    }
}

/// The policy of a name.
pub(super) async fn known(house: &House, key: &str) -> Result<Option<(Policy, Option<String>)>, Failure> {
    let all = policies::list(&house.ctx, &house.organisation).await?;
    Ok(all.into_iter().find(|(policy, _)| domain::user::name_key(&policy.name) == key))
}

/// What to say where no policy has a name.
pub(super) fn no_such(name: &str) -> Failure {
    Failure::refused(format!("there is no policy `{}`: `tweestap policy list` shows all", plain(name)))
}

const fn fault(fault: PolicyFault) -> &'static str {
    match fault {
        PolicyFault::Name => "a policy needs a name of at most 100 characters: people see it",
        PolicyFault::DeadlinePassed => "the deadline has passed: use --deadline none to demand it at once",
        PolicyFault::Grace => "--grace is at most 365 days",
        PolicyFault::Ask => "--ask is always, or from 1h to 365d",
        PolicyFault::Stay => "--stay is no, or from 1h to 365d",
        PolicyFault::Idle => "--idle is none, or from 5m to 30d",
    }
}

fn guard(missing: &Guard) -> String {
    match missing {
        Guard::AuthorWithoutFactor => "set up a second step of your own first".to_owned(),
        Guard::FewSuperUsers(count) => {
            format!(
                "at least two SuperUsers need a second step, and {} of {} have one, or make an emergency code with \
                 `tweestap break-glass make`",
                count.with_factor, count.all
            )
        }
        Guard::MailNotProved => {
            "no test message was taken by the mail server in 30 days: send one at Settings, Test message".to_owned()
        }
        Guard::DryRunNotSeen => "see what it does: the same with --dry-run".to_owned(),
        Guard::NobodyCan { people, names } => {
            let who = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
            format!("nobody could satisfy it, of {people} people under it{who}")
        }
    }
}
