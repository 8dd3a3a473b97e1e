//! `/admin/messages/ID/text/KIND`: what a message says, in every language; shown as any person reads it, and sent to oneself.

use actions::admin::campaign::{self as campaigns, SavedText, Shown, Tried, TypedText};
use actions::admin::policy;
use actions::audit_log;
use axum::extract::Path;
use domain::campaign::{Placeholder, TextFault, TextKind};
use domain::permission::Right;
use domain::time::Timestamp;

use super::{LIST, found, words};
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::mail::site_of;
use crate::pages::{CampaignMail, CampaignTextPage, Letterhead, Place, TextForm, TextNotice, usual_text, word_of};
use crate::words::{Calendar, Words, languages};

/// What is on the page besides the texts.
struct State {
    notice: TextNotice,
    faults: Vec<(Vec<TextFault>, Vec<TextFault>)>,
    person: String,
}

/// GET `/admin/messages/ID/text/KIND`, with `person` for whom it is shown as.
pub(super) async fn show(admin: Admin, Path((text, kind)): Path<(String, String)>) -> Answer {
    let shown = found(&admin, &text).await?;
    let kind = TextKind::from_word(&kind).ok_or(Failure::NotFound)?;
    let notice = match admin.reader.notice().map(|(word, _)| word).as_deref() {
        Some("campaign-text-saved") => TextNotice::Saved,
        Some("campaign-text-usual") => TextNotice::Usual,
        Some("campaign-text-tried") => TextNotice::Tried,
        _ => TextNotice::None,
    };
    let person = admin.reader.query("person").unwrap_or_default();
    page(&admin, (&shown, kind), None, State { notice, faults: Vec::new(), person }).await
}

/// POST `/admin/messages/ID/text/KIND`, with `act`: `save`, `preview`, `usual` or `try`.
pub(super) async fn submit(admin: Admin, Path((text, kind)): Path<(String, String)>, fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    let kind = TextKind::from_word(&kind).ok_or(Failure::NotFound)?;
    let reader = &admin.reader;
    let (id, back) = (shown.campaign.id, format!("{LIST}/{}/text/{}", shown.campaign.id, kind.word()));
    let version = fields.get("version").parse().unwrap_or(-1);
    let typed: Vec<TypedText> = languages()
        .iter()
        .map(|language| TypedText {
            language: language.tag.clone(),
            subject: fields.get(&format!("subject-{}", language.tag)),
            body: fields.get(&format!("body-{}", language.tag)),
        })
        .collect();
    let person = fields.get("person");
    let wished = match fields.get("act").as_str() {
        "preview" => {
            let state = State { notice: TextNotice::None, faults: Vec::new(), person };
            return page(&admin, (&shown, kind), Some((typed, version)), state).await;
        }
        "try" => {
            let acted = campaigns::try_on_oneself(reader.ctx(), reader.visit(), &admin.who, (id, kind)).await?;
            return match settled(&admin, acted, &back)? {
                Err(elsewhere) => Ok(elsewhere),
                Ok(Tried::Written) => reader.reply().notice("campaign-text-tried", "").to(&back),
                Ok(Tried::NoDeadline) => reader.to(&format!("{LIST}/{id}")),
            };
        }
        "usual" => Err(languages().iter().map(|language| language.tag.clone()).collect()),
        "save" => Ok(typed.clone()),
        _ => return Err(Failure::Form),
    };
    let is_usual = wished.is_err();
    let read = (id, kind, version);
    let acted = campaigns::save_text(reader.ctx(), reader.visit(), &admin.who, read, wished).await?;
    let (notice, faults) = match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        Ok(SavedText::Saved) if is_usual => return reader.reply().notice("campaign-text-usual", "").to(&back),
        Ok(SavedText::Saved) => return reader.reply().notice("campaign-text-saved", "").to(&back),
        Ok(SavedText::Changed) => (TextNotice::Changed, Vec::new()),
        Ok(SavedText::Faults(faults)) => (TextNotice::Faults, faults),
    };
    page(&admin, (&shown, kind), Some((typed, version)), State { notice, faults, person }).await
}

