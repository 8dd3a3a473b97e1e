//! `/admin/people`: the people of a view, a page at a time.

use actions::admin::people_list::{self, Listed, SecondFactorState};
use actions::admin::{roles, views};
use domain::permission::Right;
use domain::time::Timestamp;
use domain::user::Role;
use domain::view::{Column, View};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::admin::people_choices::{Chosen, at};
use crate::admin::{attributes, id, words};
use crate::answer::{Answer, Failure};
use crate::extract::Admin;
use crate::pages::{Cell, FactorChip, Frame, People, PeopleChoices, PeopleNotice, PersonLine, Place, ViewTab};
use crate::words::Words;

/// GET `/admin`: the first page that the role opens.
pub(super) async fn start(admin: Admin) -> Answer {
    let first = admin.frame(Place::Elsewhere).desk.first().map(|line| line.address);
    admin.reader.to(first.ok_or(Failure::NotFound)?)
}

/// GET `/admin/people`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::PeopleRead, "look").await?;
    let reader = &admin.reader;
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let open = views::open_to(ctx, organisation, &admin.who).await?;
    let view = match reader.query("view") {
        None => open.first(),
        Some(named) => {
            let named = id(&named)?;
            match open.iter().find(|view| view.id == named) {
                None => {
                    let (visit, who) = (reader.visit(), &admin.who);
                    actions::admin::desk::note_refused(ctx, visit, who, "look", "view-not-visible").await?;
                    return Err(Failure::NothingThere);
                }
                found => found,
            }
        }
    };
    let frame = admin.frame(Place::People);
    let mut page = People {
        notice: match reader.notice() {
            Some((word, name)) if word == "person-added" => Some(PeopleNotice::Added(name)),
            _ => None,
        },
        views: tabs(&open, view),
        view: view.map(|view| view.id.to_string()).unwrap_or_default(),
        columns: Vec::new(),
        rows: Vec::new(),
        count: 0,
        previous: None,
        next: None,
        first: None,
        choices: PeopleChoices::default(),
        may_add: admin.who.has(Right::PeopleEdit),
        may_import: admin.who.has(Right::Import),
        may_edit_views: admin.who.has(Right::ViewsEdit),
        frame: frame.clone(),
    };
    if let Some(view) = view {
        let mut shown = view.clone();
        shown.columns.retain(|column| frame.two_factor || !column.needs_module());
        let chosen = Chosen::read(reader, &shown).await?;
        shown.order = chosen.order.clone();
        let at = at(reader);
        let found = people_list::page(ctx, organisation, &shown, (&chosen.narrowed, &at)).await?;
        let own = roles::list(ctx, organisation.id).await?;
        let named = |role: Role| match role {
            Role::Own(id) => own.iter().find(|one| one.id == id).map(|one| one.name.as_str()),
            _ => None,
        };
        page.columns = shown.columns.iter().map(|column| chosen.head(&frame, column)).collect();
        page.rows = found.rows.iter().map(|row| line(&frame, &shown, row, named(row.role))).collect();
        page.count = found.count;
        let start = chosen.address(&chosen.order);
        let to =
            |which: &str, mark: String| format!("{start}&{which}={}", utf8_percent_encode(&mark, NON_ALPHANUMERIC));
        page.previous = found.previous.map(|mark| to("before", mark));
        page.next = found.next.map(|mark| to("after", mark));
        page.first = page.previous.is_some().then_some(start);
        page.choices = chosen.choices(&frame);
    }
    reader.page(frame, |frame| People { frame, ..page })
}

fn tabs(open: &[View], current: Option<&View>) -> Vec<ViewTab> {
    let is_current = |view: &View| current.is_some_and(|current| current.id == view.id);
    let tab = |view: &View| ViewTab { id: view.id.to_string(), name: view.name.clone(), current: is_current(view) };
    open.iter().map(tab).collect()
}

fn line(frame: &Frame, view: &View, row: &Listed, role: Option<&str>) -> PersonLine {
    let cell = |column: &Column| match column {
        Column::Name => Cell::Name {
            // The address stands in a column of its own, where there is one.
            sub: match (view.columns.contains(&Column::Email), &row.email) {
                (false, Some(email)) => email.clone(),
                _ => row.user_name.clone(),
            },
        },
        Column::UserName => Cell::Text(row.user_name.clone()),
        Column::Email => Cell::Text(row.email.clone().unwrap_or_default()),
        Column::Groups => Cell::Text(row.groups.join(", ")),
        Column::SecondFactor => Cell::Factor(chip(row.second_factor)),
        Column::LastSignIn => Cell::Moment(row.last_sign_in_at.map(Timestamp::micros)),
        Column::Language => Cell::Text(language(row.language.as_deref())),
        Column::Role => Cell::Text(words::role(frame, row.role, role)),
        Column::PasswordChanged => Cell::Moment(row.password_changed_at.map(Timestamp::micros)),
        Column::Own(key) => {
            let value = row.own.iter().find(|(own, _)| own == key);
            Cell::Text(value.map(|(_, value)| attributes::shown(frame, value)).unwrap_or_default())
        }
    };
    PersonLine {
        id: row.id.to_string(),
        name: row.display_name.clone(),
        cells: view.columns.iter().map(cell).collect(),
    }
}

/// What its speakers call a language; nothing for none.
pub(super) fn language(tag: Option<&str>) -> String {
    tag.and_then(Words::find).map(|words| words.say("language-name")).unwrap_or_default()
}

fn chip(state: SecondFactorState) -> FactorChip {
    match state {
        SecondFactorState::Blocked => FactorChip::Blocked,
        SecondFactorState::Locked(until) => FactorChip::Locked(until.micros()),
        SecondFactorState::On(number) => FactorChip::On(number),
        SecondFactorState::Exempt(until) => FactorChip::Exempt(until.micros()),
        SecondFactorState::NotYet => FactorChip::NotYet,
    }
}
