//! `/admin/selections`: the list, the editor with live count, sample and difference, and taking a selection away.

use actions::admin::desk::Acted;
use actions::admin::selections::{self, Preview, RemovedSelection, SavedSelection, Selection, UsedBy, Warning};
use axum::extract::Path;
use domain::id::SelectionId;
use domain::permission::Right;

use super::{selection_form, selection_people};
use crate::admin::{refused, settled};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{
    Place, RemoveSelection, SelectionEditor, SelectionForm, SelectionNotice, SelectionPreview, SelectionRow,
    SelectionTrouble, Selections,
};
use crate::words::Words;

pub(super) const LIST: &str = "/admin/selections";

/// GET `/admin/selections`.
pub(super) async fn list(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let frame = admin.frame(Place::Selections);
    let notice = reader.notice().and_then(|(word, about)| match word.as_str() {
        "selection-saved" => Some(SelectionNotice::Saved(about)),
        "selection-removed" => Some(SelectionNotice::Removed(about)),
        _ => None,
    });
    let mut rows = Vec::new();
    for kept in selections::list(reader.ctx(), reader.organisation()).await? {
        let people = selections::count(reader.ctx(), reader.organisation(), &kept).await?;
        rows.push(SelectionRow {
            id: kept.id.to_string(),
            name: kept.name,
            description: kept.description,
            filter: kept.filter,
            people,
        });
    }
    let may_change = admin.who.has(Right::SelectionsEdit);
    reader.page(frame, |frame| Selections { frame, notice, may_change, selections: rows })
}

/// GET `/admin/selections/new`; with `kind=list`, a list.
pub(super) async fn new(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let form = selection_form::empty(reader.query("kind").as_deref() == Some("list"));
    editor(&admin, form, SelectionTrouble::None).await
}

/// GET `/admin/selections/ID`.
pub(super) async fn show(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let kept = find(&admin, &id).await?;
    let schema = selections::schema(reader.ctx(), reader.organisation()).await?;
    editor(&admin, selection_form::of_kept(&kept, &schema), SelectionTrouble::None).await
}

pub(super) async fn find(admin: &Admin, id: &str) -> Result<Selection, Failure> {
    let reader = &admin.reader;
    let id: SelectionId = id.parse().map_err(|_| Failure::NotFound)?;
    match selections::find(reader.ctx(), reader.organisation(), id).await? {
        Some(kept) => Ok(kept),
        None => admin.nothing_there("selection").await,
    }
}

/// POST `/admin/selections/new`.
pub(super) async fn submit_new(admin: Admin, fields: Fields) -> Answer {
    let form = selection_form::read(None, fields.is("kind", "list"), |name| fields.get(name));
    submit_form(&admin, selection_form::with_picked(form, &fields), &asked(&fields)).await
}

/// POST `/admin/selections/ID`.
pub(super) async fn submit(admin: Admin, Path(id): Path<String>, fields: Fields) -> Answer {
    let id: SelectionId = id.parse().map_err(|_| Failure::NotFound)?;
    let form = selection_form::read(Some(&id.to_string()), fields.is("kind", "list"), |name| fields.get(name));
    submit_form(&admin, selection_form::with_picked(form, &fields), &asked(&fields)).await
}

/// What is asked of the form. Return, in the field of the search, searches.
fn asked(fields: &Fields) -> String {
    let searches = !fields.get("search").trim().is_empty() && !fields.is("search", &fields.get("sought"));
    match fields.get("act").as_str() {
        "return" if searches => "find".to_owned(),
        "return" => "save".to_owned(),
        act => act.to_owned(),
    }
}

async fn submit_form(admin: &Admin, mut form: SelectionForm, act: &str) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let words = admin.frame(Place::Selections).calendar.words;
    // One that was taken away while it was being edited was read at a version; an identifier of nothing never was.
    if let Some(id) = form.id.clone().filter(|_| form.version.parse::<i64>().is_err()) {
        find(admin, &id).await?;
    }
    let schema = selections::schema(reader.ctx(), reader.organisation()).await?;
    match act {
        "save" | "preview" => {}
        "find" if form.is_list => {}
        "add-row" if form.has_room() => form.rows.push(selection_form::first_row()),
        "type" => form.rows.retain(selection_form::is_complete),
        "use-rows" => selection_form::to_rows(&mut form, &schema),
        _ => {
            let row = act.strip_prefix("remove-row-").and_then(|row| row.parse().ok());
            let row: usize = row.filter(|row| *row < form.rows.len()).ok_or(Failure::Form)?;
            form.rows.remove(row);
        }
    }
    selection_form::follow_rows(&mut form, &schema);
    if act == "type" {
        form.typed = true;
    }
    if act != "save" {
        return editor(admin, form, SelectionTrouble::None).await;
    }
    let edit = selection_form::edit(&form).ok_or(Failure::Form)?;
    let trouble = match selections::save(reader.ctx(), reader.visit(), &admin.who, edit).await? {
        Acted::Done(SavedSelection::Saved(..)) => {
            return reader.reply().notice("selection-saved", form.name.trim()).to(LIST);
        }
        Acted::Done(SavedSelection::Faults(faults)) => {
            selection_form::show_faults(&mut form, &faults, words);
            SelectionTrouble::Fields
        }
        Acted::Done(SavedSelection::Taken) => {
            form.errors.push(("name", words.say("selection-e-taken")));
            SelectionTrouble::Fields
        }
        Acted::Done(SavedSelection::Changed(kept)) => SelectionTrouble::Changed(lines(&kept, words)),
        Acted::Done(SavedSelection::Gone) | Acted::Changed => SelectionTrouble::Gone,
        Acted::Needs(_) => SelectionTrouble::Confirm,
        Acted::NoSecondFactor => SelectionTrouble::NoSecondFactor,
        Acted::Refused(refusal) => return refused(admin, refusal.into(), LIST),
        Acted::NotFound | Acted::NotInView => return Err(Failure::NothingThere),
    };
    editor(admin, form, trouble).await
}

