//! `/admin/policies`: the list, the editor with its plain words and dry run, and taking a rule away.

use actions::admin::desk::Acted;
use actions::admin::policy::{self, Author, Guard, Kept, SavedPolicy};
use actions::admin::selections;
use axum::extract::Path;
use domain::id::PolicyId;
use domain::permission::Right;
use domain::policy::{Requirement, changes};
use domain::time::start_of_day;

use super::{dry_run, policy_form};
use crate::admin::{refused, settled};
use crate::answer::{Answer, Failure};
use crate::explain;
use crate::extract::{Admin, Fields};
use crate::pages::{
    Frame, Place, Policies, PolicyEditor, PolicyForm, PolicyNotice, PolicyRow, RemovePolicy, RemovedRule, Trouble,
};
use crate::rules::guard_view;
use crate::words::Calendar;

const LIST: &str = "/admin/policies";

/// GET `/admin/policies`.
pub(super) async fn list(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let frame = admin.frame(Place::Policies);
    let notice = reader.notice().and_then(|(word, about)| match word.as_str() {
        "policy-saved" => Some(PolicyNotice::Saved(about)),
        "policy-removed" => Some(PolicyNotice::Removed(about)),
        _ => None,
    });
    let kept = policy::list(reader.ctx(), reader.organisation()).await?;
    let rules = kept.into_iter().map(|kept| row(kept, &frame.calendar)).collect();
    let removed = policy::removed(reader.ctx(), reader.organisation()).await?;
    let removed = removed.into_iter().map(|gone| RemovedRule {
        id: gone.policy.to_string(),
        name: gone.name,
        at: gone.at.micros(),
    });
    let (removed, may_change) = (removed.collect(), admin.who.has(Right::PoliciesEdit));
    reader.page(frame, |frame| Policies { frame, notice, may_change, rules, removed })
}

fn row(kept: Kept, calendar: &Calendar) -> PolicyRow {
    let demand = kept.policy.demand;
    let words = calendar.words;
    PolicyRow {
        id: kept.policy.id.to_string(),
        name: kept.policy.name,
        whom: kept.selection,
        requirement: words.say(explain::requirement_word(demand.requirement)),
        deadline: (demand.requirement == Requirement::Mandatory)
            .then(|| explain::deadline_words(demand.deadline, calendar)),
        ask: explain::ask_words(words, demand.ask),
        stay: explain::stay_words(words, demand.stay),
        watching: demand.watches(),
        changed: kept.changed_at.micros(),
    }
}

/// GET `/admin/policies/new`. With fields in the query, the form as it was filled in.
pub(super) async fn new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let form = match reader.query("requirement") {
        Some(_) => policy_form::read(None, |name| reader.query(name).unwrap_or_default()),
        None => policy_form::empty(),
    };
    editor(&admin, form, Trouble::None, Run::No).await
}

/// GET `/admin/policies/ID`. With `as`, the form is filled with that version; with fields, as it was filled in.
pub(super) async fn show(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let id: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    let kept = policy::find(reader.ctx(), reader.organisation(), id).await?;
    let read = kept.as_ref().map_or(0, |kept| kept.version);
    if let Some(version) = reader.query("as") {
        let version: i64 = version.parse().map_err(|_| Failure::NotFound)?;
        let before = Some(version.saturating_add(1));
        let history = policy::history(reader.ctx(), reader.organisation(), id, before).await?;
        let entry = history.and_then(|history| history.entries.into_iter().next());
        let entry = entry.filter(|entry| entry.version.version == version).ok_or(Failure::NotFound)?;
        let form = policy_form::of_version(&entry.version, read);
        return editor(&admin, form, Trouble::Earlier(entry.version.at.micros()), Run::No).await;
    }
    if reader.query("requirement").is_some() {
        let form = policy_form::read(Some(&id.to_string()), |name| reader.query(name).unwrap_or_default());
        return editor(&admin, form, Trouble::None, Run::No).await;
    }
    let Some(kept) = kept else { return admin.nothing_there("policy").await };
    let form = policy_form::of_kept(&kept);
    editor(&admin, form, Trouble::None, Run::No).await
}

/// POST `/admin/policies/new`.
pub(super) async fn submit_new(admin: Admin, fields: Fields) -> Answer {
    submit_form(&admin, policy_form::read(None, |name| fields.get(name)), &fields.get("act")).await
}

