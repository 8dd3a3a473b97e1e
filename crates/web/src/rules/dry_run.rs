//! The dry run of a rule: its figures beside the form, and a page for each class and each change.

use actions::admin::policy::{self, ActivationRun, DryRun, Listing, Member, PolicyEdit};
use actions::admin::{policies, selections};
use axum::extract::Path;
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::policy::{Outlook, Requirement};
use domain::time::{Timestamp, start_of_day};

use super::policies::address;
use super::policy_form;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Reader};
use crate::pages::{
    ActivationRunView, BarPart, ClassView, DryRunList, Frame, MovedView, Place, PolicyForm, RunPart, RunPerson, RunView,
};

/// People of a page.
const PAGE: usize = 50;
/// The whole width of the bar, in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// The figures, as the form shows them: now, and on the deadline where that lies ahead.
pub(super) async fn view(
    reader: &Reader,
    frame: &Frame,
    form: &PolicyForm,
    edit: &PolicyEdit,
) -> Result<RunView, Failure> {
    let now = policy::dry_run(reader.ctx(), reader.organisation(), edit, reader.now()).await?;
    let link = |rest: &str| format!("{}/dry-run?{}&{rest}", address(form), policy_form::query(form));
    let moved = now.moved.iter().map(|moved| {
        let said = frame.with("rule-run-moved-line").arg("n", moved.people);
        let said = said.arg("before", frame.say(name(moved.before))).arg("after", frame.say(name(moved.after)));
        let rest = format!("from={}&to={}", moved.before.word(), moved.after.word());
        MovedView { said: said.to_string(), link: link(&rest) }
    });
    let moved = moved.collect();
    let watches = edit.demand.watches();
    let key = if watches { "rule-run-watch-now" } else { "rule-run-now" };
    let said = frame.with(key).arg("n", now.under()).to_string();
    let mut parts = vec![part(&now, frame, said, |rest| Some(link(rest)))];
    if let Some(at) = deadline(edit, reader) {
        let then = policy::dry_run(reader.ctx(), reader.organisation(), edit, at).await?;
        let key = if watches { "rule-run-watch-at" } else { "rule-run-at" };
        let said = frame.with(key).arg("n", then.under()).arg("moment", frame.calendar.day(at.micros()));
        parts.push(part(&then, frame, said.to_string(), |rest| Some(link(&format!("{rest}&when=deadline")))));
    }
    Ok(RunView { parts, moved })
}

/// The figures of switching the module on; there are no lists before it is.
pub(crate) fn activation_view(run: &ActivationRun, frame: &Frame) -> ActivationRunView {
    let said = frame.with("module-run-now").arg("n", run.now.under()).to_string();
    let mut parts = vec![part(&run.now, frame, said, |_| None)];
    if let Some(then) = &run.then {
        let said = frame.with("module-run-at").arg("moment", frame.calendar.day(then.at.micros())).to_string();
        parts.push(part(then, frame, said, |_| None));
    }
    ActivationRunView { parts, seen: run.seen.clone() }
}

fn part(run: &DryRun, frame: &Frame, said: String, link: impl Fn(&str) -> Option<String>) -> RunPart {
    let under = run.under();
    let classes = Outlook::ALL.into_iter().filter_map(|class| {
        let tally = run.of(class);
        // Nobody out of reach is worth saying.
        (tally.people > 0 || class == Outlook::OutOfReach).then(|| ClassView {
            colour: colour(class),
            name: frame.say(name(class)),
            people: tally.people,
            never: tally.never_signed_in,
            link: link(&format!("class={}", class.word())).filter(|_| tally.people > 0),
        })
    });
    RunPart { under, said, classes: classes.collect(), bar: bar_of(|class| run.of(class).people, under) }
}

/// The bar of so many people of each class, of so many in all.
pub(super) fn bar_of(people: impl Fn(Outlook) -> u64, all: u64) -> Vec<BarPart> {
    let mut from = 0;
    let mut parts = Vec::new();
    for class in Outlook::ALL {
        let width = (people(class) * WHOLE).checked_div(all).unwrap_or(0);
        if width > 0 {
            parts.push(BarPart { colour: colour(class), from, width });
        }
        from += width;
    }
    parts
}

