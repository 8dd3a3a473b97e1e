//! Puts a message of the outbox into a letter, in the words of `web` and in the name of this installation.

use std::sync::Arc;

use actions::organisations::Hosts;
use actions::send_mail::{Fate, Outgoing, Texts};
use actions::{Ctx, Organisation};
use url::Url;

use crate::mail::{Correspondent, Letter};

/// Writes letters. Clones share the texts that they have read.
#[derive(Clone)]
pub(super) struct Writer {
    ctx: Ctx,
    from: Correspondent,
    site: Arc<str>,
    texts: Texts,
}

impl Writer {
    pub(super) fn new(ctx: Ctx, from: Correspondent, site: &str) -> Self {
        Self { ctx, from, site: site.into(), texts: Texts::default() }
    }

    /// The message as a letter; where there is none to be made, what becomes of it instead.
    pub(super) async fn write(&self, outgoing: &Outgoing) -> Result<Letter, Fate> {
        let letter = outgoing.open(&self.ctx, &self.texts).await?;
        let organisation = &outgoing.organisation;
        let mail = web::mail::render(&letter, organisation, &self.site_of(organisation))
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

    /// The address of an organisation: the public one, under its own host where the host decides.
    fn site_of(&self, organisation: &Organisation) -> String {
        let one = self.ctx.rules().hosts == Hosts::Any && self.ctx.organisations().len() < 2;
        let Some(mut site) = Url::parse(&self.site).ok().filter(|_| !one) else { return self.site.to_string() };
        match site.set_host(Some(&organisation.host)) {
            Ok(()) => site.origin().ascii_serialization(),
            Err(_) => self.site.to_string(),
        }
    }
}
