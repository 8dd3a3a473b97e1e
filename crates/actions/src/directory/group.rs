//! Groups of a directory: who is in each by what the directory says, and what that changes here.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::directory::{Directory, GroupsFrom, MostGone};
use domain::id::UserId;
use store::people_bulk::Reads;
use store::sourced::{self, GroupLink};

use super::entries::{Mark, bracketed, dn_key, id_of, mark};
use super::port::{Entry, Fault, Search};
use super::report::{GroupCounts, Report};
use crate::admin::people::is_group_name;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::scim::groups::{Outside, from_outside};
use crate::scim::{Caller, ScimFault};
use crate::visit::Organisation;

/// Who came by in a sync, by that by which groups name them.
#[derive(Default)]
pub(super) struct Members {
    from: Option<GroupsFrom>,
    people: HashMap<Mark, UserId>,
    /// Of `memberOf`: who is in the group of a distinguished name.
    of: HashMap<Mark, Vec<UserId>>,
}

impl Members {
    pub(super) fn of(settings: &Directory) -> Self {
        Self { from: Some(settings.groups_from()), ..Self::default() }
    }

    /// That by which groups will name somebody, before it is known who they are here.
    pub(super) fn marks(&self, entry: &Entry) -> Vec<Mark> {
        match self.from {
            Some(GroupsFrom::Member) => vec![mark(&dn_key(&entry.dn))],
            Some(GroupsFrom::MemberUid) => entry.texts_of("uid").iter().map(|uid| mark(&uid.to_lowercase())).collect(),
            Some(GroupsFrom::MemberOf) => entry.texts_of("memberOf").iter().map(|group| mark(&dn_key(group))).collect(),
            Some(GroupsFrom::Nowhere) | None => Vec::new(),
        }
    }

    pub(super) fn note(&mut self, user: UserId, marks: Vec<Mark>) {
        for mark in marks {
            if self.from == Some(GroupsFrom::MemberOf) {
                self.of.entry(mark).or_default().push(user);
            } else {
                self.people.insert(mark, user);
            }
        }
    }

    fn in_group(&self, entry: &Entry) -> BTreeSet<UserId> {
        let known = |names: Vec<String>, key: fn(&str) -> String| {
            names.iter().filter_map(|name| self.people.get(&mark(&key(name))).copied()).collect()
        };
        match self.from {
            Some(GroupsFrom::MemberOf) => {
                self.of.get(&mark(&dn_key(&entry.dn))).into_iter().flatten().copied().collect()
            }
            Some(GroupsFrom::Member) => {
                let mut names = entry.texts_of("member");
                names.extend(entry.texts_of("uniqueMember"));
                known(names, dn_key)
            }
            Some(GroupsFrom::MemberUid) => known(entry.texts_of("memberUid"), str::to_lowercase),
            Some(GroupsFrom::Nowhere) | None => BTreeSet::new(),
        }
    }
}

/// All groups of a directory; none where none come along.
pub(crate) fn search(settings: &Directory) -> Option<Search> {
    let mut attributes = vec!["cn".to_owned(), settings.id_attribute.clone()];
    match settings.groups_from() {
        GroupsFrom::Nowhere => return None,
        GroupsFrom::MemberOf => {}
        GroupsFrom::Member => attributes.extend(["member".to_owned(), "uniqueMember".to_owned()]),
        GroupsFrom::MemberUid => attributes.push("memberUid".to_owned()),
    }
    let base = if settings.group_base.trim().is_empty() { &settings.base } else { &settings.group_base };
    Some(Search { base: base.clone(), filter: bracketed(&settings.group_filter), attributes })
}

/// A group as a directory has it.
pub(super) struct Listed {
    external_id: String,
    name: String,
    members: BTreeSet<UserId>,
}

/// Reads an entry as a group.
pub(super) fn listed(entry: &Entry, settings: &Directory, members: &Members) -> Result<Option<Listed>, Fault> {
    // Active Directory names 1,500 at the most, and the rest when it is asked again ([MS-ADTS] section 3.1.1.3.1.3.3).
    if entry.values.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("member;range=")) {
        return Err(Fault::InParts);
    }
    let name = entry.texts_of("cn").into_iter().next();
    let id = id_of(entry, &settings.id_attribute);
    Ok(id.zip(name).map(|(external_id, name)| Listed { external_id, name, members: members.in_group(entry) }))
}

