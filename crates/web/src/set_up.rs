//! What is answered while there is no organisation: the set-up to whoever has the link that the server printed, and to
//! everybody else a page that says so. Once there is one, none of this is reached; `/set-up` is no route.

use actions::admin::set_up::{self, First, Made, NewOrganisation, SetUpFault};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;

use crate::answer::{Failure, page_of};
use crate::app::App;
use crate::cookies::Kind;
use crate::extract::reader::{peer, query};
use crate::extract::{Fields, browser, client_ip, form};
use crate::headers::frame_of_nobody;
use crate::pages::{Frame, OrganisationFault, PasswordState, Problem, ProblemKind, SetUp, TypedOrganisation};
use crate::profile::password::state_of;

/// The address of the form.
pub(crate) const ADDRESS: &str = "/set-up";

/// Answers a request of an installation without an organisation.
pub(crate) async fn answer(app: &App, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match (&parts.method, parts.uri.path()) {
        (&Method::GET, ADDRESS) => {
            let code = query(&parts.uri, "code").unwrap_or_default();
            match set_up::invitation(app.ctx(), &code) {
                Some(preset) => form_page(app, &parts, (code, typed_of(preset)), Said::default()),
                None => not_yet(app, &parts),
            }
        }
        (&Method::POST, ADDRESS) => match form::with_own_secret(Request::from_parts(parts.clone(), body), app).await {
            Ok(fields) => make(app, &parts, &fields).await,
            Err(failure) => problem(app, &parts, &failure),
        },
        _ => not_yet(app, &parts),
    }
}

async fn make(app: &App, parts: &Parts, fields: &Fields) -> Response {
    let code = fields.get("code");
    let Some(preset) = set_up::invitation(app.ctx(), &code) else { return not_yet(app, parts) };
    let typed = TypedOrganisation {
        name: fields.get("name"),
        host: preset.host.clone(),
        time_zone: fields.get("time_zone"),
        language: fields.get("language"),
        user_name: fields.get("user_name"),
        display_name: fields.get("display_name"),
        address: fields.get("address"),
    };
    let new = NewOrganisation {
        name: typed.name.clone(),
        time_zone: typed.time_zone.clone(),
        language: typed.language.clone(),
        ..preset
    };
    let first = First {
        user_name: typed.user_name.clone(),
        display_name: typed.display_name.clone(),
        address: typed.address.clone(),
        password: SecretString::from(fields.get("password")),
    };
    let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let source = client_ip::client(peer(&parts.extensions), &parts.headers, &app.options().trusted_proxies);
    let whence = (source.to_string(), browser::name(agent));
    match set_up::by_link(app.ctx(), &code, whence, (new, first)).await {
        Ok(Made::Done) => done(app),
        Ok(Made::Faults(faults)) => form_page(app, parts, (code, typed), Said::of(&faults)),
        Ok(Made::Closed) => not_yet(app, parts),
        Err(error) => problem(app, parts, &error.into()),
    }
}

/// To the sign-in, which says what happened.
fn done(app: &App) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_static("/sign-in"));
    headers.append(header::SET_COOKIE, app.cookies().set(Kind::Notice, "set-up", None));
    response
}

/// What the form says of what was sent.
#[derive(Default)]
struct Said {
    faults: Vec<OrganisationFault>,
    password: Option<PasswordState>,
}

impl Said {
    fn of(faults: &[SetUpFault]) -> Self {
        let mut said = Self::default();
        for fault in faults {
            match fault {
                // A language that no form of ours sends is as good as a name that is missing: nothing is made.
                SetUpFault::Name | SetUpFault::Language => said.faults.push(OrganisationFault::Name),
                SetUpFault::TimeZone => said.faults.push(OrganisationFault::TimeZone),
                SetUpFault::UserName => said.faults.push(OrganisationFault::UserName),
                SetUpFault::FullName => said.faults.push(OrganisationFault::FullName),
                SetUpFault::Address => said.faults.push(OrganisationFault::Address),
                SetUpFault::Password(weakness) => said.password = Some(state_of(*weakness)),
            }
        }
        said
    }
}

fn typed_of(preset: NewOrganisation) -> TypedOrganisation {
    TypedOrganisation {
        name: preset.name,
        host: preset.host,
        time_zone: preset.time_zone,
        language: preset.language,
        ..TypedOrganisation::default()
    }
}

fn form_page(app: &App, parts: &Parts, (code, typed): (String, TypedOrganisation), said: Said) -> Response {
    let frame = Frame { address: format!("{ADDRESS}?code={code}"), ..frame_of_nobody(app, parts) };
    let shortest = app.ctx().rules().password.alone;
    let page = SetUp { frame, code, shortest, typed, faults: said.faults, password: said.password };
    page_of(&page, StatusCode::OK)
}

fn not_yet(app: &App, parts: &Parts) -> Response {
    let kind = ProblemKind::NotSetUp;
    let page = Problem { frame: frame_of_nobody(app, parts), kind, back: "/".to_owned() };
    page_of(&page, StatusCode::NOT_FOUND)
}

fn problem(app: &App, parts: &Parts, failure: &Failure) -> Response {
    let page = Problem { frame: frame_of_nobody(app, parts), kind: failure.kind(), back: "/".to_owned() };
    page_of(&page, failure.status())
}
