//! Hardware tokens: the stock, the file of a maker, giving one at the desk, and taking one into use.

use actions::admin::hardware_tokens;
use actions::admin::views::{self, SavedView, ViewEdit};
use actions::hardware_token::Moving;
use anyhow::{Result, bail};
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};
use journeys::hardware::{NAMES, Token};
use journeys::look::Look;
use journeys::waterland::{house, member, rule, superuser};
use server::testing::House;

use crate::album::Album;

const STOCK: &str = "/admin/settings/tokens";

/// Photographs them in a house of their own.
pub(crate) async fn photograph(look: &Look) -> Result<()> {
    let house = house(rule()).await?;
    superuser(&house, "sanne", "Sanne de Wit").await?;
    member(&house, "riet", "Riet Bakker", look.language).await?;
    let joris = member(&house, "joris", "Joris van den Berg", look.language).await?;
    let (mut hers, his) = (Token::by_button("2600135000111", 6), Token::by_time("2600135000112", ("sha1", 6, 30)));
    let file = [NAMES.to_owned(), hers.line(), his.line()].concat();
    let opening = ("", Moving::Counter);
    let read =
        hardware_tokens::import_by_command_line(&house.ctx, &house.organisation, file.as_bytes(), opening).await?;
    if let Err(fault) = read {
        bail!("the file is not read: {fault:?}");
    }
    let view = everyone(&house).await?;
    let album = Album::open(&house, look).await?;
    album.goto("/").await?;
    album.walk.sign_in("riet").await?;
    album.walk.press("offer-token").await?;
    album.walk.fill("token-serial", &hers.serial).await?;
    album.walk.fill("token-one", &hers.shows(0)?).await?;
    album.walk.fill("token-next", &hers.shows(0)?).await?;
    album.take_both("add-token").await?;
    album.walk.press("token-confirm").await?;
    album.walk.press("codes-stored").await?;
    album.goto("/profile/two-factor").await?;
    album.take("two-factor-token").await?;
    album.walk.sign_out().await?;
    album.walk.sign_in("riet").await?;
    album.take_both("second-factor-token").await?;
    album.goto("/sign-in").await?;
    album.walk.sign_in("sanne").await?;
    album.walk.enrol().await?;
    for (path, name) in [
        (STOCK.to_owned(), "tokens"),
        (format!("{STOCK}/import"), "tokens-import"),
        (format!("/admin/people/{joris}/token?view={view}"), "give-token"),
        (format!("/admin/people/{joris}/code-card?view={view}"), "give-card"),
    ] {
        album.goto(&path).await?;
        album.take(name).await?;
    }
    let found = store::hardware_token::of_serial(house.ctx.db(), house.organisation.id, &hers.serial).await?;
    let Some(found) = found else { bail!("it is not there") };
    album.goto(&format!("{STOCK}/{}", found.stand.id)).await?;
    album.take("token").await?;
    album.close().await
}

/// A view of everyone, with every act.
async fn everyone(house: &House) -> Result<domain::id::ViewId> {
    let edit = ViewEdit {
        id: None,
        version: 0,
        name: "Balie".to_owned(),
        selection: None,
        columns: vec![Column::Name, Column::SecondFactor],
        order: Order::Name,
        actions: ViewAction::ALL.to_vec(),
        roles: vec![Role::Helpdesk],
    };
    match views::save_by_command_line(&house.ctx, &house.organisation, edit).await? {
        Some(SavedView::Saved(id)) => Ok(id),
        other => bail!("no view: {other:?}"),
    }
}