/// What is to be done with groups.
pub(super) struct Plan {
    all: Vec<(String, Outside)>,
    pub(super) counts: GroupCounts,
    /// Those whose names do not do.
    refused: Vec<String>,
    groups_before: u64,
    members_before: u64,
}

impl Plan {
    /// How often somebody leaves or a group vanishes, where that is too much to believe it: a group may say which rule holds for whom.
    pub(super) fn too_many(&self, most: MostGone) -> Option<u64> {
        let held = most.holds_back(self.counts.left, self.members_before)
            || most.holds_back(self.counts.gone, self.groups_before);
        held.then(|| self.counts.left.max(self.counts.gone))
    }
}

/// Looks at what is here already. `gone` are people who leave for other reasons.
pub(super) async fn plan(
    ctx: &Ctx,
    organisation: &Organisation,
    caller: &Caller,
    listed: Vec<Listed>,
) -> Result<Plan, Error> {
    let (org, source) = (organisation.id, caller.source().id);
    let links = sourced::groups(&mut Reads::Outside(ctx.db()), org, source).await?;
    let mut plan = Plan {
        all: Vec::new(),
        counts: GroupCounts::default(),
        refused: Vec::new(),
        groups_before: links.len() as u64,
        members_before: 0,
    };
    let mut left: HashMap<String, GroupLink> =
        links.into_iter().filter_map(|link| Some((link.external_id.clone()?, link))).collect();
    for group in listed {
        let Some(link) = left.remove(&group.external_id) else {
            if is_group_name(&group.name) {
                plan.counts.made += 1;
                plan.counts.joined += group.members.len() as u64;
                let outside = Outside::There(None, (group.name.clone(), group.external_id), group.members);
                plan.all.push((group.name, outside));
            } else {
                plan.refused.push(group.name);
            }
            continue;
        };
        let here = sourced::members(&mut Reads::Outside(ctx.db()), org, (link.group.id, source)).await?;
        let here: BTreeSet<UserId> = here.into_iter().collect();
        plan.members_before += here.len() as u64;
        if !is_group_name(&group.name) {
            plan.refused.push(group.name);
            continue;
        }
        let (joined, gone) = (group.members.difference(&here).count(), here.difference(&group.members).count());
        if joined + gone > 0 || group.name != link.group.name {
            plan.counts.changed += 1;
            plan.counts.joined += joined as u64;
            plan.counts.left += gone as u64;
            let outside = Outside::There(Some(link.group.id), (group.name.clone(), group.external_id), group.members);
            plan.all.push((group.name, outside));
        }
    }
    for link in left.into_values() {
        plan.counts.gone += 1;
        plan.all.push((link.group.name, Outside::Gone(link.group.id)));
    }
    Ok(plan)
}

/// Does it, or only tells of it.
pub(super) async fn carry_out(
    ctx: &Ctx,
    (organisation, caller): (&Arc<Organisation>, &Caller),
    plan: Plan,
    (report, dry): (&mut Report, bool),
) -> Result<(), Error> {
    report.groups = plan.counts;
    for name in plan.refused {
        report.groups.refused += 1;
        report.line(|| name, ("group-name", String::new()), true);
    }
    for (name, outside) in plan.all {
        let what = match &outside {
            Outside::There(None, ..) => "group-made",
            Outside::There(..) => "group-changed",
            Outside::Gone(_) => "group-gone",
        };
        let refused = if dry {
            None
        } else {
            match from_outside(ctx, organisation, caller, outside).await? {
                Ok(()) => None,
                Err(ScimFault::Uniqueness(_)) => Some("group-taken"),
                Err(ScimFault::Forbidden(_)) => Some("group-mixed"),
                // Somebody was taken away meanwhile: the next sync looks again.
                Err(_) => Some("group-later"),
            }
        };
        match refused {
            None => report.line(|| name, (what, String::new()), false),
            Some(why) => {
                report.groups.refused += 1;
                report.line(|| name, (why, String::new()), true);
            }
        }
    }
    Ok(())
}
