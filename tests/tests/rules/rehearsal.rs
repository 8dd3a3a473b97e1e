//! The rehearsal of a day: everybody is in the class that the decision gives, in one and no other, and the day itself asks
//! what was rehearsed.

use std::collections::BTreeMap;

use actions::admin::people::{self, NewPassword, NewPerson};
use actions::admin::rollout::{self, Rehearsal, Scene as Rehearsed};
use actions::admin::{policies, policy};
use anyhow::{Context as _, Result};
use domain::id::UserId;
use domain::policy::{NextStep, Outlook, Reason};
use domain::rollout::Part;
use domain::time::{Lifetime, Timestamp};
use domain::user::Role;
use journeys::platform;
use journeys::routes::NO_ID;
use journeys::scene::{GROUP, PASSWORD, Scene, local};
use journeys::visitor::Visitor;
use store::testing::engines;

use crate::rules::superuser;

const PAGE: &str = "/admin/rollout/rehearsal";
const LISTS: &str = "/admin/rollout/rehearsal/people";

/// Whose class it is, worked out from the decision about that person alone. `None`: who cannot is no matter of the decision.
async fn alone(scene: &Scene, user: UserId, at: Timestamp) -> Result<Option<Outlook>> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let look = policy::what_if(ctx, organisation, (user, at)).await?.context("nobody")?;
    Ok(match (look.explanation.step, look.explanation.reason) {
        (NextStep::Refuse(_), _) => Some(Outlook::Blocked),
        (NextStep::Grant(_), Reason::Exempt { .. }) => Some(Outlook::Exempt),
        (NextStep::Grant(_), _) => Some(Outlook::NotAsked),
        (NextStep::Prove(_), _) => Some(Outlook::Has),
        (NextStep::Enrol(enrol), _) if enrol.skippable => {
            Some(if enrol.deadline.is_some() { Outlook::Ahead } else { Outlook::Offered })
        }
        (NextStep::Enrol(_), _) => None,
    })
}

/// The class of everyone, from the lists.
async fn listed(scene: &Scene, at: Timestamp, part: Part) -> Result<BTreeMap<String, (UserId, Outlook)>> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let rehearsed = Rehearsed { part, at };
    let counted = rollout::rehearse(ctx, organisation, rehearsed, |_| ()).await?;
    let mut all = BTreeMap::new();
    for class in Outlook::ALL {
        let mut after = None;
        let mut number = 0;
        // Pages of one, so that each begins where the last one ended.
        loop {
            let page = rollout::list_rehearsal(ctx, organisation, (rehearsed, class), (after, 1)).await?;
            for one in page.people {
                number += 1;
                assert!(all.insert(one.user_name.clone(), (one.id, class)).is_none(), "{} twice", one.user_name);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(number, counted.then(class), "{class:?}");
    }
    assert_eq!(u64::try_from(all.len())?, counted.people);
    Ok(all)
}

/// People of every kind under the rule, and one who is not.
async fn people_of_every_kind(scene: &Scene) -> Result<()> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    scene.member_with_app("anna", &[GROUP, "Editors"]).await?;
    scene.member("dirk", &[GROUP, "Editors"]).await?;
    scene.member_of("eva", &[GROUP], None, &[]).await?;
    let kees = scene.member("kees", &[GROUP]).await?;
    policies::exempt(ctx, organisation, kees.id, local("2026-12-20 00:00:00")?, "No telephone").await?;
    let lars = scene.member("lars", &[GROUP]).await?;
    people::set_blocked(ctx, organisation, lars.id, true).await?;
    scene.member("outsider", &["Editors"]).await?;
    Ok(())
}

