//! `/admin/messages/ID/letters`: letters on paper for those whom no mail reaches. First what there will be, then a file.

use actions::admin::campaign::{
    self as campaigns, By, FURTHEST_DATED, LetterOrder, LetterTo, MOST_LINES, MOST_ON_A_LINE, OrderFault, Shown,
};
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse as _;
use domain::campaign::{CampaignState, TextKind};
use domain::id::UserId;
use domain::permission::Right;
use domain::selection::AttributeKey;
use jiff::civil::Date;

use super::{LIST, found, words};
use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::letters::{A_FILE, LetterLook, NoFile, NotMade, Part, Posted, Press, Unprintable, usual_kind};
use crate::mail::site_of;
use crate::pages::{CampaignLetters, LetterForm, LetterResult, Place};
use crate::words::Words;

/// Goes on where the reader may make letters: they name everyone.
async fn allowed(admin: &Admin, text: &str) -> Result<Shown, Failure> {
    let shown = found(admin, text).await?;
    for right in [Right::CampaignsRun, Right::PeopleRead, Right::ViewsAll] {
        admin.must(right, "make-letters").await?;
    }
    Ok(shown)
}

/// GET `/admin/messages/ID/letters`, with the fields of [`LetterForm`] once it is asked what there will be.
pub(super) async fn show(admin: Admin, Path(text): Path<String>) -> Answer {
    let shown = allowed(&admin, &text).await?;
    let reader = &admin.reader;
    let asked = reader.query("text").is_some();
    let form = read(|name| reader.query(name).unwrap_or_default());
    let form = if asked { form } else { usual(&admin, &shown) };
    page(&admin, &shown, (form, asked)).await
}

/// POST `/admin/messages/ID/letters`, with the same fields, `part` and `posted`: the file.
pub(super) async fn make(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let shown = allowed(&admin, &text).await?;
    let form = read(|name| fields.get(name));
    let Some(order) = order(&form) else { return page(&admin, &shown, (form, true)).await };
    let (number, after) = part(&fields.get("part")).ok_or(Failure::Form)?;
    let posted = if fields.get("posted") == "on" { Posted::Yes } else { Posted::No };
    let back = format!("{LIST}/{}/letters", shown.campaign.id);
    let site = site(&admin);
    let acted = press(&admin, &shown, &site).make((&order, after), posted).await?;
    let file = match settled(&admin, acted, &back)? {
        Err(elsewhere) => return Ok(elsewhere),
        // The page says what is wrong, that nobody is left, or that the campaign does not run.
        Ok(Err(NoFile::Faults(_) | NoFile::Nobody(_) | NoFile::NotRunning)) => {
            return page(&admin, &shown, (form, true)).await;
        }
        Ok(Ok(file)) => file,
    };
    let name = format!("attachment; filename=\"letters-{}-{number}.pdf\"", order.dated);
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, file.pdf).into_response())
}

fn site(admin: &Admin) -> String {
    let reader = &admin.reader;
    site_of(reader.ctx(), &reader.app().options().public_address, reader.organisation())
}

fn press<'a>(admin: &'a Admin, shown: &'a Shown, site: &'a str) -> Press<'a> {
    let reader = &admin.reader;
    let by = By::Admin(&admin.who, reader.visit());
    Press { ctx: reader.ctx(), by, shown, site, organisation: reader.organisation() }
}

/// What the form begins with, dated today.
fn usual(admin: &Admin, shown: &Shown) -> LetterForm {
    let reader = &admin.reader;
    let kind = usual_kind(reader.organisation(), shown, reader.now());
    let dated = reader.now().date_in(&reader.organisation().zone).to_string();
    LetterForm { text: kind.word().to_owned(), dated, ..read(|_| String::new()) }
}

fn read(field: impl Fn(&str) -> String) -> LetterForm {
    let line = |line| (1..=MOST_ON_A_LINE).map(|part| field(&format!("line{line}{part}"))).collect();
    LetterForm {
        text: field("text"),
        dated: field("dated"),
        everyone: field("to") == "all",
        lines: (1..=MOST_LINES).map(line).collect(),
        errors: Vec::new(),
    }
}

