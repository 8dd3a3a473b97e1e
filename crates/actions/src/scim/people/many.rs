//! Many people at once, as a directory names them: whoever is as they were costs a look, whoever is new or changed a row of a batch.
//! All others take the way of one person alone (`outside`), so that there is one set of rules.

use std::collections::HashSet;

use domain::user::{Role, name_key};
use store::Tx;
use store::people_bulk::{self, Reads};
use store::sourced::{self, Link};

use super::outside::{Done, Seen, Telling, What, drawn, tell, tell_new};
use super::refusal::Refusal;
use crate::admin::people_write::{self, Edit, Wanted};
use crate::error::Error;
use crate::scim::Document;
use crate::scim::document::Said;

/// Somebody as a directory names them, under the name by which it knows them for ever.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    pub(crate) external_id: String,
    pub(crate) document: Document,
}

/// What became of each, in their order.
pub(crate) type ToldMany = Vec<Result<Done, Refusal>>;

/// What is to be done with one of them.
enum Way {
    /// It is done, or needs nothing.
    Told(Result<Done, Refusal>),
    /// The how manieth of those to add.
    Add(usize),
    /// The way of one person alone.
    Alone,
}

/// What goes in batches.
#[derive(Default)]
struct Batches {
    added: Vec<Wanted>,
    /// The names and documents of those, in their order.
    new: Vec<(String, String)>,
    edits: Vec<Edit>,
    links: Vec<Link>,
}

/// Tells of many. Nobody stands among them twice.
pub(crate) async fn tell_many(tx: &mut Tx, telling: &Telling, people: &[Named]) -> Result<ToldMany, Error> {
    let (org, now) = (telling.scribe.organisation.id, telling.scribe.now);
    let (ways, batches) = sort(tx, telling, people).await?;
    let ids = people_write::write(tx, &telling.scribe, (batches.added, batches.edits)).await?;
    let mut links: Vec<Link> = Vec::with_capacity(ids.len());
    for (user, (external_id, document)) in ids.iter().zip(batches.new) {
        links.push(Link {
            user: *user,
            source: telling.source.id,
            external_id: Some(external_id),
            document,
            blocked_there: false,
            made_at: now,
            changed_at: now,
            gone_at: None,
        });
    }
    sourced::add_all(tx, org, &links).await?;
    sourced::put_all(tx, org, &batches.links).await?;
    let mut told = Vec::with_capacity(people.len());
    for (way, person) in ways.into_iter().zip(people) {
        told.push(match way {
            Way::Told(told) => told,
            Way::Add(place) => match ids.get(place) {
                Some(user) => Ok(Done { user: *user, what: What::Added }),
                None => return Err(crate::error::broken("somebody was not added")),
            },
            Way::Alone => alone(tx, telling, person).await?,
        });
    }
    Ok(told)
}

async fn alone(tx: &mut Tx, telling: &Telling, person: &Named) -> Result<Result<Done, Refusal>, Error> {
    let org = telling.scribe.organisation.id;
    let links = sourced::by_external_id(tx, org, (telling.source.id, &person.external_id)).await?;
    let Some(link) = links.into_iter().find(|link| link.gone_at.is_none()) else {
        return tell_new(tx, telling, person.document.clone()).await;
    };
    let known = people_bulk::known(&mut Reads::Inside(&mut *tx), org, &[link.user]).await?.remove(&link.user);
    let Some(known) = known else { return Err(Error::Conflict) };
    tell(tx, telling, (known, link), person.document.clone()).await
}