/// What a selection says now, for whoever saved a second too late.
fn lines(kept: &Selection, words: Words) -> Vec<String> {
    let mut lines = vec![words.with("selection-now-name").arg("name", kept.name.as_str()).to_string()];
    if let Some(filter) = &kept.filter {
        lines.push(words.with("selection-now-filter").arg("filter", filter.as_str()).to_string());
    }
    if !kept.description.is_empty() {
        lines.push(words.with("selection-now-description").arg("text", kept.description.as_str()).to_string());
    }
    lines
}

pub(super) async fn editor(admin: &Admin, mut form: SelectionForm, trouble: SelectionTrouble) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Selections);
    let words = frame.calendar.words;
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let schema = selections::schema(ctx, organisation).await?;
    let mut preview = None;
    // Nothing is said of a form that is not filled in yet.
    let begun = match form.typed {
        _ if form.is_list => true,
        true => !form.filter.trim().is_empty(),
        false => !form.rows.is_empty() && form.rows.iter().all(selection_form::is_complete),
    };
    if begun && let Some(mut edit) = selection_form::edit(&form) {
        // Name and description are not looked at before saving.
        "-".clone_into(&mut edit.name);
        edit.description.clear();
        let seen = selections::preview(ctx, organisation, &edit).await?;
        let of_filter = seen.faults.iter().filter(|fault| matches!(fault, selections::SelectionFault::Filter(_)));
        let of_filter: Vec<_> = of_filter.cloned().collect();
        if !of_filter.is_empty() && form.errors.is_empty() {
            selection_form::show_faults(&mut form, &of_filter, words);
        }
        if of_filter.is_empty() {
            preview = Some(previewed(seen, form.is_list, words));
        }
    }
    let used_by = match form.id.as_deref().and_then(|id| id.parse().ok()) {
        None => Vec::new(),
        Some(id) => named(selections::used_by(ctx, organisation, id).await?, words),
    };
    let page = SelectionEditor {
        frame: frame.clone(),
        address: form.id.as_ref().map_or_else(|| format!("{LIST}/new"), |id| format!("{LIST}/{id}")),
        may_change: admin.who.has(Right::SelectionsEdit),
        fields: selection_form::fields(&schema, frame.two_factor, words),
        operators: selection_form::operators(words),
        preview,
        may_pick: admin.who.has(Right::ViewsAll),
        found: selection_people::found(admin, &form).await?,
        trouble,
        used_by,
        form,
    };
    reader.page(frame, |frame| SelectionEditor { frame, ..page })
}

fn previewed(seen: Preview, is_list: bool, words: Words) -> SelectionPreview {
    let names = |people: Vec<selections::Sampled>| people.into_iter().map(|one| one.display_name).collect();
    let warnings = seen.warnings.into_iter().map(|warning| match warning {
        Warning::NoSuchGroup(name) => words.with("selection-no-group").arg("name", name).to_string(),
    });
    SelectionPreview {
        count: seen.count,
        sample: seen.sample.into_iter().map(|one| (one.id.to_string(), one.display_name, one.user_name)).collect(),
        entering: (seen.entering.0, names(seen.entering.1)),
        leaving: (seen.leaving.0, names(seen.leaving.1)),
        warnings: warnings.collect(),
        lines: is_list.then_some((seen.report.found, seen.report.missing)),
        missing: seen.report.missing_lines,
    }
}

fn named(used_by: Vec<UsedBy>, words: Words) -> Vec<String> {
    let all = used_by.into_iter().map(|user| match user {
        UsedBy::Policy(name) => words.with("selection-used-rule").arg("name", name).to_string(),
        UsedBy::View(name) => words.with("selection-used-view").arg("name", name).to_string(),
        UsedBy::Application(name) => words.with("selection-used-application").arg("name", name).to_string(),
        UsedBy::Announcement(name) => words.with("selection-used-announcement").arg("name", name).to_string(),
    });
    all.collect()
}

/// GET `/admin/selections/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.must(Right::SelectionsEdit, "look").await?;
    let reader = &admin.reader;
    let kept = find(&admin, &id).await?;
    let used_by = selections::used_by(reader.ctx(), reader.organisation(), kept.id).await?;
    removal(&admin, kept, (used_by, false))
}

fn removal(admin: &Admin, kept: Selection, (used_by, changed): (Vec<UsedBy>, bool)) -> Answer {
    let frame = admin.frame(Place::Selections);
    let used_by = named(used_by, frame.calendar.words);
    let (id, version, name) = (kept.id.to_string(), kept.version, kept.name);
    admin.reader.page(frame, |frame| RemoveSelection { frame, id, version, name, used_by, changed })
}

/// POST `/admin/selections/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(id): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let kept = find(&admin, &id).await?;
    let selection = kept.id;
    let version: i64 = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let acted = selections::remove(reader.ctx(), reader.visit(), &admin.who, (selection, version)).await?;
    let removed = match settled(&admin, acted, &format!("{LIST}/{selection}/remove"))? {
        Ok(removed) => removed,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match removed {
        RemovedSelection::Done => reader.reply().notice("selection-removed", &kept.name).to(LIST),
        RemovedSelection::InUse(used_by) => removal(&admin, kept, (used_by, false)),
        RemovedSelection::Changed => removal(&admin, find(&admin, &id).await?, (Vec::new(), true)),
    }
}
