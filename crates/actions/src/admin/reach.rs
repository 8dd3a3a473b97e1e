//! Which people a view shows: whether one is among them, a page of them, how many. Neighbour: `people_list` has their rows.

use domain::id::{SelectionId, UserId};
use domain::selection::{Filter, Selected};
use domain::view::{self, View};
use store::people_query::{self, From, Mark, Order, OrderBy, PeopleQuery};
use store::selection_sql::Which;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// Rows of a page.
const PAGE: usize = 25;

/// Whether a person is among those whom a view shows.
pub(crate) async fn sees(ctx: &Ctx, organisation: &Organisation, view: &View, user: UserId) -> Result<bool, Error> {
    selects(ctx, organisation, view.selection.into(), user).await
}

/// Whether a person is among those who are selected; nobody is in a selection that is gone.
pub(crate) async fn selects(
    ctx: &Ctx,
    organisation: &Organisation,
    selected: Selected,
    user: UserId,
) -> Result<bool, Error> {
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    let Ok(which) = rules.which(selected) else { return Ok(false) };
    Ok(people_query::is_among(ctx.db(), organisation.id, which, user, ctx.now()).await?)
}

/// Whether a selection is there; everyone always is.
pub(crate) async fn is_there(
    ctx: &Ctx,
    organisation: &Organisation,
    selection: Option<SelectionId>,
) -> Result<bool, Error> {
    Ok(match selection {
        None => true,
        Some(id) => store::selection::find(ctx.db(), organisation.id, id).await?.is_some(),
    })
}

/// People in the order of a view, and the marks at which the pages before and after begin.
pub(crate) struct Found {
    pub(crate) people: Vec<UserId>,
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
}

/// What is asked of the people of a view besides.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) narrowed: Option<&'a Filter>,
    pub(crate) search: &'a str,
}

/// Where a page stands, by the mark that an address holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// At the beginning.
    #[default]
    Start,
    /// After this mark.
    After(String),
    /// Before this mark.
    Before(String),
}

pub(crate) async fn page(
    ctx: &Ctx,
    organisation: &Organisation,
    view: &View,
    (asked, at): (Asked<'_>, &At),
) -> Result<Found, Error> {
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    let which = rules.which(view.selection.into())?;
    page_of(ctx, organisation, (which, &view.order), (asked, at)).await
}

/// The same of any people.
pub(crate) async fn page_of(
    ctx: &Ctx,
    organisation: &Organisation,
    (which, order): (Which<'_>, &view::Order),
    (Asked { narrowed, search }, at): (Asked<'_>, &At),
) -> Result<Found, Error> {
    let order = order_of(order);
    let mark = |text: &str| Mark::from_text(text, &order).ok_or(Error::NotFound);
    let mut from = match at {
        At::Start => From::Start,
        At::After(text) => From::After(mark(text)?),
        At::Before(text) => From::Before(mark(text)?),
    };
    let query = PeopleQuery { which, narrowed, search, now: ctx.now() };
    let mut page = people_query::page(ctx.db(), organisation.id, query, (&order, &from), PAGE).await?;
    if matches!(from, From::Before(_)) && !page.more {
        // The beginning is reached: the first page, and a whole one.
        from = From::Start;
        page = people_query::page(ctx.db(), organisation.id, query, (&order, &from), PAGE).await?;
    }
    let (first, last) = (page.marks.first().map(Mark::to_text), page.marks.last().map(Mark::to_text));
    let (previous, next) = match from {
        From::Start => (None, last.filter(|_| page.more)),
        From::After(_) => (first, last.filter(|_| page.more)),
        From::Before(_) => (first, last),
    };
    Ok(Found { people: page.marks.into_iter().map(|mark| mark.id).collect(), previous, next })
}

fn order_of(order: &view::Order) -> Order {
    let (by, down) = match order {
        view::Order::Name => (OrderBy::DisplayName, false),
        view::Order::NameDown => (OrderBy::DisplayName, true),
        view::Order::UserName => (OrderBy::UserName, false),
        view::Order::LastSignInDown => (OrderBy::LastSignIn, true),
        view::Order::LastSignIn => (OrderBy::LastSignIn, false),
        view::Order::Own(key) => (OrderBy::Own(key.clone()), false),
        view::Order::OwnDown(key) => (OrderBy::Own(key.clone()), true),
    };
    Order { by, down }
}

pub(crate) async fn count(
    ctx: &Ctx,
    organisation: &Organisation,
    view: &View,
    Asked { narrowed, search }: Asked<'_>,
) -> Result<i64, Error> {
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    let which = rules.which(view.selection.into())?;
    let query = PeopleQuery { which, narrowed, search, now: ctx.now() };
    let count = people_query::count(ctx.db(), organisation.id, query).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}
