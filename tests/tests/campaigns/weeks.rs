//! Six weeks of a campaign, for 250 people: who enrols on the way, who has no address, whose address is refused, who is
//! exempt; the deadline moves once. What everyone got is compared with a table that knows nothing of the campaign's code.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::policy::tell_of_moves;
use actions::admin::rollout::{self, take_snapshots};
use actions::admin::{campaign, policies};
use actions::{Ctx, Organisation};
use anyhow::{Context as _, Result, ensure};
use domain::campaign::Step;
use domain::id::CampaignId;
use domain::policy::Demand;
use domain::rollout::{Figures, Part, Point};
use domain::time::Lifetime;
use domain::user::Role;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use journeys::scene::{BACKEND, Member, Scene, Setup, local, policy};
use server::mail::sink::Sink;
use store::testing::engines;

use crate::campaigns::{delivered, go, look, make, only, prove, superuser};

pub(super) const PEOPLE: usize = 250;
pub(super) const FIRST: Date = date(2026, 10, 28);
pub(super) const ANNOUNCED: Date = date(2026, 11, 2);
pub(super) const MOVED_ON: Date = date(2026, 11, 25);
pub(super) const LATER: Date = date(2026, 12, 15);
pub(super) const LAST: Date = date(2026, 12, 23);

/// What happens to somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Never enrols.
    Waits,
    /// Enrols on this day, after the messages of the day.
    Enrols(Date),
    /// Is exempt until the end of this day, from the beginning on.
    Exempt(Date),
    /// Has no address.
    NoAddress,
    /// The mail server refuses the address.
    Refused,
    /// Comes on this day, before the messages of the day.
    Comes(Date),
}

pub(super) fn fate(number: usize) -> Fate {
    match number {
        0 | 1 => Fate::NoAddress,
        2..=4 => Fate::Refused,
        5..=7 => Fate::Exempt(date(2026, 12, 10)),
        8..=10 => Fate::Comes(date(2026, 12, 3)),
        _ if number.is_multiple_of(5) => Fate::Waits,
        // Spread over the weeks, some on the days of messages themselves.
        _ => Fate::Enrols(FIRST.checked_add(i64::try_from(number % 54).unwrap_or(0).days()).unwrap_or(LAST)),
    }
}

/// What somebody is told, by the day; counted by hand from the plan: announced on 2 November, then 14, 7 and 1 days before,
/// the day, and 7 days after. The deadline moves from 8 to 15 December on 25 November.
fn expected(fate: Fate) -> Vec<(Date, &'static str)> {
    let all = [
        (ANNOUNCED, "announcement"),
        (date(2026, 11, 24), "before-14"),
        (MOVED_ON, "moved"),
        (date(2026, 12, 1), "before-14"),
        (date(2026, 12, 8), "before-7"),
        (date(2026, 12, 14), "before-1"),
        (LATER, "day"),
        (date(2026, 12, 22), "after-7"),
    ];
    match fate {
        Fate::NoAddress => Vec::new(),
        // Tried once, and once more to say that the day moved, for that goes to every address there is.
        Fate::Refused => vec![(ANNOUNCED, "announcement"), (MOVED_ON, "moved")],
        Fate::Waits => all.to_vec(),
        Fate::Enrols(on) => all.into_iter().filter(|(day, _)| *day <= on).collect(),
        // Hears of it the morning after the exemption ended: the message that the others had last.
        Fate::Exempt(until) => {
            let rest = all.into_iter().filter(|(day, _)| *day > until);
            std::iter::once((date(2026, 12, 11), "before-7")).chain(rest).collect()
        }
        Fate::Comes(on) => {
            let rest = all.into_iter().filter(|(day, _)| *day > on);
            std::iter::once((on, "announcement")).chain(rest).collect()
        }
    }
}

fn at(day: Date, time: &str) -> String {
    format!("{day} {time}")
}

/// Adds these people, all with the same password.
pub(super) async fn add(
    (ctx, organisation): (&Ctx, &Arc<Organisation>),
    numbers: impl Iterator<Item = usize>,
) -> Result<BTreeMap<usize, Member>> {
    let hash = people::hash(ctx, &journeys::scene::PASSWORD.into()).await?;
    let numbers: Vec<usize> = numbers.collect();
    let new = numbers.iter().map(|number| NewPerson {
        user_name: format!("p{number}"),
        display_name: format!("Persoon {number}"),
        addresses: if fate(*number) == Fate::NoAddress { Vec::new() } else { vec![address(*number)] },
        language: Some(if number % 2 == 0 { "nl" } else { "en" }.to_owned()),
        role: Role::Member,
        groups: Vec::new(),
        password: NewPassword::Hashed(hash.clone()),
    });
    let ids = people::add_many(ctx, organisation, new.collect()).await?;
    let member = |(number, id): (usize, _)| (number, Member { id, name: format!("p{number}"), key: String::new() });
    Ok(numbers.into_iter().zip(ids).map(member).collect())
}

