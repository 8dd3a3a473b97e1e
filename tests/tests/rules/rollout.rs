//! The board of the roll-out: its figures are those of the directory, move with it, and are right from the first day.

use actions::admin::people::{self, Membership, NewPassword, NewPerson};
use actions::admin::policies::{self, NewPolicy};
use actions::admin::rollout::{self, Chosen};
use actions::admin::{import_authenticator, selections, switch_off};
use anyhow::{Context as _, Result, ensure};
use domain::id::{PolicyId, UserId};
use domain::permission::Right;
use domain::policy::{Demand, Policy, Requirement};
use domain::rollout::{Forecast, Of, Part, Why};
use domain::time::Lifetime;
use domain::user::Role;
use jiff::civil::date;
use journeys::platform;
use journeys::routes::NO_ID;
use journeys::scene::{BACKEND, GROUP, Member, Scene, Setup, policy};
use journeys::visitor::Visitor;
use store::testing::engines;

use crate::rules::superuser;

const BOARD: &str = "/admin/rollout";
const LISTS: &str = "/admin/rollout/people";

async fn the_policy(scene: &Scene) -> Result<Policy> {
    let all = rollout::policies(&scene.house.ctx, &scene.house.organisation).await?;
    all.into_iter().next().context("no policy")
}

async fn board(scene: &Scene, part: Part) -> Result<rollout::Board> {
    let policy = the_policy(scene).await?;
    rollout::board(&scene.house.ctx, &scene.house.organisation, &policy, part).await?.context("nobody counted")
}

/// How many people of a group are there, have an app, and are exempt, each asked for alone.
async fn counted_alone(scene: &Scene, group: &str) -> Result<(u64, u64, u64)> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let (mut all, mut have, mut exempt) = (0, 0, 0);
    for user in people::list(ctx, organisation, "", 1_000).await? {
        let facts = people::show(ctx, organisation, user.id).await?.standing.facts;
        if facts.person.blocked || !facts.groups.iter().any(|one| one.name == group) {
            continue;
        }
        all += 1;
        have += u64::from(!facts.person.enrolled.is_empty());
        let excused = facts.person.exemption.is_some_and(|exemption| exemption.holds(ctx.now()));
        exempt += u64::from(facts.person.enrolled.is_empty() && excused);
    }
    Ok((all, have, exempt))
}

async fn agrees(scene: &Scene) -> Result<()> {
    let figures = board(scene, Part::Whole).await?.figures;
    let (all, have, exempt) = counted_alone(scene, GROUP).await?;
    ensure!((figures.people, figures.have, figures.exempt) == (all, have, exempt), "{figures:?}");
    ensure!(figures.left() == all - have - exempt, "{figures:?}");
    Ok(())
}

/// A mail server reported that nothing arrives there.
async fn mail_bounces(scene: &Scene, address: &'static str) -> Result<()> {
    let (org, now) = (scene.house.organisation.id, scene.house.ctx.now());
    let marked: Result<(), store::Error> = scene
        .house
        .ctx
        .db()
        .write(move |tx| {
            Box::pin(async move { store::undelivered::mark(tx, org, address, (now, "550 no such user")).await })
        })
        .await;
    Ok(marked?)
}

/// The names of a list.
async fn names(browser: &mut Visitor, query: &str) -> Result<Vec<String>> {
    let page = browser.open(&format!("{LISTS}?{query}")).await?;
    ensure!(page.status == 200, "{query}: {}", page.status);
    let rows = page.body.split("<a class=\"name\"").skip(1);
    Ok(rows.filter_map(|row| Some(row.split_once('>')?.1.split_once("</a>")?.0.to_owned())).collect())
}

