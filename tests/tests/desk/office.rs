//! A house with a desk in it: people of every role, each with an app and a fresh proof, and views.

use std::sync::atomic::{AtomicU32, Ordering};

use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::{Context, Result};
use domain::id::{SelectionId, UserId, ViewId};
use domain::user::Role;
use domain::view::{Column, Order, View, ViewAction};
use journeys::scene::{GROUP, Member, PASSWORD, Scene};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use reqwest::header::HeaderValue;
use secrecy::SecretString;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A number that no other call was given.
pub(crate) fn number() -> u32 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// Adds a person with a role, and no app.
pub(crate) async fn person(scene: &Scene, role: Role, groups: &[&str]) -> Result<Member> {
    let name = format!("p{}", number());
    let new = NewPerson {
        user_name: name.clone(),
        display_name: format!("Persoon {}", &name[1..]),
        addresses: vec![format!("{name}@waterland.example")],
        language: Some("en".to_owned()),
        role,
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    let id = people::add(&scene.house.ctx, &scene.house.organisation, new).await?;
    Ok(Member { id, name, key: String::new() })
}

/// Someone of a role at the desk: with an app, under the policy that asks it, signed in with it just now.
pub(crate) async fn at_the_desk(scene: &Scene, role: Role) -> Result<(Member, Visitor)> {
    let member = scene.give_app(person(scene, role, &[GROUP]).await?).await?;
    let visitor = scene.signed_in(&member).await?;
    Ok((member, visitor))
}

/// Saves a view.
pub(crate) async fn view(
    scene: &Scene,
    name: &str,
    selection: Option<SelectionId>,
    actions: &[ViewAction],
) -> Result<ViewId> {
    view_for(scene, (name, selection), actions, &[Role::Helpdesk, Role::PeopleManager]).await
}

/// The same, for these roles.
pub(crate) async fn view_for(
    scene: &Scene,
    (name, selection): (&str, Option<SelectionId>),
    actions: &[ViewAction],
    roles: &[Role],
) -> Result<ViewId> {
    let mut bytes = [0x76; 16];
    bytes[12..].copy_from_slice(&number().to_be_bytes());
    let view = View {
        id: ViewId::from_bytes(bytes),
        name: name.to_owned(),
        selection,
        columns: Column::BUILT_IN.to_vec(),
        order: Order::Name,
        actions: actions.to_vec(),
        roles: roles.to_vec(),
        version: 0,
    };
    let (id, org) = (view.id, scene.house.organisation.id);
    scene
        .house
        .ctx
        .db()
        .write_with::<_, _, store::Error, _>((view, org), |tx, (view, org)| {
            Box::pin(async move { store::view::save(tx, *org, view).await })
        })
        .await?;
    Ok(id)
}

/// The token of a page's forms.
pub(crate) fn token(page: &Page) -> Result<String> {
    let rest = page.body.split("name=\"csrf\" value=\"").nth(1).context("no form on the page")?;
    Ok(rest.split('"').next().unwrap_or_default().to_owned())
}

/// Sends a form of one's own making, with the token of a page that the visitor can open.
pub(crate) async fn post(visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let page = visitor.get("/").await?;
    let mut pairs = vec![("csrf".to_owned(), token(&page).unwrap_or_default())];
    pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    visitor.send(Method::POST, path, Some(encode(&pairs))).await
}

/// A form with a file, sent as a browser does.
pub(crate) async fn send_file(visitor: &mut Visitor, path: &str, name: &str, content: &[u8]) -> Result<Page> {
    send_file_with(visitor, path, (name, content), &[]).await
}

/// The same with other fields before the file.
pub(crate) async fn send_file_with(
    visitor: &mut Visitor,
    path: &str,
    (name, content): (&str, &[u8]),
    fields: &[(&str, &str)],
) -> Result<Page> {
    const BOUNDARY: &str = "----boundary0123456789";
    let page = visitor.get("/").await?;
    let token = token(&page).unwrap_or_default();
    let field = |(name, value): &(&str, &str)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut head = field(&("csrf", &token));
    for one in fields {
        head.push_str(&field(one));
    }
    let file = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n"
    );
    head.push_str(&file);
    let body = [head.as_bytes(), content, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
    let mut headers = visitor.headers.clone();
    headers.insert("content-type", HeaderValue::from_str(&format!("multipart/form-data; boundary={BOUNDARY}"))?);
    visitor.send_as(Method::POST, path, headers, Some(body)).await
}

/// The words and details of the events that somebody did, oldest first.
pub(crate) async fn done_by(scene: &Scene, subject: UserId, actor: UserId) -> Result<Vec<(String, String)>> {
    let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
    let mut events = store::audit::of_user(db, org, subject, 1000).await?;
    events.reverse();
    let by = actor.to_string();
    Ok(events.into_iter().filter(|event| event.actor == by).map(|event| (event.kind, event.details)).collect())
}
