//! Announcements: made, changed, taken away. What readers see of them is `crate::announcements`.

use std::sync::Arc;

use domain::announcement::{Reach, ReachFault, Weight, names_reader};
use domain::audit::AuditEvent;
use domain::campaign::TextFault;
use domain::campaign::text::{Check, Text};
use domain::id::AnnouncementId;
use domain::permission::{Freshness, Right};
use serde_json::json;
use store::Tx;
use store::announcement::AnnouncementText;

use super::campaign::{TypedText, may_run};
use super::desk::{Acted, Admin};
use super::reach::is_there;
use super::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::hooks;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

pub use store::announcement::Announcement;

/// The right that making one needs: whoever may run campaigns tells people things.
pub const RIGHT: Right = Right::CampaignsRun;

/// Words of the events that connected systems are told.
const PUBLISHED: &str = "announcement.published";
const REMOVED: &str = "announcement.removed";

/// An announcement to save.
#[derive(Clone, Debug)]
pub struct AnnouncementEdit {
    /// The one that is changed; none for a new one.
    pub id: Option<AnnouncementId>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// For whom, and when.
    pub reach: Reach,
    /// What it says, in every language.
    pub texts: Vec<TypedText>,
}

/// What is wrong with an announcement, all at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnouncementFaults {
    /// Of its days.
    pub reach: Vec<ReachFault>,
    /// The selection is gone.
    pub selection: bool,
    /// Of title and text, for each language in the order in which they were typed.
    pub texts: Vec<(Vec<TextFault>, Vec<TextFault>)>,
}

impl AnnouncementFaults {
    fn is_none(&self) -> bool {
        let texts = self.texts.iter().all(|(title, body)| title.is_empty() && body.is_empty());
        self.reach.is_empty() && !self.selection && texts
    }
}

/// What became of an announcement that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedAnnouncement {
    /// What is wrong with it.
    Faults(AnnouncementFaults),
    /// Somebody changed it since it was read, or took it away.
    Changed,
    /// It is saved under this identity.
    Saved(AnnouncementId),
}

/// All announcements, the latest on top.
pub async fn list(ctx: &Ctx, organisation: &Organisation) -> Result<Vec<Announcement>, Error> {
    Ok(store::announcement::list(ctx.db(), organisation.id).await?)
}

/// One of them.
pub async fn find(ctx: &Ctx, organisation: &Organisation, id: AnnouncementId) -> Result<Option<Announcement>, Error> {
    Ok(store::announcement::find(ctx.db(), organisation.id, id).await?)
}

/// What is wrong with an announcement on this day; nothing is saved.
pub async fn check(
    ctx: &Ctx,
    organisation: &Organisation,
    edit: &AnnouncementEdit,
) -> Result<AnnouncementFaults, Error> {
    let today = ctx.now().date_in(&organisation.zone);
    let check = Check { kind: None, has_telephone: organisation.helpdesk_telephone.is_some() };
    let of = |read: Result<Text, Vec<TextFault>>| read.err().unwrap_or_default();
    let texts = edit.texts.iter();
    Ok(AnnouncementFaults {
        reach: edit.reach.faults(today),
        selection: !is_there(ctx, organisation, edit.reach.selected.selection()).await?,
        texts: texts.map(|text| (of(Text::subject(&text.subject, check)), of(Text::body(&text.body, check)))).collect(),
    })
}

/// Saves an announcement. Whoever put an earlier version away reads this one.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    edit: AnnouncementEdit,
) -> Result<Acted<SavedAnnouncement>, Error> {
    if let Some(id) = edit.id
        && find(ctx, &visit.organisation, id).await?.is_none()
    {
        return not_found(ctx, visit, admin, "save-announcement").await;
    }
    if let Some(not) = may_run(ctx, visit, admin, ("save-announcement", Freshness::Session)).await? {
        return Ok(not);
    }
    Ok(Acted::Done(save_by(ctx, admin.scribe(ctx, visit, ctx.now()), &edit).await?))
}

/// The same for someone at the command line of the server.
pub async fn save_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &AnnouncementEdit,
) -> Result<SavedAnnouncement, Error> {
    save_by(ctx, Scribe::of_command_line(ctx, organisation, ctx.now()), edit).await
}