async fn page(
    admin: &Admin,
    (shown, kind): (&Shown, TextKind),
    typed: Option<(Vec<TypedText>, i64)>,
    state: State,
) -> Answer {
    let reader = &admin.reader;
    let (organisation, frame) = (reader.organisation(), admin.frame(Place::Messages));
    let said = frame.calendar.words;
    let own = campaigns::texts(reader.ctx(), organisation, shown.campaign.id).await?;
    let own: Vec<_> = own.into_iter().filter(|text| text.kind == kind).collect();
    let versions = campaigns::versions(reader.ctx(), organisation, shown.campaign.id).await?;
    let newest = versions.iter().find(|(of, _)| *of == kind).map_or(0, |(_, version)| *version);
    let (texts, version) = match typed {
        Some((texts, version)) => (texts, version),
        None => (languages().iter().map(|language| saved(&language.tag, &own, kind, shown)).collect(), newest),
    };
    let whom = whom(admin, shown, &state.person).await?;
    let mut forms = Vec::with_capacity(texts.len());
    for (at, text) in texts.into_iter().enumerate() {
        let told = |faults: &[TextFault]| faults.iter().map(|fault| words::text_fault(said, fault)).collect();
        let (subject_errors, body_errors) =
            state.faults.get(at).map_or_else(Default::default, |(subject, body)| (told(subject), told(body)));
        let reads = whom.as_ref().map(|whom| reading(admin, whom, kind, &text));
        forms.push(TextForm {
            language: languages().iter().find(|one| one.tag == text.language).map_or("", |one| &one.name).to_owned(),
            tag: text.language,
            subject: text.subject,
            body: text.body,
            subject_errors,
            body_errors,
            shown: reads,
        });
    }
    let listed = Placeholder::ALL.into_iter().filter(|one| one.fits(kind));
    let placeholders = listed.map(|one| (word_of(said, one), words::placeholder(said, one))).collect();
    let view = CampaignTextPage {
        frame: frame.clone(),
        id: shown.campaign.id.to_string(),
        name: shown.campaign.name.clone(),
        kind: kind.word(),
        title: words::kind(said, kind),
        version,
        is_own: !own.is_empty(),
        may_run: admin.who.has(Right::CampaignsRun),
        notice: state.notice,
        texts: forms,
        placeholders,
        may_look: admin.who.has(Right::ViewsAll),
        shown_as: whom.map(|whom| whom.name),
        person: state.person,
    };
    reader.page(frame, |frame| CampaignTextPage { frame, ..view })
}

/// The text as it is saved, else the product's own.
fn saved(tag: &str, own: &[campaigns::OwnText], kind: TextKind, shown: &Shown) -> TypedText {
    let (subject, body) = match own.iter().find(|text| text.language == tag) {
        Some(text) => (text.subject.clone(), text.body.clone()),
        None => usual_text(Words::find(tag).unwrap_or_default(), kind, shown.campaign.plan.tone),
    };
    TypedText { language: tag.to_owned(), subject, body }
}

/// As whom a text is shown.
struct Whom {
    name: String,
    deadline: Timestamp,
}

/// The person who is called that, the reader where nobody is asked for; none where nobody is called that.
async fn whom(admin: &Admin, shown: &Shown, person: &str) -> Result<Option<Whom>, Failure> {
    let reader = &admin.reader;
    let deadline = shown.deadline_at(reader.organisation()).unwrap_or_else(|| reader.now());
    if person.trim().is_empty() {
        return Ok(Some(Whom { name: admin.who.name().to_owned(), deadline }));
    }
    // Whoever looks through some views only is not told here whom those views leave out.
    if !admin.who.has(Right::ViewsAll) {
        return Ok(None);
    }
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let Some(user) = audit_log::person_named(ctx, organisation, person.trim()).await? else { return Ok(None) };
    let look = policy::what_if(ctx, organisation, (user, reader.now())).await?;
    Ok(look.map(|look| Whom {
        name: look.standing.facts.display_name.clone(),
        deadline: look.standing.policy.due.map_or(deadline, |due| due.at),
    }))
}

/// Subject and paragraphs as that person reads them.
fn reading(admin: &Admin, whom: &Whom, kind: TextKind, text: &TypedText) -> (String, Vec<String>) {
    let organisation = admin.reader.organisation();
    let words = Words::find(&text.language).unwrap_or_default();
    let to = Letterhead {
        calendar: Calendar { words, zone: organisation.zone.clone(), now: admin.reader.now().micros() },
        organisation: organisation.name.clone(),
        name: whom.name.clone(),
        helpdesk: organisation.helpdesk_telephone.clone(),
        site: site_of(admin.reader.ctx(), &admin.reader.app().options().public_address, organisation),
    };
    let own = Some((text.subject.clone(), text.body.clone()));
    let tone = domain::campaign::Tone::Informal;
    CampaignMail { to, kind, tone, deadline: whom.deadline.micros(), own }.reading()
}
