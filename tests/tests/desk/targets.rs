//! What the routes of the desk are tried on: fresh people, views, roles and the rest, in this organisation or another.

use std::sync::Arc;

use actions::Organisation;
use actions::admin::attributes::{self, AttributeEdit, SavedAttribute};
use actions::admin::desk::Acted;
use actions::admin::policies;
use actions::operator::{self, Acting, Made, NewTenant};
use anyhow::{Result, bail};
use domain::announcement::{Reach, Weight};
use domain::api_key::{ApiKey, FORMER_LIVES, Scope, Scopes};
use domain::application::{Address, Answering, Application, PathRule};
use domain::campaign::Plan;
use domain::id::{
    AnnouncementId, ApiKeyId, ApplicationId, CampaignId, DeliveryId, OrganisationId, PeopleSourceId, PolicyId, RoleId,
    SelectionId, SystemId, UserId, ViewId,
};
use domain::organisation::ModuleState;
use domain::people_source::PeopleSource;
use domain::permission::{Right, Rights};
use domain::policy::{Demand, Requirement};
use domain::selection::{AttributeKind, Selected};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order, View, ViewAction};
use jiff::civil::date;
use journeys::provisioner::usual_source;
use journeys::routes::{NO_ID, Route};
use journeys::scene::{BACKEND, Scene, policy};
use journeys::slapd::far_directory;
use store::announcement::AnnouncementText;
use store::hook::NewDelivery;
use store::role::OwnRole;
use verifier::Place;

use crate::desk::office::{number, person, view};
use crate::desk::parties;

/// Whom or what an address names.
#[derive(Default)]
pub(crate) struct Named {
    /// The person.
    pub(crate) person: String,
    /// The view that it is done from.
    pub(crate) view: String,
    /// What the address is about, where it is no person.
    pub(crate) thing: String,
    /// The exemption that holds.
    pub(crate) exemption: String,
}

impl Named {
    /// The address of a route for it.
    pub(crate) fn path(&self, route: &Route) -> String {
        route.with_id(if route.path.starts_with("/admin/people") { &self.person } else { &self.thing })
    }
}

/// A fresh target of a route: a member and a view, or the thing that it is about.
pub(crate) async fn fresh(scene: &Scene, route: &Route) -> Result<Named> {
    fresh_in(scene, &scene.house.organisation, route).await
}

/// The same in any organisation of the database.
pub(crate) async fn fresh_in(scene: &Scene, organisation: &Arc<Organisation>, route: &Route) -> Result<Named> {
    let (ctx, org) = (&scene.house.ctx, organisation.id);
    let name = format!("Thing {}", number());
    let part = route.path.split('/').nth(2).unwrap_or_default();
    let thing = match part {
        "people" => {
            let member = person(scene, Role::Member, &[]).await?;
            let view = view(scene, &name, None, ViewAction::ALL).await?;
            let mut exemption = String::new();
            if route.path.ends_with("/end-exemption") {
                let until = Lifetime::days(30);
                policies::exempt(ctx, organisation, member.id, ctx.now().plus(until), "No smartphone").await?;
                let kept = store::exemption::of_user(ctx.db(), organisation.id, member.id).await?;
                exemption = kept.first().map(|kept| kept.id.to_string()).unwrap_or_default();
            }
            if route.path.ends_with("/unblock") {
                actions::admin::people::set_blocked(ctx, organisation, member.id, true).await?;
            }
            let (person, view) = (member.id.to_string(), view.to_string());
            return Ok(Named { person, view, exemption, ..Named::default() });
        }
        "messages" if route.path.ends_with("/new") => dated(scene, organisation, &name).await?.to_string(),
        "applications" if route.path.contains("/sign") => parties::fresh(scene, organisation, &name).await?,
        _ if !route.path.contains("{id}") => NO_ID.to_owned(),
        "settings" if route.path.starts_with("/admin/settings/systems") => system(scene, org, &name).await?,
        "settings" if route.path.starts_with("/admin/settings/keys") => api_key(scene, org, &name).await?,
        "settings" if route.path.starts_with("/admin/settings/sources") => people_source(scene, org, &name).await?,
        "settings" if route.path.starts_with("/admin/settings/radius") => {
            crate::radius::office::renewed(scene, organisation, &name).await?
        }
        "settings" if route.path.starts_with("/admin/settings/tokens") => {
            crate::tokens::stocked(ctx, organisation, &number().to_string()).await?
        }
        "settings" if route.path.starts_with("/admin/settings/directories") => {
            far_directory(ctx, organisation, &name).await?.to_string()
        }
        "settings" => attribute(scene, organisation).await?,
        "applications" => application(scene, org, &name).await?,
        "views" => view_of(scene, org, &name).await?.to_string(),
        "groups" => policies::group(ctx, organisation, &name).await?.to_string(),
        "roles" => role_of(scene, org).await?.to_string(),
        "selections" => {
            let filter = (!route.path.ends_with("/file")).then_some("groups eq \"Nobody\"");
            selection_with(scene, (org, &name), filter).await?.to_string()
        }
        "messages" => campaign(scene, organisation, &name).await?,
        "announcements" => announcement(scene, organisation).await?,
        "policies" => {
            let demand = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
            let new = policy(&name, None, demand);
            policies::save(ctx, organisation, new).await?.to_string()
        }
        "organisations" => tenant(scene).await?.to_string(),
        _ => bail!("no target for {}: say here what it is about", route.path),
    };
    Ok(Named { thing, ..Named::default() })
}

