//! What a policy would do, before it is saved: the decision itself for every person, under the policies as they stand and
//! as they would stand. Neighbour: `world`, which looks at everyone.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use domain::id::UserId;
use domain::policy::Outlook;
use domain::time::Timestamp;

use super::PolicyEdit;
use super::world::{Seen, World};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::Organisation;

/// How many people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub people: u64,
    /// Those among them who never signed in.
    pub never_signed_in: u64,
}

/// How many people would go from one class to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The class under the policies as they stand.
    pub before: Outlook,
    /// The class under the policies as they would stand.
    pub after: Outlook,
    /// How many.
    pub people: u64,
}

/// What a policy would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRun {
    /// The moment that was looked at.
    pub at: Timestamp,
    /// Everyone of the organisation.
    pub all: u64,
    /// Those under the policy (at activation: everyone), by class, in the order of [`Outlook::ALL`].
    pub classes: [Tally; Outlook::ALL.len()],
    /// Everyone whose class would change, also who would leave the policy.
    pub moved: Vec<Moved>,
}

impl DryRun {
    /// Those under the policy in this class.
    pub fn of(&self, class: Outlook) -> Tally {
        self.classes.get(class.index()).copied().unwrap_or_default()
    }

    /// Everyone under the policy.
    pub fn under(&self) -> u64 {
        self.classes.iter().map(|tally| tally.people).sum()
    }
}

/// Runs a policy over all people, as if it were saved now, for a sign-in at `at`. One that only watches is run as if it were
/// switched on: there is nothing to see else.
pub async fn dry_run(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &PolicyEdit,
    at: Timestamp,
) -> Result<DryRun, Error> {
    let world = World::read(ctx, organisation, Some(&switched_on(edit)), at).await?;
    world.run(ctx, |seen| seen.under).await
}

fn switched_on(edit: &PolicyEdit) -> PolicyEdit {
    PolicyEdit { demand: edit.demand.switched_on(), ..edit.clone() }
}

/// Which people of a dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Those under the policy in a class.
    Class(Outlook),
    /// Everyone who would go from one class to another.
    Moved(Outlook, Outlook),
}

/// A person in such a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: UserId,
    /// Full name.
    pub name: String,
    /// Name to sign in with.
    pub user_name: String,
    /// When last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// Whether there is an address.
    pub has_address: bool,
}

/// A page of such a list, in the order in which people were added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The people.
    pub members: Vec<Member>,
    /// After whom the next page begins; none where this is the last.
    pub next: Option<UserId>,
}

/// At most `limit` people of a dry run, after `after`.
pub async fn list_of(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (edit, at): (&PolicyEdit, Timestamp),
    listing: Listing,
    (after, limit): (Option<UserId>, usize),
) -> Result<Listed, Error> {
    let mut members: Vec<Member> = Vec::with_capacity(limit + 1);
    let world = World::read(ctx, organisation, Some(&switched_on(edit)), at).await?;
    world
        .walk(ctx, after, |seen| {
            let wanted = match listing {
                Listing::Class(class) => seen.under && seen.after == class,
                Listing::Moved(before, after) => seen.before == before && seen.after == after,
            };
            if wanted {
                members.push(Member {
                    id: seen.row.id,
                    name: seen.row.display_name.clone(),
                    user_name: seen.row.user_name.clone(),
                    last_sign_in_at: seen.row.last_sign_in_at,
                    has_address: seen.row.mail.has_address(),
                });
            }
            if members.len() > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .await?;
    let more = members.len() > limit;
    members.truncate(limit);
    let next = members.last().filter(|_| more).map(|member| member.id);
    Ok(Listed { members, next })
}

impl World {
    /// Counts everyone, by class those of whom `counts` says so.
    pub(super) async fn run(&self, ctx: &Ctx, counts: impl Fn(&Seen<'_>) -> bool) -> Result<DryRun, Error> {
        let classes = [Tally::default(); Outlook::ALL.len()];
        let mut run = DryRun { at: self.at, all: 0, classes, moved: Vec::new() };
        let mut moved: BTreeMap<(Outlook, Outlook), u64> = BTreeMap::new();
        self.walk(ctx, None, |seen| {
            run.all += 1;
            if counts(&seen)
                && let Some(tally) = run.classes.get_mut(seen.after.index())
            {
                tally.people += 1;
                tally.never_signed_in += u64::from(seen.row.last_sign_in_at.is_none());
            }
            if seen.before != seen.after {
                *moved.entry((seen.before, seen.after)).or_default() += 1;
            }
            ControlFlow::Continue(())
        })
        .await?;
        run.moved = moved.into_iter().map(|((before, after), people)| Moved { before, after, people }).collect();
        Ok(run)
    }
}
