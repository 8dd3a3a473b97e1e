//! A directory tried before it is saved: whether it answers, whom it names, and what the first few would be here. Nothing is written.

use std::sync::Arc;

use domain::id::PeopleSourceId;
use domain::people_source::Mapping;
use secrecy::SecretString;

use super::{DirectoryEdit, DirectoryFault, may_try};
use crate::admin::desk::{Acted, Admin};
use crate::admin::people_sources::values;
use crate::admin::selections::schema;
use crate::ctx::Ctx;
use crate::directory::port::{Fault, Page};
use crate::directory::{self, entries, group};
use crate::error::Error;
use crate::visit::{Organisation, Visit};

/// So many people are counted; there may be more.
const COUNTED: u64 = 5_000;

/// So many of them are shown.
const SHOWN: usize = 3;

/// Somebody as they would come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What the directory calls the entry.
    pub dn: String,
    /// The fields with a value, each with the text of it; or what is wrong with one.
    pub values: Result<Vec<(domain::people_source::Field, String)>, (String, String)>,
}

/// What a trial came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tested {
    /// What is wrong with what was typed.
    Faults(Vec<DirectoryFault>),
    /// It cannot be read, and why.
    Fault(Fault),
    /// Its groups cannot be read, and why.
    Groups(Fault),
    /// It names so many people, or more where `more` says so; the first few; and so many groups.
    Read {
        /// People.
        people: u64,
        /// There are more than were counted.
        more: bool,
        /// Groups, where they come along.
        groups: Option<u64>,
        /// The first few.
        samples: Vec<Sample>,
    },
}

/// Tries a directory as it was typed.
pub async fn test(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, edit): (Option<PeopleSourceId>, &DirectoryEdit),
) -> Result<Acted<Tested>, Error> {
    if let Some(not) = may_try(ctx, visit, admin).await? {
        return Ok(not);
    }
    Ok(Acted::Done(tried(ctx, &visit.organisation, id, edit).await?))
}

/// Tries a directory at the command line of the server.
pub async fn test_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (id, edit): (Option<PeopleSourceId>, &DirectoryEdit),
) -> Result<Tested, Error> {
    tried(ctx, organisation, id, edit).await
}

async fn tried(
    ctx: &Ctx,
    organisation: &Organisation,
    id: Option<PeopleSourceId>,
    edit: &DirectoryEdit,
) -> Result<Tested, Error> {
    let known = match id {
        Some(id) => store::directory::find(ctx.db(), organisation.id, id).await?,
        None => None,
    };
    let before = known.as_ref().map(directory::settings_of).transpose()?;
    let schema = schema(ctx, organisation).await?;
    let nobody = PeopleSourceId::from_bytes([0; 16]);
    // The name may still be missing.
    let named = DirectoryEdit {
        name: if edit.name.trim().is_empty() { "-".to_owned() } else { edit.name.clone() },
        ..edit.clone()
    };
    let (source, settings) = match named.read(ctx, (id.unwrap_or(nobody), 0), ctx.now(), (&schema, before.as_ref())) {
        Ok(read) => read,
        Err(faults) => return Ok(Tested::Faults(faults)),
    };
    let door = match (&edit.password, &known) {
        (Some(password), _) => directory::door_with(ctx, &settings, password.clone()),
        (None, Some(known)) => {
            let password: SecretString = directory::door(ctx, known, &settings)?.password;
            directory::door_with(ctx, &settings, password)
        }
        (None, None) => return Ok(Tested::Faults(vec![DirectoryFault::Password])),
    };
    let mapping: Mapping = source.mapping;
    let speaks = ctx.directories()?;
    let mut pages = speaks.list(door.clone(), entries::search(&settings, &mapping));
    let (mut people, mut more, mut samples) = (0_u64, false, Vec::new());
    loop {
        match pages.recv().await {
            Some(Ok(Page::Entries(all))) => {
                people += all.len() as u64;
                for entry in all.iter().take(SHOWN.saturating_sub(samples.len())) {
                    let read = entries::person(entry, &settings, &mapping);
                    let said = read.and_then(|named| Ok(named.document.read(&mapping, &schema)?));
                    let values = said.map(|said| values(said.new_person()));
                    let values = values.map_err(|refusal| (refusal.word().to_owned(), refusal.about()));
                    samples.push(Sample { dn: entry.dn.clone(), values });
                }
                if people >= COUNTED {
                    more = true;
                    break;
                }
            }
            Some(Ok(Page::End)) => break,
            Some(Err(fault)) => return Ok(Tested::Fault(fault)),
            None => return Ok(Tested::Fault(Fault::NotLdap)),
        }
    }
    drop(pages);
    if people == 0 {
        return Ok(Tested::Fault(Fault::Nobody));
    }
    let Some(search) = group::search(&settings) else {
        return Ok(Tested::Read { people, more, groups: None, samples });
    };
    let mut pages = speaks.list(door, search);
    let mut groups = 0;
    loop {
        match pages.recv().await {
            Some(Ok(Page::Entries(all))) => groups += all.len() as u64,
            Some(Ok(Page::End)) => return Ok(Tested::Read { people, more, groups: Some(groups), samples }),
            Some(Err(fault)) => return Ok(Tested::Groups(fault)),
            None => return Ok(Tested::Groups(Fault::NotLdap)),
        }
    }
}
