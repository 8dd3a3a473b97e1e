//! `/operator`: organisations of the platform, for its operators alone; to everybody else there are no such pages.

use crate::routing::{And as _, get, post};
use actions::admin::policy::{Guard, run_activation};
use actions::operator::{self, Acting, Answered, Closed, FirstSuperUser, Made, MakeFault, NewTenant, Tenant};
use actions::organisations::Hosts;
use actions::step_up::needs_now;
use axum::Router;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::id::{ActivationId, OrganisationId};
use domain::organisation::{ModuleState, RequestState};
use secrecy::ExposeSecret;

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::explain::week;
use crate::extract::{Admin, Fields, Reader};
use crate::pages::{
    MessageFault, NewOrganisation, OperatorNotice, OrganisationFault, OrganisationMade, OrganisationPage,
    OrganisationRow, OrganisationState, Organisations, Place, RequestView, TypedOrganisation,
};
use crate::portal::guard::to_confirm;
use crate::rules::activation_view;
use crate::words::Words;

const LIST: &str = "/operator/organisations";

/// Every address under `/operator`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/operator/organisations", get(list))
        .route("/operator/organisations/new", get(show_new).and_post(make))
        .route("/operator/organisations/{id}", get(show))
        .route("/operator/organisations/{id}/answer", post(answer))
        .route("/operator/organisations/{id}/close", post(close))
        .route("/operator/organisations/{id}/reopen", post(reopen))
}

/// An operator whose session is open; to every other administrator there are no such pages either.
struct Operator(Admin);

impl FromRequestParts<App> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let admin = Admin::from_request_parts(parts, app).await?;
        let operates = operator::is_operator(admin.reader.ctx(), admin.reader.visit(), &admin.who);
        if operates { Ok(Self(admin)) } else { Err(Failure::NotFound.into_response()) }
    }
}

fn has_factor(operator: &Admin) -> bool {
    !operator.who.person.standing.facts.person.enrolled.is_empty()
}

async fn list(Operator(operator): Operator) -> Answer {
    let reader = &operator.reader;
    let all = operator::list(reader.ctx()).await?;
    let organisations = all.iter().map(|tenant| row(reader, tenant)).collect();
    let can_make = reader.ctx().rules().hosts == Hosts::Named;
    let frame = operator.frame(Place::Operators);
    reader.page(frame, |frame| Organisations { frame, organisations, can_make })
}

fn row(reader: &Reader, tenant: &Tenant) -> OrganisationRow {
    let organisation = &tenant.organisation;
    let state = match (organisation.closed, organisation.module) {
        (true, _) => OrganisationState::Closed,
        (false, ModuleState::Inactive) => OrganisationState::Inactive,
        (false, ModuleState::Requested) => OrganisationState::Asked,
        (false, ModuleState::Active) => OrganisationState::Active,
    };
    OrganisationRow {
        id: organisation.id.to_string(),
        name: organisation.name.clone(),
        host: organisation.host.clone(),
        state,
        operators: reader.ctx().is_operators(organisation),
    }
}

async fn tenant(reader: &Reader, id: &str) -> Result<Tenant, Failure> {
    let id: OrganisationId = id.parse().map_err(|_| Failure::NotFound)?;
    operator::find(reader.ctx(), id).await?.ok_or(Failure::NotFound)
}

async fn show(Operator(operator): Operator, Path(id): Path<String>) -> Answer {
    let reader = &operator.reader;
    let tenant = tenant(reader, &id).await?;
    // Asked before a message is typed, so that it is not lost.
    if let Some(needs) = needs_now(reader.ctx(), &operator.who.person).filter(|_| has_factor(&operator)) {
        return to_confirm(reader, needs, &address(&tenant));
    }
    let notice = match reader.notice().as_ref().map(|(word, _)| word.as_str()) {
        Some("approved") => Some(OperatorNotice::Approved),
        Some("declined") => Some(OperatorNotice::Declined),
        Some("not-open") => Some(OperatorNotice::NotOpen),
        Some("closed") => Some(OperatorNotice::Closed),
        Some("reopened") => Some(OperatorNotice::Reopened),
        _ => None,
    };
    page(&operator, &tenant, Said { notice, ..Said::default() }).await
}

