//! Which people, in which order: pages by key and not by number, counts, samples, and what changes when one choice takes
//! the place of another. What a page shows of them is read by their ids.

use domain::id::{OrganisationId, UserId};
use domain::selection::{AttributeKey, Filter, order_key};
use domain::time::Timestamp;
use domain::user::name_key;

use crate::composed::Composed;
use crate::selection_sql::{Ask, Which, Writing, escaped};
use crate::{Db, Error, Row, Value};

/// By what a list is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// Name to sign in with.
    UserName,
    /// Full name.
    DisplayName,
    /// When last signed in.
    LastSignIn,
    /// When added.
    Created,
    /// An attribute of the organisation's own.
    Own(AttributeKey),
}

/// The order of a list. Who never signed in comes first going up and last going down; who has no value of an attribute
/// always comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// From the greatest to the least.
    pub down: bool,
}

/// Where a page begins or ends: the value and the identity of a person in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The value that the list is ordered by, where the person has one.
    pub value: Option<MarkValue>,
    /// The person.
    pub id: UserId,
}

/// The value of a [`Mark`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkValue {
    /// Of names and attributes.
    Bytes(Vec<u8>),
    /// Of moments.
    Moment(Timestamp),
    /// Of user names.
    Text(String),
}

impl Mark {
    /// As an address of a page holds it.
    pub fn to_text(&self) -> String {
        let value = match &self.value {
            None => "-".to_owned(),
            Some(MarkValue::Bytes(bytes)) => format!("b{}", hex(bytes)),
            Some(MarkValue::Moment(at)) => format!("m{}", at.micros()),
            Some(MarkValue::Text(text)) => format!("t{}", hex(text.as_bytes())),
        };
        format!("{value}.{}", hex(&self.id.bytes()))
    }

    /// From that text, for a list in this order; a text that means nothing, or belongs to another order, is no mark.
    pub fn from_text(text: &str, order: &Order) -> Option<Self> {
        let (value, id) = text.split_once('.')?;
        let id = UserId::try_from(bytes(id)?.as_slice()).ok()?;
        let kind = value.chars().next()?;
        let rest = value.get(1..)?;
        let value = match (&order.by, kind) {
            (OrderBy::LastSignIn | OrderBy::Own(_), '-') if rest.is_empty() => None,
            (OrderBy::DisplayName | OrderBy::Own(_), 'b') => Some(MarkValue::Bytes(bytes(rest)?)),
            (OrderBy::LastSignIn | OrderBy::Created, 'm') => {
                Some(MarkValue::Moment(Timestamp::from_micros(rest.parse().ok()?)))
            }
            (OrderBy::UserName, 't') => {
                let text = String::from_utf8(bytes(rest)?).ok()?;
                Some(MarkValue::Text((!text.contains('\0')).then_some(text)?))
            }
            _ => return None,
        };
        Some(Self { value, id })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(high * 16 + low),
            _ => None,
        })
        .collect()
}

/// Which way from a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// The first page.
    Start,
    /// The people after this mark.
    After(Mark),
    /// The people before this mark, still in the order of the list.
    Before(Mark),
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PeopleQuery<'a> {
    /// Which people.
    pub which: Which<'a>,
    /// What must hold besides.
    pub narrowed: Option<&'a Filter>,
    /// Words that each stand in the full name, the user name or an address; empty for all.
    pub search: &'a str,
    /// The moment of asking, for exemptions.
    pub now: Timestamp,
}

/// A page of people: their marks in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The people.
    pub marks: Vec<Mark>,
    /// Whether there are more in the direction that was asked.
    pub more: bool,
}

/// Who has no value, or who has one: two stretches of a list, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stretch {
    Without,
    With,
}

/// No page is longer.
const LONGEST_PAGE: usize = 10_000;

