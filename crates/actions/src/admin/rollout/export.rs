//! The people behind a figure written out as CSV, a page at a time.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::UserId;
use domain::permission::Right;
use domain::policy::Policy;
use domain::rollout::{Mail, Why};
use domain::time::Timestamp;

use super::people::{Chosen, Person, Reading};
use crate::admin::desk::Admin;
use crate::admin::policy::PAGE;
use crate::csv;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Visit;

const HEADINGS: &str = "user_name,name,standing,exempt_until,chose_later,reminders,last_sign_in,mail\r\n";

/// A list that is being written out.
#[derive(Debug)]
pub struct Export {
    reading: Reading,
    chosen: Chosen,
    after: Option<UserId>,
    begun: bool,
}

/// Begins to write these people of a policy out, and notes that; nothing for whoever may not see them.
pub async fn export(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (policy, chosen): (&Policy, Chosen),
) -> Result<Option<Export>, Error> {
    if ![Right::SetupRead, Right::PeopleRead, Right::ViewsAll].into_iter().all(|right| admin.has(right)) {
        return Ok(None);
    }
    let scribe = admin.scribe(ctx, visit, ctx.now());
    let event = AuditEvent::PolicyPeopleExported { policy: policy.name.clone(), list: chosen.of.word().to_owned() };
    ctx.write((scribe, event), |tx, (scribe, event)| Box::pin(async move { scribe.note(tx, None, event.clone()) }))
        .await?;
    let organisation: &Arc<_> = &visit.organisation;
    Ok(Some(Export { reading: Reading::begin(ctx, organisation).await?, chosen, after: None, begun: false }))
}

impl Export {
    /// The next part of the file; nothing at its end.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>, Error> {
        let mut part = String::new();
        if !self.begun {
            part.push_str(HEADINGS);
            self.begun = true;
        }
        match self.reading.page(ctx, self.chosen, (self.after, PAGE)).await? {
            Some((people, last)) => {
                for person in &people {
                    csv::line(&cells(person), &mut part);
                }
                self.after = Some(last);
                Ok(Some(part))
            }
            None => Ok(Some(part).filter(|part| !part.is_empty())),
        }
    }
}

fn cells(person: &Person) -> [String; 8] {
    let (standing, until, later) = match person.why {
        Why::Has => ("has", None, 0),
        Why::Exempt(until) => ("exempt", until, 0),
        Why::Cannot => ("cannot", None, 0),
        Why::NeverSignedIn => ("never-signed-in", None, 0),
        Why::ChoseLater(times) => ("chose-later", None, times),
        Why::NotYet => ("not-yet", None, 0),
        Why::Blocked => ("blocked", None, 0),
    };
    let mail = match person.mail {
        Mail::NoAddress => "no-address",
        Mail::Bounces => "bounces",
        Mail::Arrives => "arrives",
    };
    [
        person.user_name.clone(),
        person.name.clone(),
        standing.to_owned(),
        until.map(Timestamp::rfc3339).unwrap_or_default(),
        later.to_string(),
        person.reminded.to_string(),
        person.last_sign_in_at.map(Timestamp::rfc3339).unwrap_or_default(),
        mail.to_owned(),
    ]
}
