//! Everyone as the decision sees them, under the policies as they stand and as they would stand. People are read in pages,
//! so that memory does not grow with them.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use domain::id::{PolicyId, SelectionId, UserId};
use domain::organisation::ModuleState;
use domain::policy::{
    Applied, EffectivePolicy, Evidence, Explanation, Outlook, Person, Policy, Reach, explain, fold, outlook,
};
use domain::selection::Selected;
use domain::time::Timestamp;
use store::outlook::OutlookRow;
use store::rules::Rules;

use super::{ENROLLABLE, PolicyEdit};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::visit::Organisation;

/// People that are read at once.
pub(crate) const PAGE: i64 = 2_000;

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

/// Some people, one after the other by their ids.
pub(crate) struct Page {
    /// The people.
    pub(crate) rows: Vec<OutlookRow>,
    /// After whom they come, and the last of them.
    pub(crate) range: (Option<UserId>, UserId),
    chosen: HashMap<SelectionId, HashSet<UserId>>,
}

impl Page {
    /// Whether a person is in a selection that was read along.
    pub(crate) fn is_in(&self, selection: SelectionId, user: UserId) -> bool {
        self.chosen.get(&selection).is_some_and(|people| people.contains(&user))
    }

    fn holds(&self, policy: &Policy, user: UserId) -> bool {
        policy.selection.selection().is_none_or(|id| self.is_in(id, user))
    }
}

/// How a person stands.
pub(crate) struct Standing {
    /// The policies that hold for them.
    pub(crate) holding: Vec<PolicyId>,
    /// What a sign-in would lead to.
    pub(crate) outlook: Outlook,
    /// What holds.
    pub(crate) policy: EffectivePolicy,
}

/// Everything that counts beside the people.
#[derive(Debug)]
pub(crate) struct World {
    organisation: Arc<Organisation>,
    rules: Arc<Rules>,
    closed: bool,
    module: ModuleState,
    now: Timestamp,
    pub(super) at: Timestamp,
    before: Vec<Policy>,
    after: Vec<Policy>,
    subject: PolicyId,
}

/// Stands for a policy that has no identity yet.
const NEW: PolicyId = PolicyId::from_bytes([0xff; 16]);

impl World {
    /// Reads the policies as they stand; with `edit`, how they would stand.
    pub(crate) async fn read(
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

    /// Looks at everyone after `from` until `look` has seen enough.
    pub(crate) async fn walk(
        &self,
        ctx: &Ctx,
        from: Option<UserId>,
        mut look: impl FnMut(Seen<'_>) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let mut last = from;
        while let Some(page) = self.page(ctx, (last, PAGE), &[]).await? {
            if self.look_at(&page, &mut look).is_break() {
                return Ok(());
            }
            last = Some(page.range.1);
        }
        Ok(())
    }

    /// Looks at those of a page, in order, until `look` has seen enough.
    pub(crate) fn look_at(&self, page: &Page, mut look: impl FnMut(Seen<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        for row in &page.rows {
            let holds = |policy: &Policy| page.holds(policy, row.id);
            let (before, held) = self.stand(row, &self.before, holds);
            let (after, policy) = self.stand(row, &self.after, holds);
            let is_subject = |policy: &&Policy| policy.id == self.subject && !policy.demand.watches();
            let under = self.after.iter().filter(is_subject).any(holds);
            look(Seen { row, under, before, after, held: &held, policy: &policy })?;
        }
        ControlFlow::Continue(())
    }

    /// The next people after `from`, with which of the selections that policies use they are in, and which of `more`;
    /// nothing where there are no more people.
    pub(crate) async fn page(
        &self,
        ctx: &Ctx,
        (from, limit): (Option<UserId>, i64),
        more: &[SelectionId],
    ) -> Result<Option<Page>, Error> {
        // Where reads are answered in place, whoever else waits for this thread is let through between two pages.
        tokio::task::yield_now().await;
        let org = self.organisation.id;
        let rows = store::outlook::page(ctx.db(), org, from, limit).await?;
        let Some(end) = rows.last().map(|row| row.id) else { return Ok(None) };
        let range = (from, end);
        let used = self.before.iter().chain(&self.after).filter_map(|policy| policy.selection.selection());
        let mut chosen = HashMap::new();
        for id in used.chain(more.iter().copied()) {
            if chosen.contains_key(&id) {
                continue;
            }
            let which = self.rules.which(Selected::Selection(id))?;
            let people = store::people_query::among(ctx.db(), org, which, range, self.now).await?;
            chosen.insert(id, people.into_iter().collect());
        }
        Ok(Some(Page { rows, range, chosen }))
    }

    /// How one of a page stands under the policies as they are.
    pub(crate) fn standing(&self, page: &Page, row: &OutlookRow) -> Standing {
        let (outlook, policy) = self.stand(row, &self.before, |policy| page.holds(policy, row.id));
        let holding = self.before.iter().filter(|policy| page.holds(policy, row.id)).map(|policy| policy.id).collect();
        Standing { holding, outlook, policy }
    }

    /// The same with the decision and its reason.
    pub(crate) fn explain(&self, page: &Page, row: &OutlookRow) -> Explanation {
        let (_, policy) = self.stand(row, &self.before, |policy| page.holds(policy, row.id));
        explain(self.at, &self.person(row), &policy, &Evidence::default())
    }

    /// The policies as they are, and the selections that there are.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
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
        let person = self.person(row);
        let reach = Reach { has_address: row.mail.has_address(), enrollable: ENROLLABLE };
        (outlook(self.at, &person, &policy, reach), policy)
    }

    fn person(&self, row: &OutlookRow) -> Person {
        Person {
            blocked: row.blocked,
            organisation_closed: self.closed,
            module: self.module,
            exemption: row.exemption,
            enrolled: row.enrolled.clone(),
        }
    }
}
