//! Whom members call and where the organisation gives help of its own: on every page of help, below the sign-in pages and in
//! mails.

use domain::audit::AuditEvent;
use domain::permission::{Freshness, Right};
pub use store::organisation::Contact;

use crate::admin::desk::{Acted, Admin, may};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// The longest telephone number, with what stands between the digits.
pub const LONGEST_TELEPHONE: usize = 40;
/// The longest address.
pub const LONGEST_PAGE: usize = 300;

/// What became of a contact that may be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavedContact {
    /// What is wrong with it; nothing was saved.
    Faults {
        /// The telephone number is none.
        telephone: bool,
        /// The address is none that a browser opens.
        page: bool,
    },
    /// Somebody changed it since it was read; this is what it says now.
    Changed(Contact),
    /// It stands on the pages from now on.
    Saved,
}

/// What an organisation says of it; empty where it says nothing.
pub fn of(organisation: &Organisation) -> Contact {
    Contact {
        telephone: organisation.helpdesk_telephone.clone().unwrap_or_default(),
        page: organisation.support_url.clone().unwrap_or_default(),
    }
}

/// Saves `typed` in the place of `before`, which was read.
pub async fn save(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (typed, before): (Contact, Contact),
) -> Result<Acted<SavedContact>, Error> {
    let (now, org) = (ctx.now(), visit.organisation.id);
    if let Some(not) = may(ctx, visit, admin, (Right::SettingsEdit, "save-contact", Freshness::Proof)).await? {
        return Ok(not);
    }
    let typed = Contact { telephone: typed.telephone.trim().to_owned(), page: typed.page.trim().to_owned() };
    let (telephone, page) = (!is_telephone(&typed.telephone), !is_page(&typed.page));
    if telephone || page {
        return Ok(Acted::Done(SavedContact::Faults { telephone, page }));
    }
    let saved = ctx
        .write_and_refresh(org, (admin.scribe(ctx, visit, now), typed, before), |tx, (scribe, typed, before)| {
            Box::pin(async move {
                let saved = store::organisation::set_contact(tx, scribe.organisation.id, typed, before).await?;
                if saved {
                    let Contact { telephone, page } = typed.clone();
                    scribe.note(tx, None, AuditEvent::ContactSaved { telephone, page })?;
                }
                Ok(saved)
            })
        })
        .await?;
    ctx.reload().await?;
    if saved {
        return Ok(Acted::Done(SavedContact::Saved));
    }
    let all = ctx.organisations();
    let now_there = all.iter().find(|one| one.id == org).ok_or(Error::NotFound)?;
    Ok(Acted::Done(SavedContact::Changed(of(now_there))))
}

/// Nothing, or digits with what people put between them, such as `+31 (0)299-000 123`.
fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let usual = text.chars().enumerate().all(|(at, letter)| match letter {
        '+' => at == 0,
        letter => letter.is_ascii_digit() || " ()-./".contains(letter),
    });
    text.is_empty() || (usual && digits >= 3 && text.len() <= LONGEST_TELEPHONE)
}

/// Nothing, or an address that begins with `https://` or `http://` and names a host (RFC 3986 section 3.2.2), without a
/// user name before it, which would hide whose it is.
fn is_page(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = text.chars().all(|letter| !letter.is_whitespace() && !letter.is_control());
    plain && !host.is_empty() && !host.starts_with(':') && !host.contains('@') && text.chars().count() <= LONGEST_PAGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_is_written_as_people_write_it() {
        for good in ["", "112", "0299 000 123", "+31 (0)299-000 123", "0900.1234/5"] {
            assert!(is_telephone(good), "{good}");
        }
        let long = "1".repeat(LONGEST_TELEPHONE + 1);
        for bad in ["call us", "12", "31+299", "0299\u{202e}123", "٠٢٩٩", "<b>112</b>", &long] {
            assert!(!is_telephone(bad), "{bad}");
        }
    }

    #[test]
    fn a_page_is_an_address_of_the_web() {
        for good in ["", "https://hulp.waterland.example", "http://intranet/2fa?x=1#y", "https://[::1]:8443/"] {
            assert!(is_page(good), "{good}");
        }
        let long = format!("https://{}", "a".repeat(LONGEST_PAGE));
        for bad in [
            "hulp.waterland.example",
            "javascript:alert(1)",
            "https://",
            "https:///help",
            "https://:443",
            "https://waterland.example@evil.example",
            "https://a b.example",
            "HTTPS//x",
            &long,
        ] {
            assert!(!is_page(bad), "{bad}");
        }
    }
}
