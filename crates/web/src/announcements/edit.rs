//! The form of an announcement: a new one, a changed one, and one that is taken away.

use actions::admin::announcements::{self, Announcement, AnnouncementEdit, AnnouncementFaults, SavedAnnouncement};
use actions::admin::campaign::TypedText;
use axum::extract::Path;
use domain::announcement::{Reach, ReachFault, Weight, names_deadline};
use domain::campaign::{Placeholder, TextFault};
use domain::id::{AnnouncementId, SelectionId};
use domain::permission::Right;
use domain::selection::Selected;
use domain::time::start_of_day;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{letterhead, paragraphs};
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::messages::words::{placeholder, text_fault};
use crate::pages::{AnnouncementForm, AnnouncementNotice, EditAnnouncement, Place, TextForm, word_of};
use crate::words::{Words, languages};

const LIST: &str = "/admin/messages";

/// GET `/admin/announcements/new`.
pub(super) async fn ask_new(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(announcements::RIGHT, "save-announcement").await?;
    let today = admin.reader.now().date_in(&admin.reader.organisation().zone);
    let form = AnnouncementForm {
        from: today.to_string(),
        until: today.checked_add(14.days()).unwrap_or(today).to_string(),
        dismissible: true,
        texts: empty_texts(),
        ..AnnouncementForm::default()
    };
    page(&admin, form, AnnouncementNotice::None).await
}

/// GET `/admin/announcements/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    let there = found(&admin, &text).await?;
    let notice = match admin.reader.notice().map(|(word, _)| word).as_deref() {
        Some("announcement-saved") => AnnouncementNotice::Saved,
        Some("announcement-changed") => AnnouncementNotice::Changed,
        _ => AnnouncementNotice::None,
    };
    page(&admin, of(&there), notice).await
}

async fn found(admin: &Admin, text: &str) -> Result<Announcement, Failure> {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let Ok(id) = text.parse::<AnnouncementId>() else { return admin.nothing_there("announcement").await };
    match announcements::find(reader.ctx(), reader.organisation(), id).await? {
        Some(there) => Ok(there),
        None => admin.nothing_there("announcement").await,
    }
}

fn text_form(tag: &str, name: &str, subject: String, body: String) -> TextForm {
    let (subject_errors, body_errors) = (Vec::new(), Vec::new());
    TextForm { tag: tag.to_owned(), language: name.to_owned(), subject, body, subject_errors, body_errors, shown: None }
}

fn empty_texts() -> Vec<TextForm> {
    languages().iter().map(|one| text_form(&one.tag, &one.name, String::new(), String::new())).collect()
}

fn of(there: &Announcement) -> AnnouncementForm {
    let texts = languages().iter().map(|one| {
        let own = there.texts.iter().find(|text| text.language == one.tag);
        let (title, body) = own.map(|text| (text.title.clone(), text.body.clone())).unwrap_or_default();
        text_form(&one.tag, &one.name, title, body)
    });
    AnnouncementForm {
        id: Some(there.id.to_string()),
        version: there.version,
        selection: there.reach.selected.selection().map(|id| id.to_string()).unwrap_or_default(),
        from: there.reach.from.to_string(),
        until: there.reach.until.to_string(),
        important: there.reach.weight == Weight::Important,
        lacking_only: there.reach.lacking_only,
        dismissible: there.reach.dismissible,
        shared: there.reach.shared,
        texts: texts.collect(),
        errors: Vec::new(),
    }
}

async fn page(admin: &Admin, mut form: AnnouncementForm, notice: AnnouncementNotice) -> Answer {
    let reader = &admin.reader;
    let (organisation, frame) = (reader.organisation(), admin.frame(Place::Messages));
    let all = actions::admin::selections::list(reader.ctx(), organisation).await?;
    let selections = all.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
    // Shown as whoever writes it would read it, with the last day where there is no deadline of one's own.
    let last = form.until.parse::<Date>().ok().map(|day| start_of_day(day, &organisation.zone).micros());
    let own = admin.who.person.standing.policy.due.map(|due| due.at.micros());
    let deadline = own.filter(|at| *at > reader.now().micros()).or(last);
    let names_deadline = names_deadline(form.texts.iter().flat_map(|text| [text.subject.as_str(), text.body.as_str()]));
    for text in &mut form.texts {
        let mut to = letterhead(reader, &frame, admin.who.name());
        to.calendar.words = Words::find(&text.tag).unwrap_or_default();
        let written = !text.subject.trim().is_empty() || !text.body.trim().is_empty();
        text.shown = written.then(|| (to.fill(&text.subject, deadline), paragraphs(&to.fill(&text.body, deadline))));
    }
    let said = frame.calendar.words;
    let placeholders = Placeholder::ALL.into_iter().map(|one| (word_of(said, one), placeholder(said, one))).collect();
    let may_run = admin.who.has(announcements::RIGHT);
    reader.page(frame, |frame| EditAnnouncement {
        frame,
        form,
        selections,
        notice,
        may_run,
        placeholders,
        names_deadline,
    })
}

/// POST `/admin/announcements/new`.
pub(super) async fn make(admin: Admin, fields: Fields) -> Answer {
    admin.where_active()?;
    submit(&admin, None, &fields).await
}