/// POST `/admin/policies/ID`.
pub(super) async fn submit(admin: Admin, Path(id): Path<String>, fields: Fields) -> Answer {
    let id: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    let form = policy_form::read(Some(&id.to_string()), |name| fields.get(name));
    submit_form(&admin, form, &fields.get("act")).await
}

async fn submit_form(admin: &Admin, mut form: PolicyForm, act: &str) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let words = admin.frame(Place::Policies).calendar.words;
    if let Some(id) = form.id.as_deref().and_then(|id| id.parse().ok())
        && policy::history(reader.ctx(), reader.organisation(), id, None).await?.is_none()
    {
        return admin.nothing_there("policy").await;
    }
    let edit = policy_form::edit(&mut form, words);
    let run = match act {
        "preview" => return editor(admin, form, Trouble::None, Run::No).await,
        "dry-run" => Run::Yes,
        "save" => Run::No,
        _ => return Err(Failure::Form),
    };
    let Some(edit) = edit else { return editor(admin, form, Trouble::Fields, Run::No).await };
    if run == Run::Yes {
        return editor(admin, form, Trouble::None, Run::Yes).await;
    }
    let author = Author::Admin(&admin.who, reader.visit());
    let (trouble, run) = match policy::save(reader.ctx(), author, &edit, &form.seen).await? {
        Acted::Done(SavedPolicy::Saved(_)) => {
            return reader.reply().notice("policy-saved", edit.name.trim()).to(LIST);
        }
        Acted::Done(SavedPolicy::Faults(faults)) => {
            policy_form::show_faults(&mut form, &faults, words);
            (Trouble::Fields, Run::No)
        }
        Acted::Done(SavedPolicy::Taken) => {
            form.errors.push(("name", words.say("rule-e-taken")));
            (Trouble::Fields, Run::No)
        }
        Acted::Done(SavedPolicy::Gone) => (Trouble::Gone, Run::No),
        Acted::Done(SavedPolicy::Changed(None)) => {
            // Saving once more brings it back: the form says so.
            "0".clone_into(&mut form.version);
            (Trouble::TakenAway, Run::No)
        }
        Acted::Done(SavedPolicy::Changed(Some(kept))) => (changed(admin, &edit, &kept).await?, Run::No),
        Acted::Done(SavedPolicy::Guarded(guards)) => {
            // What has to be seen is shown at once, beside the other things to be done.
            let run = if guards.contains(&Guard::DryRunNotSeen) { Run::Yes } else { Run::No };
            (Trouble::Guards(guards.iter().map(|guard| guard_view(guard, words)).collect()), run)
        }
        Acted::Needs(_) => (Trouble::Confirm, Run::No),
        Acted::NoSecondFactor => (Trouble::NoSecondFactor, Run::No),
        Acted::Changed => (Trouble::TakenAway, Run::No),
        Acted::Refused(refusal) => return refused(admin, refusal.into(), LIST),
        Acted::NotFound | Acted::NotInView => return Err(Failure::NothingThere),
    };
    editor(admin, form, trouble, run).await
}

/// What somebody else saved meanwhile, beside what is in the form.
async fn changed(admin: &Admin, edit: &policy::PolicyEdit, kept: &Kept) -> Result<Trouble, Failure> {
    let reader = &admin.reader;
    let calendar = admin.frame(Place::Policies).calendar;
    let history = policy::history(reader.ctx(), reader.organisation(), kept.policy.id, None).await?;
    let by = history.and_then(|history| history.entries.into_iter().next()).and_then(|entry| entry.by);
    let mut differences = Vec::new();
    if kept.policy.name != edit.name.trim() {
        let renamed = calendar.words.with("history-renamed").arg("before", edit.name.trim());
        differences.push(renamed.arg("after", kept.policy.name.as_str()).to_string());
    }
    if kept.policy.selection != edit.selected {
        let selections = selections::list(reader.ctx(), reader.organisation()).await?;
        let name = |selected: domain::selection::Selected| {
            selected
                .selection()
                .and_then(|id| selections.iter().find(|one| one.id == id))
                .map_or_else(|| calendar.words.say("rules-everyone"), |one| one.name.clone())
        };
        let whom = calendar.words.with("history-whom").arg("before", name(edit.selected));
        differences.push(whom.arg("after", name(kept.policy.selection)).to_string());
    }
    for change in changes(&edit.demand, &kept.policy.demand) {
        differences.push(explain::change(change, &edit.demand, &kept.policy.demand, &calendar).0);
    }
    Ok(Trouble::Changed { by, differences })
}