#[tokio::test]
async fn the_figures_are_those_of_the_directory_and_move_with_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        for name in ["anna", "bram"] {
            scene.member_with_app(name, &[GROUP, "Editors"]).await?;
        }
        let cees = scene.member("cees", &[GROUP, "Editors"]).await?;
        let dirk = scene.member("dirk", &[GROUP]).await?;
        let eva = scene.member_of("eva", &[GROUP], None, &[]).await?;
        scene.member("outsider", &["Editors"]).await?;
        for _ in 0..2 {
            scene.signed_in(&cees).await?;
        }
        agrees(&scene).await?;
        let page = browser.open(BOARD).await?;
        let text = page.text();
        for said in ["40%", "2 of 5", "Days to the deadline 7", "Tuesday 8 December 2026", "Still to do 3"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        // Who never signed in comes before who cannot: the deadline is ahead, and the password is enough until then.
        for said in ["2 never signed in", "1 chose ‘Later’", "Chose ‘Later’ 2×", "Editors 67% 2 of 3"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        // Every figure leads to a list that has as many people.
        let lists: Vec<String> = page.links().into_iter().filter(|link| link.starts_with(LISTS)).collect();
        assert!(lists.len() >= 6, "{lists:?}");
        let whole = format!("policy={}", the_policy(&scene).await?.id);
        for (list, expected) in [
            ("people", &["Anna Jansen", "Bram Jansen", "Cees Jansen", "Dirk Jansen", "Eva Jansen"][..]),
            ("have", &["Anna Jansen", "Bram Jansen"]),
            ("left", &["Cees Jansen", "Dirk Jansen", "Eva Jansen"]),
            ("later", &["Cees Jansen"]),
            ("never", &["Dirk Jansen", "Eva Jansen"]),
            ("unreached", &["Eva Jansen"]),
            ("exempt", &[]),
        ] {
            let mut found = names(&mut browser, &format!("{whole}&of={list}")).await?;
            found.sort();
            assert_eq!(found, expected, "{list}");
        }

        assert!(text.contains("No mail reaches 1 of them"), "{text}");
        mail_bounces(&scene, "dirk@waterland.example").await?;
        let mut found = names(&mut browser, &format!("{whole}&of=unreached")).await?;
        found.sort();
        assert_eq!(found, ["Dirk Jansen", "Eva Jansen"]);
        let text = browser.open(BOARD).await?.text();
        assert!(text.contains("No mail reaches 2 of them") && text.contains("mail doesn’t arrive"), "{text}");

        // Somebody enrols, somebody is exempt, somebody is blocked, somebody leaves.
        scene.give_app(cees).await?;
        let until = scene.house.ctx.now().plus(Lifetime::days(20));
        policies::exempt(ctx, organisation, dirk.id, until, "No telephone").await?;
        agrees(&scene).await?;
        let text = browser.open(BOARD).await?.text();
        assert!(text.contains("3 of 5") && text.contains("1 more is exempt"), "{text}");
        people::set_blocked(ctx, organisation, eva.id, true).await?;
        agrees(&scene).await?;
        let text = browser.open(BOARD).await?.text();
        assert!(text.contains("Nobody is left") && text.contains("1 is blocked, and not counted"), "{text}");
        assert!(text.contains("75%") && text.contains("Everyone there Done"), "{text}");
        people::set_membership(ctx, organisation, dirk.id, GROUP, Membership::Out).await?;
        agrees(&scene).await?;
        assert!(browser.open(BOARD).await?.text().contains("100% 3 of 3"));
        // Past the deadline who has no address for the code cannot do what is asked.
        people::set_blocked(ctx, organisation, eva.id, false).await?;
        scene.move_to("2026-12-09 10:00:00")?;
        let cannot = board(&scene, Part::Whole).await?;
        assert_eq!((cannot.figures.cannot, cannot.first[0].why), (1, Why::Cannot));
    }
    Ok(())
}

