//! Every route beside the administration, asked by everybody and on whatever is anybody's: each answers as
//! docs/reference/access.md says. Neighbour: `access.rs` asks those of the administration.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use domain::authenticator::AuthenticatorKind;
use domain::id::{AuthenticatorId, OrganisationId, RoleId, SessionId, TrustedDeviceId, UserId};
use domain::permission::{Right, Rights};
use domain::session::SessionTerms;
use domain::time::Lifetime;
use domain::user::Role;
use journeys::routes::{self, NO_ID, Route};
use journeys::scene::{GROUP, Member, PASSWORD, STEP, Scene};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use store::role::OwnRole;
use store::testing::engines;

use crate::desk::access::{compare, title};
use crate::desk::office::{at_the_desk, number, person, token};
use crate::desk::targets::other_organisation;

/// What an answer comes to.
fn word(page: &Page) -> &'static str {
    match page.status {
        200 => "page",
        204 => "204",
        303 if page.location().starts_with("/sign-in") => "sign-in",
        303 if page.location().starts_with("/profile/confirm") => "proof",
        303 if page.location().starts_with("/profile") => "profile",
        303 if page.location() == "/" => "home",
        303 if page.location().starts_with("/oidc/") => "again",
        400 if page.address.starts_with("/oidc/") => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        _ => "?",
    }
}

/// A browser, whose it is, and the token of its forms.
struct Seat {
    who: Who,
    member: Option<Member>,
    visitor: Visitor,
    token: String,
}

/// Who sits at a browser.
#[derive(Clone, Copy)]
enum Who {
    Nobody,
    /// The password was right, and a code is to come.
    MustProve,
    /// The password was right, and the offer to enrol is to be answered.
    MayEnrol,
    SignedIn(Role),
}

impl Seat {
    async fn take(scene: &Scene, who: Who) -> Result<Self> {
        let (member, mut visitor) = match who {
            Who::Nobody => (None, scene.visitor()?),
            Who::MustProve | Who::MayEnrol => {
                let member = person(scene, Role::Member, &[GROUP]).await?;
                let has_app = matches!(who, Who::MustProve);
                let member = if has_app { scene.give_app(member).await? } else { member };
                let mut visitor = scene.visitor()?;
                let page = visitor.sign_in(&member.name, PASSWORD).await?;
                let stands_at = if has_app { "/sign-in/second-factor" } else { "/sign-in/enrol" };
                ensure!(page.path() == stands_at, "{}", page.address);
                (Some(member), visitor)
            }
            Who::SignedIn(role) => {
                let (member, visitor) = at_the_desk(scene, role).await?;
                (Some(member), visitor)
            }
        };
        let page = visitor.open("/").await?;
        Ok(Self { who, member, token: token(&page)?, visitor })
    }

    async fn ask(&mut self, path: &str, posts: bool, fields: &[(&str, &str)]) -> Result<&'static str> {
        let page = if posts {
            let mut pairs = vec![("csrf".to_owned(), self.token.clone())];
            pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            self.visitor.send(Method::POST, path, Some(encode(&pairs))).await?
        } else {
            self.visitor.get(path).await?
        };
        let word = word(&page);
        ensure!(word != "?", "{path}: {} {} {}", page.status, page.location(), page.text());
        Ok(word)
    }
}

fn here() -> Vec<(Route, bool)> {
    let ours = |route: &Route| !route.path.starts_with("/admin") && !route.path.starts_with("/operator");
    let both = routes::all().into_iter().filter(ours).flat_map(|route| [(route.clone(), false), (route, true)]);
    both.filter(|(route, posts)| if *posts { route.post } else { route.get }).collect()
}

/// Fields with which a form does what it is for, where that needs no code.
fn fields(path: &str) -> &'static [(&'static str, &'static str)] {
    match path {
        "/profile/two-factor/add" => &[("act", "start")],
        "/profile/two-factor/{id}/rename" => &[("label", "Other phone")],
        "/profile/password" => &[("current", PASSWORD), ("new", "acht blauwe bootjes bij Marken")],
        "/sign-in/enrol" => &[("choice", "now")],
        "/announcements" => &[("item", "announcement.00000000-0000-7000-8000-000000000000.1")],
        _ => &[],
    }
}

/// Whether a form may end what the next one is asked with: whoever sent it sits down anew.
fn ends(path: &str) -> bool {
    path == "/"
        || path.starts_with("/sign-in")
        || ["/sign-out", "/oidc/end-session/confirm"].contains(&path)
        || path.starts_with("/profile/")
}

#[tokio::test]
async fn every_route_beside_the_administration_answers_everybody_as_the_reference_says() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let own = own_role(&scene).await?;
        let roles = [Role::Member, Role::Helpdesk, Role::Auditor, Role::PeopleManager, Role::SuperUser, own];
        let mut seats = Vec::new();
        for who in [Who::Nobody, Who::MustProve, Who::MayEnrol].into_iter().chain(roles.map(Who::SignedIn)) {
            seats.push(Seat::take(&scene, who).await?);
        }
        let mut found = BTreeMap::new();
        for (route, posts) in here() {
            let mut cells = Vec::new();
            for seat in &mut seats {
                let id = match &seat.member {
                    Some(member) if route.path.contains("{id}") => own_thing(&scene, &route, member).await?,
                    _ => NO_ID.to_owned(),
                };
                cells.push(seat.ask(&route.with_id(&id), posts, fields(&route.path)).await?.to_owned());
                if posts && ends(&route.path) {
                    *seat = Seat::take(&scene, seat.who).await?;
                }
            }
            found.insert(title(&(route, posts)), cells);
        }
        compare("## Beside the administration", &found)?;
    }
    Ok(())
}

