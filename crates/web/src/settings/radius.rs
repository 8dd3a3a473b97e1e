//! `/admin/settings/radius`: the devices, such as a VPN, that ask by RADIUS who may in. A secret is shown at the only moment that
//! it is made.

use actions::admin::radius_clients::{self, ClientEdit, ClientFault, Made, SavedClient};
use actions::admin::views;
use actions::step_up;
use axum::extract::Path;
use axum::response::Response;
use domain::id::{RadiusClientId, SelectionId};
use domain::permission::Right;
use domain::radius::{Groups, MOST, RadiusClient, Way, shown as network_shown};
use domain::selection::Selected;
use domain::time::Timestamp;

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{
    Difference, EditRadiusClient, Frame, KnownRadiusClient, Place, RadiusClientLine, RadiusClientShown, RadiusClients,
    RadiusFault, RadiusNotice, RadiusTrouble, RemoveRadiusClient, Tick,
};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/radius";
const NEW: &str = "/admin/settings/radius/new";
const EVERYONE: &str = "everyone";

type Selections = Vec<(SelectionId, String)>;

/// GET `/admin/settings/radius`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = match reader.notice() {
        Some((word, name)) if word == "radius-saved" => RadiusNotice::Saved(name),
        Some((word, name)) if word == "radius-removed" => RadiusNotice::Removed(name),
        _ => RadiusNotice::None,
    };
    let selections = selections(&admin).await?;
    let frame = admin.frame(Place::Settings);
    let line = |one: RadiusClient| RadiusClientLine {
        id: one.id.to_string(),
        networks: one.networks.iter().map(network_shown).collect::<Vec<_>>().join(", "),
        who: who_in_words(&frame, one.who, &selections),
        last_used: one.last_used_at.map(Timestamp::micros),
        fault: fault(&one),
        former_until: former_until(&admin, &one),
        name: one.name,
    };
    let all = radius_clients::list(reader.ctx(), reader.organisation()).await?;
    let clients: Vec<RadiusClientLine> = all.into_iter().map(line).collect();
    let (may_edit, has_room) = (admin.who.has(radius_clients::RIGHT), clients.len() < MOST);
    let is_on = is_on(&admin);
    reader.page(frame, |frame| RadiusClients { frame, notice, clients, may_edit, has_room, is_on })
}

/// Whether this server hears RADIUS at all.
fn is_on(admin: &Admin) -> bool {
    !admin.reader.app().options().radius.is_empty()
}

async fn selections(admin: &Admin) -> Result<Selections, Failure> {
    Ok(views::selections(admin.reader.ctx(), admin.reader.organisation()).await?)
}

fn fault(client: &RadiusClient) -> Option<RadiusFault> {
    let fault = client.fault.as_ref()?;
    Some(RadiusFault { kind: fault.kind, at: fault.at.micros(), from: fault.from.to_string() })
}

/// Until when the secret before the present one counts, where that lies ahead.
fn former_until(admin: &Admin, client: &RadiusClient) -> Option<i64> {
    let now = admin.reader.ctx().now();
    client.former_until.filter(|until| now < *until).map(Timestamp::micros)
}

fn who_in_words(frame: &Frame, who: Selected, selections: &Selections) -> String {
    let Some(id) = who.selection() else { return frame.say("radius-everyone") };
    let known = selections.iter().find(|(one, _)| *one == id);
    known.map_or_else(|| frame.say("radius-selection-gone"), |(_, name)| name.clone())
}

/// The client of an address; one that is not there is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<RadiusClient, Failure> {
    let reader = &admin.reader;
    let Ok(id) = text.parse::<RadiusClientId>() else { return admin.nothing_there("radius-client").await };
    match radius_clients::find(reader.ctx(), reader.organisation(), id).await? {
        Some(there) => Ok(there),
        None => admin.nothing_there("radius-client").await,
    }
}

/// The answer where no fresh proof was shown yet: before anything is typed.
fn not_fresh(admin: &Admin, here: &str) -> Result<Option<Response>, Failure> {
    let needs = step_up::needs_now(admin.reader.ctx(), &admin.who.person);
    needs.map(|needs| to_confirm(&admin.reader, needs, here)).transpose()
}

fn address(there: &RadiusClient) -> String {
    format!("{ADDRESS}/{}", there.id)
}

/// GET `/admin/settings/radius/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "save-radius-client").await?;
    if let Some(elsewhere) = not_fresh(&admin, NEW)? {
        return Ok(elsewhere);
    }
    page(&admin, Form::new(None, 0, ClientEdit::fresh("")), None).await
}

/// GET `/admin/settings/radius/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let there = found(&admin, &text).await?;
    if admin.who.has(radius_clients::RIGHT)
        && let Some(elsewhere) = not_fresh(&admin, &address(&there))?
    {
        return Ok(elsewhere);
    }
    let notice = match admin.reader.notice() {
        Some((word, _)) if word == "radius-former-ended" => Some("radius-former-ended"),
        _ => None,
    };
    let (version, typed) = (there.version, ClientEdit::of(&there));
    page(&admin, Form::new(Some(there), version, typed), notice).await
}