fn address(tenant: &Tenant) -> String {
    format!("{LIST}/{}", tenant.organisation.id)
}

/// What the page of an organisation says beside how it stands.
#[derive(Default)]
struct Said {
    notice: Option<OperatorNotice>,
    message: String,
    fault: Option<MessageFault>,
    missing: Vec<Guard>,
}

async fn page(operator: &Admin, tenant: &Tenant, said: Said) -> Answer {
    let Said { notice, message, fault, missing } = said;
    let reader = &operator.reader;
    let frame = operator.frame(Place::Operators);
    let words = frame.calendar.words;
    let open = tenant.request.as_ref().filter(|request| request.state == RequestState::Open);
    let request = open.map(|request| RequestView {
        id: request.id.to_string(),
        by: tenant.asked_by.clone(),
        at: request.asked_at.micros(),
        week: week(request.wish.ask, request.wish.stay, words),
        note: request.note.clone(),
    });
    let run = match &request {
        Some(_) => run_activation(reader.ctx(), &tenant.organisation).await?,
        None => None,
    };
    let run = run.map(|run| activation_view(&run, &frame));
    let row = row(reader, tenant);
    let zone = tenant.organisation.zone.iana_name().unwrap_or("UTC").to_owned();
    let has_factor = has_factor(operator);
    let guards = missing.iter().map(|guard| guard_said(guard, words)).collect();
    let page =
        OrganisationPage { frame: frame.clone(), row, zone, request, notice, has_factor, message, fault, guards, run };
    reader.page(frame, |frame| OrganisationPage { frame, ..page })
}

/// What has to be so in an organisation before its policies may demand something.
fn guard_said(guard: &Guard, words: Words) -> String {
    match guard {
        Guard::AuthorWithoutFactor => words.say("guard-author"),
        Guard::FewSuperUsers(count) => words.with("operator-guard-superusers").arg("n", count.with_factor).to_string(),
        Guard::MailNotProved => words.say("operator-guard-mail"),
        Guard::DryRunNotSeen => words.say("module-guard-run"),
        Guard::NobodyCan { people, names } => {
            words.with("guard-nobody").arg("n", *people).arg("names", names.join(", ")).to_string()
        }
    }
}