#[tokio::test]
async fn the_history_is_right_from_the_first_day() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, Setup { start: "2026-11-10 10:00:00", ..Setup::default() }).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let mut members = Vec::new();
        for name in ["anna", "bram", "cees", "dirk"] {
            members.push(scene.member(name, &[GROUP]).await?);
        }
        let at = |moment: &str| scene.move_to(moment);
        at("2026-11-12 09:00:00")?;
        let anna = scene.give_app(members[0].clone()).await?;
        at("2026-11-12 23:59:59")?;
        scene.give_app(members[1].clone()).await?;
        // On and off on one day leaves no trace at its end; Anna loses hers a week later, and begins again.
        at("2026-11-15 12:00:00")?;
        let dirk = scene.give_app(members[3].clone()).await?;
        off(&scene, &dirk).await?;
        at("2026-11-19 12:00:00")?;
        off(&scene, &anna).await?;
        at("2026-11-23 08:00:00")?;
        scene.give_app(members[0].clone()).await?;
        // Somebody joins who was not there before.
        let late = scene.member_with_app("late", &[GROUP]).await?;

        at("2026-11-26 10:00:00")?;
        rollout::take_snapshots(ctx).await?;
        assert_eq!(rollout::take_snapshots(ctx).await?, 0, "it was counted just now");
        let shown = board(&scene, Part::Whole).await?;
        let of = |day: i8| {
            let found =
                shown.points.iter().find(|point| point.day == date(2026, 11, day)).map(|it| (it.have, it.people));
            found.unwrap_or_else(|| panic!("no {day} November in {:?}", shown.points))
        };
        let days: Vec<_> = (11..=26).map(|day| (day, of(day))).collect();
        let expected: Vec<(i8, (u64, u64))> = (11..=26)
            .map(|day| match day {
                11 => (day, (0, 4)),
                12..=18 => (day, (2, 4)),
                19..=22 => (day, (1, 4)),
                _ => (day, (3, 5)),
            })
            .collect();
        assert_eq!(days, expected, "{engine:?}");
        assert_eq!(shown.worked_out_until, Some(date(2026, 11, 25)));
        assert_eq!(shown.a_week_ago, Some(1));
        assert!(matches!(shown.forecast, Forecast::On { day, .. } if day > date(2026, 11, 26)), "{:?}", shown.forecast);

        // A day that was counted stays, whatever happens to the people later; one on which nobody counted is worked out.
        at("2026-11-26 22:00:00")?;
        off(&scene, &late).await?;
        rollout::take_snapshots(ctx).await?;
        at("2026-11-28 09:00:00")?;
        people::set_membership(ctx, organisation, late.id, GROUP, Membership::Out).await?;
        scene.give_app(members[2].clone()).await?;
        rollout::take_snapshots(ctx).await?;
        let shown = board(&scene, Part::Whole).await?;
        let counted: Vec<_> = shown.points.iter().rev().take(3).map(|it| (it.day.day(), it.have, it.people)).collect();
        assert_eq!(counted, [(28, 3, 4), (27, 2, 4), (26, 2, 5)]);
        assert_eq!(shown.worked_out_until, Some(date(2026, 11, 27)));
        // A rule that is made later has a past as well.
        let new = policy("Everyone", None, Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND });
        let id = policies::save(ctx, organisation, new).await?;
        let all = rollout::policies(ctx, organisation).await?;
        let everyone = all.iter().find(|policy| policy.id == id).context("no policy")?;
        let shown = rollout::board(ctx, organisation, everyone, Part::Whole).await?.context("nobody counted")?;
        assert!(shown.points.len() > 10 && shown.pace.is_none(), "{:?}", shown.points);
    }
    Ok(())
}

async fn off(scene: &Scene, member: &Member) -> Result<()> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    Ok(switch_off::switch_off(ctx, organisation, member.id, "lost", Lifetime::hours(1)).await.map(drop)?)
}

#[tokio::test]
async fn a_list_is_written_out_as_it_is_shown_and_that_is_kept() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (sanne, mut browser) = superuser(&scene, "sanne").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let wicked = NewPerson {
            user_name: "wicked".to_owned(),
            display_name: "=HYPERLINK(\"http://evil.example\")".to_owned(),
            addresses: Vec::new(),
            language: None,
            role: Role::Member,
            groups: vec![GROUP.to_owned(), "Editors".to_owned()],
            password: NewPassword::Plain("zeven groene fietsen in Edam".into()),
        };
        people::add(ctx, organisation, wicked).await?;
        scene.member("dirk", &[GROUP]).await?;
        scene.member_with_app("anna", &[GROUP, "Editors"]).await?;
        let page = browser.open(BOARD).await?;
        let file = browser.submit(&page, "/admin/rollout/export", &[]).await?;
        assert_eq!(file.status, 200);
        assert!(file.header("content-type").starts_with("text/csv"));
        assert!(file.header("content-disposition").contains("people.csv"));
        let lines: Vec<&str> = file.body.split("\r\n").filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 3, "{}", file.body);
        assert_eq!(lines[0], "user_name,name,standing,exempt_until,chose_later,reminders,last_sign_in,mail");
        assert!(lines[1].starts_with("\"wicked\",\"'=HYPERLINK(\"\"http"), "{}", lines[1]);
        assert!(
            lines[2].starts_with("\"dirk\",\"Dirk Jansen\",\"never-signed-in\",\"\",\"0\",\"0\",\"\",\"arrives\""),
            "{}",
            lines[2]
        );

        let editors = store::group::find(ctx.db(), organisation.id, "Editors").await?.context("no group")?;
        let list = format!("{LISTS}?policy={}&part=group-{editors}&of=people", the_policy(&scene).await?.id);
        let page = browser.open(&list).await?;
        let file = browser.submit(&page, "/admin/rollout/export", &[]).await?;
        assert!(file.body.contains("\"anna\"") && !file.body.contains("dirk"), "{}", file.body);
        let filter = store::audit::Filter { kinds: vec!["policy-people-exported".into()], ..Default::default() };
        let kept = store::audit::newest(ctx.db(), organisation.id, &filter, None, 10).await?;
        assert_eq!(kept.len(), 2);
        assert!(kept.iter().all(|event| event.actor == sanne.id.to_string()));
        assert!(kept[1].details.contains("Backend users") && kept[1].details.contains("left"), "{}", kept[1].details);
        assert!(browser.open("/admin/audit").await?.text().contains("People under a rule written out"));
    }
    Ok(())
}

