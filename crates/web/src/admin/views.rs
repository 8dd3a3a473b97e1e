//! `/admin/views`: windows on the directory (weergaven), and the editor in which an action is ticked (mission S11).

use actions::admin::views::{self, SavedView, ViewEdit};
use actions::admin::{attributes, people_list, roles};
use actions::step_up;
use axum::extract::Path;
use domain::id::{SelectionId, ViewId};
use domain::permission::Right;
use domain::user::Role;
use domain::view::{Column, Fault, Order, View, ViewAction};

use crate::admin::people_choices::orders;
use crate::admin::{id, refused, settled, words};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{
    AskPlain, ColumnLine, Difference, EditView, Frame, Place, PlainAct, RefusedWhy, Tick, ViewFault, ViewLine, Views,
    ViewsNotice,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/views";
const NEW: &str = "/admin/views/new";
/// What the form sends where a view shows everyone. Nothing at all chooses nothing.
const EVERYONE: &str = "everyone";
const SEES: [Right; 2] = [Right::SetupRead, Right::ViewsEdit];

/// GET `/admin/views`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must_one_of(&SEES, "look").await?;
    let reader = &admin.reader;
    let selections = views::selections(reader.ctx(), reader.organisation()).await?;
    let frame = admin.frame(Place::Views);
    let two_factor = frame.two_factor;
    let mut lines = Vec::new();
    for view in views::list(reader.ctx(), reader.organisation()).await? {
        let named = |id: SelectionId| selections.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone());
        lines.push(ViewLine {
            id: view.id.to_string(),
            selection: view.selection.map(|id| named(id).unwrap_or_default()),
            people: people_list::count(reader.ctx(), reader.organisation(), &view).await?,
            actions: u32::try_from(shown(&view.actions, two_factor).count()).unwrap_or(u32::MAX),
            switches_off: two_factor && view.actions.contains(&ViewAction::SecondFactorOff),
            name: view.name,
        });
    }
    let notice = match reader.notice() {
        Some((word, name)) if word == "view-saved" => Some(ViewsNotice::Saved(name)),
        Some((word, name)) if word == "view-removed" => Some(ViewsNotice::Removed(name)),
        _ => None,
    };
    let may_edit = admin.who.has(Right::ViewsEdit);
    reader.page(frame, |frame| Views { frame, notice, views: lines, may_edit })
}

/// The actions that a page names.
fn shown(actions: &[ViewAction], two_factor: bool) -> impl Iterator<Item = &ViewAction> {
    actions.iter().filter(move |action| two_factor || !action.needs_module())
}

/// Whose people a form asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Nothing was chosen, or what is no choice.
    Unsaid,
    Everyone,
    Of(SelectionId),
}

impl Whose {
    fn of(selection: Option<SelectionId>) -> Self {
        selection.map_or(Self::Everyone, Self::Of)
    }

    fn read(word: &str) -> Self {
        if word == EVERYONE { Self::Everyone } else { word.parse().map_or(Self::Unsaid, Self::Of) }
    }

    fn selection(self) -> Option<SelectionId> {
        if let Self::Of(id) = self { Some(id) } else { None }
    }
}

/// A view as the form holds it: columns in their order, those that are shown ticked. The page adds those that are not named.
struct Form {
    id: Option<ViewId>,
    known_as: Option<String>,
    version: i64,
    name: String,
    whose: Whose,
    order: Order,
    all_columns: Vec<Column>,
    columns: Vec<Column>,
    actions: Vec<ViewAction>,
    roles: Vec<Role>,
}

impl Form {
    fn of(view: View) -> Self {
        Self {
            id: Some(view.id),
            known_as: Some(view.name.clone()),
            version: view.version,
            name: view.name,
            whose: Whose::of(view.selection),
            order: view.order,
            all_columns: view.columns.clone(),
            columns: view.columns,
            actions: view.actions,
            roles: view.roles,
        }
    }

    fn blank() -> Self {
        let columns = vec![Column::Name, Column::Email, Column::Groups, Column::SecondFactor, Column::LastSignIn];
        Self {
            id: None,
            known_as: None,
            version: 0,
            name: String::new(),
            whose: Whose::Unsaid,
            order: Order::Name,
            all_columns: columns.clone(),
            columns,
            actions: Vec::new(),
            roles: vec![Role::Helpdesk],
        }
    }