async fn answer(Operator(operator): Operator, Path(id): Path<String>, fields: Fields) -> Answer {
    let reader = &operator.reader;
    let tenant = tenant(reader, &id).await?;
    let request: ActivationId = fields.get("request").parse().map_err(|_| Failure::NotFound)?;
    let (at, message) = ((tenant.organisation.id, request), fields.get("message"));
    let acting = Acting::Operator(reader.visit(), &operator.who);
    let (answered, word) = match fields.get("answer").as_str() {
        "approve" => (operator::approve(reader.ctx(), acting, at, (&message, &fields.get("seen"))).await?, "approved"),
        "decline" => (operator::decline(reader.ctx(), acting, at, &message).await?, "declined"),
        _ => return Err(Failure::Form),
    };
    let back = address(&tenant);
    match settled(&operator, answered, &back)? {
        Ok(Answered::Done) => reader.reply().notice(word, "").to(&back),
        Ok(Answered::NotOpen) => reader.reply().notice("not-open", "").to(&back),
        Ok(Answered::MessageMissing) => {
            page(&operator, &tenant, Said { message, fault: Some(MessageFault::Missing), ..Said::default() }).await
        }
        Ok(Answered::Message) => {
            page(&operator, &tenant, Said { message, fault: Some(MessageFault::TooLong), ..Said::default() }).await
        }
        Ok(Answered::Guarded(missing)) => page(&operator, &tenant, Said { message, missing, ..Said::default() }).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn close(Operator(operator): Operator, Path(id): Path<String>, _fields: Fields) -> Answer {
    let reader = &operator.reader;
    let tenant = tenant(reader, &id).await?;
    let acting = Acting::Operator(reader.visit(), &operator.who);
    let closed = operator::close(reader.ctx(), acting, tenant.organisation.id).await?;
    match settled(&operator, closed, &address(&tenant))? {
        Ok(Closed::Done | Closed::Already) => reader.reply().notice("closed", "").to(&address(&tenant)),
        Ok(Closed::Operators) => Err(Failure::Form),
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn reopen(Operator(operator): Operator, Path(id): Path<String>, _fields: Fields) -> Answer {
    let reader = &operator.reader;
    let tenant = tenant(reader, &id).await?;
    let acting = Acting::Operator(reader.visit(), &operator.who);
    let opened = operator::reopen(reader.ctx(), acting, tenant.organisation.id).await?;
    match settled(&operator, opened, &address(&tenant))? {
        Ok(_) => reader.reply().notice("reopened", "").to(&address(&tenant)),
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn show_new(Operator(operator): Operator) -> Answer {
    let reader = &operator.reader;
    if reader.ctx().rules().hosts == Hosts::Any {
        return Err(Failure::NotFound);
    }
    if let Some(needs) = needs_now(reader.ctx(), &operator.who.person).filter(|_| has_factor(&operator)) {
        return to_confirm(reader, needs, "/operator/organisations/new");
    }
    let own = reader.organisation();
    let typed = TypedOrganisation {
        time_zone: own.zone.iana_name().unwrap_or("UTC").to_owned(),
        language: own.language.clone(),
        ..TypedOrganisation::default()
    };
    new_page(&operator, typed, Vec::new())
}

fn new_page(operator: &Admin, typed: TypedOrganisation, faults: Vec<OrganisationFault>) -> Answer {
    let reader = &operator.reader;
    let frame = operator.frame(Place::Operators);
    let has_factor = has_factor(operator);
    reader.page(frame, |frame| NewOrganisation { frame, typed, faults, has_factor })
}

async fn make(Operator(operator): Operator, fields: Fields) -> Answer {
    let reader = &operator.reader;
    let typed = TypedOrganisation {
        name: fields.get("name"),
        host: fields.get("host"),
        time_zone: fields.get("time_zone"),
        language: fields.get("language"),
        user_name: fields.get("user_name"),
        display_name: fields.get("display_name"),
        address: fields.get("address"),
    };
    let new = NewTenant {
        name: typed.name.clone(),
        host: typed.host.clone(),
        time_zone: typed.time_zone.trim().to_owned(),
        language: typed.language.clone(),
        first: Some(FirstSuperUser {
            user_name: typed.user_name.clone(),
            display_name: typed.display_name.clone(),
            address: typed.address.clone(),
        }),
    };
    let made = operator::make(reader.ctx(), Acting::Operator(reader.visit(), &operator.who), new).await?;
    match settled(&operator, made, "/operator/organisations/new")? {
        Ok(Made::Faults(faults)) => {
            let said = faults.into_iter().map(fault).collect::<Option<Vec<_>>>().ok_or(Failure::Form)?;
            new_page(&operator, typed, said)
        }
        Ok(Made::Done { id, password }) => {
            let tenant = tenant(reader, &id.to_string()).await?;
            let mut site = reader.app().options().public_address.clone();
            site.set_host(Some(&tenant.organisation.host)).map_err(|_| Failure::broken("a host that is no host"))?;
            let password = password.ok_or_else(|| Failure::broken("a first person without a password"))?;
            let frame = operator.frame(Place::Operators);
            reader.page(frame, |frame| OrganisationMade {
                frame,
                id: id.to_string(),
                name: tenant.organisation.name.clone(),
                site: site.origin().ascii_serialization(),
                user_name: typed.user_name.trim().to_owned(),
                password: password.expose_secret().to_owned(),
            })
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// The field that a fault belongs to; none for what no form of ours sends.
fn fault(fault: MakeFault) -> Option<OrganisationFault> {
    match fault {
        MakeFault::Name => Some(OrganisationFault::Name),
        MakeFault::Host => Some(OrganisationFault::Host),
        MakeFault::HostTaken => Some(OrganisationFault::HostTaken),
        MakeFault::TimeZone => Some(OrganisationFault::TimeZone),
        MakeFault::UserName => Some(OrganisationFault::UserName),
        MakeFault::FullName => Some(OrganisationFault::FullName),
        MakeFault::Address => Some(OrganisationFault::Address),
        MakeFault::Single | MakeFault::Language => None,
    }
}