/// The order that the form holds; none where its text or its day cannot be read.
fn order(form: &LetterForm) -> Option<LetterOrder> {
    let keys = |line: &Vec<String>| {
        let chosen = line.iter().filter(|key| !key.is_empty());
        chosen.map(|key| AttributeKey::kept(key)).collect::<Vec<_>>()
    };
    Some(LetterOrder {
        kind: TextKind::from_word(&form.text)?,
        lines: form.lines.iter().map(keys).collect(),
        dated: form.dated.trim().parse::<Date>().ok()?,
        to: if form.everyone { LetterTo::Everyone } else { LetterTo::NotYet },
    })
}

/// The number of a file and after whom it begins, as `2.ID`.
fn part(text: &str) -> Option<(u32, Option<UserId>)> {
    let (number, after) = text.split_once('.')?;
    let after = if after.is_empty() { None } else { Some(after.parse().ok()?) };
    Some((number.parse().ok()?, after))
}

async fn page(admin: &Admin, shown: &Shown, (mut form, asked): (LetterForm, bool)) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::Messages);
    let said = frame.calendar.words;
    let mut result = None;
    if asked {
        let faults = match order(&form) {
            None => unreadable(&form),
            Some(order) => {
                let (site, back) = (site(admin), format!("{LIST}/{}/letters", shown.campaign.id));
                match settled(admin, press(admin, shown, &site).look(&order).await?, &back)? {
                    Err(elsewhere) => return Ok(elsewhere),
                    Ok(Ok(look)) => {
                        result = Some(found_letters(said, look));
                        Vec::new()
                    }
                    Ok(Err(faults)) => faults,
                }
            }
        };
        form.errors = faults.into_iter().map(|one| fault(said, one)).collect();
    }
    let kinds = TextKind::ALL.into_iter().filter(|kind| shown.campaign.plan.sends(*kind));
    let attributes = campaigns::line_attributes(reader.ctx(), reader.organisation()).await?;
    let view = CampaignLetters {
        frame: frame.clone(),
        id: shown.campaign.id.to_string(),
        name: shown.campaign.name.clone(),
        kinds: kinds.map(|kind| (kind.word(), words::kind(said, kind))).collect(),
        attributes: attributes.into_iter().map(|(key, name)| (key.as_str().to_owned(), name)).collect(),
        runs: matches!(shown.campaign.state, CampaignState::Running | CampaignState::Paused),
        most: i64::try_from(A_FILE).unwrap_or(i64::MAX),
        form,
        result,
    };
    reader.page(frame, |frame| CampaignLetters { frame, ..view })
}

fn unreadable(form: &LetterForm) -> Vec<OrderFault> {
    let kind = TextKind::from_word(&form.text).is_none().then_some(OrderFault::Kind);
    let dated = form.dated.trim().parse::<Date>().is_err().then_some(OrderFault::Dated);
    kind.into_iter().chain(dated).collect()
}

/// The field that a fault belongs to, and what is said there.
fn fault(words: Words, fault: OrderFault) -> (&'static str, String) {
    match fault {
        OrderFault::Kind => ("text", words.say("letters-e-kind")),
        OrderFault::Lines => ("lines", words.say("letters-e-lines")),
        OrderFault::Dated => ("dated", words.with("letters-e-dated").arg("most", FURTHEST_DATED).to_string()),
    }
}

fn found_letters(words: Words, look: LetterLook) -> LetterResult {
    let named = |one: NotMade| (one.user.to_string(), one.name, one.user_name, why(words, &one.why));
    let part = |(number, part): (u32, &Part)| {
        let after = part.after.map(|user| user.to_string()).unwrap_or_default();
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let said = words.with("letters-part").arg("first", count(part.first)).arg("last", count(part.last));
        (format!("{number}.{after}"), said.to_string())
    };
    LetterResult {
        letters: look.letters,
        no_address: look.no_address,
        had: look.had,
        untrue: look.untrue,
        cannot: look.cannot,
        parts: (1..).zip(&look.parts).map(part).collect(),
        named: look.named.into_iter().map(named).collect(),
    }
}

/// Why a letter cannot be made.
fn why(words: Words, why: &Unprintable) -> String {
    match why {
        Unprintable::Characters(all) => words.with("letters-w-characters").arg("characters", all.as_str()).to_string(),
        Unprintable::Text(all) => words.with("letters-w-text").arg("characters", all.as_str()).to_string(),
        Unprintable::AddressTooLong => words.say("letters-w-address"),
    }
}
