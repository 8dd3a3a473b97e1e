//! A code card as a file to print: what it says comes from the words of pages, `paper` writes it. Nobody keeps it on the way.

use actions::code_card::make::Printed;
use axum::http::header;
use axum::response::IntoResponse as _;

use crate::answer::{Answer, Failure};
use crate::extract::Reader;
use crate::mail::site_of;
use crate::paper::{CardForm, PaperCard, write_card};

/// The form that was asked for; the plain one where it is none.
pub(crate) fn form_of(word: &str) -> CardForm {
    match word {
        "wallet" => CardForm::Wallet,
        "large" => CardForm::Large,
        _ => CardForm::A4,
    }
}

/// The file.
pub(crate) async fn file(reader: &Reader, printed: Printed, form: CardForm) -> Answer {
    let organisation = reader.organisation();
    let words = reader.words(printed.language.as_deref());
    let site = site_of(reader.ctx(), &reader.app().options().public_address, organisation);
    let lost = match &organisation.helpdesk_telephone {
        Some(phone) => words.with("card-paper-lost").arg("phone", phone).to_string(),
        None => words.say("card-paper-lost-ask"),
    };
    let card = PaperCard {
        organisation: organisation.name.clone(),
        title: words.with("card-paper-title").arg("n", &printed.number).to_string(),
        site: words.with("card-paper-site").arg("site", &site).to_string(),
        use_it: vec![words.say("card-paper-order"), words.say("card-paper-strike"), words.say("card-paper-apart")],
        lost,
        cut: words.say("card-paper-cut"),
        codes: printed.codes,
    };
    let tag = words.tag().to_owned();
    let writing = move || write_card(&card, form, &tag);
    let written =
        tokio::task::spawn_blocking(writing).await.map_err(|_| Failure::broken("a card could not be written"))?;
    let pdf = written.map_err(|error| Failure::broken(&error.to_string()))?;
    let name = format!("attachment; filename=\"code-card-{}.pdf\"", printed.number);
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store, private".to_owned()),
    ];
    Ok((headers, pdf).into_response())
}
