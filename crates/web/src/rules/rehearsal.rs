//! `/admin/rollout/rehearsal`: as if it were another day. What everyone would meet at a sign-in then, the people behind each
//! figure with the reason, and such a list as a file.

use actions::admin::rollout::{self, Meeting, RehearsalExport, Scene};
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::policy::{Outlook, Policy, Requirement};
use domain::rollout::Part;
use domain::time::{Timestamp, start_of_day};
use jiff::civil::Date;

use super::dry_run::{bar_of, colour};
use super::rollout::{may_list, must_list};
use crate::answer::{Answer, Failure};
use crate::download;
use crate::explain;
use crate::extract::{Admin, Fields};
use crate::pages::{
    Frame, Place, Rehearsal, RehearsalClass, RehearsalDay, RehearsalExportFields, RehearsalPeople, RehearsalRow,
};
use crate::words::Calendar;

const ADDRESS: &str = "/admin/rollout/rehearsal";
/// People on a page.
const PAGE: usize = 50;
/// So many deadlines are offered as a choice, the nearest ones.
const DEADLINES: usize = 3;

/// A day and a part of the people, as an address or a form names them.
struct Asked {
    day: Date,
    part: Part,
    scene: Scene,
}

impl Asked {
    fn query(&self) -> String {
        query(self.day, self.part)
    }

    fn people(&self, class: Outlook) -> String {
        format!("{ADDRESS}/people?{}&class={}", self.query(), class.word())
    }
}

fn query(day: Date, part: Part) -> String {
    let part = part.word().map(|word| format!("&part={word}")).unwrap_or_default();
    format!("at={day}{part}")
}

/// The day that was typed: today without one, `Err` where it is none or has passed.
fn day(text: &str, today: Date) -> Result<Date, &'static str> {
    if text.is_empty() {
        return Ok(today);
    }
    let day: Date = text.parse().map_err(|_| "rehearsal-e-day")?;
    if day < today { Err("rehearsal-e-passed") } else { Ok(day) }
}

/// The part that is asked for; without a word everyone.
async fn part(admin: &Admin, word: &str) -> Result<(Part, Option<String>), Failure> {
    let reader = &admin.reader;
    let part = if word.is_empty() { Part::Whole } else { Part::from_word(word).ok_or(Failure::NotFound)? };
    let name = rollout::part_name(reader.ctx(), reader.organisation(), part).await?;
    if part != Part::Whole && name.is_none() {
        return admin.nothing_there("look").await;
    }
    Ok((part, name))
}

fn asked(admin: &Admin, day: Date, part: Part) -> Asked {
    let (now, zone) = (admin.reader.now(), &admin.reader.organisation().zone);
    // The first moment of a day that is ahead; of today, this one.
    let at = start_of_day(day, zone).max(now);
    Asked { day, part, scene: Scene { part, at } }
}

/// GET `/admin/rollout/rehearsal`: with `at`, a date, and `part`, a part of the people.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let frame = admin.frame(Place::Rollout);
    let (part, part_name) = part(&admin, &reader.query("part").unwrap_or_default()).await?;
    let today = reader.now().date_in(&reader.organisation().zone);
    let typed = reader.query("at").unwrap_or_default();
    let chosen = day(&typed, today);
    let days = days(&frame, &rollout::policies(reader.ctx(), reader.organisation()).await?, (today, part));
    let all = rollout::parts(reader.ctx(), reader.organisation()).await?;
    let parts = all.into_iter().filter_map(|(one, name)| Some((one.word()?, name, one == part))).collect();
    let mut page = Rehearsal {
        date: chosen.map_or_else(|_| typed.clone(), |day| day.to_string()),
        wrong: chosen.err().map(|key| frame.say(key)),
        days,
        parts,
        part: part_name,
        said: String::new(),
        people: 0,
        bar: Vec::new(),
        classes: Vec::new(),
        frame: frame.clone(),
    };
    if let Ok(day) = chosen {
        let asked = asked(&admin, day, part);
        let counted = rollout::rehearse(reader.ctx(), reader.organisation(), asked.scene, |_| ()).await?;
        page.said = frame.calendar.long_date(day);
        page.people = counted.people;
        page.bar = bar_of(|class| counted.then(class), counted.people);
        let is_today = day == today;
        let listed = may_list(&admin);
        page.classes = Outlook::ALL
            .into_iter()
            .map(|class| {
                let (now, then) = (counted.now(class), counted.then(class));
                RehearsalClass {
                    colour: colour(class),
                    name: frame.say(name(class)),
                    people: then,
                    change: change(&frame, now, then).filter(|_| !is_today),
                    link: Some(asked.people(class)).filter(|_| listed && then > 0),
                }
            })
            .collect();
    }
    reader.page(frame, |frame| Rehearsal { frame, ..page })
}

/// The days that are worth a look: today, the nearest deadlines, and the day after each.
fn days(frame: &Frame, policies: &[Policy], (today, part): (Date, Part)) -> Vec<RehearsalDay> {
    let mandatory = policies.iter().filter(|policy| policy.demand.requirement == Requirement::Mandatory);
    let mut deadlines: Vec<Date> =
        mandatory.filter_map(|policy| policy.demand.deadline).filter(|day| *day > today).collect();
    deadlines.sort();
    deadlines.dedup();
    let mut days = vec![(today, frame.say("rehearsal-today"))];
    for deadline in deadlines.into_iter().take(DEADLINES) {
        let said = |key: &'static str| frame.with(key).arg("day", frame.calendar.date(deadline)).to_string();
        days.push((deadline, said("rehearsal-deadline")));
        days.extend(deadline.tomorrow().ok().map(|after| (after, said("rehearsal-after"))));
    }
    days.into_iter().map(|(day, said)| RehearsalDay { link: format!("{ADDRESS}?{}", query(day, part)), said }).collect()
}