    /// As it was sent. A word that is none is nobody's slip. Without the module the form names nothing of it, and what the
    /// view says of it stays.
    fn read(fields: &Fields, view: Option<&View>, two_factor: bool) -> Result<Self, Failure> {
        let order = fields.get("order");
        let words = order.split_whitespace().map(|word| Column::from_word(word).ok_or(Failure::NotFound));
        let sent = words.collect::<Result<Vec<_>, _>>()?;
        let mut ticked = Vec::new();
        for word in fields.all("column") {
            ticked.push(Column::from_word(word).ok_or(Failure::NotFound)?);
        }
        let mut actions = Vec::new();
        for word in fields.all("action") {
            actions.push(ViewAction::from_word(word).ok_or(Failure::NotFound)?);
        }
        if let Some(view) = view.filter(|_| !two_factor) {
            ticked.extend(view.columns.iter().filter(|column| column.needs_module()).cloned());
            actions.extend(view.actions.iter().filter(|action| action.needs_module()));
        }
        let all_columns = with(sent, &ticked);
        Ok(Self {
            id: view.map(|view| view.id),
            known_as: view.map(|view| view.name.clone()),
            version: fields.get("version").parse().map_err(|_| Failure::Form)?,
            name: fields.get("name"),
            whose: Whose::read(&fields.get("selection")),
            order: Order::from_word(&fields.get("sort")).ok_or(Failure::NotFound)?,
            columns: all_columns.iter().filter(|column| ticked.contains(column)).cloned().collect(),
            all_columns,
            actions,
            roles: fields
                .all("role")
                .map(|word| Role::from_word(word).ok_or(Failure::NotFound))
                .collect::<Result<_, _>>()?,
        })
    }

    /// A column goes one place up or down.
    fn rearrange(&mut self, asked: &str) -> Result<(), Failure> {
        let (way, word) = asked.split_once(':').ok_or(Failure::NotFound)?;
        let column = Column::from_word(word).ok_or(Failure::NotFound)?;
        let at = self.all_columns.iter().position(|one| *one == column).ok_or(Failure::NotFound)?;
        let to = match way {
            "up" => at.saturating_sub(1),
            "down" => (at + 1).min(self.all_columns.len().saturating_sub(1)),
            _ => return Err(Failure::NotFound),
        };
        self.all_columns.swap(at, to);
        Ok(())
    }

    fn edit(&self) -> ViewEdit {
        ViewEdit {
            id: self.id,
            version: self.version,
            name: self.name.clone(),
            selection: self.whose.selection(),
            columns: self.columns.clone(),
            order: self.order.clone(),
            actions: self.actions.clone(),
            roles: self.roles.clone(),
        }
    }
}

/// These columns, then the others, each once.
fn with(columns: Vec<Column>, others: &[Column]) -> Vec<Column> {
    let mut all: Vec<Column> = Vec::with_capacity(columns.len() + others.len());
    for column in columns.into_iter().chain(others.iter().cloned()) {
        if !all.contains(&column) {
            all.push(column);
        }
    }
    all
}

fn two_factor(admin: &Admin) -> bool {
    admin.where_active().is_ok()
}

/// GET `/admin/views/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.must(Right::ViewsEdit, "save-view").await?;
    if let Some(needs) = step_up::needs_now(admin.reader.ctx(), &admin.who.person) {
        return to_confirm(&admin.reader, needs, NEW);
    }
    page(&admin, Form::blank(), (Vec::new(), Vec::new())).await
}

/// The view of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<View, Failure> {
    let reader = &admin.reader;
    if let Ok(id) = id::<ViewId>(text)
        && let Some(view) = views::find(reader.ctx(), reader.organisation(), id).await?
    {
        return Ok(view);
    }
    admin.nothing_there("look").await
}

/// GET `/admin/views/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must_one_of(&SEES, "look").await?;
    let view = found(&admin, &text).await?;
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    if let Some(needs) = needs.filter(|_| admin.who.has(Right::ViewsEdit)) {
        return to_confirm(&admin.reader, needs, &format!("{ADDRESS}/{}", view.id));
    }
    page(&admin, Form::of(view), (Vec::new(), Vec::new())).await
}

/// POST `/admin/views/new`.
pub(super) async fn add(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::ViewsEdit, "save-view").await?;
    keep(&admin, Form::read(&fields, None, two_factor(&admin))?, &fields, NEW).await
}

