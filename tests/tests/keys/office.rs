//! Who makes keys, and what is kept of them.

use anyhow::{Context, Result};
use domain::id::{ApiKeyId, SessionId};
use domain::policy::SessionFacts;
use domain::session::SessionTerms;
use domain::time::Lifetime;
use journeys::scene::{Member, Scene};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use store::api_key::Known;
use store::audit::{Filter, KeptEvent};
use store::session::Session;

use crate::systems::office::shown;

pub(crate) const KEYS: &str = "/admin/settings/keys";
pub(crate) const NEW: &str = "/admin/settings/keys/new";

/// A key that was made.
pub(crate) struct MadeKey {
    pub(crate) id: ApiKeyId,
    pub(crate) key: String,
}

impl MadeKey {
    pub(crate) fn page(&self) -> String {
        format!("{KEYS}/{}", self.id)
    }
}

/// What a form of a key says.
#[derive(Clone, Copy)]
pub(crate) struct Typed<'t> {
    pub(crate) name: &'t str,
    pub(crate) scopes: &'t [&'t str],
    pub(crate) addresses: &'t str,
    pub(crate) rate: &'t str,
}

impl Default for Typed<'_> {
    fn default() -> Self {
        Self { name: "CRM", scopes: &["sign-in"], addresses: "", rate: "6000" }
    }
}

/// Sends the form that stands on a page.
pub(crate) async fn send(admin: &mut Visitor, page: &Page, action: &str, typed: Typed<'_>) -> Result<Page> {
    let mut pairs = page.form(action)?;
    pairs.retain(|(field, _)| field == "csrf" || field == "version");
    let fields = [("name", typed.name), ("addresses", typed.addresses), ("rate", typed.rate)];
    let fields = fields.into_iter().chain(typed.scopes.iter().map(|scope| ("scope", *scope)));
    pairs.extend(fields.map(|(field, value)| (field.to_owned(), value.to_owned())));
    admin.send(Method::POST, action, Some(encode(&pairs))).await
}

/// Makes a key by the form.
pub(crate) async fn make(admin: &mut Visitor, typed: Typed<'_>) -> Result<MadeKey> {
    let page = admin.open(NEW).await?;
    let made = send(admin, &page, NEW, typed).await?;
    let key = shown(&made, "key")?;
    let links = made.links();
    let mut ids = links.iter().filter_map(|link| link.strip_prefix(KEYS)?.strip_prefix('/')?.parse().ok());
    Ok(MadeKey { id: ids.next().context("no way to it")?, key })
}

/// All keys as they are kept.
pub(crate) async fn kept(scene: &Scene) -> Result<Vec<Known>> {
    Ok(store::api_key::list(scene.house.ctx.db(), scene.house.organisation.id).await?)
}

/// The newest events of the audit log.
pub(crate) async fn log(scene: &Scene) -> Result<Vec<KeptEvent>> {
    let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
    Ok(store::audit::newest(db, org, &Filter::default(), None, 20).await?)
}

/// A session of somebody, on a platform or on our own pages.
pub(crate) async fn session(
    scene: &Scene,
    member: &Member,
    (number, platform): (u8, Option<ApiKeyId>),
) -> Result<SessionId> {
    let now = scene.house.ctx.now();
    let terms = SessionTerms { expires_at: now.plus(Lifetime::hours(1)), idle: None, persistent: false };
    let session = Session {
        id: SessionId::from_bytes([number; 16]),
        user: member.id,
        facts: SessionFacts { started_at: now, terms, last_seen_at: now, proof: None, factor_at: None },
        password_at: now,
        browser: "Safari, macOS".to_owned(),
        source: "192.0.2.10".to_owned(),
        platform,
    };
    let id = session.id;
    let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
    db.write_with::<_, _, store::Error, _>(session, move |tx, session| {
        Box::pin(async move { store::session::insert(tx, org, [number; 32], session).await })
    })
    .await?;
    Ok(id)
}
