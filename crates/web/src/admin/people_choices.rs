//! What a list of people is narrowed to and ordered by, as its address tells: only by what the view shows, so that nobody
//! learns from a filter or an order what no column tells them. Neighbour: `people` shows the list.

use actions::admin::attributes::{self, Kept};
use actions::admin::groups;
use actions::admin::people_list::{At, Narrowed, Standing};
use domain::view::{Column, Order, View};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::admin::words;
use crate::answer::Failure;
use crate::extract::Reader;
use crate::pages::{ColumnHead, Frame, PeopleChoices};

/// The longest text that is searched for, in characters.
const LONGEST_SEARCH: usize = 200;

/// Where in a list the page stands.
pub(crate) fn at(reader: &Reader) -> At {
    match (reader.query("after"), reader.query("before")) {
        (Some(mark), _) => At::After(mark),
        (None, Some(mark)) => At::Before(mark),
        (None, None) => At::Start,
    }
}

/// What was chosen, of what the view lets choose.
pub(super) struct Chosen {
    view: String,
    /// Of the view itself.
    usual: Order,
    pub(super) order: Order,
    pub(super) narrowed: Narrowed,
    /// By name, with what stands in addresses; none where the view does not show them.
    groups: Vec<(String, String)>,
    group: String,
    /// Those that the view's own is one of, or that a column shows.
    orders: Vec<Order>,
    standings: bool,
    own: Vec<Kept>,
}

impl Chosen {
    /// From the address; a choice that there is not, or that the view does not offer, is an address that there is not.
    pub(super) async fn read(reader: &Reader, view: &View) -> Result<Self, Failure> {
        let given = |name: &str| reader.query(name).filter(|text| !text.is_empty());
        let may = |order: &Order| *order == view.order || view.columns.contains(&order.column());
        let own = attributes::list(reader.ctx(), reader.organisation()).await?;
        let orders: Vec<Order> = orders(&own).into_iter().filter(may).collect();
        let order = match given("sort") {
            None => view.order.clone(),
            Some(word) => Order::from_word(&word).filter(may).ok_or(Failure::NotFound)?,
        };
        let mut groups = Vec::new();
        if view.columns.contains(&Column::Groups) {
            let all = groups::list(reader.ctx(), reader.organisation()).await?;
            groups = all.into_iter().map(|(group, _)| (group.id.to_string(), group.name)).collect();
        }
        let group = given("group").unwrap_or_default();
        let named = groups.iter().find(|(id, _)| *id == group).map(|(_, name)| name.clone());
        if named.is_none() && !group.is_empty() {
            return Err(Failure::NotFound);
        }
        let standings = view.columns.contains(&Column::SecondFactor);
        let standing = match given("state") {
            None => None,
            Some(word) => Some(Standing::from_word(&word).filter(|_| standings).ok_or(Failure::NotFound)?),
        };
        let search = given("q").unwrap_or_default().trim().chars().take(LONGEST_SEARCH).collect();
        Ok(Self {
            view: view.id.to_string(),
            usual: view.order.clone(),
            order,
            orders,
            narrowed: Narrowed { search, group: named, standing },
            groups,
            group,
            standings,
            own,
        })
    }

    /// The first page of the same people in this order.
    pub(super) fn address(&self, order: &Order) -> String {
        let sort = order.word();
        let chosen = [
            ("q", self.narrowed.search.as_str()),
            ("group", &self.group),
            ("state", self.narrowed.standing.map_or("", Standing::word)),
            ("sort", if *order == self.usual { "" } else { &sort }),
        ];
        let chosen = chosen.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs = chosen.map(|(name, value)| format!("&{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
        format!("/admin/people?view={}{}", self.view, pairs.collect::<String>())
    }

    /// The head of a column, with the order that a click on it gives.
    pub(super) fn head(&self, frame: &Frame, column: &Column) -> ColumnHead {
        let is = |order: Order| self.order == order;
        let (sorted, then) = match column {
            Column::Name if is(Order::Name) => (Some("ascending"), Some(Order::NameDown)),
            Column::Name => (is(Order::NameDown).then_some("descending"), Some(Order::Name)),
            Column::UserName => (is(Order::UserName).then_some("ascending"), Some(Order::UserName)),
            Column::LastSignIn if is(Order::LastSignInDown) => (Some("descending"), Some(Order::LastSignIn)),
            Column::LastSignIn => (is(Order::LastSignIn).then_some("ascending"), Some(Order::LastSignInDown)),
            Column::Own(key) if is(Order::Own(key.clone())) => (Some("ascending"), Some(Order::OwnDown(key.clone()))),
            Column::Own(key) => {
                (is(Order::OwnDown(key.clone())).then_some("descending"), Some(Order::Own(key.clone())))
            }
            _ => (None, None),
        };
        let optional = !matches!(column, Column::Name | Column::SecondFactor | Column::LastSignIn);
        let link = then.filter(|order| self.order != *order).map(|order| self.address(&order));
        ColumnHead { name: words::column(frame, column, &self.own), optional, sorted, link }
    }

    /// What the form offers.
    pub(super) fn choices(mut self, frame: &Frame) -> PeopleChoices {
        let narrowed = std::mem::take(&mut self.narrowed);
        let group = std::mem::take(&mut self.group);
        // With nothing chosen any more, this is the address of all.
        let clear = (narrowed != Narrowed::default()).then(|| self.address(&self.order));
        let standings = if self.standings { Standing::ALL.to_vec() } else { Vec::new() };
        PeopleChoices {
            standing: narrowed.standing.map_or("", Standing::word),
            standings: standings.into_iter().map(|standing| (standing.word(), name_of(standing))).collect(),
            orders: self.orders.iter().map(|order| named(frame, order, &self.own)).collect(),
            sort: self.order.word().into_owned(),
            search: narrowed.search,
            groups: self.groups,
            group,
            clear,
        }
    }
}

/// The key of what the chips of a list call it.
const fn name_of(standing: Standing) -> &'static str {
    match standing {
        Standing::On => "chip-on",
        Standing::NotYet => "chip-not-yet",
        Standing::Exempt => "chip-exempt",
        Standing::Blocked => "chip-blocked",
    }
}

/// All orders that a list can be in.
pub(super) fn orders(own: &[Kept]) -> Vec<Order> {
    let key = |kept: &Kept| kept.attribute.key.clone();
    let own = own.iter().flat_map(|kept| [Order::Own(key(kept)), Order::OwnDown(key(kept))]);
    Order::BUILT_IN.iter().cloned().chain(own).collect()
}

fn named(frame: &Frame, order: &Order, own: &[Kept]) -> (String, String) {
    (order.word().into_owned(), words::order(frame, order, own))
}