/// POST `/admin/views/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::ViewsEdit, "save-view").await?;
    let view = found(&admin, &text).await?;
    let back = format!("{ADDRESS}/{}", view.id);
    keep(&admin, Form::read(&fields, Some(&view), two_factor(&admin))?, &fields, &back).await
}

async fn keep(admin: &Admin, mut form: Form, fields: &Fields, back: &str) -> Answer {
    let asked = fields.get("move");
    if !asked.is_empty() {
        form.rearrange(&asked)?;
        return page(admin, form, (Vec::new(), Vec::new())).await;
    }
    if form.whose == Whose::Unsaid {
        let faults = views::faults_of(form.edit()).into_iter().map(ViewFault::from);
        return page(admin, form, (faults.chain([ViewFault::NoSelection]).collect(), Vec::new())).await;
    }
    let reader = &admin.reader;
    let acted = views::save(reader.ctx(), reader.visit(), &admin.who, form.edit()).await?;
    let saved = match settled(admin, acted, back)? {
        Ok(saved) => saved,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match saved {
        SavedView::Saved(_) => reader.reply().notice("view-saved", form.name.trim()).to(ADDRESS),
        SavedView::Taken => page(admin, form, (vec![ViewFault::Taken], Vec::new())).await,
        SavedView::Gone => {
            let page = page(admin, form, (vec![ViewFault::Gone], Vec::new())).await;
            admin.form_of_nothing("save-view", page).await
        }
        SavedView::Faults(faults) => {
            page(admin, form, (faults.into_iter().map(ViewFault::from).collect(), Vec::new())).await
        }
        SavedView::Changed(now) => {
            form.version = now.version;
            let conflict = differences(admin, &now, &form).await?;
            page(admin, form, (Vec::new(), conflict)).await
        }
    }
}

impl From<Fault> for ViewFault {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Name => Self::Name,
            Fault::NoColumn => Self::NoColumn,
            Fault::NoRole => Self::NoRole,
        }
    }
}

async fn page(admin: &Admin, form: Form, (faults, conflict): (Vec<ViewFault>, Vec<Difference>)) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Views);
    let named = role_names(admin, &frame).await?;
    let own = attributes::list(reader.ctx(), reader.organisation()).await?;
    let mut all_columns = with(form.all_columns.clone(), Column::BUILT_IN);
    let keys: Vec<Column> = own.iter().map(|kept| Column::Own(kept.attribute.key.clone())).collect();
    all_columns = with(all_columns, &keys);
    all_columns.retain(|column| frame.two_factor || !column.needs_module());
    let last = all_columns.len().saturating_sub(1);
    let column = |(at, column): (usize, &Column)| ColumnLine {
        value: column.word().into_owned(),
        name: words::column(&frame, column, &own),
        on: form.columns.contains(column),
        first: at == 0,
        last: at == last,
    };
    let action = |action: &ViewAction| Tick {
        hint: match action {
            ViewAction::SecondFactorOff => Some(frame.say("view-off-hint")),
            ViewAction::Pass => Some(frame.say("view-pass-hint")),
            ViewAction::Password => Some(frame.say("view-password-hint")),
            _ => None,
        },
        ..tick(action.word(), frame.say(words::action(*action)), form.actions.contains(action))
    };
    let page = EditView {
        id: form.id.map(|id| id.to_string()),
        version: form.version,
        selections: selection_ticks(admin, &frame, form.whose).await?,
        orders: orders(&own)
            .iter()
            .map(|order| tick(&order.word(), words::order(&frame, order, &own), *order == form.order))
            .collect(),
        columns: all_columns.iter().enumerate().map(column).collect(),
        actions: shown(ViewAction::ALL, frame.two_factor).map(action).collect(),
        // Members look through no view: the right to see people is not theirs.
        roles: named
            .into_iter()
            .filter(|(role, _)| *role != Role::Member)
            .map(|(role, name)| tick(&role.word(), name, form.roles.contains(&role)))
            .collect(),
        faults,
        conflict,
        may_edit: admin.who.has(Right::ViewsEdit),
        frame: frame.clone(),
        known_as: form.known_as,
        name: form.name,
    };
    reader.page(frame, |frame| EditView { frame, ..page })
}

fn tick(value: &str, name: String, on: bool) -> Tick {
    Tick { value: value.to_owned(), name, hint: None, on, disabled: false }
}

