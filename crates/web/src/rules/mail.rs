//! `/admin/settings/mail`: a test message to oneself, and what became of the last ones.

use actions::admin::mail_test::{self, Sent};
use domain::permission::Right;

use super::{enter, frame, not_done};
use crate::answer::Answer;
use crate::extract::{Fields, Reader};
use crate::pages::{MailTests, Place};

const ADDRESS: &str = "/admin/settings/mail";

/// GET `/admin/settings/mail`.
pub(super) async fn show(reader: Reader) -> Answer {
    let admin = match enter(&reader, Right::SetupRead).await? {
        Ok(admin) => admin,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let frame = frame(&reader, &admin, Place::Elsewhere);
    let (mut sent_to, mut no_address) = (None, false);
    match reader.notice() {
        Some((word, address)) if word == "mail-test" => sent_to = Some(address),
        Some((word, _)) if word == "mail-test-no-address" => no_address = true,
        _ => {}
    }
    let tests = mail_test::last(reader.ctx(), reader.organisation()).await?;
    let tests = tests.into_iter().map(|test| {
        let said = match test.state.as_str() {
            "waiting" | "sending" => frame.say("mail-test-waiting"),
            "sent" => frame.say("mail-test-sent"),
            "failed" => frame.say("mail-test-failed"),
            _ => frame.say("mail-test-unknown"),
        };
        (test.asked_at.micros(), test.recipient, said, test.state == "sent")
    });
    let tests = tests.collect();
    reader.page(frame, |frame| MailTests { frame, sent_to, no_address, tests })
}

/// POST `/admin/settings/mail`.
pub(super) async fn send(reader: Reader, _fields: Fields) -> Answer {
    let admin = match enter(&reader, Right::SetupRead).await? {
        Ok(admin) => admin,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let acted = mail_test::send(reader.ctx(), reader.visit(), &admin).await?;
    match not_done(&reader, acted, ADDRESS)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Sent::Written(address)) => reader.reply().notice("mail-test", &address).to(ADDRESS),
        Ok(Sent::NoAddress) => reader.reply().notice("mail-test-no-address", "").to(ADDRESS),
    }
}
