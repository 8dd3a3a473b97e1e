//! OpenID Connect: applications that leave the sign-in to us.

mod apache;
mod authorize;
mod flow;
mod guide;
mod hostile;
mod keys;
mod kinds;
mod scripts;
mod sign_out;
mod tokens;

use anyhow::{Context as _, Result};
use journeys::relying_party::answer;
use journeys::visitor::Page;

/// Where the form of the page that asks a fresh proof goes.
fn confirm(page: &Page) -> Result<String> {
    let rest = page.body.split("action=\"/profile/confirm").nth(1).with_context(|| page.text())?;
    let query = rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    Ok(format!("/profile/confirm{query}"))
}

/// The error that an application hears; empty where it hears none.
fn error(page: &Page) -> String {
    answer(page).get("error").cloned().unwrap_or_default()
}
