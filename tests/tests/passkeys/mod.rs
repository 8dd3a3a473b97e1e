//! Passkeys and security keys over HTTP: adding one, proving with it, signing in with it alone, and every broken ceremony of
//! WebAuthn level 3 that a server has to refuse.

mod add;
mod broken;
mod fido2;
mod guards;
mod second_step;
mod whole_sign_in;

use anyhow::{Context, Result};
use journeys::scene::{Member, PASSWORD, Scene};
use journeys::soft_key::SoftKey;
use journeys::visitor::{Page, Visitor};

pub(crate) const AT_SIGN_IN: &str = "/sign-in/enrol/passkey";
pub(crate) const IN_PROFILE: &str = "/profile/two-factor/add-passkey";
pub(crate) const FACTOR: &str = "/sign-in/second-factor";

/// A key that believes to be at the scene's own address.
pub(crate) fn key(scene: &Scene) -> Result<SoftKey> {
    let address = &scene.house.address;
    SoftKey::new(&format!("http://localhost:{}", address.port()))
}

/// What the form to `action` on this page asks.
pub(crate) fn asked(page: &Page, action: &str) -> Result<String> {
    page.asked(action).with_context(|| format!("nothing is asked at {action} on {}: {}", page.address, page.text()))
}

/// Adds this key at sign-in, as the first authenticator; the page with the recovery codes.
pub(crate) async fn enrolled(visitor: &mut Visitor, member: &Member, key: &mut SoftKey) -> Result<Page> {
    let page = visitor.sign_in(&member.name, PASSWORD).await?;
    let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "passkey")]).await?;
    let answer = key.create(&asked(&page, AT_SIGN_IN)?)?;
    visitor.fill(&page, AT_SIGN_IN, &[("passkey", &answer), ("label", "Key ring")]).await
}

/// Sends what this key answers to the page of the second step.
pub(crate) async fn prove(visitor: &mut Visitor, page: &Page, key: &mut SoftKey) -> Result<Page> {
    key.count += 1;
    let answer = key.get(&asked(page, FACTOR)?)?;
    visitor.fill(page, FACTOR, &[("passkey", &answer)]).await
}

/// Sends what this key answers to the sign-in page, without name or password.
pub(crate) async fn alone(visitor: &mut Visitor, key: &mut SoftKey) -> Result<Page> {
    let page = visitor.open("/sign-in").await?;
    key.count += 1;
    let answer = key.get(&asked(&page, "/sign-in")?)?;
    visitor.fill(&page, "/sign-in", &[("passkey", &answer)]).await
}