pub(super) const fn colour(class: Outlook) -> &'static str {
    match class {
        Outlook::Has => "f-ok",
        Outlook::Offered | Outlook::Ahead | Outlook::Obliged => "f-ask",
        Outlook::Exempt | Outlook::NotAsked | Outlook::Blocked => "f-ex",
        Outlook::OutOfReach => "f-lock",
    }
}

const fn name(class: Outlook) -> &'static str {
    match class {
        Outlook::Has => "class-has",
        Outlook::Offered => "class-offered",
        Outlook::Ahead => "class-ahead",
        Outlook::Obliged => "class-obliged",
        Outlook::Exempt => "class-exempt",
        Outlook::OutOfReach => "class-out-of-reach",
        Outlook::NotAsked => "class-not-asked",
        Outlook::Blocked => "class-blocked",
    }
}

/// GET `/admin/policies/new/dry-run?…`.
pub(super) async fn of_new(admin: Admin) -> Answer {
    people(&admin, None).await
}

/// GET `/admin/policies/ID/dry-run?…`.
pub(super) async fn of_policy(admin: Admin, Path(id): Path<String>) -> Answer {
    let id: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    people(&admin, Some(id)).await
}

/// The people of one class (`class`) or one change (`from`, `to`), of the rule in the query.
async fn people(admin: &Admin, id: Option<PolicyId>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    admin.must(Right::PeopleRead, "look").await?;
    let reader = &admin.reader;
    if let Some(id) = id {
        let all = policies::list(reader.ctx(), reader.organisation()).await?;
        if !all.iter().any(|(policy, _)| policy.id == id) {
            return admin.nothing_there("look").await;
        }
    }
    let frame = admin.frame(Place::Policies);
    let id = id.map(|id| id.to_string());
    let mut form = policy_form::read(id.as_deref(), |name| reader.query(name).unwrap_or_default());
    let edit = policy_form::edit(&mut form, frame.calendar.words).ok_or(Failure::NotFound)?;
    if let Some(selection) = edit.selected.selection()
        && selections::find(reader.ctx(), reader.organisation(), selection).await?.is_none()
    {
        return admin.nothing_there("look").await;
    }
    let word = |field| reader.query(field).and_then(|word| Outlook::from_word(&word));
    let listing = match (word("class"), word("from"), word("to")) {
        (Some(class), ..) => Listing::Class(class),
        (None, Some(before), Some(after)) => Listing::Moved(before, after),
        _ => return Err(Failure::NotFound),
    };
    let after: Option<UserId> = match reader.query("after") {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    let then = deadline(&edit, reader).filter(|_| reader.query("when").as_deref() == Some("deadline"));
    let run = (&edit, then.unwrap_or_else(|| reader.now()));
    let listed = policy::list_of(reader.ctx(), reader.organisation(), run, listing, (after, PAGE)).await?;
    let (title, meaning, rest) = match listing {
        Listing::Class(class) => {
            let why = (class == Outlook::OutOfReach).then(|| frame.say("class-out-of-reach-why"));
            (first_capital(&frame.say(name(class))), why, format!("class={}", class.word()))
        }
        Listing::Moved(before, after) => {
            let names = format!("{} → {}", frame.say(name(before)), frame.say(name(after)));
            (first_capital(&names), None, format!("from={}&to={}", before.word(), after.word()))
        }
    };
    let query = policy_form::query(&form);
    let when = if then.is_some() { "&when=deadline" } else { "" };
    let next = listed.next.map(|id| format!("{}/dry-run?{query}&{rest}{when}&after={id}", address(&form)));
    let back = format!("{}?{query}", address(&form));
    let people = listed.members.into_iter().map(person).collect();
    reader.page(frame, |frame| DryRunList { frame, rule: form.name, back, title, meaning, people, next })
}

fn person(member: Member) -> RunPerson {
    RunPerson {
        id: member.id.to_string(),
        name: member.name,
        user_name: member.user_name,
        signed_in: member.last_sign_in_at.map(Timestamp::micros),
        has_address: member.has_address,
    }
}

fn first_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The deadline of a rule that lies ahead.
fn deadline(edit: &PolicyEdit, reader: &Reader) -> Option<Timestamp> {
    let date = edit.demand.deadline.filter(|_| edit.demand.requirement == Requirement::Mandatory)?;
    Some(start_of_day(date, &reader.organisation().zone)).filter(|at| *at > reader.now())
}