/// Something of a person that an address in My profile may name.
async fn own_thing(scene: &Scene, route: &Route, member: &Member) -> Result<String> {
    if route.path.starts_with("/profile/two-factor") {
        let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
        let rules = store::rules::load(db, org).await?;
        let facts = store::facts::load(db, org, member.id, (&rules, scene.house.ctx.now())).await?.context("gone")?;
        return Ok(facts.authenticators.first().map_or_else(|| NO_ID.to_owned(), |one| one.id.to_string()));
    }
    Ok(things_of(scene, scene.house.organisation.id, member.id).await?.of(route))
}

/// An app, a remembered browser and a session.
struct Things {
    app: AuthenticatorId,
    device: TrustedDeviceId,
    session: SessionId,
}

impl Things {
    fn of(&self, route: &Route) -> String {
        match route.path.split('/').nth(2) {
            Some("two-factor") => self.app.to_string(),
            Some("devices") => self.device.to_string(),
            Some("sessions") => self.session.to_string(),
            _ => NO_ID.to_owned(),
        }
    }
}

/// Gives a person of any organisation one more of each.
async fn things_of(scene: &Scene, org: OrganisationId, user: UserId) -> Result<Things> {
    let mut bytes = [0x74; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let mut hash = [0x74; 32];
    hash[28..].copy_from_slice(&bytes[12..]);
    let now = scene.house.ctx.now();
    let app = store::authenticator::NewAuthenticator {
        id: AuthenticatorId::from_bytes(bytes),
        kind: AuthenticatorKind::App,
        label: format!("App {}", number()),
        sealed_secret: vec![0],
        last_step: 0,
    };
    let device = store::trusted_device::TrustedDevice {
        id: TrustedDeviceId::from_bytes(bytes),
        passed_at: now,
        last_used_at: now,
        browser: "Firefox, Linux".to_owned(),
        source: "192.0.2.10".to_owned(),
        platform: None,
    };
    let terms = SessionTerms { expires_at: now.plus(Lifetime::hours(1)), idle: None, persistent: false };
    let session = store::session::Session {
        id: SessionId::from_bytes(bytes),
        user,
        facts: domain::policy::SessionFacts { started_at: now, terms, last_seen_at: now, proof: None, factor_at: None },
        password_at: now,
        browser: "Firefox, Linux".to_owned(),
        source: "192.0.2.10".to_owned(),
        platform: None,
    };
    let things = Things { app: app.id, device: device.id, session: session.id };
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((app, device, session), move |tx, (app, device, session)| {
        Box::pin(async move {
            store::authenticator::insert(tx, org, user, app, now).await?;
            store::trusted_device::insert(tx, org, user, hash, device).await?;
            store::session::insert(tx, org, hash, session).await
        })
    })
    .await?;
    Ok(things)
}

/// A role of the organisation's own that sees people and the set-up, and reminds.
async fn own_role(scene: &Scene) -> Result<Role> {
    let id = RoleId::from_bytes([0x71; 16]);
    let rights = Rights::of(&[Right::PeopleRead, Right::ViewsAll, Right::Remind, Right::SetupRead]);
    let role = OwnRole { id, name: "Own".to_owned(), rights, version: 0 };
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((role, scene.house.organisation.id), |tx, (role, org)| {
        Box::pin(async move { store::role::save(tx, *org, role).await })
    })
    .await?;
    Ok(Role::Own(id))
}

#[tokio::test]
async fn what_is_in_my_profile_is_ones_own_alone() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let org = scene.house.organisation.id;
        let (stranger, _) = other_organisation(&scene).await?;
        let strange = things_of(&scene, OrganisationId::from_bytes([0x6f; 16]), stranger).await?;
        let lower = things_of(&scene, org, person(&scene, Role::Member, &[]).await?.id).await?;
        let higher = things_of(&scene, org, person(&scene, Role::SuperUser, &[]).await?.id).await?;
        let mut found = BTreeMap::new();
        for (route, posts) in here().into_iter().filter(|(route, _)| route.path.contains("{id}")) {
            let mut cells = Vec::new();
            for role in [Role::Member, Role::SuperUser] {
                let mut seat = Seat::take(&scene, Who::SignedIn(role)).await?;
                let me = seat.member.as_ref().context("nobody")?.id;
                let own = things_of(&scene, org, me).await?;
                let none = NO_ID.to_owned();
                for id in [lower.of(&route), higher.of(&route), strange.of(&route), none, own.of(&route)] {
                    cells.push(seat.ask(&route.with_id(&id), posts, fields(&route.path)).await?.to_owned());
                }
            }
            found.insert(title(&(route, posts)), cells);
            scene.advance(STEP);
        }
        compare("## In My profile, of whom", &found)?;
    }
    Ok(())
}

#[tokio::test]
async fn the_routes_of_the_demonstration_are_in_no_other_house() -> Result<()> {
    let scene = Scene::open(store::Engine::Sqlite).await?;
    let (_, mut visitor) = at_the_desk(&scene, Role::SuperUser).await?;
    let token = token(&visitor.get("/").await?)?;
    let mut found = BTreeMap::new();
    for route in routes::demonstration() {
        for posts in [false, true] {
            if if posts { route.post } else { route.get } {
                let method = if posts { Method::POST } else { Method::GET };
                let body = posts.then(|| format!("csrf={token}"));
                let page = visitor.send(method, &route.with_id(NO_ID), body).await?;
                found.insert(title(&(route.clone(), posts)), vec![word(&page).to_owned()]);
            }
        }
    }
    compare("## The demonstration", &found)
}