/// Which way each goes.
async fn sort(tx: &mut Tx, telling: &Telling, people: &[Named]) -> Result<(Vec<Way>, Batches), Error> {
    let org = telling.scribe.organisation.id;
    let mut reads = Reads::Inside(tx);
    let names: Vec<&str> = people.iter().map(|person| person.external_id.as_str()).collect();
    let links = sourced::by_external_ids(&mut reads, org, (telling.source.id, &names)).await?;
    let as_before = telling.read_by == telling.mapping;
    let mut looked_at = Vec::with_capacity(people.len());
    for (person, links) in people.iter().zip(links) {
        let link = links.into_iter().next();
        let text = person.document.text();
        let is_there = link.as_ref().is_some_and(|link| link.gone_at.is_none());
        // Word for word what it said before: what was mended here meanwhile stays.
        if let Some(link) = link.as_ref().filter(|link| is_there && as_before && link.document == text) {
            looked_at.push((None, Some(Ok(Done { user: link.user, what: What::Same })), text));
            continue;
        }
        match person.document.read(&telling.mapping, &telling.schema) {
            Err(fault) => looked_at.push((None, Some(Err(fault.into())), text)),
            Ok(said) => looked_at.push((Some((link, said)), None, text)),
        }
    }
    let open: Vec<&(Option<Link>, Said)> = looked_at.iter().filter_map(|(open, ..)| open.as_ref()).collect();
    let said: Vec<&str> = open.iter().flat_map(|(_, said)| said.names()).collect();
    let owners = people_bulk::owners(&mut reads, org, &said).await?;
    let ids: Vec<_> = open.iter().filter_map(|(link, _)| link.as_ref()).map(|link| link.user).collect();
    let mut known = people_bulk::known(&mut reads, org, &ids).await?;
    let mut owners = owners.into_iter();
    let mut here = HashSet::new();
    let (mut ways, mut batches) = (Vec::with_capacity(people.len()), Batches::default());
    for (person, (open, told, text)) in people.iter().zip(looked_at) {
        let Some((link, said)) = open else {
            ways.push(told.map_or(Way::Alone, Way::Told));
            continue;
        };
        let names = said.names();
        let owners: Vec<_> = owners.by_ref().take(names.len()).flatten().collect();
        let own = link.as_ref().map(|link| link.user);
        // A name that another of this batch is said to have is looked at again once that one is written.
        let is_first = are_first(&mut here, &names);
        let is_free = is_first && owners.iter().all(|owner| Some(*owner) == own);
        let known = own.and_then(|own| known.remove(&own));
        ways.push(way(telling, (person, text), (link, known), (said, is_free), &mut batches));
    }
    Ok((ways, batches))
}

/// Whether nobody who came before has one of these names, which they have from now on. Somebody may have the same one twice: who signs in
/// with their address.
fn are_first(here: &mut HashSet<String>, names: &[&str]) -> bool {
    let own: HashSet<String> = names.iter().map(|name| name_key(name)).collect();
    let count = own.len();
    own.into_iter().filter(|key| here.insert(key.clone())).count() == count
}

fn way(
    telling: &Telling,
    (person, text): (&Named, String),
    (link, known): (Option<Link>, Option<people_bulk::Known>),
    (said, is_free): (Said, bool),
    batches: &mut Batches,
) -> Way {
    let active = person.document.active().ok().flatten();
    match (link, known) {
        (None, _) if is_free && active != Some(false) => {
            batches.added.push(said.new_person());
            batches.new.push((person.external_id.clone(), text));
            Way::Add(batches.new.len() - 1)
        }
        (Some(link), Some(known))
            if is_free
                && link.gone_at.is_none()
                && known.user.role == Role::Member
                && active.is_none_or(|active| active != known.user.blocked) =>
        {
            let (_, after, fields) = drawn(telling, (&known, &link), &said, Seen::Before);
            let done = Done {
                user: link.user,
                what: if fields.is_empty() { What::Same } else { What::Changed(fields.clone()) },
            };
            if !fields.is_empty() {
                batches.edits.push((known, after, fields));
            }
            let changed = Link { document: text, ..link.clone() };
            if changed != link {
                batches.links.push(Link { changed_at: telling.scribe.now, ..changed });
            }
            Way::Told(Ok(done))
        }
        _ => Way::Alone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_signs_in_with_their_address_is_nobody_else() {
        let mut here = HashSet::new();
        for (names, first) in [
            (["anna@waterland.example", "Anna@waterland.example"], true),
            (["bert", "bert@waterland.example"], true),
            (["carla", "anna@waterland.example"], false),
            (["Bert", "other@waterland.example"], false),
            (["dirk", "other@waterland.example"], false),
        ] {
            assert_eq!(are_first(&mut here, &names), first, "{names:?}");
        }
    }
}