/// A client as the form holds it.
struct Form {
    /// The one that is there; none for a new one.
    known: Option<RadiusClient>,
    version: i64,
    typed: ClientEdit,
    faults: Vec<ClientFault>,
    conflict: Vec<Difference>,
}

impl Form {
    fn new(known: Option<RadiusClient>, version: i64, typed: ClientEdit) -> Self {
        Self { known, version, typed, faults: Vec::new(), conflict: Vec::new() }
    }

    /// As it was sent. A word that is none is nobody's slip.
    fn read(fields: &Fields, known: Option<RadiusClient>) -> Result<Self, Failure> {
        let version = if known.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 };
        let who = match &*fields.get("who") {
            EVERYONE => Selected::Everyone,
            id => Selected::Selection(id.parse::<SelectionId>().map_err(|_| Failure::Form)?),
        };
        let typed = ClientEdit {
            name: fields.get("name"),
            networks: fields.get("networks"),
            who,
            second_factor: fields.is("second_factor", "yes"),
            way: Way::from_word(&fields.get("way")).ok_or(Failure::Form)?,
            groups: Groups::from_word(&fields.get("groups")).ok_or(Failure::Form)?,
        };
        Ok(Self::new(known, version, typed))
    }

    /// Where what is saved now differs from what was typed.
    fn differences(&self, frame: &Frame, now: &RadiusClient, selections: &Selections) -> Vec<Difference> {
        let (now, typed) = (ClientEdit::of(now), &self.typed);
        let factor = |demanded: bool| frame.say(if demanded { "yes" } else { "no" });
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let pairs = [
            ("name", now.name.clone(), typed.name.trim().to_owned()),
            ("radius-networks", words(&now.networks), words(&typed.networks)),
            ("radius-who", who_in_words(frame, now.who, selections), who_in_words(frame, typed.who, selections)),
            ("radius-second-factor", factor(now.second_factor), factor(typed.second_factor)),
            ("radius-way", frame.say(way_words(now.way)), frame.say(way_words(typed.way))),
            ("radius-groups", frame.say(groups_words(now.groups)), frame.say(groups_words(typed.groups))),
        ];
        let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
        differ.map(|(key, now, typed)| Difference { key, now, typed }).collect()
    }
}

const fn way_words(way: Way) -> &'static str {
    match way {
        Way::OneField => "radius-way-one-field",
        Way::Challenge => "radius-way-challenge",
        Way::Both => "radius-way-both",
    }
}

const fn groups_words(groups: Groups) -> &'static str {
    match groups {
        Groups::None => "radius-groups-none",
        Groups::FilterId => "radius-groups-filter-id",
        Groups::Class => "radius-groups-class",
    }
}

fn tick(value: &str, name: String, on: bool) -> Tick {
    Tick { value: value.to_owned(), name, hint: None, on, disabled: false }
}

fn who(frame: &Frame, chosen: Selected, selections: &Selections) -> Vec<Tick> {
    let mut ticks = vec![tick(EVERYONE, frame.say("radius-everyone"), chosen == Selected::Everyone)];
    ticks.extend(
        selections.iter().map(|(id, name)| tick(&id.to_string(), name.clone(), chosen == Selected::Selection(*id))),
    );
    if let Some(gone) = chosen.selection().filter(|id| selections.iter().all(|(one, _)| one != id)) {
        ticks.push(tick(&gone.to_string(), frame.say("radius-selection-gone"), true));
    }
    ticks
}

async fn page(admin: &Admin, form: Form, notice: Option<&'static str>) -> Answer {
    let frame = admin.frame(Place::Settings);
    let selections = selections(admin).await?;
    let trouble = |fault: ClientFault| match fault {
        ClientFault::Name => RadiusTrouble::Name,
        ClientFault::Taken => RadiusTrouble::Taken,
        ClientFault::TooMany => RadiusTrouble::TooMany,
        ClientFault::NoNetwork => RadiusTrouble::NoNetwork,
        ClientFault::Network(text) => RadiusTrouble::Network(text),
        ClientFault::TooManyNetworks => RadiusTrouble::TooManyNetworks,
        ClientFault::NoSelection => RadiusTrouble::NoSelection,
    };
    let known = form.known.map(|there| KnownRadiusClient {
        id: there.id.to_string(),
        made: there.made_at.micros(),
        last_used: there.last_used_at.map(Timestamp::micros),
        fault: fault(&there),
        former_until: former_until(admin, &there),
        name: there.name,
    });
    let typed = form.typed;
    let page = EditRadiusClient {
        known,
        version: form.version,
        networks: typed.networks,
        who: who(&frame, typed.who, &selections),
        second_factor: typed.second_factor,
        way: typed.way,
        groups: Groups::ALL
            .iter()
            .map(|one| tick(one.word(), frame.say(groups_words(*one)), *one == typed.groups))
            .collect(),
        faults: form.faults.into_iter().map(trouble).collect(),
        conflict: form.conflict,
        notice,
        may_edit: admin.who.has(radius_clients::RIGHT),
        is_on: is_on(admin),
        server: server(admin),
        name: typed.name,
        frame: frame.clone(),
    };
    admin.reader.page(frame, |frame| EditRadiusClient { frame, ..page })
}

