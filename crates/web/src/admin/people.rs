//! `/admin/people`: the people of a view, a page at a time.

use actions::admin::people_list::{self, Listed, SecondFactorState};
use actions::admin::{roles, views};
use domain::permission::Right;
use domain::time::Timestamp;
use domain::user::Role;
use domain::view::{Column, Order, View};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::admin::{id, words};
use crate::answer::{Answer, Failure};
use crate::extract::Admin;
use crate::pages::{Cell, ColumnHead, FactorChip, Frame, People, PeopleNotice, PersonLine, Place, ViewTab};
use crate::words::Words;

/// The longest text that is searched for, in characters.
const LONGEST_SEARCH: usize = 200;

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
                    return Err(Failure::NotFound);
                }
                found => found,
            }
        }
    };
    let frame = admin.frame(Place::People);
    let search: String = reader.query("q").unwrap_or_default().trim().chars().take(LONGEST_SEARCH).collect();
    let after = reader.query("after");
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
        next: None,
        first: None,
        may_add: admin.who.has(Right::PeopleEdit),
        may_import: admin.who.has(Right::Import),
        may_edit_views: admin.who.has(Right::ViewsEdit),
        search,
        frame: frame.clone(),
    };
    if let Some(view) = view {
        let found = people_list::page(ctx, organisation, view, (&page.search, after.as_deref())).await?;
        let own = roles::list(ctx, organisation.id).await?;
        let named = |role: Role| match role {
            Role::Own(id) => own.iter().find(|one| one.id == id).map(|one| one.name.as_str()),
            _ => None,
        };
        let mut view = view.clone();
        view.columns.retain(|column| frame.two_factor || !column.needs_module());
        let view = &view;
        page.columns = view.columns.iter().map(|column| head(*column, view.order)).collect();
        page.rows = found.rows.iter().map(|row| line(&frame, view, row, named(row.role))).collect();
        page.count = found.count;
        let start = address(view, &page.search);
        page.next = found.next.map(|mark| format!("{start}&after={}", utf8_percent_encode(&mark, NON_ALPHANUMERIC)));
        page.first = after.map(|_| start);
    }
    reader.page(frame, |frame| People { frame, ..page })
}

fn address(view: &View, search: &str) -> String {
    let view = format!("/admin/people?view={}", view.id);
    if search.is_empty() { view } else { format!("{view}&q={}", utf8_percent_encode(search, NON_ALPHANUMERIC)) }
}

fn tabs(open: &[View], current: Option<&View>) -> Vec<ViewTab> {
    let is_current = |view: &View| current.is_some_and(|current| current.id == view.id);
    let tab = |view: &View| ViewTab { id: view.id.to_string(), name: view.name.clone(), current: is_current(view) };
    open.iter().map(tab).collect()
}

fn head(column: Column, order: Order) -> ColumnHead {
    let sorted = match (column, order) {
        (Column::Name, Order::Name) | (Column::UserName, Order::UserName) | (Column::LastSignIn, Order::LastSignIn) => {
            Some("ascending")
        }
        (Column::Name, Order::NameDown) | (Column::LastSignIn, Order::LastSignInDown) => Some("descending"),
        _ => None,
    };
    let optional = !matches!(column, Column::Name | Column::SecondFactor | Column::LastSignIn);
    ColumnHead { key: words::column(column), optional, sorted }
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