#[tokio::test]
async fn everyone_is_in_the_class_that_the_decision_gives() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        people_of_every_kind(&scene).await?;
        for (moment, expected) in [
            ("2026-12-01 10:00:00", ["ahead", "ahead", "exempt"]),
            ("2026-12-07 23:59:59", ["ahead", "ahead", "exempt"]),
            ("2026-12-08 00:00:00", ["obliged", "out-of-reach", "exempt"]),
            ("2027-01-15 00:00:00", ["obliged", "out-of-reach", "obliged"]),
        ] {
            let at = local(moment)?;
            let all = listed(&scene, at, Part::Whole).await?;
            assert_eq!(all.len(), 6);
            for (name, (user, class)) in &all {
                if let Some(alone) = alone(&scene, *user, at).await? {
                    assert_eq!(alone, *class, "{name} at {moment}");
                } else {
                    assert!(matches!(class, Outlook::Obliged | Outlook::OutOfReach), "{name} at {moment}: {class:?}");
                }
            }
            let of = |name: &str| all.get(name).map(|(_, class)| class.word());
            assert_eq!(["dirk", "eva", "kees"].map(|name| of(name).unwrap_or_default()), expected, "{moment}");
            assert_eq!((of("anna"), of("lars"), of("outsider")), (Some("has"), Some("blocked"), Some("not-asked")));
        }
        let group = store::group::find(scene.house.ctx.db(), scene.house.organisation.id, "Editors").await?;
        let editors = Part::Group(group.context("no group")?);
        let some = listed(&scene, local("2027-01-15 00:00:00")?, editors).await?;
        assert_eq!(some.keys().map(String::as_str).collect::<Vec<_>>(), ["anna", "dirk", "outsider"]);
    }
    Ok(())
}

#[tokio::test]
async fn the_day_asks_what_was_rehearsed() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        people_of_every_kind(&scene).await?;
        let day = "2027-01-15 00:00:00";
        let all = listed(&scene, local(day)?, Part::Whole).await?;
        scene.move_to(day)?;
        for (name, (_, class)) in &all {
            let page = scene.visitor()?.sign_in(name, PASSWORD).await?;
            let expected = match class {
                Outlook::Has => "/sign-in/second-factor",
                Outlook::Obliged | Outlook::OutOfReach => "/sign-in/enrol",
                Outlook::NotAsked => "/",
                Outlook::Blocked => "/sign-in",
                other => anyhow::bail!("{name}: {other:?}"),
            };
            assert_eq!(page.path(), expected, "{name}: {}", page.text());
            let demanded = matches!(class, Outlook::Obliged | Outlook::OutOfReach);
            assert_eq!(page.text().contains("Set up your second step now"), demanded, "{name}: {}", page.text());
        }
    }
    Ok(())
}

/// The names of a list.
async fn names(browser: &mut Visitor, address: &str) -> Result<Vec<String>> {
    let page = browser.open(address).await?;
    assert_eq!(page.status, 200, "{address}");
    let rows = page.body.split("<a class=\"name\"").skip(1);
    Ok(rows.filter_map(|row| Some(row.split_once('>')?.1.split_once("</a>")?.0.to_owned())).collect())
}