#[tokio::test]
async fn nobody_sees_whom_they_may_not_see() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let dirk = scene.member("dirk", &[GROUP]).await?;
        let page = browser.open("/admin/roles/new").await?;
        let fields = [("name", "Reader"), ("version", "0"), ("right", Right::SetupRead.word())];
        let saved = browser.fill(&page, "/admin/roles/new", &fields).await?;
        assert_eq!(saved.path(), "/admin/roles", "{}", saved.text());
        let role = store::role::rights_of_all(scene.house.ctx.db()).await?.into_iter().next().context("no role")?.0;
        let organisation = scene.house.organisation.clone();
        let reader = platform::add(&scene, &organisation, "reader", Role::Own(role)).await?;
        let mut reader = scene.signed_in(&reader).await?;
        // The figures, without the people: whoever looks through some views only is not shown whom those leave out.
        let page = reader.open(BOARD).await?;
        assert!(page.text().contains("0 of 1") && !page.text().contains("Dirk"), "{}", page.text());
        assert!(!page.body.contains(LISTS) && !page.body.contains("/admin/rollout/export"));
        assert_eq!(reader.get(LISTS).await?.status, 403);
        let mut member = scene.signed_in(&dirk).await?;
        for address in [BOARD, LISTS] {
            assert_eq!(member.get(address).await?.status, 404, "{address}");
        }
        for address in [
            format!("{BOARD}?policy={NO_ID}"),
            format!("{BOARD}?policy=x"),
            format!("{BOARD}?part=group-{NO_ID}"),
            format!("{BOARD}?part=selection-{NO_ID}"),
            format!("{LISTS}?part=selection-{NO_ID}"),
            format!("{LISTS}?policy={NO_ID}"),
            format!("{LISTS}?of=x"),
            format!("{LISTS}?after=x"),
        ] {
            assert_eq!(browser.get(&address).await?.status, 404, "{address}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn another_organisation_never_shows() -> Result<()> {
    for engine in engines() {
        let house = platform::Platform::open(engine).await?;
        let (scene, bond) = (&house.scene, house.bond()?);
        let ctx = &scene.house.ctx;
        scene.member("dirk", &[GROUP]).await?;
        house.member("miller").await?;
        let own = the_policy(scene).await?;
        let group = store::group::find(ctx.db(), scene.house.organisation.id, GROUP).await?.context("no group")?;
        rollout::take_snapshots(ctx).await?;
        assert!(rollout::policies(ctx, &bond).await?.is_empty());
        assert!(rollout::part_name(ctx, &bond, Part::Group(group)).await?.is_none());
        assert!(store::rollout::known(ctx.db(), bond.id).await?.is_empty());
        assert!(store::rollout::latest(ctx.db(), bond.id, own.id).await?.is_empty());
        let chosen = Chosen { policy: own.id, part: Part::Whole, of: Of::People };
        assert!(rollout::list(ctx, &bond, chosen, (None, 10)).await?.people.is_empty());
        let listed = rollout::list(ctx, &scene.house.organisation, chosen, (None, 10)).await?;
        assert!(listed.people.iter().all(|person| person.user_name != "miller"), "{listed:?}");
        // Its module is off: there is no trace of a board.
        let mut bea = house.in_bond(&house.bea).await?;
        for address in [BOARD, LISTS] {
            assert_eq!(bea.get(address).await?.status, 404, "{address}");
        }
        assert!(!bea.open("/admin/people").await?.body.contains(BOARD));
    }
    Ok(())
}

#[tokio::test]
async fn the_board_of_many_people_shows_what_was_counted_last() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let hash = people::hash(ctx, &"zeven groene fietsen in Edam".into()).await?;
        let new = (0..5_100).map(|number| NewPerson {
            user_name: format!("p{number}"),
            display_name: format!("Persoon {number}"),
            addresses: Vec::new(),
            language: None,
            role: Role::Member,
            groups: vec![if number % 2 == 0 { GROUP } else { "Others" }.to_owned()],
            password: NewPassword::Hashed(hash.clone()),
        });
        let ids: Vec<UserId> = people::add_many(ctx, organisation, new.collect()).await?;
        let give = async |id: UserId| {
            import_authenticator::import(ctx, organisation, id, b"a secret of twenty b", "Phone").await
        };
        // Of a rule that nobody counted yet there is no figure.
        let demand = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
        let id = policies::save(ctx, organisation, policy("Everyone", None, demand)).await?;
        let text = browser.open(&format!("{BOARD}?policy={id}")).await?.text();
        assert!(text.contains("The people are being counted"), "{text}");
        give(ids[0]).await?;
        scene.advance(Lifetime::hours(1));
        rollout::take_snapshots(ctx).await?;
        let page = browser.open(BOARD).await?;
        assert!(page.text().contains("1 of 2550") && !page.text().contains("Counted"), "{}", page.text());
        // What follows is counted within the hour; who is named has been looked at just now.
        give(ids[2]).await?;
        scene.advance(Lifetime::minutes(30));
        let page = browser.open(BOARD).await?;
        assert!(page.text().contains("1 of 2550") && page.text().contains("Counted today at 11:0"), "{}", page.text());
        assert!(!page.text().contains("Persoon 2 ") && page.text().contains("Persoon 4 "), "{}", page.text());
        assert_eq!(rollout::take_snapshots(ctx).await?, 0);
        scene.advance(Lifetime::minutes(30));
        rollout::take_snapshots(ctx).await?;
        assert!(browser.open(BOARD).await?.text().contains("2 of 2550"));
        // The list is whole, page by page, and each of them is in it once.
        let chosen = Chosen { policy: the_policy(&scene).await?.id, part: Part::Whole, of: Of::Left };
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let listed = rollout::list(ctx, organisation, chosen, (after, 500)).await?;
            found.extend(listed.people.iter().map(|person| person.id));
            after = listed.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), 2_548);
        found.dedup();
        assert_eq!(found.len(), 2_548);
    }
    Ok(())
}