/// A policy with a deadline ahead, which a campaign can be for.
async fn dated(scene: &Scene, organisation: &Arc<Organisation>, name: &str) -> Result<PolicyId> {
    let demand = Demand { deadline: Some(date(2027, 2, 1)), ..BACKEND };
    Ok(policies::save(&scene.house.ctx, organisation, policy(name, None, demand)).await?)
}

/// A campaign that was not started, for a policy of its own.
async fn campaign(scene: &Scene, organisation: &Arc<Organisation>, name: &str) -> Result<String> {
    let ctx = &scene.house.ctx;
    let policy = dated(scene, organisation, name).await?;
    let mut bytes = [0x63; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let id = CampaignId::from_bytes(bytes);
    let input = (organisation.id, (id, policy), (name.to_owned(), Plan::usual(date(2027, 1, 4))), ctx.now());
    ctx.db()
        .write_with::<_, _, store::Error, _>(input, |tx, (org, ids, (name, plan), now)| {
            Box::pin(async move { store::campaign::insert(tx, *org, *ids, (name, plan), (*now, None)).await })
        })
        .await?;
    Ok(id.to_string())
}

/// An application at an address of its own.
async fn application(scene: &Scene, org: OrganisationId, name: &str) -> Result<String> {
    let mut bytes = [0x70; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let id = ApplicationId::from_bytes(bytes);
    let host = format!("{}.waterland.example", name.to_lowercase().replace(' ', "-"));
    let address = Address { scheme: "https".to_owned(), host, folder: String::new() };
    let application = Application {
        id,
        name: name.to_owned(),
        addresses: vec![address],
        rules: vec![PathRule::usual()],
        answering: Answering::Usual,
        version: 0,
    };
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((org, application), |tx, (org, application)| {
        Box::pin(async move { store::application::save(tx, *org, application).await })
    })
    .await?;
    Ok(id.to_string())
}

/// A connected system, and an event of the same identity that it was told.
async fn system(scene: &Scene, org: OrganisationId, name: &str) -> Result<String> {
    let ctx = &scene.house.ctx;
    let mut bytes = [0x73; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let (id, delivery) = (SystemId::from_bytes(bytes), DeliveryId::from_bytes(bytes));
    let mut key_hash = [0x73; 32];
    key_hash[16..].copy_from_slice(&bytes);
    let row = id.bytes();
    let sealed_secret =
        ctx.verifier().seal(Place { table: "systems", column: "sealed_hook_secret", row: &row }, &[0; 32])?;
    let keys = store::system::Keys { key_hash, sealed_secret };
    let input = (org, (id, keys), name.to_owned(), ctx.now());
    ctx.db()
        .write_with::<_, _, store::Error, _>(input, move |tx, (org, (id, keys), name, now)| {
            Box::pin(async move {
                store::system::insert(tx, *org, (*id, keys), (name, Some("https://system.invalid/")), (*now, None))
                    .await?;
                let (kind, body) = ("test".to_owned(), "{}".to_owned());
                store::hook::write(tx, *org, NewDelivery { id: delivery, system: *id, kind, body }, *now)
            })
        })
        .await?;
    Ok(id.to_string())
}

/// A key of the API that was made anew just now.
async fn api_key(scene: &Scene, org: OrganisationId, name: &str) -> Result<String> {
    let now = scene.house.ctx.now();
    let mut bytes = [0x6b; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let mut hash = [0x6b; 32];
    hash[16..].copy_from_slice(&bytes);
    let key = ApiKey {
        id: ApiKeyId::from_bytes(bytes),
        name: name.to_owned(),
        scopes: Scopes::of([Scope::SignIn]),
        return_addresses: Vec::new(),
        requests_a_minute: 60,
        version: 0,
        made_at: now,
        made_by: None,
        last_used_at: None,
        former_until: None,
    };
    let id = key.id;
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((org, key, hash), move |tx, (org, key, hash)| {
        Box::pin(async move {
            store::api_key::insert(tx, *org, key, *hash).await?;
            let mut other = *hash;
            other[0] = 0;
            store::api_key::renew(tx, *org, key.id, (other, now.plus(FORMER_LIVES))).await?;
            Ok(())
        })
    })
    .await?;
    Ok(id.to_string())
}

/// A system from which people come in, whose key was made anew just now.
async fn people_source(scene: &Scene, org: OrganisationId, name: &str) -> Result<String> {
    let now = scene.house.ctx.now();
    let mut bytes = [0x73; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let mut hash = [0x73; 32];
    hash[16..].copy_from_slice(&bytes);
    let id = PeopleSourceId::from_bytes(bytes);
    let source = PeopleSource { id, name: name.to_owned(), ..usual_source(now) };
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((org, source, hash), move |tx, (org, source, hash)| {
        Box::pin(async move {
            store::people_source::insert(tx, *org, source, Some(*hash)).await?;
            let mut other = *hash;
            other[0] = 0;
            store::people_source::renew(tx, *org, source.id, (other, now.plus(FORMER_LIVES))).await?;
            Ok(())
        })
    })
    .await?;
    Ok(id.to_string())
}

/// An announcement of a day.
async fn announcement(scene: &Scene, organisation: &Arc<Organisation>) -> Result<String> {
    let mut bytes = [0x61; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let id = AnnouncementId::from_bytes(bytes);
    let reach = Reach {
        selected: Selected::Everyone,
        from: date(2026, 12, 2),
        until: date(2026, 12, 2),
        weight: Weight::Information,
        lacking_only: false,
        dismissible: true,
        shared: false,
    };
    let texts = ["en", "nl"].map(|language| AnnouncementText {
        language: language.to_owned(),
        title: "Soon".to_owned(),
        body: "Soon.".to_owned(),
    });
    let input = (organisation.id, (id, reach), texts, scene.house.ctx.now());
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>(input, |tx, (org, (id, reach), texts, now)| {
        Box::pin(async move { store::announcement::insert(tx, *org, (*id, reach), texts, (*now, None)).await })
    })
    .await?;
    Ok(id.to_string())
}

/// An attribute of the organisation's own; the key of it.
async fn attribute(scene: &Scene, organisation: &Arc<Organisation>) -> Result<String> {
    let edit = AttributeEdit {
        key: format!("k{}", number()),
        version: 0,
        name: "Remark".to_owned(),
        kind: AttributeKind::Text,
        choices: Vec::new(),
        position: 1,
    };
    match attributes::save_by_command_line(&scene.house.ctx, organisation, edit).await? {
        SavedAttribute::Saved(key) => Ok(key.to_string()),
        other => bail!("no attribute: {other:?}"),
    }
}

/// A selection of any organisation of the database.
pub(crate) async fn selection_of(scene: &Scene, org: OrganisationId, name: &str) -> Result<SelectionId> {
    selection_with(scene, (org, name), Some("groups eq \"Nobody\"")).await
}

async fn selection_with(
    scene: &Scene,
    (org, name): (OrganisationId, &str),
    filter: Option<&str>,
) -> Result<SelectionId> {
    let mut bytes = [0x73; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let row = store::selection::Selection {
        id: SelectionId::from_bytes(bytes),
        name: name.to_owned(),
        description: String::new(),
        filter: filter.map(str::to_owned),
        version: 0,
        changed_at: scene.house.ctx.now(),
        changed_by: None,
    };
    let id = row.id;
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((row, org), |tx, (row, org)| {
        Box::pin(async move { store::selection::save(tx, *org, row).await })
    })
    .await?;
    Ok(id)
}

/// An organisation of the platform beside the operators'.
async fn tenant(scene: &Scene) -> Result<OrganisationId> {
    let host = format!("t{}.example", number());
    let new = NewTenant {
        name: host.clone(),
        host,
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        first: None,
    };
    match operator::make(&scene.house.ctx, Acting::CommandLine, new).await? {
        Acted::Done(Made::Done { id, .. }) => Ok(id),
        other => bail!("no organisation: {other:?}"),
    }
}

/// A role of any organisation of the database.
pub(crate) async fn role_of(scene: &Scene, org: OrganisationId) -> Result<RoleId> {
    let mut bytes = [0x72; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let role = OwnRole {
        id: RoleId::from_bytes(bytes),
        name: format!("Role {}", number()),
        rights: Rights::of(&[Right::PeopleRead]),
        version: 0,
    };
    let id = role.id;
    let input = (role, org);
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>(input, |tx, (role, org)| {
        Box::pin(async move { store::role::save(tx, *org, role).await })
    })
    .await?;
    Ok(id)
}

/// A view of any organisation of the database.
async fn view_of(scene: &Scene, org: OrganisationId, name: &str) -> Result<ViewId> {
    let mut bytes = [0x77; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let view = seen(ViewId::from_bytes(bytes), name);
    let id = view.id;
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((view, org), |tx, (view, org)| {
        Box::pin(async move { store::view::save(tx, *org, view).await })
    })
    .await?;
    Ok(id)
}

fn seen(id: ViewId, name: &str) -> View {
    View {
        id,
        name: name.to_owned(),
        selection: None,
        columns: Column::BUILT_IN.to_vec(),
        order: Order::Name,
        actions: ViewAction::ALL.to_vec(),
        roles: vec![Role::Helpdesk],
        version: 0,
    }
}

/// The other organisation.
pub(crate) const OTHER: OrganisationId = OrganisationId::from_bytes([0x6f; 16]);

/// A person and a view of another organisation of the same database.
pub(crate) async fn other_organisation(scene: &Scene) -> Result<(UserId, ViewId)> {
    let org = OTHER;
    let (user, view) = (UserId::from_bytes([0x75; 16]), ViewId::from_bytes([0x77; 16]));
    let row = store::organisation::Organisation {
        id: org,
        name: "Stichting Duin".to_owned(),
        host: "duin.example".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        module: ModuleState::Active,
        closed: false,
        helpdesk_telephone: None,
        support_url: None,
    };
    let new = store::user::NewUser {
        id: user,
        user_name: "vreemd".to_owned(),
        display_name: "Vreemd Persoon".to_owned(),
        language: None,
        role: Role::Member,
        password_hash: None,
        addresses: vec!["vreemd@waterland.example".to_owned()],
    };
    let seen = seen(view, "Duin");
    let now = scene.house.ctx.now();
    let db = scene.house.ctx.db();
    db.write_with::<_, _, store::Error, _>((row, new, seen, now), |tx, (row, new, seen, now)| {
        Box::pin(async move {
            store::organisation::insert(tx, row, *now).await?;
            store::user::insert(tx, row.id, new, *now).await?;
            store::view::save(tx, row.id, seen).await
        })
    })
    .await?;
    Ok((user, view))
}