fn change(frame: &Frame, now: u64, then: u64) -> Option<String> {
    if then >= now {
        let more = then - now;
        return (more > 0).then(|| frame.with("rehearsal-more").arg("n", more).to_string());
    }
    Some(frame.with("rehearsal-fewer").arg("n", now - then).to_string())
}

const fn name(class: Outlook) -> &'static str {
    match class {
        Outlook::Has => "rehearsal-has",
        Outlook::Offered => "rehearsal-offered",
        Outlook::Ahead => "rehearsal-ahead",
        Outlook::Obliged => "rehearsal-obliged",
        Outlook::Exempt => "rehearsal-exempt",
        Outlook::OutOfReach => "rehearsal-out-of-reach",
        Outlook::NotAsked => "rehearsal-not-asked",
        Outlook::Blocked => "rehearsal-blocked",
    }
}

/// What the list of a class is for; without a word that of those who must set it up.
fn subject(admin: &Admin, (at, class): (&str, &str), part: Part) -> Result<(Asked, Outlook), Failure> {
    let today = admin.reader.now().date_in(&admin.reader.organisation().zone);
    let day = day(at, today).map_err(|_| Failure::NotFound)?;
    let class = if class.is_empty() { Some(Outlook::Obliged) } else { Outlook::from_word(class) };
    let class = class.ok_or(Failure::NotFound)?;
    Ok((asked(admin, day, part), class))
}

/// GET `/admin/rollout/rehearsal/people`: with `at`, `part`, `class` and `after`.
pub(super) async fn people(admin: Admin) -> Answer {
    must_list(&admin, "look").await?;
    let reader = &admin.reader;
    let field = |name| reader.query(name).unwrap_or_default();
    let (part, part_name) = part(&admin, &field("part")).await?;
    let (asked, class) = subject(&admin, (&field("at"), &field("class")), part)?;
    let after: Option<UserId> = match reader.query("after") {
        None => None,
        Some(id) => Some(id.parse().map_err(|_| Failure::NotFound)?),
    };
    let scene = (asked.scene, class);
    let listed = rollout::list_rehearsal(reader.ctx(), reader.organisation(), scene, (after, PAGE)).await?;
    let frame = admin.frame(Place::Rollout);
    let then = Calendar { now: asked.scene.at.micros(), ..frame.calendar.clone() };
    let row = |one: &Meeting| RehearsalRow {
        link: format!("/admin/people/{}/what-if?at={}", one.id, asked.day),
        why: why(one, &listed.policies, &then),
        name: one.name.clone(),
        user_name: one.user_name.clone(),
        signed_in: one.last_sign_in_at.map(Timestamp::micros),
        has_address: one.has_address,
    };
    let page = RehearsalPeople {
        back: format!("{ADDRESS}?{}", asked.query()),
        said: frame.calendar.long_date(asked.day),
        title: frame.say(name(class)),
        part: part_name,
        lists: Outlook::ALL.map(|one| (asked.people(one), frame.say(name(one)), one == class)).to_vec(),
        rows: listed.people.iter().map(row).collect(),
        next: listed.next.map(|id| format!("{}&after={id}", asked.people(class))),
        export: RehearsalExportFields {
            at: asked.day.to_string(),
            part: asked.part.word().unwrap_or_default(),
            class: class.word(),
        },
        frame: frame.clone(),
    };
    reader.page(frame, |frame| RehearsalPeople { frame, ..page })
}

/// Why somebody would meet what they would.
fn why(one: &Meeting, policies: &[(PolicyId, String)], then: &Calendar) -> String {
    explain::why(&one.explanation, one.exemption, policies, (then, explain::Reader::About(&one.name)))
}

/// POST `/admin/rollout/rehearsal/export`: with `csrf`, `at`, `part` and `class`.
pub(super) async fn export(admin: Admin, fields: Fields) -> Answer {
    must_list(&admin, "export-people").await?;
    let reader = &admin.reader;
    let (part, _) = part(&admin, &fields.get("part")).await?;
    let (asked, class) = subject(&admin, (&fields.get("at"), &fields.get("class")), part)?;
    let scene = (asked.scene, class);
    let export = rollout::export_rehearsal(reader.ctx(), reader.visit(), &admin.who, scene).await?;
    let export = export.ok_or(Failure::Forbidden)?;
    let calendar = admin.frame(Place::Rollout).calendar;
    let then = Calendar { now: asked.scene.at.micros(), ..calendar };
    let parts = (reader.ctx().clone(), export, then);
    let file = format!("rehearsal-{}.csv", asked.day);
    Ok(download::stream(
        &file,
        "text/csv; charset=utf-8; header=present",
        parts,
        |(ctx, mut export, then)| async move {
            let part = next(&ctx, &mut export, &then).await?;
            Ok(part.map(|part| (part, (ctx, export, then))))
        },
    ))
}

async fn next(
    ctx: &actions::Ctx,
    export: &mut RehearsalExport,
    then: &Calendar,
) -> Result<Option<String>, actions::Error> {
    let policies = export.policies();
    export.next(ctx, |one| why(one, &policies, then)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_today_or_later() {
        let today = date(2026, 11, 24);
        assert_eq!(day("", today), Ok(today));
        assert_eq!(day("2026-11-24", today), Ok(today));
        assert_eq!(day("2027-01-15", today), Ok(date(2027, 1, 15)));
        assert_eq!(day("2026-11-23", today), Err("rehearsal-e-passed"));
        for text in ["tomorrow", "2026-13-01", "15-01-2027", "2026-02-30"] {
            assert_eq!(day(text, today), Err("rehearsal-e-day"), "{text}");
        }
    }
}
