//! The application of the demo: the wiki that `web::demo` plays, among the applications as any other.

use std::sync::Arc;

use actions::admin::relying_parties::{self, PartyEdit, SavedParty};
use actions::{Ctx, Error, Organisation};
use domain::relying_party::{Algorithm, ClientKind, Refresh, Template};
use domain::selection::Selected;
use web::demo::{BACK, NAME, PAGE};

/// Adds it; anew where a demo that was kept is at another address now.
pub(super) async fn plant(ctx: &Ctx, organisation: &Arc<Organisation>, address: &str) -> Result<(), Error> {
    let page = format!("{address}{PAGE}");
    let all = relying_parties::list(ctx, organisation).await?;
    if let Some(there) = all.iter().find(|party| party.name == NAME) {
        if there.logout_addresses.contains(&page) {
            return Ok(());
        }
        relying_parties::remove_by_command_line(ctx, organisation, NAME).await?;
    }
    let edit = PartyEdit {
        name: NAME.to_owned(),
        template: Template::Own,
        kind: ClientKind::Public,
        redirect_addresses: format!("{address}{BACK}"),
        logout_addresses: page,
        back_channel: String::new(),
        who: Selected::Everyone,
        second_factor: false,
        max_age: None,
        consent: false,
        refresh: Refresh::Never,
        without_pkce: false,
        algorithm: Algorithm::Es256,
        claims: Vec::new(),
    };
    match relying_parties::add_by_command_line(ctx, organisation, &edit).await? {
        SavedParty::Saved(_) => Ok(()),
        other => Err(Error::Broken(format!("the wiki of the demo was not saved: {other:?}"))),
    }
}