/// Whether the dry run goes with the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Yes,
    No,
}

async fn editor(admin: &Admin, mut form: PolicyForm, mut trouble: Trouble, run: Run) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Policies);
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let selections = selections::list(ctx, organisation).await?;
    let errors = std::mem::take(&mut form.errors);
    let edit = policy_form::edit(&mut form, frame.calendar.words);
    if !errors.is_empty() {
        form.errors = errors;
    }
    let says = edit.as_ref().map_or_else(Vec::new, |edit| {
        let whom = edit.selected.selection().and_then(|id| selections.iter().find(|one| one.id == id));
        let said = explain::rule(&edit.demand, whom.map(|one| one.name.as_str()), &frame.calendar);
        said.into_iter().map(|sentence| sentence.0).collect()
    });
    let named = edit.as_ref().and_then(|edit| edit.selected.selection());
    let gone = named.is_some_and(|id| !selections.iter().any(|one| one.id == id));
    // An earlier version may name one that was there; who made this form up, or waited too long, is told.
    let made_up = gone && !matches!(trouble, Trouble::Earlier(_));
    if made_up {
        trouble = Trouble::Gone;
    }
    let mut shown = None;
    if let (Run::Yes, Some(edit)) = (run, edit.as_ref().filter(|_| !gone)) {
        shown = Some(dry_run::view(reader, &frame, &form, edit).await?);
        form.seen = policy::seen_mark(ctx, organisation, edit, reader.now());
    }
    let last = match form.id.as_deref().and_then(|id| id.parse().ok()) {
        None => None,
        Some(id) => policy::history(ctx, organisation, id, None).await?,
    };
    let last = last.and_then(|history| history.entries.into_iter().next());
    let watching = last.as_ref().is_some_and(|entry| entry.version.demand.watches() && !entry.version.removed);
    let changed = last.map(|entry| (entry.version.at.micros(), entry.by));
    let page = PolicyEditor {
        address: address(&form),
        deadline: deadline(&form, &frame),
        selections: selections.into_iter().map(|one| (one.id.to_string(), one.name)).collect(),
        may_change: admin.who.has(Right::PoliciesEdit),
        says,
        run: shown,
        trouble,
        changed,
        watching,
        form,
        frame: frame.clone(),
    };
    let page = reader.page(frame, |frame| PolicyEditor { frame, ..page });
    if made_up { admin.form_of_nothing("save-policy", page).await } else { page }
}

pub(super) fn address(form: &PolicyForm) -> String {
    form.id.as_ref().map_or_else(|| format!("{LIST}/new"), |id| format!("{LIST}/{id}"))
}

/// The typed date in words.
fn deadline(form: &PolicyForm, frame: &Frame) -> Option<String> {
    let date = form.deadline.trim().parse().ok()?;
    let at = start_of_day(date, &frame.calendar.zone).micros();
    let said = frame.with("rule-deadline-is").arg("day", frame.calendar.long_day(at));
    Some(said.arg("when", frame.calendar.in_days(at)).to_string())
}

/// GET `/admin/policies/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::PoliciesEdit, "look").await?;
    removal(&admin, &id, false).await
}

async fn removal(admin: &Admin, id: &str, changed: bool) -> Answer {
    let reader = &admin.reader;
    let id: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    let Some(kept) = policy::find(reader.ctx(), reader.organisation(), id).await? else {
        return admin.nothing_there("policy").await;
    };
    let (id, version, name) = (id.to_string(), kept.version, kept.policy.name);
    reader.page(admin.frame(Place::Policies), |frame| RemovePolicy { frame, id, version, name, changed })
}

/// POST `/admin/policies/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(id): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let policy: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    let Some(kept) = policy::find(reader.ctx(), reader.organisation(), policy).await? else {
        return admin.nothing_there("policy").await;
    };
    let version: i64 = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let author = Author::Admin(&admin.who, reader.visit());
    let acted = policy::remove(reader.ctx(), author, (policy, version)).await?;
    match settled(&admin, acted, &format!("{LIST}/{policy}/remove"))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => reader.reply().notice("policy-removed", &kept.policy.name).to(LIST),
        Ok(false) => removal(&admin, &id, true).await,
    }
}
