//! `/admin/rollout`: the board of a rule, the people behind each of its figures, and such a list as a file.

use actions::admin::rollout::{self, Chosen, Export};
use axum::response::Response;
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::policy::Policy;
use domain::rollout::{Of, Part};

use super::rollout_view;
use crate::answer::{Answer, Failure};
use crate::download;
use crate::extract::{Admin, Fields};
use crate::messages;
use crate::pages::{Place, Rollout, RolloutPeople, RolloutRule, RolloutShown};

const ADDRESS: &str = "/admin/rollout";
/// People on a page.
const PAGE: usize = 50;

/// A rule and a part of its people, as an address or a form names them.
pub(super) struct Subject {
    pub(super) policy: Policy,
    pub(super) part: Part,
    /// Name of the part; none for everyone.
    pub(super) part_name: Option<String>,
}

impl Subject {
    /// Where its board is.
    pub(super) fn board(&self, part: Part) -> String {
        format!("{ADDRESS}?{}", self.query(part))
    }

    /// Where its people are who stand so.
    pub(super) fn people(&self, part: Part, of: Of) -> String {
        format!("{ADDRESS}/people?{}&of={}", self.query(part), of.word())
    }

    fn query(&self, part: Part) -> String {
        let part = part.word().map(|word| format!("&part={word}")).unwrap_or_default();
        format!("policy={}{part}", self.policy.id)
    }
}

/// GET `/admin/rollout`: with `policy` that rule, with `part` a part of its people.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let policies = rollout::policies(reader.ctx(), reader.organisation()).await?;
    let frame = admin.frame(Place::Rollout);
    let Some(subject) = subject(&admin, &policies, |name| reader.query(name).unwrap_or_default()).await? else {
        return reader.page(frame, |frame| Rollout { frame, rules: Vec::new(), shown: None });
    };
    let board = rollout::board(reader.ctx(), reader.organisation(), &subject.policy, subject.part).await?;
    // Everyone, or nobody, is no part that is counted.
    let is_counted = |board: &rollout::Board| board.parts.iter().any(|line| line.part == subject.part);
    if subject.part != Part::Whole && !board.as_ref().is_some_and(is_counted) {
        return reader.to(&subject.board(Part::Whole));
    }
    let rules = policies.iter().map(|policy| RolloutRule {
        link: format!("{ADDRESS}?policy={}", policy.id),
        name: policy.name.clone(),
        current: policy.id == subject.policy.id,
    });
    let rules = rules.collect();
    let shown = RolloutShown {
        rule: subject.policy.id.to_string(),
        name: subject.policy.name.clone(),
        demand: rollout_view::demand(&frame, &subject.policy),
        part: subject.part_name.clone().map(|name| (name, subject.board(Part::Whole))),
        campaign: messages::of_rule(&admin, &frame, subject.policy.id).await?,
        board: board.map(|board| rollout_view::board(&frame, &subject, board, may_list(&admin))),
    };
    reader.page(frame, |frame| Rollout { frame, rules, shown: Some(Box::new(shown)) })
}

/// Whether the reader may see whom the figures are about. Whoever looks through some views only is not shown here whom those
/// views leave out.
pub(super) fn may_list(admin: &Admin) -> bool {
    admin.who.has(Right::PeopleRead) && admin.who.has(Right::ViewsAll)
}

/// What the reader asks about; without a word the first rule and everyone under it. Nothing where there is no rule.
async fn subject(
    admin: &Admin,
    policies: &[Policy],
    field: impl Fn(&str) -> String,
) -> Result<Option<Subject>, Failure> {
    let reader = &admin.reader;
    let (policy, part) = (field("policy"), field("part"));
    let policy = if policy.is_empty() {
        match policies.first() {
            None => return Ok(None),
            Some(first) => first,
        }
    } else {
        let id: PolicyId = policy.parse().map_err(|_| Failure::NotFound)?;
        match policies.iter().find(|policy| policy.id == id) {
            None => return admin.nothing_there("look").await,
            Some(one) => one,
        }
    };
    let part = if part.is_empty() { Part::Whole } else { Part::from_word(&part).ok_or(Failure::NotFound)? };
    let part_name = rollout::part_name(reader.ctx(), reader.organisation(), part).await?;
    if part != Part::Whole && part_name.is_none() {
        return admin.nothing_there("look").await;
    }
    Ok(Some(Subject { policy: policy.clone(), part, part_name }))
}

