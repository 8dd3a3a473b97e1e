//! Who connects systems, and what they are given.

use std::time::Duration;

use actions::admin::announcements::{self, AnnouncementEdit, SavedAnnouncement};
use actions::admin::campaign::TypedText;
use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::{Context, Result, bail, ensure};
use domain::announcement::{Reach, Weight};
use domain::id::{AnnouncementId, SystemId};
use domain::selection::Selected;
use domain::time::Lifetime;
use domain::user::Role;
use jiff::civil::Date;
use journeys::scene::{PASSWORD, Scene};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use secrecy::SecretString;
use store::hook::Delivery;

use crate::systems::receiver::Receiver;

pub(crate) const SYSTEMS: &str = "/admin/settings/systems";

/// Someone of a role, signed in just now.
pub(crate) async fn signed_in(scene: &Scene, name: &str, role: Role) -> Result<Visitor> {
    let new = NewPerson {
        user_name: name.to_owned(),
        display_name: format!("{name} Jansen"),
        addresses: vec![format!("{name}@waterland.example")],
        language: Some("en".to_owned()),
        role,
        groups: Vec::new(),
        password: NewPassword::Plain(SecretString::from(PASSWORD)),
    };
    people::add(&scene.house.ctx, &scene.house.organisation, new).await?;
    let mut visitor = scene.visitor()?;
    visitor.sign_in(name, PASSWORD).await?;
    Ok(visitor)
}

/// A system that was connected.
pub(crate) struct Connected {
    pub(crate) id: SystemId,
    pub(crate) key: String,
    pub(crate) secret: String,
}

impl Connected {
    pub(crate) fn page(&self) -> String {
        format!("{SYSTEMS}/{}", self.id)
    }
}

/// The text of the element with this id.
pub(crate) fn shown(page: &Page, id: &str) -> Result<String> {
    let rest = page.body.split(&format!("id=\"{id}\">")).nth(1).with_context(|| format!("no {id}: {}", page.text()))?;
    Ok(rest.split('<').next().unwrap_or_default().to_owned())
}

/// Connects a system by the form.
pub(crate) async fn connect(admin: &mut Visitor, name: &str, address: &str) -> Result<Connected> {
    let new = format!("{SYSTEMS}/new");
    let page = admin.open(&new).await?;
    let made = admin.submit(&page, &new, &[("name", name), ("address", address)]).await?;
    let key = shown(&made, "key")?;
    let secret = shown(&made, "secret")?.replace("&#43;", "+");
    let links = made.links();
    let mut ids = links.iter().filter_map(|link| link.strip_prefix(SYSTEMS)?.strip_prefix('/')?.parse().ok());
    Ok(Connected { id: ids.next().context("no way to it")?, key, secret })
}

/// Saves another address.
pub(crate) async fn point(admin: &mut Visitor, system: &Connected, address: &str) -> Result<Page> {
    let page = admin.open(&system.page()).await?;
    admin.fill(&page, &system.page(), &[("address", address)]).await
}

pub(crate) fn today(scene: &Scene) -> Date {
    scene.house.ctx.now().date_in(&scene.house.organisation.zone)
}

/// Handed on, for everyone, today.
pub(crate) fn reach(scene: &Scene) -> Reach {
    Reach {
        selected: Selected::Everyone,
        from: today(scene),
        until: today(scene),
        weight: Weight::Information,
        lacking_only: false,
        dismissible: true,
        shared: true,
    }
}

pub(crate) fn edit(reach: Reach, title: &str, body: &str) -> AnnouncementEdit {
    let texts = ["en", "nl"].map(|language| TypedText {
        language: language.to_owned(),
        subject: format!("{title} ({language})"),
        body: body.to_owned(),
    });
    AnnouncementEdit { id: None, version: 0, reach, texts: texts.to_vec() }
}

pub(crate) async fn announce(scene: &Scene, edit: &AnnouncementEdit) -> Result<AnnouncementId> {
    match announcements::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedAnnouncement::Saved(id) => Ok(id),
        other => bail!("not saved: {other:?}"),
    }
}

/// The events of a system once they are as wanted: the job notes what came back a moment after the other side answered.
pub(crate) async fn once(
    scene: &Scene,
    system: SystemId,
    wanted: impl Fn(&[Delivery]) -> bool,
) -> Result<Vec<Delivery>> {
    let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
    let found = tokio::time::timeout(Duration::from_secs(30), async {
        let mut looks = tokio::time::interval(Duration::from_millis(5));
        loop {
            looks.tick().await;
            let all = store::hook::of_system(db, org, system, 50).await?;
            if wanted(&all) {
                return Ok::<_, store::Error>(all);
            }
        }
    });
    Ok(found.await.context("the events never became so")??)
}

/// The events of the audit log that a system is told, as the form takes them: these words and nothing else.
pub(crate) async fn choose(admin: &mut Visitor, system: &Connected, kinds: &[&str]) -> Result<Page> {
    let answer = press(admin, system, (kinds, None)).await?;
    admin.follow(answer).await
}

/// Sends the form about the events of the log with these boxes ticked, by "Save" or by a button of a group.
pub(crate) async fn press(
    admin: &mut Visitor,
    system: &Connected,
    (kinds, button): (&[&str], Option<(&str, &str)>),
) -> Result<Page> {
    let path = format!("{}/events", system.page());
    let mut fields = admin.open(&path).await?.form(&path)?;
    fields.retain(|(name, _)| name != "kind");
    let ticked = kinds.iter().map(|kind| ("kind", *kind));
    fields.extend(ticked.chain(button).map(|(name, value)| (name.to_owned(), value.to_owned())));
    admin.send(Method::POST, &path, Some(encode(&fields))).await
}

/// A system whose events arrive at a receiver that answers these statuses, and that is told these kinds of the log; a second
/// later. None where there is no Python.
pub(crate) async fn listening(
    scene: &Scene,
    admin: &mut Visitor,
    (kinds, statuses): (&[&str], &str),
) -> Result<Option<(Connected, Receiver)>> {
    let system = connect(admin, "SIEM", "").await?;
    let Some(receiver) = Receiver::start(&system.secret, statuses).await? else { return Ok(None) };
    point(admin, &system, &receiver.address).await?;
    let page = choose(admin, &system, kinds).await?;
    ensure!(page.path() == system.page(), "not chosen: {}", page.text());
    scene.advance(Lifetime::seconds(1));
    Ok(Some((system, receiver)))
}