/// Where a device asks: our host, and the port that we listen at.
fn server(admin: &Admin) -> String {
    let options = admin.reader.app().options();
    let host = options.public_address.host_str().unwrap_or_default();
    let port = options.radius.first().map_or(1812, std::net::SocketAddr::port);
    format!("{host}:{port}")
}

/// POST `/admin/settings/radius/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "save-radius-client").await?;
    let form = Form::read(&fields, None)?;
    let reader = &admin.reader;
    let acted = radius_clients::save(reader.ctx(), reader.visit(), &admin.who, None, &form.typed).await?;
    match settled(&admin, acted, NEW)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(SavedClient::Added(made)) => shown(&admin, &made).await,
        Ok(SavedClient::Faults(faults)) => page(&admin, Form { faults, ..form }, None).await,
        // A new one is nobody's to change, and is added.
        Ok(SavedClient::Changed(_) | SavedClient::Saved) => Err(Failure::Form),
    }
}

async fn shown(admin: &Admin, made: &Made) -> Answer {
    let there = found(admin, &made.id.to_string()).await?;
    let former_until = former_until(admin, &there);
    let (id, name, secret) = (there.id.to_string(), there.name, (*made.secret).clone());
    let (server, is_on) = (server(admin), is_on(admin));
    let shown = |frame: Frame| RadiusClientShown { frame, id, name, secret, server, is_on, former_until };
    admin.reader.page(admin.frame(Place::Settings), shown)
}

/// POST `/admin/settings/radius/ID`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "save-radius-client").await?;
    let there = found(&admin, &text).await?;
    let (id, back) = (there.id, address(&there));
    let form = Form::read(&fields, Some(there))?;
    let reader = &admin.reader;
    let this = Some((id, form.version));
    let acted = radius_clients::save(reader.ctx(), reader.visit(), &admin.who, this, &form.typed).await?;
    let now = match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(SavedClient::Faults(faults)) => return page(&admin, Form { faults, ..form }, None).await,
        Ok(SavedClient::Changed(now)) => Some(now),
        Ok(SavedClient::Saved | SavedClient::Added(_)) => None,
    };
    if let Some(now) = now {
        let conflict = form.differences(&admin.frame(Place::Settings), &now, &selections(&admin).await?);
        if !conflict.is_empty() {
            let form = Form { version: now.version, known: Some(*now), conflict, ..form };
            return page(&admin, form, None).await;
        }
    }
    // Saved, or both typed the same.
    reader.reply().notice("radius-saved", form.typed.name.trim()).to(ADDRESS)
}

/// POST `/admin/settings/radius/ID/renew`.
pub(super) async fn renew(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "renew-radius-client").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = radius_clients::renew(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(made) => shown(&admin, &made).await,
    }
}

/// POST `/admin/settings/radius/ID/end-former`.
pub(super) async fn end_former(admin: Admin, Path(text): Path<String>, _fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "end-former-radius-client").await?;
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let acted = radius_clients::end_former(reader.ctx(), reader.visit(), &admin.who, there.id).await?;
    match settled(&admin, acted, &address(&there))? {
        Err(elsewhere) => Ok(elsewhere),
        // Where there was none, it counts no more either.
        Ok(_) => reader.reply().notice("radius-former-ended", "").to(&address(&there)),
    }
}

/// GET `/admin/settings/radius/ID/remove`.
pub(super) async fn ask_removal(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "remove-radius-client").await?;
    let there = found(&admin, &text).await?;
    removal(&admin, there, false)
}

fn removal(admin: &Admin, there: RadiusClient, changed: bool) -> Answer {
    let (id, version, name) = (there.id.to_string(), there.version, there.name);
    let frame = admin.frame(Place::Settings);
    admin.reader.page(frame, |frame| RemoveRadiusClient { frame, id, version, name, changed })
}

/// POST `/admin/settings/radius/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(radius_clients::RIGHT, "remove-radius-client").await?;
    let there = found(&admin, &text).await?;
    let read = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let reader = &admin.reader;
    let acted = radius_clients::remove(reader.ctx(), reader.visit(), &admin.who, (there.id, read)).await?;
    match settled(&admin, acted, &format!("{}/remove", address(&there)))? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => reader.reply().notice("radius-removed", &there.name).to(ADDRESS),
        Ok(false) => removal(&admin, found(&admin, &text).await?, true),
    }
}
