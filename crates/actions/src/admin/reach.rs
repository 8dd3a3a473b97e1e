//! Which people a view shows: whether one is among them, a page of them, how many. Neighbour: `people_list` has their rows.

use domain::id::{SelectionId, UserId};
use domain::view::View;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Rows of a page.
const PAGE: usize = 25;

/// Whether a person is among those whom a view shows.
pub(crate) async fn sees(ctx: &Ctx, organisation: &Organisation, view: &View, user: UserId) -> Result<bool, Error> {
    match view.selection {
        None => Ok(store::user::find(ctx.db(), organisation.id, user).await?.is_some()),
        Some(_) => Ok(false),
    }
}

/// Whether a selection is there; everyone always is.
pub(crate) fn is_there(selection: Option<SelectionId>) -> bool {
    selection.is_none()
}

/// People in the order of a view, and the mark after which the next page begins.
pub(crate) struct Found {
    pub(crate) people: Vec<UserId>,
    pub(crate) next: Option<String>,
}

pub(crate) async fn page(
    ctx: &Ctx,
    organisation: &Organisation,
    view: &View,
    (_search, after): (&str, Option<&str>),
) -> Result<Found, Error> {
    if view.selection.is_some() {
        return Ok(Found { people: Vec::new(), next: None });
    }
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut users = store::user::list(ctx.db(), organisation.id, after.unwrap_or_default(), limit).await?;
    let more = users.len() > PAGE;
    users.truncate(PAGE);
    let next = users.last().filter(|_| more).map(|last| last.user_name.clone());
    Ok(Found { people: users.into_iter().map(|user| user.id).collect(), next })
}

pub(crate) async fn count(ctx: &Ctx, organisation: &Organisation, view: &View, _search: &str) -> Result<i64, Error> {
    if view.selection.is_some() {
        return Ok(0);
    }
    let mut number = 0;
    let mut after = String::new();
    loop {
        let some = store::user::list(ctx.db(), organisation.id, &after, 500).await?;
        let Some(last) = some.last() else { return Ok(number) };
        number += i64::try_from(some.len()).unwrap_or(0);
        after.clone_from(&last.user_name);
    }
}
