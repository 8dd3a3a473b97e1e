//! `/feeds/announcements.json` and `/feeds/announcements.atom`: what connected systems read by their key. The answers are
//! for machines: a status, and a sentence where something is wrong. No log line holds an address with its query.

use crate::routing::get;
use actions::announcements::{Item, Source};
use actions::feeds::{self, Feed};
use askama::Template;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::announcements::{letterhead_in, view};
use crate::answer::Failure;
use crate::app::App;
use crate::extract::Reader;
use crate::mail::site_of;
use crate::pages::Letterhead;
use crate::words::Words;

/// Every address of the feeds.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/feeds/announcements.json", get(json_feed)).route("/feeds/announcements.atom", get(atom_feed))
}

/// GET `/feeds/announcements.json`, with `person`, `language` and, where there is no `Authorization`, `key`.
async fn json_feed(State(app): State<App>, request: Request) -> Response {
    answer(
        &app,
        request,
        &Format { path: "/feeds/announcements.json", media_type: "application/feed+json", write: to_json },
    )
    .await
}

/// GET `/feeds/announcements.atom`, likewise.
async fn atom_feed(State(app): State<App>, request: Request) -> Response {
    answer(
        &app,
        request,
        &Format { path: "/feeds/announcements.atom", media_type: "application/atom+xml", write: to_atom },
    )
    .await
}

/// One of the two ways in which the same is written.
struct Format {
    path: &'static str,
    media_type: &'static str,
    write: fn(&Document) -> Result<String, Failure>,
}

/// A feed before it is written.
struct Document {
    title: String,
    language: &'static str,
    /// Where pages of the product stand that say the same.
    page: String,
    address: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    text: String,
    html: String,
    published: String,
    updated: String,
    important: bool,
}

async fn answer(app: &App, request: Request, format: &Format) -> Response {
    let parts = request.into_parts().0;
    // The host of nobody.
    let Some(reader) = Reader::read(app, &parts) else { return StatusCode::NOT_FOUND.into_response() };
    let organisation = reader.organisation();
    let asked = reader.query("language").and_then(|tag| Words::find(&tag));
    let words = asked.or_else(|| Words::find(&organisation.language)).unwrap_or_default();
    let (key, person) = (key(&reader, &parts.headers), reader.query("person"));
    let read = feeds::read(reader.ctx(), organisation, key.as_deref(), person.as_deref()).await;
    let written = match read {
        Ok(Feed::NotHere) => return sentence(StatusCode::NOT_FOUND, words.say("feed-not-here")),
        Ok(Feed::NoSuchPerson) => return sentence(StatusCode::NOT_FOUND, words.say("feed-no-person")),
        Ok(Feed::WrongKey) => return wrong_key(words),
        Ok(Feed::ForAll(items)) => {
            write(format, &reader, words, (&items, "")).map(|text| (text, "private, max-age=60"))
        }
        Ok(Feed::ForPerson(items, name)) => {
            write(format, &reader, words, (&items, &name)).map(|text| (text, "private, no-store"))
        }
        Err(error) => Err(error.into()),
    };
    match written {
        Ok((text, kept)) => typed(text, format.media_type, kept),
        Err(failure) => sentence(failure.status(), words.say("feed-broken")),
    }
}

/// The key as a header, which is better, or in the query, for readers of feeds that know nothing else.
fn key(reader: &Reader, headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = sent.and_then(|text| {
        let (scheme, key) = text.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
    });
    bearer.or_else(|| reader.query("key"))
}

