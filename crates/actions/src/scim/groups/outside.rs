//! Groups as a directory has them, written as those that a system sends.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::id::{GroupId, UserId};

use super::wish::Wish;
use super::{Act, written};
use crate::admin::people_write::Cell;
use crate::ctx::Ctx;
use crate::scim::{Answer, Caller};
use crate::visit::Organisation;

/// What shall be so of a group, as a directory has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// It is called so, known by a name for ever, and in it are these people and no others of the directory.
    There(Option<GroupId>, (String, String), BTreeSet<UserId>),
    /// It is there no longer.
    Gone(GroupId),
}

/// Makes it so.
pub(crate) async fn from_outside(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    caller: &Caller,
    outside: Outside,
) -> Answer<()> {
    let (act, wish) = match outside {
        Outside::Gone(id) => (Act::Remove(id), Wish::default()),
        Outside::There(id, (name, external_id), members) => {
            let members = members.into_iter().map(|user| (user, true)).collect();
            let wish = Wish { name: Some(name), external_id: Cell::Set(external_id), alone: true, members };
            (id.map_or(Act::Make, Act::Change), wish)
        }
    };
    Ok(written(ctx, organisation, caller, (act, wish, None)).await?.map(drop))
}