#[tokio::test]
async fn there_is_a_board_for_each_rule_that_asks_or_offers_something() -> Result<()> {
    for engine in engines() {
        let optional = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
        let off = Demand { requirement: Requirement::Off, deadline: None, ..BACKEND };
        let later = Demand { deadline: Some(date(2027, 1, 12)), ..BACKEND };
        let new = |name, group, demand| NewPolicy { ..policy(name, group, demand) };
        let policies = vec![
            new("Everyone", None, optional),
            new("Backend users", Some(GROUP), later),
            new("Editors", Some("Editors"), BACKEND),
            new("Nothing", None, off),
        ];
        let scene = Scene::with(engine, Setup { policies, ..Setup::default() }).await?;
        let sanne = platform::add(&scene, &scene.house.organisation.clone(), "sanne", Role::SuperUser).await?;
        let mut browser = scene.signed_in(&scene.give_app(sanne).await?).await?;
        scene.member("dirk", &[GROUP]).await?;
        scene.member("eva", &["Editors"]).await?;
        // The nearest deadline first.
        let page = browser.open(BOARD).await?;
        assert!(page.text().contains("Rule Editors , mandatory from 8 December 2026"), "{}", page.text());
        assert!(!page.text().contains("Nothing"), "{}", page.text());
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let all = rollout::policies(ctx, organisation).await?;
        let id =
            |name: &str| all.iter().find(|policy| policy.name == name).map(|policy| policy.id).context("no policy");
        let everyone: PolicyId = id("Everyone")?;
        let page = browser.open(&format!("{BOARD}?policy={everyone}")).await?;
        assert!(page.text().contains("offered, not mandatory") && page.text().contains("1 of 3"), "{}", page.text());
        // Its parts: the selections of the other rules, each with a board of its own.
        let editors = selections::by_name(ctx, organisation, "Editors").await?.id;
        let page = browser.open(&format!("{BOARD}?policy={everyone}&part=selection-{editors}")).await?;
        assert!(page.text().contains("Only those in ‘Editors’") && page.text().contains("0 of 1"), "{}", page.text());
        let everybody = format!("{BOARD}?policy={}&part=selection-{editors}", id("Editors")?);
        let page = browser.open(&everybody).await?;
        assert!(!page.address.contains("part="), "everyone under the rule is no part: {}", page.address);
    }
    Ok(())
}
