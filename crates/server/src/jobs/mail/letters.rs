//! Puts a message of the outbox into a letter, in the words of `web` and in the name of this installation.

use std::sync::Arc;

use actions::Ctx;
use actions::send_mail::{Fate, Outgoing, Texts};
use url::Url;

use crate::mail::{Correspondent, Letter};

/// Writes letters. Clones share the texts that they have read.
#[derive(Clone)]
pub(super) struct Writer {
    ctx: Ctx,
    from: Correspondent,
    site: Arc<Url>,
    texts: Texts,
}

impl Writer {
    pub(super) fn new(ctx: Ctx, from: Correspondent, site: &Url) -> Self {
        Self { ctx, from, site: Arc::new(site.clone()), texts: Texts::default() }
    }

    /// The message as a letter; where there is none to be made, what becomes of it instead.
    pub(super) async fn write(&self, outgoing: &Outgoing) -> Result<Letter, Fate> {
        let letter = outgoing.open(&self.ctx, &self.texts).await?;
        let organisation = &outgoing.organisation;
        let site = web::mail::site_of(&self.ctx, &self.site, organisation);
        let mail = web::mail::render(&letter, organisation, &site)
            .map_err(|error| Fate::Refused(format!("the message cannot be put into words: {error}")))?;
        Ok(Letter {
            id: outgoing.id.to_string(),
            from: self.from.clone(),
            to: Correspondent::new(Some(&letter.name), &outgoing.recipient).map_err(Fate::AddressRefused)?,
            reply_to: None,
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            language: web::mail::language(&letter, organisation).to_owned(),
            written: jiff::Timestamp::from_microsecond(letter.at.micros())
                .map_err(|error| Fate::Refused(error.to_string()))?,
        })
    }
}
