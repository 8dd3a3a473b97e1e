//! Texts of a campaign: the organisation's own where it wrote one, in every language at once, else the product's.

use domain::audit::AuditEvent;
use domain::campaign::text::{Check, Text};
use domain::campaign::{TextFault, TextKind};
use domain::id::CampaignId;
use domain::permission::Freshness;
use store::campaign_text::OwnText;

use super::edit::may_run;
use crate::admin::desk::{Acted, Admin};
use crate::admin::roles::not_found;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// A text as a form holds it, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedText {
    /// Tag of the language.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What became of a text that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedText {
    /// What is wrong with the subject and with the body, for each language in the order in which they were typed.
    Faults(Vec<(Vec<TextFault>, Vec<TextFault>)>),
    /// Somebody changed it since it was read.
    Changed,
    /// It goes out with the next messages; those that were written keep what they said.
    Saved,
}

/// The newest own texts of a campaign, without those in whose place the product's own is back.
pub async fn texts(ctx: &Ctx, organisation: &Organisation, campaign: CampaignId) -> Result<Vec<OwnText>, Error> {
    let mut all = store::campaign_text::current(ctx.db(), organisation.id, campaign).await?;
    all.retain(|text| !text.subject.is_empty());
    Ok(all)
}

/// The newest version of each text that has one.
pub async fn versions(
    ctx: &Ctx,
    organisation: &Organisation,
    campaign: CampaignId,
) -> Result<Vec<(TextKind, i64)>, Error> {
    let all = store::campaign_text::current(ctx.db(), organisation.id, campaign).await?;
    let mut versions: Vec<(TextKind, i64)> = all.into_iter().map(|text| (text.kind, text.version)).collect();
    versions.sort_unstable();
    versions.dedup();
    Ok(versions)
}

/// Saves a text in every language over the version that was read (0 where there was none). With `None` the product's own
/// text is back.
pub async fn save_text(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (campaign, kind, version): (CampaignId, TextKind, i64),
    typed: Result<Vec<TypedText>, Vec<String>>,
) -> Result<Acted<SavedText>, Error> {
    let Some(there) = store::campaign::find(ctx.db(), visit.organisation.id, campaign).await? else {
        return not_found(ctx, visit, admin, "save-campaign-text").await;
    };
    if let Some(not) = may_run(ctx, visit, admin, ("save-campaign-text", Freshness::Session)).await? {
        return Ok(not);
    }
    let check = Check { kind: Some(kind), has_telephone: visit.organisation.helpdesk_telephone.is_some() };
    if let Ok(typed) = &typed {
        let faults: Vec<_> = typed.iter().map(|text| faults(text, check)).collect();
        if faults.iter().any(|(subject, body)| !subject.is_empty() || !body.is_empty()) {
            return Ok(Acted::Done(SavedText::Faults(faults)));
        }
    }
    let own = |language: String, subject: &str, body: &str| OwnText {
        kind,
        version,
        language,
        subject: subject.trim().to_owned(),
        body: body.replace("\r\n", "\n").trim().to_owned(),
    };
    let texts: Vec<OwnText> = match typed {
        Ok(typed) => typed.into_iter().map(|text| own(text.language, &text.subject, &text.body)).collect(),
        Err(languages) => languages.into_iter().map(|language| own(language, "", "")).collect(),
    };
    let input = (admin.scribe(ctx, visit, ctx.now()), (campaign, there.name, kind), texts);
    let saved = ctx
        .write(input, |tx, (scribe, (campaign, name, kind), texts)| {
            Box::pin(async move {
                let (org, now) = (scribe.organisation.id, scribe.now);
                if !store::campaign_text::save(tx, org, *campaign, texts, now).await? {
                    return Err(Error::Conflict);
                }
                let (campaign, text) = (name.clone(), kind.word().to_owned());
                scribe.note(tx, None, AuditEvent::CampaignTextSaved { campaign, text })
            })
        })
        .await;
    match saved {
        Ok(()) => Ok(Acted::Done(SavedText::Saved)),
        Err(Error::Conflict) => Ok(Acted::Done(SavedText::Changed)),
        Err(error) => Err(error),
    }
}

fn faults(text: &TypedText, check: Check) -> (Vec<TextFault>, Vec<TextFault>) {
    let of = |read: Result<Text, Vec<TextFault>>| read.err().unwrap_or_default();
    (of(Text::subject(&text.subject, check)), of(Text::body(&text.body, check)))
}
