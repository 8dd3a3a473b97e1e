//! Hardware tokens (mission S15, B3): files of makers, the stock, giving at the desk, taking into use, signing in for weeks with a clock
//! that drifts and a button that is pressed for nothing.

mod in_use;
mod stock;

use std::sync::Arc;

use actions::admin::hardware_tokens::{self, Imported};
use actions::hardware_token::Moving;
use actions::{Ctx, Organisation};
use anyhow::{Context as _, Result};
pub(crate) use journeys::hardware::{NAMES, Token};
use journeys::scene::{PASSWORD, Scene};
use journeys::visitor::{Page, Visitor};

pub(crate) const IMPORT: &str = "/admin/settings/tokens/import";

/// Signs a person in as far as the second step.
pub(crate) async fn at_the_code(visitor: &mut Visitor, name: &str) -> Result<Page> {
    let page = visitor.sign_in(name, PASSWORD).await?;
    anyhow::ensure!(page.path() == "/sign-in/second-factor", "{}: {}", page.path(), page.text());
    Ok(page)
}

/// Types a code at the second step.
pub(crate) async fn types(visitor: &mut Visitor, page: &Page, code: &str) -> Result<Page> {
    visitor.fill(page, "/sign-in/second-factor", &[("code", code)]).await
}

/// Brings tokens in at the command line's door.
pub(crate) async fn bring(scene: &Scene, tokens: &[&Token]) -> Result<()> {
    let file = tokens.iter().fold(NAMES.to_owned(), |file, token| file + token.line().as_str());
    let imported = read(&scene.house.ctx, &scene.house.organisation, &file).await?;
    anyhow::ensure!(usize::try_from(imported.added)? == tokens.len(), "{imported:?}");
    Ok(())
}

async fn read(ctx: &Ctx, organisation: &Arc<Organisation>, file: &str) -> Result<Imported> {
    let opening = ("", Moving::Counter);
    let read = hardware_tokens::import_by_command_line(ctx, organisation, file.as_bytes(), opening).await?;
    read.ok().context("the file is not read")
}

/// Brings in a token with such a number; its id.
pub(crate) async fn stocked(ctx: &Ctx, organisation: &Arc<Organisation>, serial: &str) -> Result<String> {
    let file = format!("{NAMES}\"{}\",{:0>40},totp,6,30,sha1,0,Acme,OTP\r\n", serial.replace('"', "\"\""), 7);
    read(ctx, organisation, &file).await?;
    let found = store::hardware_token::of_serial(ctx.db(), organisation.id, serial).await?;
    Ok(found.context("it is not there")?.stand.id.to_string())
}