/// A page of at most `limit` people.
pub async fn page(
    db: &Db,
    org: OrganisationId,
    query: PeopleQuery<'_>,
    (order, from): (&Order, &From),
    limit: usize,
) -> Result<Page, Error> {
    let (mark, backwards) = match from {
        From::Start => (None, false),
        From::After(mark) => (Some(mark), false),
        From::Before(mark) => (Some(mark), true),
    };
    let down = order.down != backwards;
    let limit = limit.min(LONGEST_PAGE);
    let mut marks = Vec::with_capacity(limit + 1);
    for stretch in stretches(order, backwards, mark) {
        let after = mark.filter(|mark| stretch_of(mark) == stretch);
        let wanted = limit + 1 - marks.len();
        if wanted == 0 {
            break;
        }
        // Where many are chosen, the list is walked in its order until the page is full; where few are, that takes long,
        // and finding all of them to sort them is shorter.
        let either = [Ask::EachPerson, Ask::AsSet].map(|ask| {
            let (sql, params) = ids(org, query, &order.by, (stretch, down, after), (wanted, ask));
            (Composed::new("people.page", sql), params)
        });
        for row in db.ask_either(either).await? {
            marks.push(read(&row, &order.by, stretch)?);
        }
    }
    let more = marks.len() > limit;
    marks.truncate(limit);
    if backwards {
        marks.reverse();
    }
    Ok(Page { marks, more })
}

fn stretch_of(mark: &Mark) -> Stretch {
    if mark.value.is_some() { Stretch::With } else { Stretch::Without }
}

/// The stretches that lie ahead, in the order in which they are met.
fn stretches(order: &Order, backwards: bool, mark: Option<&Mark>) -> Vec<Stretch> {
    let without_first = match order.by {
        OrderBy::UserName | OrderBy::DisplayName | OrderBy::Created => return vec![Stretch::With],
        OrderBy::LastSignIn => !order.down,
        OrderBy::Own(_) => false,
    };
    let all =
        if without_first == backwards { [Stretch::With, Stretch::Without] } else { [Stretch::Without, Stretch::With] };
    let from = mark.map_or(0, |mark| usize::from(all.first() != Some(&stretch_of(mark))));
    all.into_iter().skip(from).collect()
}

/// The people who have a value, reached through it.
const OF_VALUES: &str =
    "attribute_values v JOIN users u ON u.organisation_id = v.organisation_id AND u.user_id = v.user_id";

fn ids(
    org: OrganisationId,
    query: PeopleQuery<'_>,
    by: &OrderBy,
    (stretch, down, after): (Stretch, bool, Option<&Mark>),
    (limit, ask): (usize, Ask),
) -> (String, Vec<Value>) {
    let mut writing = Writing::new(org, query.now, ask);
    let (mut from, mut conditions) = ("users u", vec!["u.organisation_id = $1".to_owned()]);
    let mut column = match by {
        OrderBy::UserName => "u.user_name_key",
        OrderBy::DisplayName => "u.display_name_order",
        OrderBy::LastSignIn => "u.last_sign_in_at",
        OrderBy::Created => "u.created_at",
        OrderBy::Own(_) => "v.order_key",
    };
    match (by, stretch) {
        (OrderBy::Own(key), Stretch::With) => {
            let key = writing.value(key.as_str());
            from = OF_VALUES;
            conditions.push(format!("v.organisation_id = $1 AND v.attribute_key = {key}"));
        }
        (OrderBy::Own(key), Stretch::Without) => {
            let key = writing.value(key.as_str());
            conditions.push(format!(
                "NOT EXISTS (SELECT 1 FROM attribute_values v WHERE v.organisation_id = $1 AND v.user_id = u.user_id
                 AND v.attribute_key = {key})"
            ));
        }
        (OrderBy::LastSignIn, Stretch::With) => conditions.push("u.last_sign_in_at IS NOT NULL".to_owned()),
        (OrderBy::LastSignIn, Stretch::Without) => conditions.push("u.last_sign_in_at IS NULL".to_owned()),
        _ => {}
    }
    let id = if matches!((by, stretch), (OrderBy::Own(_), Stretch::With)) { "v.user_id" } else { "u.user_id" };
    let (sign, direction) = if down { ("<", "DESC") } else { (">", "ASC") };
    // User names are unique, so that nothing need come after them; who has no value stands in the order of identities.
    let order = match (by, stretch) {
        (OrderBy::UserName, _) => format!("{column} {direction}"),
        (_, Stretch::Without) => {
            column = id;
            format!("{id} {direction}")
        }
        _ => format!("{column} {direction}, {id} {direction}"),
    };
    if let Some(mark) = after {
        conditions.push(beyond(&mut writing, (by, column, id), sign, mark));
    }
    let before = conditions.len();
    push_people(&mut writing, query, &mut conditions);
    if from == OF_VALUES && conditions.len() == before {
        // Nothing is asked of the people themselves, and every value belongs to one.
        from = "attribute_values v";
        conditions.remove(0);
    }
    let shown = if stretch == Stretch::Without { id } else { column };
    let sql =
        format!("SELECT {id}, {shown} FROM {from} WHERE {} ORDER BY {order} LIMIT {limit}", conditions.join(" AND "));
    (sql, writing.into_params())
}