fn typed(text: String, media_type: &'static str, kept: &'static str) -> Response {
    let headers: [(HeaderName, &'static str); 2] = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, kept)];
    (headers, text).into_response()
}

fn sentence(status: StatusCode, said: String) -> Response {
    let mut response = typed(said + "\n", "text/plain; charset=utf-8", "no-store");
    *response.status_mut() = status;
    response
}

/// RFC 6750 §3.
fn wrong_key(words: Words) -> Response {
    let mut response = sentence(StatusCode::UNAUTHORIZED, words.say("feed-wrong-key"));
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

fn write(format: &Format, reader: &Reader, words: Words, (items, name): (&[Item], &str)) -> Result<String, Failure> {
    let to = letterhead_in(reader, words, name);
    let site = site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation());
    let page = format!("{site}/announcements");
    let mut entries = Vec::with_capacity(items.len());
    for item in items {
        entries.push(entry(&to, item, &page)?);
    }
    let latest = items.iter().map(updated).max().unwrap_or_else(|| reader.now());
    (format.write)(&Document {
        title: readable(&reader.organisation().name),
        language: words.tag(),
        address: format!("{site}{}", format.path),
        updated: latest.rfc3339(),
        page,
        entries,
    })
}

/// The later of the moment when it was written and that from which it is read.
fn updated(item: &Item) -> Timestamp {
    item.changed.max(item.since)
}

fn entry(to: &Letterhead, item: &Item, page: &str) -> Result<Entry, Failure> {
    let seen = view(to, item);
    let paragraphs: Vec<String> = seen.paragraphs.iter().map(|text| readable(text)).collect();
    let html = Paragraphs { paragraphs: &paragraphs }.render().map_err(|error| Failure::broken(&error.to_string()))?;
    Ok(Entry {
        // RFC 4287 §4.2.6: it stays when what it names changes, so no version is in it.
        id: match item.source {
            Source::Announcement(id, _) => format!("{page}#announcement.{id}"),
            Source::Campaign(id, step) => format!("{page}#campaign.{id}.{}", step.word()),
        },
        title: readable(&seen.title),
        text: paragraphs.join("\n\n"),
        html,
        published: item.since.rfc3339(),
        updated: updated(item).rfc3339(),
        important: seen.important,
    })
}

/// Without the characters that XML 1.0 §2.2 has no way to write.
fn readable(text: &str) -> String {
    let can_be_written =
        |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(can_be_written).collect()
}

/// Text as HTML: its paragraphs, and where its lines end.
#[derive(Template)]
#[template(
    source = "{% for it in paragraphs %}<p>{% for line in it.lines() %}{% if !loop.first %}<br>{% endif %}{{ line }}{% endfor %}</p>{% endfor %}",
    ext = "html"
)]
struct Paragraphs<'a> {
    paragraphs: &'a [String],
}

/// RFC 4287.
#[derive(Template)]
#[template(path = "feeds/announcements.xml")]
struct Atom<'a> {
    title: &'a str,
    language: &'a str,
    address: &'a str,
    page: &'a str,
    updated: &'a str,
    entries: &'a [Entry],
}

fn to_atom(of: &Document) -> Result<String, Failure> {
    let Document { title, language, page, address, updated, entries } = of;
    let atom = Atom { title, language, address, page, updated, entries };
    atom.render().map_err(|error| Failure::broken(&error.to_string()))
}

/// JSON Feed 1.1.
fn to_json(of: &Document) -> Result<String, Failure> {
    let item = |entry: &Entry| {
        json!({
            "id": entry.id,
            "url": of.page,
            "title": entry.title,
            "content_html": entry.html,
            "content_text": entry.text,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "tags": if entry.important { vec!["important"] } else { Vec::new() },
        })
    };
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": of.title,
        "home_page_url": of.page,
        "feed_url": of.address,
        "language": of.language,
        "authors": [{ "name": of.title }],
        "items": of.entries.iter().map(item).collect::<Vec<Value>>(),
    });
    serde_json::to_string(&feed).map_err(|error| Failure::broken(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(readable("a\0b\u{b}c\u{1f}d\u{fffe}e\tf\ng\u{1f600}<&"), "abcde\tf\ng\u{1f600}<&");
    }

    #[test]
    fn text_becomes_paragraphs_and_no_markup() {
        let paragraphs = ["One\ntwo".to_owned(), "<b>&\"".to_owned()];
        let html = Paragraphs { paragraphs: &paragraphs }.render().unwrap();
        assert_eq!(html, "<p>One<br>two</p><p>&#60;b&#62;&#38;&#34;</p>");
    }
}
