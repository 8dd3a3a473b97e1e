//! Whether mail can leave, a test message where one is asked for, and whether reports of delivery can be read.

use actions::Clock as _;

use super::Finding;
use crate::clock::SystemClock;
use crate::mail::{Correspondent, Letter, Mailer};
use crate::reports::{ReportBox, Trouble};
use crate::settings::{Settings, Tls};

const PART: &str = "mail";

pub(super) async fn check(settings: &Settings, needed: bool, test_to: Option<&str>) -> Vec<Finding> {
    let Some(mail) = &settings.mail else {
        let text = "no mail server is set (mail.smtp): no notice and no code reaches anyone";
        let finding = if needed {
            Finding::fail(PART, format!("{text}, and a mandatory policy relies on an e-mailed code"))
        } else {
            Finding::warn(PART, text)
        };
        return vec![finding];
    };
    let server = format!("{}:{}", mail.smtp.host, mail.smtp.port);
    let mailer = Mailer::new(settings.mail.clone());
    if let Err(failure) = mailer.probe().await {
        return vec![Finding::fail(PART, format!("{server}: {failure}"))];
    }
    let mut findings = vec![match mail.tls {
        Tls::Opportunistic if !mail.smtp.is_on_this_machine() => Finding::warn(
            PART,
            format!("{server} answers, but mail may leave unencrypted: set mail.tls to \"required\""),
        ),
        _ => Finding::ok(PART, format!("{server} answers; mail leaves as {}", mail.from)),
    }];
    if let Some(to) = test_to {
        findings.push(match test(&mailer, &mail.from, to).await {
            Ok(answer) => Finding::ok("test message", format!("taken for {to}: {answer}")),
            Err(why) => Finding::fail("test message", format!("to {to}: {why}")),
        });
    }
    findings
}

/// Whether the reports of delivery can be read.
pub(super) async fn reports(settings: &Settings) -> Option<Finding> {
    const PART: &str = "reports";
    let reports = settings.reports.as_ref()?;
    let mailbox = ReportBox::new(reports.clone());
    let name = mailbox.name();
    let looked = async {
        let mut opened = mailbox.open().await?;
        let unseen = opened.unseen(0).await?.len();
        opened.close().await?;
        Ok::<_, Trouble>(unseen)
    };
    Some(match looked.await {
        Ok(_) if settings.mail.is_none() => {
            Finding::warn(PART, format!("{name} can be read, but no mail is sent: set mail.smtp"))
        }
        Ok(unseen) => Finding::ok(PART, format!("{name} can be read; {unseen} unseen mails")),
        Err(trouble) => Finding::fail(PART, format!("{name}: {trouble}")),
    })
}

async fn test(mailer: &Mailer, from: &Correspondent, to: &str) -> Result<String, String> {
    let now = SystemClock.now();
    let text = "This is a test message of Tweestap, asked for at the command line of the server. Mail works.";
    let letter = Letter {
        id: format!("test-{}", now.micros()),
        from: from.clone(),
        to: Correspondent::new(None, to)?,
        reply_to: None,
        subject: "Test message of Tweestap".to_owned(),
        text: format!("{text}\n"),
        html: format!("<!DOCTYPE html><html lang=\"en\"><title>Test</title><p>{text}</p></html>"),
        language: "en".to_owned(),
        written: jiff::Timestamp::from_microsecond(now.micros()).map_err(|error| error.to_string())?,
    };
    mailer.send(&letter).await.map(|receipt| receipt.answer).map_err(|failure| failure.to_string())
}