#[tokio::test]
async fn the_figures_lead_to_the_people_with_the_reason_and_to_a_file() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        people_of_every_kind(&scene).await?;
        let wicked = NewPerson {
            user_name: "wicked".into(),
            display_name: "=HYPERLINK(\"http://evil.example\") <b>".into(),
            addresses: vec!["wicked@waterland.example".into()],
            language: None,
            role: Role::Member,
            groups: vec![GROUP.into()],
            password: NewPassword::Plain(PASSWORD.into()),
        };
        people::add(ctx, organisation, wicked).await?;
        let page = browser.open("/admin/rollout").await?;
        assert!(page.links().iter().any(|link| link == PAGE), "{:?}", page.links());
        let page = browser.open(PAGE).await?;
        let text = page.text();
        for said in ["Signing in on Tuesday 1 December 2026", "the deadline: 8 December 2026", "the day after"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let page = browser.open(&format!("{PAGE}?at=2027-01-15")).await?;
        let text = page.text();
        for said in [
            "Signing in on Friday 15 January 2027",
            "8 people",
            "Must set it up before anything opens 3 more than now 3",
            "Must set it up, and can’t 1 more than now 1",
            "Offered it, with a deadline still ahead 3 fewer than now 0",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let lists: Vec<String> = page.links().into_iter().filter(|link| link.starts_with(LISTS)).collect();
        assert_eq!(lists.len(), 5, "{lists:?}");
        let list = format!("{LISTS}?at=2027-01-15&class=obliged");
        let mut found = names(&mut browser, &list).await?;
        found.sort();
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[1..], ["Dirk Jansen", "Kees Jansen"]);
        let page = browser.open(&list).await?;
        let text = page.text();
        // As seen on that day: the deadline is past, and so is the exemption.
        for said in [
            "Dirk Jansen is under the rule ‘Backend users’, so two-step sign-in has been required since 8 December 2026",
            "The exemption of Kees Jansen ran",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert!(!page.body.contains("<b>\"") && !page.body.contains("evil.example\") <b>"), "{}", page.body);
        let file = browser.submit(&page, "/admin/rollout/rehearsal/export", &[]).await?;
        assert_eq!(file.status, 200);
        assert!(file.header("content-disposition").contains("rehearsal-2027-01-15.csv"));
        let lines: Vec<&str> = file.body.split("\r\n").filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 4, "{}", file.body);
        assert_eq!(lines[0], "user_name,name,meets,why,exempt_until,last_sign_in");
        assert!(lines[1].starts_with("\"dirk\",\"Dirk Jansen\",\"obliged\",\"Dirk Jansen is under"), "{}", lines[1]);
        assert!(lines[3].starts_with("\"wicked\",\"'=HYPERLINK(\"\"http"), "{}", lines[3]);
        // The reason begins with the name.
        assert!(lines[3].contains("\"obliged\",\"'=HYPERLINK"), "{}", lines[3]);
        let filter = store::audit::Filter { kinds: vec!["rehearsal-exported".into()], ..Default::default() };
        let kept = store::audit::newest(ctx.db(), organisation.id, &filter, None, 10).await?;
        assert_eq!(kept.len(), 1);
        assert!(kept[0].details.contains("2027-01-15") && kept[0].details.contains("obliged"), "{}", kept[0].details);
    }
    Ok(())
}

#[tokio::test]
async fn a_day_that_is_none_and_things_of_others_are_refused() -> Result<()> {
    for engine in engines() {
        let house = platform::Platform::open(engine).await?;
        let scene = &house.scene;
        let (_, mut browser) = superuser(scene, "sanne").await?;
        for (at, said) in [("2026-11-30", "This day has passed"), ("soon", "Type a date")] {
            let page = browser.open(&format!("{PAGE}?at={at}")).await?;
            assert!(page.text().contains(said) && !page.body.contains(LISTS), "{at}: {}", page.text());
        }
        assert_eq!(browser.get(&format!("{PAGE}?at=9999-12-31")).await?.status, 200);
        for address in [
            format!("{PAGE}?part=group-{NO_ID}"),
            format!("{PAGE}?part=x"),
            format!("{LISTS}?at=2026-11-30"),
            format!("{LISTS}?class=x"),
            format!("{LISTS}?after=x"),
            format!("{LISTS}?part=selection-{NO_ID}"),
        ] {
            assert_eq!(browser.get(&address).await?.status, 404, "{address}");
        }
        // Another organisation is not among the people, and its groups are no parts.
        house.member("miller").await?;
        let bond = house.bond()?;
        let scene_of = |part| Rehearsed { part, at: scene.house.ctx.now().plus(Lifetime::days(30)) };
        let ours: Rehearsal =
            rollout::rehearse(&scene.house.ctx, &scene.house.organisation, scene_of(Part::Whole), |_| ()).await?;
        let theirs = rollout::rehearse(&scene.house.ctx, &bond, scene_of(Part::Whole), |_| ()).await?;
        assert!(ours.people > 0 && theirs.people > 0);
        let all = store::rollout_people::at_most(scene.house.ctx.db(), scene.house.organisation.id, 1_000).await?;
        assert_eq!(ours.people, u64::from(all));
    }
    Ok(())
}
