//! The people of a view: one page after another, searched and counted.

use domain::id::{SelectionId, UserId};
use domain::selection::{AttributeKey, Field, Filter, OwnValue, Selected};
use domain::time::Timestamp;
use domain::user::Role;
use domain::view::{Column, Order, View};
use store::group::Group;
use store::people_query::{self, PeopleQuery};
use store::person_row::{Own, PersonRow};
use store::selection_sql::Which;

pub use crate::admin::reach::At;
use crate::admin::reach::{self, Asked};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// A person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Identity.
    pub id: UserId,
    /// Name to sign in with.
    pub user_name: String,
    /// Full name.
    pub display_name: String,
    /// Main e-mail address.
    pub email: Option<String>,
    /// Names of groups.
    pub groups: Vec<String>,
    /// Values of the organisation's own attributes, where the list shows any.
    pub own: Vec<(AttributeKey, OwnValue)>,
    /// Language, where the person states one.
    pub language: Option<String>,
    /// Role.
    pub role: Role,
    /// How two-step sign-in stands.
    pub second_factor: SecondFactorState,
    /// When last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When the password was last changed.
    pub password_changed_at: Option<Timestamp>,
}

/// How two-step sign-in stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorState {
    /// The person is blocked.
    Blocked,
    /// Codes are not looked at before this moment.
    Locked(Timestamp),
    /// On, with so many authenticators.
    On(i64),
    /// Not set up, exempt until this moment.
    Exempt(Timestamp),
    /// Not set up.
    NotYet,
}

/// What the people of a list have in common, besides being in its view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// Words that each stand in the full name, the user name or an address; empty for all.
    pub search: String,
    /// The name of a group that they are in.
    pub group: Option<String>,
    /// How two-step sign-in stands with them.
    pub standing: Option<Standing>,
}

/// How two-step sign-in stands, to choose people by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// On.
    On,
    /// Not set up, and not exempt.
    NotYet,
    /// Not set up, and exempt at this moment.
    Exempt,
    /// The person is blocked.
    Blocked,
}

impl Standing {
    /// All, in the order in which pages list them.
    pub const ALL: [Self; 4] = [Self::On, Self::NotYet, Self::Exempt, Self::Blocked];

    /// In addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::NotYet => "not-yet",
            Self::Exempt => "exempt",
            Self::Blocked => "blocked",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }

    /// As [`SecondFactorState`] tells it of one person.
    fn parts(self) -> Vec<Filter> {
        let is = Filter::truth;
        match self {
            Self::Blocked => vec![is(Field::Active, false)],
            Self::On => vec![is(Field::Active, true), is(Field::SecondFactor, true)],
            Self::NotYet | Self::Exempt => {
                vec![is(Field::Active, true), is(Field::SecondFactor, false), is(Field::Exempt, self == Self::Exempt)]
            }
        }
    }
}

impl Narrowed {
    fn filter(&self) -> Option<Filter> {
        let group = self.group.as_deref().map(Filter::in_group);
        let standing = self.standing.map(Standing::parts).unwrap_or_default();
        Filter::all(group.into_iter().chain(standing).collect())
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The people.
    pub rows: Vec<Listed>,
    /// Where the page before begins; none on the first.
    pub previous: Option<String>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many there are in all, with this search.
    pub count: i64,
}

/// A page of the people of a view who have this in common.
pub async fn page(
    ctx: &Ctx,
    organisation: &Organisation,
    view: &View,
    (narrowed, at): (&Narrowed, &At),
) -> Result<Page, Error> {
    let (org, now) = (organisation.id, ctx.now());
    let filter = narrowed.filter();
    let asked = Asked { narrowed: filter.as_ref(), search: &narrowed.search };
    let ids = reach::page(ctx, organisation, view, (asked, at)).await?;
    let count = reach::count(ctx, organisation, view, asked).await?;
    let shows = view.columns.iter().any(|column| matches!(column, Column::Own(_)));
    let own = if shows { Own::Read } else { Own::Left };
    let rows = store::person_row::of(ctx.db(), org, &ids.people, own).await?;
    let rows = rows.into_iter().map(|row| listed(row, now)).collect();
    Ok(Page { rows, previous: ids.previous, next: ids.next, count })
}

/// The people of a group by name, after the mark of an earlier page.
pub async fn of_group(ctx: &Ctx, organisation: &Organisation, group: &Group, at: &At) -> Result<Page, Error> {
    let filter = Filter::in_group(&group.name);
    by_name(ctx, organisation, (Which::Filter(&filter), ""), at).await
}

/// The people of a selection by name, after the mark of an earlier page.
pub async fn of_selection(ctx: &Ctx, organisation: &Organisation, id: SelectionId, at: &At) -> Result<Page, Error> {
    let rules = store::rules::load(ctx.db(), organisation.id).await?;
    by_name(ctx, organisation, (rules.which(Selected::Selection(id))?, ""), at).await
}

/// The first of everyone who fits a search, by name.
pub async fn search(ctx: &Ctx, organisation: &Organisation, search: &str) -> Result<Page, Error> {
    by_name(ctx, organisation, (Which::Everyone, search), &At::Start).await
}

async fn by_name(
    ctx: &Ctx,
    organisation: &Organisation,
    (which, search): (Which<'_>, &str),
    at: &At,
) -> Result<Page, Error> {
    let (org, now) = (organisation.id, ctx.now());
    let asked = Asked { narrowed: None, search };
    let ids = reach::page_of(ctx, organisation, (which, &Order::Name), (asked, at)).await?;
    let count = people_query::count(ctx.db(), org, PeopleQuery { which, narrowed: None, search, now }).await?;
    let rows = store::person_row::of(ctx.db(), org, &ids.people, Own::Left).await?;
    let rows = rows.into_iter().map(|row| listed(row, now)).collect();
    Ok(Page { rows, previous: ids.previous, next: ids.next, count: i64::try_from(count).unwrap_or(i64::MAX) })
}

const EVERYONE: Asked<'static> = Asked { narrowed: None, search: "" };

/// How many people a view shows.
pub async fn count(ctx: &Ctx, organisation: &Organisation, view: &View) -> Result<i64, Error> {
    reach::count(ctx, organisation, view, EVERYONE).await
}

fn listed(row: PersonRow, now: Timestamp) -> Listed {
    let second_factor = match (row.authenticators, row.exempt_until) {
        _ if row.user.blocked => SecondFactorState::Blocked,
        (0, Some(until)) if now < until => SecondFactorState::Exempt(until),
        (0, _) => SecondFactorState::NotYet,
        (number, _) => match row.wait_until.filter(|until| now < *until) {
            Some(until) => SecondFactorState::Locked(until),
            None => SecondFactorState::On(number),
        },
    };
    Listed {
        id: row.user.id,
        user_name: row.user.user_name,
        display_name: row.user.display_name,
        email: row.address,
        groups: row.groups,
        own: row.own,
        language: row.user.language,
        role: row.user.role,
        second_factor,
        last_sign_in_at: row.user.last_sign_in_at,
        password_changed_at: row.user.password_changed_at,
    }
}