async fn selection_ticks(admin: &Admin, frame: &Frame, chosen: Whose) -> Result<Vec<Tick>, Failure> {
    let reader = &admin.reader;
    let all = views::selections(reader.ctx(), reader.organisation()).await?;
    // One that is not there is no choice, and the first of the list is not to pass for it.
    let is_choice = match chosen {
        Whose::Unsaid => false,
        Whose::Everyone => true,
        Whose::Of(id) => all.iter().any(|(one, _)| *one == id),
    };
    let unsaid = (!is_choice).then(|| tick("", frame.say("view-choose"), true));
    let everyone = tick(EVERYONE, frame.say("view-everyone"), chosen == Whose::Everyone);
    let saved = all.into_iter().map(|(id, name)| tick(&id.to_string(), name, chosen == Whose::Of(id)));
    Ok(unsaid.into_iter().chain([everyone]).chain(saved).collect())
}

/// All roles with their names.
async fn role_names(admin: &Admin, frame: &Frame) -> Result<Vec<(Role, String)>, Failure> {
    let own = roles::list(admin.reader.ctx(), admin.reader.organisation().id).await?;
    let built = Role::BUILT_IN.iter().map(|role| (*role, words::role(frame, *role, None)));
    Ok(built.chain(own.into_iter().map(|one| (Role::Own(one.id), one.name))).collect())
}

/// What is so now beside what was typed.
async fn differences(admin: &Admin, now: &View, typed: &Form) -> Result<Vec<Difference>, Failure> {
    let frame = admin.frame(Place::Views);
    let reader = &admin.reader;
    let selections = views::selections(reader.ctx(), reader.organisation()).await?;
    let named = role_names(admin, &frame).await?;
    let own = attributes::list(reader.ctx(), reader.organisation()).await?;
    let selection = |wanted: Option<SelectionId>| match wanted {
        None => frame.say("view-everyone"),
        Some(id) => selections.iter().find(|(one, _)| *one == id).map(|(_, name)| name.clone()).unwrap_or_default(),
    };
    let roles = |wanted: &[Role]| {
        let wanted = named.iter().filter(|(role, _)| wanted.contains(role)).map(|(_, name)| name.as_str());
        wanted.collect::<Vec<_>>().join(", ")
    };
    let columns = |wanted: &[Column]| {
        wanted.iter().map(|column| words::column(&frame, column, &own)).collect::<Vec<_>>().join(", ")
    };
    let actions = |wanted: &[ViewAction]| {
        let known = ViewAction::ALL.iter().filter(|action| wanted.contains(action));
        known.map(|action| frame.say(words::action(*action))).collect::<Vec<_>>().join(", ")
    };
    let pairs = [
        ("name", now.name.clone(), typed.name.trim().to_owned()),
        ("view-selection", selection(now.selection), selection(typed.whose.selection())),
        ("view-sort", words::order(&frame, &now.order, &own), words::order(&frame, &typed.order, &own)),
        ("view-roles", roles(&now.roles), roles(&typed.roles)),
        ("view-columns", columns(&now.columns), columns(&typed.columns)),
        ("view-actions-title", actions(&now.actions), actions(&typed.actions)),
    ];
    let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
    Ok(differ.map(|(key, now, typed)| Difference { key, now, typed }).collect())
}

/// GET `/admin/views/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.must(Right::ViewsEdit, "remove-view").await?;
    let view = found(&admin, &text).await?;
    let action = format!("{ADDRESS}/{}/remove", view.id);
    if let Some(needs) = step_up::needs_now(admin.reader.ctx(), &admin.who.person) {
        return to_confirm(&admin.reader, needs, &action);
    }
    let back = format!("{ADDRESS}/{}", view.id);
    let (act, name, version) = (PlainAct::RemoveView, view.name, view.version);
    admin.reader.page(admin.frame(Place::Views), |frame| AskPlain {
        frame,
        act,
        name,
        action,
        back,
        view: String::new(),
        version,
        holds: String::new(),
    })
}

/// POST `/admin/views/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.must(Right::ViewsEdit, "remove-view").await?;
    let view = found(&admin, &text).await?;
    let version = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let back = format!("{ADDRESS}/{}/remove", view.id);
    let acted = views::remove(reader.ctx(), reader.visit(), &admin.who, (view.id, version)).await?;
    match settled(&admin, acted, &back)? {
        Ok(true) => reader.reply().notice("view-removed", &view.name).to(ADDRESS),
        Ok(false) => refused(&admin, RefusedWhy::Changed, &back),
        Err(elsewhere) => Ok(elsewhere),
    }
}
