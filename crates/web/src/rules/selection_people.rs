//! `/admin/selections/ID/people` and `/admin/selections/ID/file`: who is in a selection, page by page, and a file of names
//! for its list. What is ticked or sent comes into the form of the selection, which says what it would do.

use actions::admin::{people_list, selection_list, selections};
use axum::extract::{Path, Request, State};
use domain::permission::Right;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::selection_form;
use super::selections::{LIST, editor, find};
use crate::admin::import_words;
use crate::admin::people_choices::at;
use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Admin;
use crate::extract::upload::{self, Sink};
use crate::pages::{PickLine, Place, SelectionForm, SelectionPeople, SelectionTrouble};

/// So many bytes of names fit in the form, as a browser sends it.
const LARGEST: usize = 48 * 1024;

/// GET `/admin/selections/ID/people`, with `after` or `before` for another page.
pub(super) async fn show(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    // Whoever looks through some views only is not shown here whom those views leave out.
    admin.must(Right::ViewsAll, "look").await?;
    let reader = &admin.reader;
    let kept = find(&admin, &id).await?;
    let found = people_list::of_selection(reader.ctx(), reader.organisation(), kept.id, &at(reader)).await?;
    let address = format!("{LIST}/{}", kept.id);
    let to = |which: &str, mark: String| {
        format!("{address}/people?{which}={}", utf8_percent_encode(&mark, NON_ALPHANUMERIC))
    };
    let page = SelectionPeople {
        frame: admin.frame(Place::Selections),
        name: kept.name,
        description: kept.description,
        version: kept.version,
        count: found.count,
        people: found.rows.into_iter().map(line).collect(),
        may_take: kept.filter.is_none() && admin.who.has(Right::SelectionsEdit),
        previous: found.previous.map(|mark| to("before", mark)),
        next: found.next.map(|mark| to("after", mark)),
        address,
    };
    reader.page(page.frame.clone(), |frame| SelectionPeople { frame, ..page })
}

fn line(row: people_list::Listed) -> PickLine {
    PickLine { id: row.id.to_string(), name: row.display_name, user_name: row.user_name }
}

/// People who fit what was searched for and are not in the form yet, for ticking.
pub(super) async fn found(admin: &Admin, form: &SelectionForm) -> Result<Option<Vec<PickLine>>, Failure> {
    let sought = form.search.trim();
    if sought.is_empty() || !form.is_list || !admin.who.has(Right::ViewsAll) {
        return Ok(None);
    }
    let reader = &admin.reader;
    let found = people_list::search(reader.ctx(), reader.organisation(), sought).await?;
    let is_in = |one: &PickLine| form.lines.lines().any(|line| line.trim() == one.user_name);
    Ok(Some(found.rows.into_iter().map(line).filter(|one| !is_in(one)).collect()))
}

/// POST `/admin/selections/new/file`.
pub(super) async fn send_new(admin: Admin, State(app): State<App>, request: Request) -> Answer {
    admin.must(Right::SelectionsEdit, "save-selection").await?;
    let file = received(&app, request).await?;
    filled(&admin, selection_form::empty(true), file).await
}

/// POST `/admin/selections/ID/file`.
pub(super) async fn send(admin: Admin, Path(id): Path<String>, State(app): State<App>, request: Request) -> Answer {
    admin.must(Right::SelectionsEdit, "save-selection").await?;
    let file = received(&app, request).await?;
    let kept = find(&admin, &id).await?;
    if kept.filter.is_some() {
        return admin.nothing_there("save-selection").await;
    }
    let schema = selections::schema(admin.reader.ctx(), admin.reader.organisation()).await?;
    filled(&admin, selection_form::of_kept(&kept, &schema), file).await
}

/// A file that fits in memory.
struct Kept(Vec<u8>);

impl Sink for Kept {
    fn put(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        self.0.extend_from_slice(bytes);
        Ok(self.0.len() <= 1024 * 1024)
    }
}

/// The file of a form of ours, before anything else is looked at.
async fn received(app: &App, request: Request) -> Result<Kept, Failure> {
    let mut file = Kept(Vec::new());
    upload::receive(request, app, &mut file).await?;
    Ok(file)
}

/// The form with the names of the file in it; nothing is saved yet.
async fn filled(admin: &Admin, mut form: SelectionForm, file: Kept) -> Answer {
    let frame = admin.frame(Place::Selections);
    match selection_list::of_file(file.0)? {
        Err(fault) => form.errors.push(("file", import_words::text_fault(&frame, fault))),
        Ok(names) if utf8_percent_encode(&names, NON_ALPHANUMERIC).map(str::len).sum::<usize>() > LARGEST => {
            form.errors.push(("file", frame.say("selection-file-large")));
        }
        Ok(names) => form.lines = names,
    }
    let trouble = if form.errors.is_empty() { SelectionTrouble::None } else { SelectionTrouble::Fields };
    editor(admin, form, trouble).await
}
