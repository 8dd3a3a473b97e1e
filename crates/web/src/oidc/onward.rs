//! On to a relying party. After a form browsers hold a redirect against the policy of our pages, which lists no application: then a
//! page leads on by itself.

use actions::oidc;
use actions::sign_in::back as platform;
use actions::sign_in::half::Half;
use domain::relying_party::RelyingParty;
use domain::time::Timestamp;

use super::AUTHORIZE;
use super::request::Sent;
use super::wire::Params;
use crate::answer::{Answer, Failure};
use crate::extract::{Reader, return_to};
use crate::pages::{BackToPlatform, Went};

/// Answers a request: at once, or over a page where the browser comes from a form of ours.
pub(super) fn back(reader: &Reader, sent: &Sent, address: &str, since: Option<Timestamp>) -> Answer {
    if since.is_none() {
        return reader.to(address);
    }
    page(reader, sent.client.party(), address, Went::Done)
}

/// The page that leads on by itself.
pub(super) fn page(reader: &Reader, party: &RelyingParty, address: &str, went: Went) -> Answer {
    let (platform, address) = (party.name.clone(), address.to_owned());
    reader.page(reader.frame(), |frame| BackToPlatform { frame, platform, address, went })
}

/// Where a sign-in goes on afterwards, as people call it: the name of a relying party, or the host of an application.
pub(crate) async fn continues_to(reader: &Reader, to: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(to) = to else { return Ok(None) };
    let Some(query) = to.strip_prefix(AUTHORIZE).and_then(|rest| rest.strip_prefix('?')) else {
        return Ok(return_to::application(to));
    };
    let params = Params::read(query).unwrap_or_default();
    let Ok(Some(id)) = params.get("client_id") else { return Ok(None) };
    let client = oidc::find(reader.ctx(), reader.organisation(), id).await?;
    Ok(client.map(|client| client.party().name.clone()))
}

/// The same of a half sign-in, which may also be one that a platform began.
pub(crate) async fn half_continues_to(reader: &Reader, half: &Half) -> Result<Option<String>, Failure> {
    match platform::continues_to(reader.ctx(), reader.visit(), half).await? {
        None => continues_to(reader, half.return_to()).await,
        platform => Ok(platform),
    }
}
