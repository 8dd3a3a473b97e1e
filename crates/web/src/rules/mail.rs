//! `/admin/settings/mail`: a test message to oneself, and what became of the last ones.

use actions::admin::mail_test::{self, Sent};
use domain::permission::Right;

use crate::admin::settled;
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{MailTests, Place};

const ADDRESS: &str = "/admin/settings/mail";

/// GET `/admin/settings/mail`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let frame = admin.frame(Place::Settings);
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
pub(super) async fn send(admin: Admin, _fields: Fields) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let acted = mail_test::send(reader.ctx(), reader.visit(), &admin.who).await?;
    match settled(&admin, acted, ADDRESS)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Sent::Written(address)) => reader.reply().notice("mail-test", &address).to(ADDRESS),
        Ok(Sent::NoAddress) => reader.reply().notice("mail-test-no-address", "").to(ADDRESS),
    }
}
