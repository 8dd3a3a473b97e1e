//! Who connects applications, and what is kept of them.

use anyhow::{Context, Result};
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use store::audit::{Filter, KeptEvent};
use store::relying_party::Known;

use crate::systems::office::shown;

pub(crate) const APPLICATIONS: &str = "/admin/applications";
pub(crate) const SIGN_IN: &str = "/admin/applications/sign-in";
pub(crate) const NEW: &str = "/admin/applications/sign-in/new";
pub(crate) const BACK: &str = "https://cloud.waterland.example/back";

/// What a form of an application says; the rest is as it stands on the page.
#[derive(Clone, Copy, Default)]
pub(crate) struct Typed<'t> {
    pub(crate) fields: &'t [(&'t str, &'t str)],
    pub(crate) claims: &'t [(&'t str, &'t str)],
}

/// Sends the form that stands on a page.
pub(crate) async fn send(admin: &mut Visitor, page: &Page, action: &str, typed: Typed<'_>) -> Result<Page> {
    let mut pairs = page.form(action)?;
    let put =
        |field: &str| typed.fields.iter().any(|(name, _)| *name == field) || ["claim", "from", "act"].contains(&field);
    pairs.retain(|(field, _)| !put(field));
    let claims = typed.claims.iter().flat_map(|(name, from)| [("claim", *name), ("from", *from)]);
    let fields = typed.fields.iter().copied().chain(claims);
    pairs.extend(fields.map(|(field, value)| (field.to_owned(), value.to_owned())));
    admin.send(Method::POST, action, Some(encode(&pairs))).await
}

/// The empty form of a new one.
pub(crate) async fn blank(admin: &mut Visitor) -> Result<Page> {
    admin.open(&format!("{NEW}?template=own&address=")).await
}

/// One that was connected: its page, and its secret.
pub(crate) struct Connected {
    pub(crate) page: String,
    pub(crate) secret: String,
}

impl Connected {
    pub(crate) fn id(&self) -> &str {
        self.page.rsplit('/').next().unwrap_or_default()
    }
}

/// Connects one by the form.
pub(crate) async fn connect(admin: &mut Visitor, name: &str) -> Result<Connected> {
    let page = blank(admin).await?;
    let fields = [("name", name), ("redirects", BACK)];
    let made = send(admin, &page, NEW, Typed { fields: &fields, claims: &[] }).await?;
    let secret = shown(&made, "secret")?;
    let page = page_of(&made)?;
    Ok(Connected { page, secret })
}

/// The page to which the answer leads.
pub(crate) fn page_of(made: &Page) -> Result<String> {
    made.links().into_iter().find(|link| link.starts_with(SIGN_IN)).context("no way to it")
}

/// All of them as they are kept.
pub(crate) async fn kept(scene: &Scene) -> Result<Vec<Known>> {
    Ok(store::relying_party::list(scene.house.ctx.db(), scene.house.organisation.id).await?)
}

/// The newest events of the audit log.
pub(crate) async fn log(scene: &Scene) -> Result<Vec<KeptEvent>> {
    let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
    Ok(store::audit::newest(db, org, &Filter::default(), None, 20).await?)
}
