//! `/admin/policies/ID/watching`: a rule that only watches beside what happened, day by day, and the people behind each
//! figure.

use actions::admin::policy::{self, Comparison, Counts, Kept};
use axum::extract::Path;
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::policy::Effect;
use domain::time::Timestamp;
use jiff::civil::Date;

use super::policy_form;
use super::rollout::{may_list, must_list};
use crate::answer::{Answer, Failure};
use crate::extract::Admin;
use crate::pages::{Frame, Place, Watched, WatchedCell, WatchedDay, WatchedPeople, WatchedRow, WatchedTotal};

/// People on a page.
const PAGE: usize = 50;

fn address(id: PolicyId) -> String {
    format!("/admin/policies/{id}/watching")
}

/// The list of an effect, on one day or on all.
fn people_at(id: PolicyId, effect: Effect, day: Option<Date>) -> String {
    let day = day.map(|day| format!("&day={day}")).unwrap_or_default();
    format!("{}/people?effect={}{day}", address(id), effect.word())
}

/// The rule; one that is there and does not watch leads to its form.
async fn kept(admin: &Admin, id: &str) -> Result<Result<Kept, Answer>, Failure> {
    let reader = &admin.reader;
    let id: PolicyId = id.parse().map_err(|_| Failure::NotFound)?;
    let Some(kept) = policy::find(reader.ctx(), reader.organisation(), id).await? else {
        return admin.nothing_there("look").await;
    };
    if kept.policy.demand.watches() {
        return Ok(Ok(kept));
    }
    Ok(Err(reader.to(&format!("/admin/policies/{id}"))))
}

/// GET `/admin/policies/ID/watching`.
pub(super) async fn show(admin: Admin, Path(id): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let kept = match kept(&admin, &id).await? {
        Ok(kept) => kept,
        Err(elsewhere) => return elsewhere,
    };
    let compared = policy::comparison(reader.ctx(), reader.organisation(), &kept).await?.ok_or(Failure::NotFound)?;
    let frame = admin.frame(Place::Policies);
    let page = page(&frame, &kept, &compared, (may_list(&admin), admin.who.has(Right::PoliciesEdit)));
    reader.page(frame, |frame| Watched { frame, ..page })
}

fn page(frame: &Frame, kept: &Kept, compared: &Comparison, (listed, may_change): (bool, bool)) -> Watched {
    let id = kept.policy.id;
    let figure = |counts: &Counts, effect: Effect| counts.get(effect.index()).copied().unwrap_or_default();
    // The gravest first; what it did to nobody is left out.
    let met = |effect: &Effect| figure(&compared.total, *effect).people > 0;
    let shown: Vec<Effect> = Effect::ALL.into_iter().rev().filter(met).collect();
    let totals = shown.iter().copied().map(|effect| {
        let count = figure(&compared.total, effect);
        WatchedTotal {
            name: frame.say(name(effect)),
            people: count.people,
            said: frame.with("watching-times").arg("n", count.sign_ins).to_string(),
            link: (listed && count.people > 0).then(|| people_at(id, effect, None)),
        }
    });
    let totals = totals.collect();
    let days = compared.days.iter().map(|(day, counts)| WatchedDay {
        said: frame.calendar.date(*day),
        cells: shown
            .iter()
            .copied()
            .map(|effect| {
                let sign_ins = figure(counts, effect).sign_ins;
                let link = (listed && sign_ins > 0).then(|| people_at(id, effect, Some(*day)));
                WatchedCell { sign_ins, link }
            })
            .collect(),
    });
    let days = days.collect();
    // The form as it stands with the rule on: saving it asks for the dry run and the guards, as ever.
    let mut form = policy_form::of_kept(kept);
    "on".clone_into(&mut form.mode);
    Watched {
        id: id.to_string(),
        name: kept.policy.name.clone(),
        since: compared.since.micros(),
        heads: shown.iter().map(|effect| frame.say(name(*effect))).collect(),
        totals,
        days,
        switch_on: may_change.then(|| format!("/admin/policies/{id}?{}", policy_form::query(&form))),
        frame: frame.clone(),
    }
}

const fn name(effect: Effect) -> &'static str {
    match effect {
        Effect::Session => "watching-session",
        Effect::Sooner => "watching-sooner",
        Effect::Offered => "watching-offered",
        Effect::Asked => "watching-asked",
        Effect::Obliged => "watching-obliged",
        Effect::Stuck => "watching-stuck",
    }
}

/// GET `/admin/policies/ID/watching/people`: with `effect`, `day` and `after`.
pub(super) async fn people(admin: Admin, Path(id): Path<String>) -> Answer {
    must_list(&admin, "look").await?;
    let reader = &admin.reader;
    let kept = match kept(&admin, &id).await? {
        Ok(kept) => kept,
        Err(elsewhere) => return elsewhere,
    };
    let effect = Effect::from_word(&reader.query("effect").unwrap_or_default()).ok_or(Failure::NotFound)?;
    let day: Option<Date> = match reader.query("day") {
        None => None,
        Some(day) => Some(day.parse().map_err(|_| Failure::NotFound)?),
    };
    let after: Option<UserId> = match reader.query("after") {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    let which = (effect, day);
    let (ctx, organisation) = (reader.ctx(), reader.organisation());
    let listed =
        policy::watched_people(ctx, organisation, &kept, which, (after, PAGE)).await?.ok_or(Failure::NotFound)?;
    let frame = admin.frame(Place::Policies);
    let policy = kept.policy.id;
    let rows = listed.people.into_iter().map(|one| WatchedRow {
        id: one.id.to_string(),
        name: one.name,
        user_name: one.user_name,
        times: one.sign_ins,
        last: Timestamp::micros(one.last_at),
    });
    let page = WatchedPeople {
        id: policy.to_string(),
        name: kept.policy.name,
        title: frame.say(name(effect)),
        day: day.map(|day| frame.calendar.long_date(day)),
        rows: rows.collect(),
        next: listed.next.map(|id| format!("{}&after={id}", people_at(policy, effect, day))),
        frame: frame.clone(),
    };
    reader.page(frame, |frame| WatchedPeople { frame, ..page })
}