/// What is so from the beginning on: addresses that the mail server refuses, and exemptions.
pub(super) async fn refuse_and_exempt(
    (ctx, organisation): (&Ctx, &Arc<Organisation>),
    sink: &Sink,
    members: &BTreeMap<usize, Member>,
) -> Result<()> {
    for (number, member) in members {
        match fate(*number) {
            Fate::Refused => sink.refuse(&address(*number)),
            Fate::Exempt(until) => {
                let until = local(&at(until.tomorrow()?, "00:00:00"))?;
                policies::exempt(ctx, organisation, member.id, until, "no phone").await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What the campaign says that it told, person by person, is what was due to them. `unknown` says to which addresses how many messages
/// were on their way at a kill: that one was refused was then not heard, so the next message is tried as well.
pub(super) async fn told_what_was_due(
    (ctx, organisation): (&Ctx, &Arc<Organisation>),
    id: CampaignId,
    (members, unknown): (&BTreeMap<usize, Member>, &HashMap<String, usize>),
) -> Result<()> {
    let told = campaign::told(ctx, organisation, (id, &campaign::Which::default()), None, 100_000).await?;
    let zone = &organisation.zone;
    for (number, member) in members {
        let mine = told.iter().rev().filter(|one| one.user == member.id);
        let mine: Vec<(Date, String)> =
            mine.map(|one| (one.told_at.date_in(zone), one.step.map_or("moved".to_owned(), Step::word))).collect();
        let words = |due: Vec<(Date, &str)>| due.into_iter().map(|(day, word)| (day, word.to_owned())).collect();
        let due: Vec<(Date, String)> = words(expected(fate(*number)));
        let unheard = unknown.get(&address(*number)).copied().unwrap_or_default();
        let all: Vec<(Date, String)> = words(expected(Fate::Waits));
        let is_refused_later = fate(*number) == Fate::Refused
            && mine.len() <= due.len() + unheard
            && due.iter().all(|one| mine.contains(one))
            && mine.iter().all(|one| all.contains(one));
        ensure!(mine == due || is_refused_later, "p{number} was told {mine:?} and not {due:?}");
    }
    Ok(())
}

pub(super) fn address(number: usize) -> String {
    format!("p{number}@waterland.example")
}

/// Whether somebody comes on the way.
pub(super) fn comes(number: usize) -> bool {
    matches!(fate(number), Fate::Comes(_))
}

/// A day: a look in the quiet hours, one at the first moment of the others and one at their last; then people enrol.
async fn pass(scene: &Scene, day: Date, members: &mut BTreeMap<usize, Member>) -> Result<()> {
    if day > FIRST {
        scene.move_to(&at(day, "08:00:00"))?;
        look(scene).await?;
    }
    if members.len() < PEOPLE && day == date(2026, 12, 3) {
        let house = (&scene.house.ctx, &scene.house.organisation);
        members.extend(add(house, (0..PEOPLE).filter(|number| comes(*number))).await?);
    }
    if day > FIRST {
        scene.move_to(&at(day, "09:00:00"))?;
        look(scene).await?;
        scene.move_to(&at(day, "16:59:00"))?;
        look(scene).await?;
    }
    if day == MOVED_ON {
        let later = Demand { deadline: Some(LATER), ..BACKEND };
        policies::save(&scene.house.ctx, &scene.house.organisation, policy("Everyone", None, later)).await?;
        tell_of_moves(&scene.house.ctx).await?;
    }
    scene.move_to(&at(day, "22:00:00"))?;
    look(scene).await?;
    delivered(scene).await?;
    for (number, member) in members.iter() {
        if fate(*number) == Fate::Enrols(day) {
            let member = Member { id: member.id, name: member.name.clone(), key: String::new() };
            scene.give_app(member).await?;
        }
    }
    board_counts(scene, day, members).await
}

/// At the end of the day the board and what it keeps count what the fates of all tell.
async fn board_counts(scene: &Scene, day: Date, members: &BTreeMap<usize, Member>) -> Result<()> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    // Later than any count that the house made by itself while people enrolled.
    scene.move_to(&at(day, "23:30:00"))?;
    take_snapshots(ctx).await?;
    let count = |wanted: &dyn Fn(Fate) -> bool| {
        let counted = members.keys().filter(|number| wanted(fate(**number))).count();
        u64::try_from(counted).unwrap_or(u64::MAX)
    };
    let due = if day < MOVED_ON { date(2026, 12, 8) } else { LATER };
    // Sanne is there too, and has an app.
    let people = count(&|_| true) + 1;
    let have = count(&|fate| matches!(fate, Fate::Enrols(on) if on <= day)) + 1;
    let exempt = count(&|fate| matches!(fate, Fate::Exempt(until) if day <= until));
    let cannot = if day < due { 0 } else { count(&|fate| fate == Fate::NoAddress) };
    let refused = if day < ANNOUNCED { 0 } else { count(&|fate| fate == Fate::Refused) };
    let figures = Figures {
        people,
        have,
        exempt,
        cannot,
        // Nobody of them signs in.
        never: people - have - exempt - cannot,
        unreached: count(&|fate| fate == Fate::NoAddress) + refused,
        ..Figures::default()
    };
    let policies = rollout::policies(ctx, organisation).await?;
    let policy = policies.first().context("a policy")?;
    let board = rollout::board(ctx, organisation, policy, Part::Whole).await?.context("a board")?;
    ensure!(board.figures == figures, "{day}: the board counts {:?} and not {figures:?}", board.figures);
    let kept = store::rollout::latest(ctx.db(), organisation.id, policy.id).await?;
    let kept = kept.iter().find(|one| one.part == Part::Whole).context("nothing is kept")?;
    ensure!((kept.day, kept.figures) == (day, figures), "{day}: kept are {:?} of {}", kept.figures, kept.day);
    Ok(())
}

#[tokio::test]
async fn everyone_gets_what_is_due_to_them_over_six_weeks() -> Result<()> {
    for engine in engines() {
        let policies = vec![policy("Everyone", None, BACKEND)];
        let setup = Setup { start: "2026-10-28 10:00:00", policies, ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (boss, mut visitor) = superuser(&scene, "sanne").await?;
        let house = (&scene.house.ctx, &scene.house.organisation);
        let mut members = add(house, (0..PEOPLE).filter(|number| !comes(*number))).await?;
        refuse_and_exempt(house, &scene.sink, &members).await?;
        let page = make(&mut visitor, &[("announce_on", "2026-11-02"), ("after", "7")]).await?;
        assert!(page.text().contains("Nothing is sent until you start"), "{}", page.text());
        let page = go(&mut visitor, &only(&scene).await?, "running").await?;
        assert!(page.text().contains("The campaign is running"), "{}", page.text());
        let campaign = only(&scene).await?;

        let mut day = FIRST;
        while day <= LAST {
            pass(&scene, day, &mut members).await?;
            day = day.tomorrow()?;
        }

        // Each day stands in the history as it was counted on the day itself.
        let policy = rollout::policies(&scene.house.ctx, &scene.house.organisation).await?.remove(0).id;
        let org = scene.house.organisation.id;
        let history = store::rollout::history(scene.house.ctx.db(), org, (policy, Part::Whole), FIRST).await?;
        let mut enrolled = 1;
        let mut day = FIRST;
        for (Point { day: counted, have, .. }, after) in history {
            enrolled += (0..PEOPLE).filter(|number| fate(*number) == Fate::Enrols(day)).count();
            let have = usize::try_from(have)?;
            assert_eq!((counted, have, after), (day, enrolled, false), "{engine:?}");
            day = day.tomorrow()?;
        }
        assert_eq!(day, LAST.tomorrow()?, "{engine:?}: days are missing");

        told_what_was_due(house, campaign.id, (&members, &HashMap::new()))
            .await
            .with_context(|| format!("{engine:?}"))?;
        // What arrived, and in which language.
        let mut arrived: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for mail in scene.sink.messages() {
            let subject = mail.header("Subject").context("a mail without a subject")?.to_owned();
            arrived.entry(mail.to.first().context("a mail to nobody")?.clone()).or_default().push(subject);
        }
        for number in 0..PEOPLE {
            let got = arrived.remove(&address(number)).unwrap_or_default();
            let fate = fate(number);
            // Whoever was exempt is told so, as is whoever enrols.
            let others = match fate {
                Fate::Exempt(_) | Fate::Enrols(_) => 1,
                _ => 0,
            };
            let due = if fate == Fate::Refused { 0 } else { expected(fate).len() };
            assert!(got.len() >= due && got.len() <= due + 2 * others, "{engine:?}: p{number} got {got:?}");
            let dutch = got.iter().filter(|subject| subject.contains("bij")).count();
            assert!(dutch == got.len() || dutch == 0, "p{number} in two languages: {got:?}");
            assert_eq!(dutch > 0, number % 2 == 0 && !got.is_empty(), "p{number} in the other language: {got:?}");
        }
        assert!(arrived.keys().all(|address| address == "sanne@waterland.example"), "to nobody of ours: {arrived:?}");

        // The page counts the same.
        let mut visitor = match visitor.open("/admin/messages").await? {
            page if page.path() == "/admin/messages" => visitor,
            _ => prove(&scene, &boss).await?,
        };
        let page = visitor.open(&format!("/admin/messages/{}", campaign.id)).await?;
        let number_of = |wanted: &dyn Fn(Fate) -> bool| (0..PEOPLE).filter(|number| wanted(fate(*number))).count();
        let enrolled = number_of(&|fate| matches!(fate, Fate::Enrols(_)));
        // With Sanne, who has an app.
        let have = format!("{} of {}", enrolled + 1, PEOPLE + 1);
        assert!(page.text().contains(&have), "{have}: {}", page.text());
        let left = format!("Still to do {}", PEOPLE - enrolled);
        assert!(page.text().contains(&left), "{left}: {}", page.text());
        let page = visitor.open(&format!("/admin/messages/{}/unreached", campaign.id)).await?;
        for number in 0..PEOPLE {
            let listed = page.text().contains(&format!("Persoon {number} p{number} "));
            assert_eq!(listed, matches!(fate(number), Fate::NoAddress | Fate::Refused), "p{number}: {}", page.text());
        }
        let page = visitor.open(&format!("/admin/messages/{}/told?state=failed", campaign.id)).await?;
        assert!(page.text().contains("5.1.1 no such user"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_wave_a_pause_and_a_stop_hold() -> Result<()> {
    for engine in engines() {
        let policies = vec![policy("Everyone", None, BACKEND)];
        let setup = Setup { start: "2026-11-01 10:00:00", policies, ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (_, mut visitor) = superuser(&scene, "sanne").await?;
        add((&scene.house.ctx, &scene.house.organisation), 11..36).await?;
        make(&mut visitor, &[("announce_on", "2026-11-02"), ("before", ""), ("after", ""), ("a_day", "10")]).await?;
        let page = go(&mut visitor, &only(&scene).await?, "running").await?;
        assert!(page.text().contains("Next message 2 Nov Announcement, 09:00"), "{}", page.text());
        assert!(page.text().contains("At most 10 a day: a message to everyone takes 3 days"), "{}", page.text());
        let id = only(&scene).await?.id;
        let count = async || -> Result<usize> {
            let which = campaign::Which::default();
            let told = campaign::told(&scene.house.ctx, &scene.house.organisation, (id, &which), None, 1000).await?;
            Ok(told.len())
        };
        for (moment, told) in [
            ("2026-11-02 08:59:00", 0),
            ("2026-11-02 09:00:00", 10),
            ("2026-11-02 16:00:00", 10),
            ("2026-11-02 18:00:00", 10),
            ("2026-11-03 09:00:00", 20),
        ] {
            scene.move_to(moment)?;
            look(&scene).await?;
            assert_eq!(count().await?, told, "{engine:?}: {moment}");
        }
        let (boss, mut visitor) = superuser(&scene, "els").await?;
        let page = go(&mut visitor, &only(&scene).await?, "paused").await?;
        assert!(page.text().contains("The campaign is paused"), "{}", page.text());
        scene.move_to("2026-11-04 09:00:00")?;
        look(&scene).await?;
        assert_eq!(count().await?, 20, "paused");
        let mut visitor = prove(&scene, &boss).await?;
        let page = go(&mut visitor, &only(&scene).await?, "running").await?;
        assert!(page.text().contains("The campaign is running"), "{}", page.text());
        look(&scene).await?;
        assert_eq!(count().await?, 25);
        let page = go(&mut visitor, &only(&scene).await?, "stopped").await?;
        assert!(page.text().contains("The campaign was stopped"), "{}", page.text());
        scene.move_to("2026-12-08 10:00:00")?;
        look(&scene).await?;
        scene.advance(Lifetime::hours(1));
        look(&scene).await?;
        assert_eq!(count().await?, 25, "stopped");
    }
    Ok(())
}