/// POST `/admin/announcements/ID`, with `act`: `save` or `preview`.
pub(super) async fn save(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let there = found(&admin, &text).await?;
    submit(&admin, Some(there.id), &fields).await
}

async fn submit(admin: &Admin, id: Option<AnnouncementId>, fields: &Fields) -> Answer {
    let mut form = read(id, fields);
    let reader = &admin.reader;
    match fields.get("act").as_str() {
        "preview" if id.is_some() || admin.who.has(announcements::RIGHT) => {
            return page(admin, form, AnnouncementNotice::None).await;
        }
        "preview" | "save" => admin.must(announcements::RIGHT, "save-announcement").await?,
        _ => return Err(Failure::Form),
    }
    let words = admin.frame(Place::Messages).calendar.words;
    let Some(edit) = edit(&mut form, id, words) else { return page(admin, form, AnnouncementNotice::Faults).await };
    let back = id.map_or_else(|| "/admin/announcements/new".to_owned(), |id| format!("/admin/announcements/{id}"));
    let acted = announcements::save(reader.ctx(), reader.visit(), &admin.who, edit).await?;
    match settled(admin, acted, &back)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(SavedAnnouncement::Saved(id)) => {
            reader.reply().notice("announcement-saved", "").to(&format!("/admin/announcements/{id}"))
        }
        Ok(SavedAnnouncement::Changed) => page(admin, form, AnnouncementNotice::Changed).await,
        Ok(SavedAnnouncement::Faults(faults)) => {
            show_faults(&mut form, &faults, words);
            let shown = page(admin, form, AnnouncementNotice::Faults).await;
            if faults.selection { admin.form_of_nothing("save-announcement", shown).await } else { shown }
        }
    }
}

fn read(id: Option<AnnouncementId>, fields: &Fields) -> AnnouncementForm {
    let ticked = |name: &str| fields.get(name) == "on";
    let texts = languages().iter().map(|one| {
        let typed = |part: &str| fields.get(&format!("{part}-{}", one.tag));
        text_form(&one.tag, &one.name, typed("subject"), typed("body"))
    });
    AnnouncementForm {
        id: id.map(|id| id.to_string()),
        version: fields.get("version").parse().unwrap_or(0),
        selection: fields.get("selection"),
        from: fields.get("from"),
        until: fields.get("until"),
        important: ticked("important"),
        lacking_only: ticked("lacking_only"),
        dismissible: ticked("dismissible"),
        shared: ticked("shared"),
        texts: texts.collect(),
        errors: Vec::new(),
    }
}

/// The announcement that the form holds; what cannot be read is said in the form.
fn edit(form: &mut AnnouncementForm, id: Option<AnnouncementId>, words: Words) -> Option<AnnouncementEdit> {
    let day = |text: &str| text.trim().parse::<Date>().ok();
    let (from, until) = (day(&form.from), day(&form.until));
    let chosen = form.selection.trim();
    let selection = if chosen.is_empty() { Some(None) } else { chosen.parse::<SelectionId>().ok().map(Some) };
    for (wrong, field, key) in [
        (from.is_none(), "from", "campaign-e-day"),
        (until.is_none(), "until", "campaign-e-day"),
        (selection.is_none(), "selection", "announcement-e-selection"),
    ] {
        if wrong {
            form.errors.push((field, words.say(key)));
        }
    }
    let weight = if form.important { Weight::Important } else { Weight::Information };
    let texts = form.texts.iter().map(|text| TypedText {
        language: text.tag.clone(),
        subject: text.subject.clone(),
        body: text.body.clone(),
    });
    let reach = Reach {
        selected: Selected::from(selection?),
        from: from?,
        until: until?,
        weight,
        lacking_only: form.lacking_only,
        dismissible: form.dismissible,
        shared: form.shared,
    };
    Some(AnnouncementEdit { id, version: form.version, reach, texts: texts.collect() })
}

fn show_faults(form: &mut AnnouncementForm, faults: &AnnouncementFaults, words: Words) {
    for fault in &faults.reach {
        form.errors.push(match fault {
            ReachFault::EndsBeforeItBegins => ("until", words.say("announcement-e-before")),
            ReachFault::Over => ("until", words.say("announcement-e-over")),
        });
    }
    if faults.selection {
        form.errors.push(("selection", words.say("announcement-e-selection")));
    }
    let told = |faults: &[TextFault]| faults.iter().map(|fault| text_fault(words, fault)).collect();
    for (text, (title, body)) in form.texts.iter_mut().zip(&faults.texts) {
        (text.subject_errors, text.body_errors) = (told(title), told(body));
    }
}

/// POST `/admin/announcements/ID/remove`.
pub(super) async fn remove(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let there = found(&admin, &text).await?;
    let reader = &admin.reader;
    let back = format!("/admin/announcements/{}", there.id);
    let read = fields.get("version").parse().map_err(|_| Failure::Form)?;
    let acted = announcements::remove(reader.ctx(), reader.visit(), &admin.who, (there.id, read)).await?;
    match settled(&admin, acted, &back)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(true) => {
            let title = announcements::title_of(&there.texts, reader.organisation());
            reader.reply().notice("campaign-removed", &title).to(LIST)
        }
        Ok(false) => reader.reply().notice("announcement-changed", "").to(&back),
    }
}
