//! The pages of the desk: people through views, a person, groups, views, roles and exemptions. Neighbours: `acts` and
//! `import`, in the same house.

use actions::admin::import_authenticator;
use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policies::{self, NewPolicy};
use actions::admin::selections;
use actions::admin::views::{self, SavedView, ViewEdit};
use anyhow::{Result, bail};
use domain::id::{UserId, ViewId};
use domain::policy::{Demand, Requirement};
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};
use journeys::look::Look;
use journeys::waterland::{PASSWORD, house_with, rule};
use secrecy::SecretString;
use server::testing::{House, HouseOptions};
use thirtyfour::By;

use crate::acts::{self, Whom};
use crate::album::Album;
use crate::import;

/// Who works in the back end: user name, full name, groups, role, and whether with an app.
const PEOPLE: [(&str, &str, &[&str], Role, bool); 9] = [
    ("sanne", "Sanne de Wit", &["Bestuur", "Redactie"], Role::SuperUser, false),
    ("f.elamrani", "Fatima El Amrani", &["Kantoor"], Role::Helpdesk, true),
    ("joris", "Joris van den Berg", &["Bestuur", "Financiën"], Role::Member, true),
    ("m.jansen", "Maria Jansen", &["Redactie"], Role::Member, false),
    ("t.brown", "Tom Brown", &["Kantoor"], Role::Member, true),
    ("riet", "Riet Schouten", &["Ledenadministratie"], Role::Member, false),
    ("l.chen", "Lin Chen", &["Redactie"], Role::Member, true),
    ("p.kok", "Pieter Kok", &["Financiën"], Role::Auditor, true),
    ("w.degraaf", "Willem de Graaf", &["Ledenadministratie"], Role::PeopleManager, false),
];

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let optional = Demand { requirement: Requirement::Optional, deadline: None, ..rule() };
    let house = house_with(optional, HouseOptions::default()).await?;
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let group = if look.language == "nl" { "Backend-gebruikers" } else { "Backend users" };
    let mut ids = Vec::new();
    for person in PEOPLE {
        ids.push(add(&house, person, group).await?);
    }
    let [sanne, _, joris, _, _, riet, lin, ..] = *ids.as_slice() else { bail!("who is missing?") };
    // Not everybody of late, and one never.
    for (id, hours) in ids.iter().zip([2, 5, 26, 55, 190, 700, 1_400, 3_000]) {
        signed_in(&house, *id, Lifetime::hours(hours)).await?;
    }
    let whom = selections::of_group(ctx, organisation, group).await?;
    let new = NewPolicy { name: group.to_owned(), selection: Some(group.to_owned()), demand: rule() };
    policies::save(ctx, organisation, new).await?;
    let until = ctx.now().plus(Lifetime::days(60));
    let reason = if look.language == "nl" { "Heeft geen smartphone" } else { "Has no smartphone" };
    policies::exempt(ctx, organisation, riet, until, reason).await?;
    let edit = ViewEdit {
        id: None,
        version: 0,
        name: group.to_owned(),
        selection: Some(whom),
        columns: vec![Column::Name, Column::Groups, Column::SecondFactor, Column::LastSignIn],
        order: Order::Name,
        actions: ViewAction::ALL.to_vec(),
        roles: vec![Role::Helpdesk],
    };
    let view: ViewId = match views::save_by_command_line(ctx, organisation, edit).await? {
        Some(SavedView::Saved(id)) => id,
        other => bail!("no view: {other:?}"),
    };
    let board = policies::group(ctx, organisation, "Bestuur").await?;

    let album = Album::open(&house, look).await?;
    album.goto(&format!("/admin/people?view={view}")).await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    album.goto(&format!("/admin/people?view={view}")).await?;
    album.take_both("people").await?;
    album.goto(&format!("/admin/people/{joris}?view={view}")).await?;
    album.take_both("person").await?;
    let role = role(&album).await?;
    for (path, name) in [
        (format!("/admin/people?view={view}&q=zzz"), "people-none"),
        (format!("/admin/people/{joris}/edit?view={view}"), "person-edit"),
        ("/admin/people/new".to_owned(), "person-new"),
        ("/admin/exemptions".to_owned(), "exemptions"),
        ("/admin/groups".to_owned(), "groups"),
        ("/admin/groups/new".to_owned(), "group-new"),
        (format!("/admin/groups/{board}"), "group"),
        (format!("/admin/groups/{board}/remove"), "group-remove"),
        ("/admin/views".to_owned(), "views"),
        ("/admin/views/new".to_owned(), "view-new"),
        (format!("/admin/views/{view}/remove"), "view-remove"),
        ("/admin/roles".to_owned(), "roles"),
        ("/admin/roles/new".to_owned(), "role-new"),
        (format!("{role}/remove"), "role-remove"),
        ("/admin/settings/break-glass".to_owned(), "break-glass"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    album.goto("/admin/settings/break-glass").await?;
    album.walk.press("glass-make").await?;
    album.take("break-glass-shown").await?;
    album.goto(&format!("/admin/views/{view}")).await?;
    album.take_both("view").await?;
    acts::photograph(&album, &Whom { view, joris, riet, lin, sanne }).await?;
    import::photograph(&album, &house).await?;
    album.goto("/admin/audit").await?;
    album.take("audit").await?;
    album.close().await
}

/// Makes a role of one's own, and takes its page; its address.
async fn role(album: &Album<'_>) -> Result<String> {
    let name = album.word("Front desk", "Balie");
    album.goto("/admin/roles/new").await?;
    album.walk.fill("name", name).await?;
    for right in ["people-read", "remind", "sessions-end"] {
        album.walk.browser.driver().find(By::Id(format!("right-{right}"))).await?.click().await?;
    }
    album.walk.press("role-save").await?;
    album.walk.press_in("edit", name).await?;
    album.take("role").await?;
    album.walk.browser.path().await
}

/// Signed in so long ago.
async fn signed_in(house: &House, user: UserId, ago: Lifetime) -> Result<()> {
    let (org, at) = (house.organisation.id, house.ctx.now().minus(ago));
    let written = house.ctx.db().write(move |tx| Box::pin(store::user::signed_in(tx, org, user, at)));
    let written: Result<(), store::Error> = written.await;
    Ok(written?)
}

async fn add(
    house: &House,
    (user_name, full_name, groups, role, app): (&str, &str, &[&str], Role, bool),
    group: &str,
) -> Result<UserId> {
    let (ctx, organisation) = (&house.ctx, &house.organisation);
    let groups: Vec<String> = groups.iter().copied().chain([group]).map(str::to_owned).collect();
    for name in &groups {
        policies::group(ctx, organisation, name).await?;
    }
    let new = NewPerson {
        user_name: user_name.to_owned(),
        display_name: full_name.to_owned(),
        addresses: vec![format!("{user_name}@waterland.example")],
        language: None,
        role,
        groups,
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    let id = people::add(ctx, organisation, new).await?;
    if app {
        let mut key = [0x61; 20];
        for (byte, letter) in key.iter_mut().zip(user_name.bytes()) {
            *byte = letter;
        }
        import_authenticator::import(ctx, organisation, id, &key, "iPhone").await?;
    }
    Ok(id)
}