fn beyond(writing: &mut Writing, (by, column, id): (&OrderBy, &str, &str), sign: &str, mark: &Mark) -> String {
    let value: Option<Value> = mark.value.as_ref().map(|value| match value {
        MarkValue::Bytes(bytes) => bytes.clone().into(),
        MarkValue::Moment(at) => at.micros().into(),
        MarkValue::Text(text) => text.into(),
    });
    match value {
        None => format!("{id} {sign} {}", writing.value(mark.id.bytes())),
        Some(value) if *by == OrderBy::UserName => format!("{column} {sign} {}", writing.value(value)),
        Some(value) => {
            let (value, last) = (writing.value(value), writing.value(mark.id.bytes()));
            format!("({column}, {id}) {sign} ({value}, {last})")
        }
    }
}

fn read(row: &Row, by: &OrderBy, stretch: Stretch) -> Result<Mark, Error> {
    let id = UserId::from_bytes(row.array(0)?);
    let value = match (stretch, by) {
        (Stretch::Without, _) => None,
        (Stretch::With, OrderBy::UserName) => Some(MarkValue::Text(row.text(1)?.to_owned())),
        (Stretch::With, OrderBy::DisplayName | OrderBy::Own(_)) => Some(MarkValue::Bytes(row.bytes(1)?.to_vec())),
        (Stretch::With, OrderBy::LastSignIn | OrderBy::Created) => {
            Some(MarkValue::Moment(Timestamp::from_micros(row.int(1)?)))
        }
    };
    Ok(Mark { value, id })
}

fn push_people(writing: &mut Writing, query: PeopleQuery<'_>, conditions: &mut Vec<String>) {
    if !matches!(query.which, Which::Everyone) {
        let which = writing.which(query.which);
        conditions.push(format!("({which})"));
    }
    if let Some(narrowed) = query.narrowed {
        let which = writing.which(Which::Filter(narrowed));
        conditions.push(format!("({which})"));
    }
    for word in query.search.split_whitespace().take(8) {
        let pattern = writing.value(format!("%{}%", escaped(&name_key(word))));
        let addresses = writing.among("addresses", &format!("x.address_key LIKE {pattern} ESCAPE '!'"));
        conditions.push(format!(
            "(u.display_name_key LIKE {pattern} ESCAPE '!' OR u.user_name_key LIKE {pattern} ESCAPE '!'
             OR {addresses})"
        ));
    }
}

