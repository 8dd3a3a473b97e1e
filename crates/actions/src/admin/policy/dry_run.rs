//! What a policy would do, before it is saved: the decision itself for every person, under the policies as they stand and
//! as they would stand. People are read in pages and counted, so that memory does not grow with them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use domain::id::{PolicyId, SelectionId, UserId};
use domain::organisation::ModuleState;
use domain::policy::{Applied, EffectivePolicy, Outlook, Person, Policy, Reach, fold, outlook};
use domain::selection::Selected;
use domain::time::Timestamp;
use store::outlook::OutlookRow;
use store::rules::Rules;

use super::{ENROLLABLE, PolicyEdit};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::visit::Organisation;

/// People that are read at once.
const PAGE: i64 = 2_000;

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

/// Runs a policy over all people, as if it were saved now, for a sign-in at `at`.
pub async fn dry_run(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    edit: &PolicyEdit,
    at: Timestamp,
) -> Result<DryRun, Error> {
    let world = World::read(ctx, organisation, Some(edit), at).await?;
    world.run(ctx, |seen| seen.under).await
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
    let world = World::read(ctx, organisation, Some(edit), at).await?;
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
                    has_address: seen.row.has_address,
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

/// A person as the walk sees them.
pub(crate) struct Seen<'a> {
    pub(crate) row: &'a OutlookRow,
    /// Whether the policy in question would hold for them.
    pub(crate) under: bool,
    pub(crate) before: Outlook,
    pub(crate) after: Outlook,
    /// What holds now.
    pub(crate) held: &'a EffectivePolicy,
    /// What would hold.
    pub(crate) policy: &'a EffectivePolicy,
}

impl Seen<'_> {
    /// Whether a second factor is demanded of them, now or at a day ahead, which they do not have, and nothing exempts them.
    pub(crate) fn is_left(&self) -> bool {
        self.under && matches!(self.after, Outlook::Ahead | Outlook::Obliged | Outlook::OutOfReach)
    }

    /// When they first came under a policy; none where that is about to be noted.
    pub(crate) fn came_under(&self, policy: PolicyId) -> Option<Timestamp> {
        self.row.duties.iter().find(|(of, _)| *of == policy).map(|(_, at)| *at)
    }
}

/// Everything that counts beside the people.
pub(crate) struct World {
    organisation: Arc<Organisation>,
    rules: Arc<Rules>,
    closed: bool,
    module: ModuleState,
    now: Timestamp,
    at: Timestamp,
    before: Vec<Policy>,
    after: Vec<Policy>,
    subject: PolicyId,
}

/// Stands for a policy that has no identity yet.
const NEW: PolicyId = PolicyId::from_bytes([0xff; 16]);

impl World {
    /// Reads the policies as they stand; with `edit`, how they would stand.
    pub(super) async fn read(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        edit: Option<&PolicyEdit>,
        at: Timestamp,
    ) -> Result<Self, Error> {
        let rules = ctx.reload_policies(organisation.id).await?;
        let rows = store::organisation::list(ctx.db()).await?;
        let row = rows.into_iter().find(|row| row.id == organisation.id).ok_or_else(|| broken("no organisation"))?;
        let before = rules.policies.clone();
        let subject = edit.and_then(|edit| edit.id).unwrap_or(NEW);
        let mut after = before.clone();
        if let Some(edit) = edit {
            after.retain(|policy| policy.id != subject);
            let (name, selection, demand) = (edit.name.clone(), edit.selected, edit.demand);
            after.push(Policy { id: subject, name, selection, demand });
        }
        let now = ctx.now();
        let (closed, module) = (row.closed, organisation.module);
        Ok(Self { organisation: organisation.clone(), rules, closed, module, now, at, before, after, subject })
    }

    /// As it would be with the module on.
    pub(super) fn with_module(self) -> Self {
        Self { module: ModuleState::Active, ..self }
    }

    /// The same as everybody stands now under policy `subject`.
    pub(crate) async fn as_it_stands(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        subject: PolicyId,
        at: Timestamp,
    ) -> Result<Self, Error> {
        Ok(Self { subject, ..Self::read(ctx, organisation, None, at).await? })
    }

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

    /// Looks at everyone after `from` until `look` has seen enough.
    pub(crate) async fn walk(
        &self,
        ctx: &Ctx,
        from: Option<UserId>,
        mut look: impl FnMut(Seen<'_>) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let mut last = from;
        while let Some((end, ControlFlow::Continue(()))) = self.page(ctx, last, &mut look).await? {
            last = Some(end);
        }
        Ok(())
    }

    /// Looks at the next page of people after `from`; answers the last of them and whether `look` has seen enough, or
    /// nothing where there is nobody.
    pub(crate) async fn page(
        &self,
        ctx: &Ctx,
        from: Option<UserId>,
        mut look: impl FnMut(Seen<'_>) -> ControlFlow<()>,
    ) -> Result<Option<(UserId, ControlFlow<()>)>, Error> {
        let page = store::outlook::page(ctx.db(), self.organisation.id, from, PAGE).await?;
        let Some(end) = page.last().map(|row| row.id) else { return Ok(None) };
        let chosen = self.chosen(ctx, (from, end)).await?;
        for row in &page {
            let holds = |policy: &Policy| match policy.selection {
                Selected::Everyone => true,
                Selected::Selection(id) => chosen.get(&id).is_some_and(|people| people.contains(&row.id)),
            };
            let (before, held) = self.stand(row, &self.before, holds);
            let (after, policy) = self.stand(row, &self.after, holds);
            let under = self.after.iter().any(|policy| policy.id == self.subject && holds(policy));
            let seen = Seen { row, under, before, after, held: &held, policy: &policy };
            if look(seen).is_break() {
                return Ok(Some((end, ControlFlow::Break(()))));
            }
        }
        Ok(Some((end, ControlFlow::Continue(()))))
    }

    /// Which of the people of a page are in which of the selections that policies use.
    async fn chosen(
        &self,
        ctx: &Ctx,
        range: (Option<UserId>, UserId),
    ) -> Result<HashMap<SelectionId, HashSet<UserId>>, Error> {
        let org = self.organisation.id;
        let mut chosen = HashMap::new();
        for id in self.before.iter().chain(&self.after).filter_map(|policy| policy.selection.selection()) {
            if chosen.contains_key(&id) {
                continue;
            }
            let which = self.rules.which(Selected::Selection(id))?;
            let people = store::people_query::among(ctx.db(), org, which, range, self.now).await?;
            chosen.insert(id, people.into_iter().collect());
        }
        Ok(chosen)
    }

    /// What lies ahead of a person under these policies; who is not under one yet would come under it now.
    fn stand(
        &self,
        row: &OutlookRow,
        policies: &[Policy],
        holds: impl Fn(&Policy) -> bool,
    ) -> (Outlook, EffectivePolicy) {
        let came_under = |id: PolicyId| row.duties.iter().find(|(of, _)| *of == id).map_or(self.now, |(_, at)| *at);
        let applied: Vec<Applied<'_>> = policies
            .iter()
            .filter(|policy| holds(policy))
            .map(|policy| Applied { policy, came_under: came_under(policy.id) })
            .collect();
        let policy = fold(&applied, &self.organisation.zone);
        let person = Person {
            blocked: row.blocked,
            organisation_closed: self.closed,
            module: self.module,
            exemption: row.exemption,
            enrolled: row.enrolled.clone(),
        };
        let reach = Reach { has_address: row.has_address, enrollable: ENROLLABLE };
        (outlook(self.at, &person, &policy, reach), policy)
    }
}
