//! Applications that sign in here, for the routes of the desk.

use std::sync::Arc;

use actions::Organisation;
use actions::admin::relying_parties::{self, PartyEdit, SavedParty};
use anyhow::{Result, bail};
use domain::relying_party::FORMER_LIVES;
use journeys::relying_party;
use journeys::scene::Scene;

use crate::desk::office::number;

/// What the form of one sends.
pub(crate) fn fields(name: String) -> Vec<(&'static str, String)> {
    let fixed = [
        ("version", "1"),
        ("template", "own"),
        ("kind", "confidential"),
        ("redirects", "https://cloud.waterland.example/back"),
        ("who", "everyone"),
        ("consent", "own"),
        ("refresh", "never"),
        ("algorithm", "ES256"),
    ];
    let fixed = fixed.into_iter().map(|(field, value)| (field, value.to_owned()));
    fixed.chain([("name", name)]).collect()
}

/// One whose secret was made anew just now.
pub(crate) async fn fresh(scene: &Scene, organisation: &Arc<Organisation>, name: &str) -> Result<String> {
    let ctx = &scene.house.ctx;
    let edit = PartyEdit {
        redirect_addresses: "https://cloud.waterland.example/back".to_owned(),
        ..relying_party::edit(name)
    };
    let id = match relying_parties::add_by_command_line(ctx, organisation, &edit).await? {
        SavedParty::Saved(made) => made.id,
        other => bail!("no application: {other:?}"),
    };
    let mut hash = [0x70; 32];
    hash[28..].copy_from_slice(&number().to_be_bytes());
    let until = ctx.now().plus(FORMER_LIVES);
    ctx.db()
        .write_with::<_, _, store::Error, _>((organisation.id, hash), move |tx, (org, hash)| {
            Box::pin(async move { store::relying_party::renew(tx, *org, id, (*hash, until)).await })
        })
        .await?;
    Ok(id.to_string())
}