/// How many people there are.
pub async fn count(db: &Db, org: OrganisationId, query: PeopleQuery<'_>) -> Result<u64, Error> {
    let mut writing = Writing::new(org, query.now, Ask::AsSet);
    let mut conditions = vec!["u.organisation_id = $1".to_owned()];
    push_people(&mut writing, query, &mut conditions);
    let sql = format!("SELECT COUNT(*) FROM users u WHERE {}", conditions.join(" AND "));
    one_count(db, Composed::new("people.count", sql), writing.into_params()).await
}

async fn one_count(db: &Db, query: Composed, params: Vec<Value>) -> Result<u64, Error> {
    let rows = db.ask(query, params).await?;
    let count = rows.first().ok_or_else(|| Error::Broken("a count without a row".into()))?.int(0)?;
    u64::try_from(count).map_err(|_| Error::Broken("a count below nothing".into()))
}

/// At most `limit` of the people, by full name.
pub async fn sample(db: &Db, org: OrganisationId, query: PeopleQuery<'_>, limit: usize) -> Result<Vec<UserId>, Error> {
    let order = Order { by: OrderBy::DisplayName, down: false };
    let page = page(db, org, query, (&order, &From::Start), limit).await?;
    Ok(page.marks.into_iter().map(|mark| mark.id).collect())
}

/// Who is chosen by `after` and not by `before`: how many, and at most `limit` of them.
pub async fn entering(
    db: &Db,
    org: OrganisationId,
    (before, after): (Which<'_>, Which<'_>),
    now: Timestamp,
    limit: usize,
) -> Result<(u64, Vec<UserId>), Error> {
    let mut writing = Writing::new(org, now, Ask::AsSet);
    let (after, before) = (writing.which(after), writing.which(before));
    let condition = format!("u.organisation_id = $1 AND ({after}) AND NOT ({before})");
    let params = writing.into_params();
    let sql = format!("SELECT COUNT(*) FROM users u WHERE {condition}");
    let count = one_count(db, Composed::new("people.entering", sql), params.clone()).await?;
    let sql = format!(
        "SELECT u.user_id FROM users u WHERE {condition} ORDER BY u.display_name_order, u.user_id LIMIT {limit}"
    );
    let rows = db.ask(Composed::new("people.entering_sample", sql), params).await?;
    let ids = rows.iter().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect::<Result<_, Error>>()?;
    Ok((count, ids))
}

/// Whether one person is among them.
pub async fn is_among(
    db: &Db,
    org: OrganisationId,
    which: Which<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut writing = Writing::new(org, now, Ask::EachPerson);
    let id = writing.value(user.bytes());
    let which = writing.which(which);
    let sql = format!("SELECT 1 FROM users u WHERE u.organisation_id = $1 AND u.user_id = {id} AND ({which})");
    Ok(!db.ask(Composed::new("people.is_among", sql), writing.into_params()).await?.is_empty())
}

/// Who of the people after `after` up to and including `last`, in the order of identities, is among them: for work over
/// everyone that goes page by page.
pub async fn among(
    db: &Db,
    org: OrganisationId,
    which: Which<'_>,
    (after, last): (Option<UserId>, UserId),
    now: Timestamp,
) -> Result<Vec<UserId>, Error> {
    let mut writing = Writing::new(org, now, Ask::EachPerson);
    let after = writing.value(after.map_or_else(Vec::new, |id| id.bytes().to_vec()));
    let last = writing.value(last.bytes());
    let which = writing.which(which);
    let sql = format!(
        "SELECT u.user_id FROM users u WHERE u.organisation_id = $1 AND u.user_id > {after} AND u.user_id <= {last}
         AND ({which}) ORDER BY u.user_id"
    );
    let rows = db.ask(Composed::new("people.among", sql), writing.into_params()).await?;
    rows.iter().map(|row| Ok(UserId::from_bytes(row.array(0)?))).collect()
}

impl MarkValue {
    /// The value of a full name, for a list that begins at a letter.
    pub fn of_name(text: &str) -> Self {
        Self::Bytes(order_key(text))
    }
}
