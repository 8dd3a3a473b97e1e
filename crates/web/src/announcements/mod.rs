//! What people read in the product: on the first page, on a page of its own, put away. Neighbour: `edit` is the form of
//! administrators.

mod edit;

use crate::routing::{And as _, get, post};
use actions::admin::announcements::Announcement;
use actions::announcements::{self, Item, Says, Source};
use actions::check_session::SignedInPerson;
use axum::Router;
use domain::announcement::{Weight, When};
use domain::time::start_of_day;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::{Admin, Fields, Reader};
use crate::mail::site_of;
use crate::pages::{AnnouncementRow, Announcements, Frame, Letterhead, Place, ReadView, WhenView, usual_text};
use crate::portal::guard::signed_in;
use crate::words::{Calendar, Words};

/// Every address of these pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/announcements", get(show).and_post(put_away))
        .route("/admin/announcements/new", get(edit::ask_new).and_post(edit::make))
        .route("/admin/announcements/{id}", get(edit::ask).and_post(edit::save))
        .route("/admin/announcements/{id}/remove", post(edit::remove))
}

/// What a signed-in person is to read, and how many things they put away.
pub(crate) async fn to_read(
    reader: &Reader,
    person: &SignedInPerson,
    frame: &Frame,
) -> Result<(Vec<ReadView>, i64), Failure> {
    let items = announcements::of_person(reader.ctx(), reader.organisation(), person).await?;
    let to = letterhead(reader, frame, &person.standing.facts.display_name);
    let (away, read): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.put_away);
    Ok((read.iter().map(|item| view(&to, item)).collect(), i64::try_from(away.len()).unwrap_or(i64::MAX)))
}

/// GET `/announcements`.
async fn show(reader: Reader) -> Answer {
    let (person, _) = match signed_in(&reader).await? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let frame = reader.frame_of(&person.standing, Place::Home);
    let all = announcements::of_person(reader.ctx(), reader.organisation(), &person).await?;
    let to = letterhead(&reader, &frame, &person.standing.facts.display_name);
    let (away, items): (Vec<Item>, Vec<Item>) = all.into_iter().partition(|item| item.put_away);
    let shown = |items: &[Item]| items.iter().map(|item| view(&to, item)).collect::<Vec<_>>();
    let (items, put_away) = (shown(&items), shown(&away));
    reader.page(frame, |frame| Announcements { frame, items, put_away })
}

/// POST `/announcements`, with `item`: puts it away.
async fn put_away(reader: Reader, fields: Fields) -> Answer {
    let token = match signed_in(&reader).await? {
        Ok((_, token)) => token,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let source = Source::from_word(&fields.get("item")).ok_or(Failure::Form)?;
    // Where it is not there any more there is nothing left to put away.
    announcements::put_away(reader.ctx(), reader.visit(), &token, source).await?;
    reader.to("/")
}

/// What is filled in for a reader.
fn letterhead(reader: &Reader, frame: &Frame, name: &str) -> Letterhead {
    letterhead_in(reader, frame.calendar.words, name)
}

/// The same in a language.
pub(crate) fn letterhead_in(reader: &Reader, words: Words, name: &str) -> Letterhead {
    let organisation = reader.organisation();
    Letterhead {
        calendar: Calendar { words, zone: organisation.zone.clone(), now: reader.now().micros() },
        organisation: organisation.name.clone(),
        name: name.to_owned(),
        helpdesk: organisation.helpdesk_telephone.clone(),
        site: site_of(reader.ctx(), &reader.app().options().public_address, organisation),
    }
}

/// Something to read as its reader sees it.
pub(crate) fn view(to: &Letterhead, item: &Item) -> ReadView {
    let words = to.calendar.words;
    let (title, body) = match &item.says {
        Says::Usual(kind, tone) => usual_text(words, *kind, *tone),
        Says::Texts(texts) => {
            let own = texts.iter().find(|text| text.language == words.tag()).or(texts.first());
            own.map(|text| (text.title.clone(), text.body.clone())).unwrap_or_default()
        }
    };
    let deadline = item.deadline.map(domain::time::Timestamp::micros);
    ReadView {
        word: item.source.word(),
        title: to.fill(&title, deadline),
        paragraphs: paragraphs(&to.fill(&body, deadline)),
        important: item.weight == Weight::Important,
        dismissible: item.dismissible,
    }
}

fn paragraphs(body: &str) -> Vec<String> {
    body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// The announcements of an organisation as administrators list them.
pub(crate) async fn rows(admin: &Admin, frame: &Frame) -> Result<Vec<AnnouncementRow>, Failure> {
    let reader = &admin.reader;
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let all = actions::admin::announcements::list(ctx, organisation).await?;
    let selections = actions::admin::selections::list(ctx, organisation).await?;
    let today = reader.now().date_in(&organisation.zone);
    let day = |date| start_of_day(date, &organisation.zone).micros();
    let row = |one: Announcement| AnnouncementRow {
        title: title(&one, frame),
        selection: one.reach.selected.selection().map(|id| {
            selections.iter().find(|selection| selection.id == id).map(|found| found.name.clone()).unwrap_or_default()
        }),
        lacking_only: one.reach.lacking_only,
        first: day(one.reach.from),
        last: day(one.reach.until),
        when: match one.reach.when(today) {
            When::Ahead => WhenView::Ahead,
            When::Now => WhenView::Now,
            When::Over => WhenView::Over,
        },
        id: one.id.to_string(),
    };
    Ok(all.into_iter().map(row).collect())
}

fn title(one: &Announcement, frame: &Frame) -> String {
    let own = one.texts.iter().find(|text| text.language == frame.calendar.words.tag()).or(one.texts.first());
    own.map(|text| text.title.clone()).unwrap_or_default()
}
