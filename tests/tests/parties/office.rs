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

/// The whole form to `action` as it stands, with what is chosen in lists and what stands in texts.
pub(crate) fn form_of(page: &Page, action: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = page.form(action)?;
    let opened = format!("action=\"{action}\"");
    let rest = page.body.split(&opened).nth(1).context("no form")?;
    let form = rest.split("</form>").next().unwrap_or_default();
    for list in form.split("<select").skip(1) {
        let chosen = list
            .split("<option value=\"")
            .skip(1)
            .find(|option| option.split('>').next().is_some_and(|tag| tag.ends_with(" selected")));
        let value = chosen.and_then(|option| option.split('"').next()).unwrap_or_default();
        pairs.push((name_of(list)?, value.to_owned()));
    }
    for text in form.split("<textarea").skip(1) {
        let value = text.split_once('>').and_then(|(_, rest)| rest.split("</textarea>").next()).unwrap_or_default();
        pairs.push((name_of(text)?, plain(value)));
    }
    Ok(pairs)
}

fn name_of(tag: &str) -> Result<String> {
    let named = tag.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(named.context("a field without a name")?.to_owned())
}

fn plain(html: &str) -> String {
    let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.into_iter().fold(html.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// The claims of a form: a name, and what it says.
pub(crate) fn claims_of(form: &[(String, String)]) -> Vec<(&str, &str)> {
    let all = |field: &'static str| form.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str());
    all("claim").zip(all("from")).collect()
}

/// Sends the form that stands on a page.
pub(crate) async fn send(admin: &mut Visitor, page: &Page, action: &str, typed: Typed<'_>) -> Result<Page> {
    let mut pairs = form_of(page, action)?;
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
    made.links().into_iter().find(|link| link.starts_with(&format!("{SIGN_IN}/0"))).context("no way to it")
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