/// Goes on where the reader may see people by a rule.
pub(super) async fn must_list(admin: &Admin, act: &str) -> Result<(), Failure> {
    admin.where_active()?;
    for right in [Right::SetupRead, Right::PeopleRead, Right::ViewsAll] {
        admin.must(right, act).await?;
    }
    Ok(())
}

/// The list that is asked for; without a word that of those who are left.
fn list(word: &str) -> Result<Of, Failure> {
    if word.is_empty() { Ok(Of::Left) } else { Of::from_word(word).ok_or(Failure::NotFound) }
}

/// GET `/admin/rollout/people`: with `policy`, `part`, `of` and `after`.
pub(super) async fn people(admin: Admin) -> Answer {
    must_list(&admin, "look").await?;
    let reader = &admin.reader;
    let policies = rollout::policies(reader.ctx(), reader.organisation()).await?;
    let Some(subject) = subject(&admin, &policies, |name| reader.query(name).unwrap_or_default()).await? else {
        return reader.to(ADDRESS);
    };
    let of = list(&reader.query("of").unwrap_or_default())?;
    let after: Option<UserId> = match reader.query("after") {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    let chosen = Chosen { policy: subject.policy.id, part: subject.part, of };
    let listed = rollout::list(reader.ctx(), reader.organisation(), chosen, (after, PAGE)).await?;
    let frame = admin.frame(Place::Rollout);
    let name = subject.part_name.as_ref().unwrap_or(&subject.policy.name).clone();
    let lists = Of::ALL.map(|one| (subject.people(subject.part, one), rollout_view::list_name(&frame, one), one == of));
    let page = RolloutPeople {
        back: (subject.board(subject.part), name),
        title: rollout_view::list_name(&frame, of),
        meaning: rollout_view::list_meaning(&frame, of),
        lists: lists.to_vec(),
        rows: listed.people.into_iter().map(|person| rollout_view::row(&frame, person)).collect(),
        next: listed.next.map(|id| format!("{}&after={id}", subject.people(subject.part, of))),
        export: rollout_view::export_fields(&subject, of, frame.say("rollout-export-list")),
        frame,
    };
    reader.page(page.frame.clone(), |frame| RolloutPeople { frame, ..page })
}

/// POST `/admin/rollout/export`: such a list as a file, with the same fields.
pub(super) async fn export(admin: Admin, fields: Fields) -> Answer {
    must_list(&admin, "export-people").await?;
    let reader = &admin.reader;
    let policies = rollout::policies(reader.ctx(), reader.organisation()).await?;
    let Some(subject) = subject(&admin, &policies, |name| fields.get(name)).await? else {
        return reader.to(ADDRESS);
    };
    let chosen = Chosen { policy: subject.policy.id, part: subject.part, of: list(&fields.get("of"))? };
    let export = rollout::export(reader.ctx(), reader.visit(), &admin.who, (&subject.policy, chosen)).await?;
    Ok(sent(&admin, export.ok_or(Failure::Forbidden)?))
}

fn sent(admin: &Admin, export: Export) -> Response {
    let parts = (admin.reader.ctx().clone(), export);
    download::stream("people.csv", "text/csv; charset=utf-8; header=present", parts, |(ctx, mut export)| async move {
        let part = export.next(&ctx).await?;
        Ok(part.map(|part| (part, (ctx, export))))
    })
}