async fn save_by(ctx: &Ctx, scribe: Scribe, edit: &AnnouncementEdit) -> Result<SavedAnnouncement, Error> {
    let faults = check(ctx, &scribe.organisation, edit).await?;
    if !faults.is_none() {
        return Ok(SavedAnnouncement::Faults(faults));
    }
    let id = edit.id.unwrap_or_else(|| AnnouncementId::from_bytes(ctx.new_id(scribe.now)));
    let texts: Vec<AnnouncementText> = edit.texts.iter().map(kept).collect();
    let input = (scribe, (id, edit.id.map(|_| edit.version)), (edit.reach, texts));
    let saved = ctx
        .write(input, |tx, (scribe, (id, version), (reach, texts))| {
            Box::pin(async move { write(tx, scribe, (*id, *version), (reach, texts)).await })
        })
        .await?;
    Ok(if saved { SavedAnnouncement::Saved(id) } else { SavedAnnouncement::Changed })
}

fn kept(text: &TypedText) -> AnnouncementText {
    AnnouncementText {
        language: text.language.clone(),
        title: text.subject.trim().to_owned(),
        body: text.body.replace("\r\n", "\n").trim().to_owned(),
    }
}

async fn write(
    tx: &mut Tx,
    scribe: &Scribe,
    (id, version): (AnnouncementId, Option<i64>),
    (reach, texts): (&Reach, &[AnnouncementText]),
) -> Result<bool, Error> {
    let (org, now) = (scribe.organisation.id, scribe.now);
    let mut selected = None;
    if let Some(selection) = reach.selected.selection() {
        // Whoever removes a selection waits for this, and the other way around.
        store::organisation::lock(tx, org).await?;
        let Some(found) = store::selection::find_in(tx, org, selection).await? else { return Ok(false) };
        selected = Some(found.name);
    }
    let was_shared = match version {
        Some(version) => store::announcement::is_shared_in(tx, org, (id, version)).await?,
        None => false,
    };
    match version {
        None => store::announcement::insert(tx, org, (id, reach), texts, (now, scribe.user())).await?,
        Some(version) => {
            if !store::announcement::save(tx, org, (id, version), (reach, texts), now).await? {
                return Ok(false);
            }
        }
    }
    let announcement = title_of(texts, &scribe.organisation);
    scribe.note(tx, None, AuditEvent::AnnouncementSaved { announcement })?;
    let version = version.map_or(1, |version| version + 1);
    if reach.shared {
        hooks::tell(tx, scribe, (PUBLISHED, published((id, version), (reach, selected), texts))).await?;
    } else if was_shared {
        hooks::tell(tx, scribe, (REMOVED, json!({ "id": id, "version": version }))).await?;
    }
    Ok(true)
}

/// What connected systems are told of an announcement: as it was written, with its placeholders.
fn published(
    (id, version): (AnnouncementId, i64),
    (reach, selection): (&Reach, Option<String>),
    texts: &[AnnouncementText],
) -> serde_json::Value {
    let words = texts.iter().flat_map(|text| [text.title.as_str(), text.body.as_str()]);
    let each = texts.iter().map(|text| json!({ "language": text.language, "title": text.title, "text": text.body }));
    json!({
        "id": id,
        "version": version,
        "from": reach.from.to_string(),
        "until": reach.until.to_string(),
        "important": reach.weight == Weight::Important,
        "selection": selection,
        "lacking_only": reach.lacking_only,
        "dismissible": reach.dismissible,
        "personal": names_reader(words),
        "texts": each.collect::<Vec<_>>(),
    })
}

/// The title by which administrators know it: that in the language of the organisation.
pub fn title_of(texts: &[AnnouncementText], organisation: &Organisation) -> String {
    let own = texts.iter().find(|text| text.language == organisation.language);
    own.or(texts.first()).map(|text| text.title.clone()).unwrap_or_default()
}

/// Takes an announcement away; false where it has changed since it was read.
pub async fn remove(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, version): (AnnouncementId, i64),
) -> Result<Acted<bool>, Error> {
    let Some(there) = find(ctx, &visit.organisation, id).await? else {
        return not_found(ctx, visit, admin, "remove-announcement").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("remove-announcement", Freshness::Session)).await? {
        return Ok(not);
    }
    let title = title_of(&there.texts, &visit.organisation);
    let input = (admin.scribe(ctx, visit, ctx.now()), (id, version), title);
    let removed = ctx
        .write(input, |tx, (scribe, (id, version), title)| {
            Box::pin(async move {
                let org = scribe.organisation.id;
                let was_shared = store::announcement::is_shared_in(tx, org, (*id, *version)).await?;
                let removed = store::announcement::remove(tx, org, (*id, *version)).await?;
                if removed {
                    store::announcement::forget(tx, org, id.bytes()).await?;
                    scribe.note(tx, None, AuditEvent::AnnouncementRemoved { announcement: title.clone() })?;
                }
                if removed && was_shared {
                    hooks::tell(tx, scribe, (REMOVED, json!({ "id": id, "version": version }))).await?;
                }
                Ok(removed)
            })
        })
        .await?;
    Ok(Acted::Done(removed))
}
