//! Many who vanish at once are not believed, and neither is half an answer.

use actions::directory::port::Fault;
use anyhow::Result;
use domain::directory::Shape;
use journeys::scene::Scene;
use journeys::slapd::{BASE, Entry, Slapd, account, account_dn, dn_of, person};
use store::testing::engines;

use super::{connected, looked, run, synced, there};

const KINDS: store::Statement = store::Statement::new("test.kinds", "SELECT kind FROM audit_events");

fn thirty() -> Vec<Entry> {
    (0..30).map(|number| person(&format!("p{number}"), &format!("Persoon {number}"))).collect()
}

#[tokio::test]
async fn many_who_vanish_at_once_are_blocked_only_after_somebody_looked() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&thirty()).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        synced(&scene, id).await?;
        slapd.remove(&(0..20).map(|number| dn_of(&format!("p{number}"))).collect::<Vec<_>>())?;
        slapd.set(&dn_of("p29"), "cn", "Toch gewijzigd")?;
        let (dry, report) = looked(&scene, id).await?;
        assert_eq!((dry.state.as_str(), report.held), ("held", Some(20)));
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!((sync.state.as_str(), report.held, sync.counts.gone), ("held", Some(20), 0));
        assert_eq!(sync.counts.changed, 1, "whoever changed is changed all the same");
        assert!(!there(&scene, "p1").await?.user.blocked);
        let log = actions_log(&scene).await?;
        assert!(log.contains(&"directory-held".to_owned()), "{log:?}");

        // Fewer than vanish now may not; as many may, once.
        assert_eq!(run(&scene, (id, false, Some(19))).await?.0.state, "held");
        let (sync, report) = run(&scene, (id, false, Some(20))).await?;
        assert_eq!((sync.state.as_str(), sync.counts.gone, report.held), ("done", 20, None));
        assert!(there(&scene, "p1").await?.user.blocked);
    }
    Ok(())
}

/// The words of all that is in the log.
async fn actions_log(scene: &Scene) -> Result<Vec<String>> {
    let rows = scene.house.ctx.db().all(&KINDS, &[]).await?;
    Ok(rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<_, _>>()?)
}

#[tokio::test]
async fn many_who_are_disabled_at_once_are_held_back_too() -> Result<()> {
    for engine in engines() {
        let people: Vec<Entry> = (0..20).map(|number| account(&format!("p{number}"), (number, 512))).collect();
        let Some(slapd) = Slapd::with(&people).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::ActiveDirectory)).await?;
        synced(&scene, id).await?;
        for number in 0..15 {
            slapd.set(&account_dn(&format!("p{number}")), "userAccountControl", "514")?;
        }
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!((sync.state.as_str(), report.held, sync.counts.blocked), ("held", Some(15), 0));
        assert!(!there(&scene, "p1@waterland.example").await?.user.blocked);
        let (sync, _) = run(&scene, (id, false, Some(15))).await?;
        assert_eq!((sync.state.as_str(), sync.counts.blocked), ("done", 15));
        assert!(there(&scene, "p1@waterland.example").await?.user.blocked);
    }
    Ok(())
}

#[tokio::test]
async fn half_an_answer_blocks_nobody() -> Result<()> {
    for engine in engines() {
        let Some(mut slapd) = Slapd::limited(&thirty(), "size=20 size.prtotal=20").await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let mut edit = slapd.edit(Shape::General);
        edit.settings.most_gone = domain::directory::MostGone { people: 1000, percent: 100 };
        let id = connected(&scene, &edit).await?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!((sync.state.as_str(), report.fault), ("failed", Some(Fault::CutShort)));

        // Nobody at all is a fault as well, and so is a base that is not there.
        slapd.remove(&(15..30).map(|number| dn_of(&format!("p{number}"))).collect::<Vec<_>>())?;
        assert_eq!(synced(&scene, id).await?.0.state, "done");
        slapd.remove(&(0..15).map(|number| dn_of(&format!("p{number}"))).collect::<Vec<_>>())?;
        assert_eq!(synced(&scene, id).await?.1.fault, Some(Fault::Nobody));
        slapd.remove(&[format!("ou=people,{BASE}")])?;
        assert_eq!(synced(&scene, id).await?.1.fault, Some(Fault::NoBase));
        assert!(!there(&scene, "p1").await?.user.blocked);
        slapd.stop()?;
        let (sync, report) = synced(&scene, id).await?;
        assert_eq!((sync.state.as_str(), report.fault), ("failed", Some(Fault::Refused)));
        assert!(!there(&scene, "p1").await?.user.blocked);
    }
    Ok(())
}

#[tokio::test]
async fn a_referral_is_not_followed_and_not_overlooked() -> Result<()> {
    for engine in engines() {
        let elsewhere = Entry::new(&format!("ou=elders,ou=people,{BASE}"), &["referral", "extensibleObject"])
            .and("ou", "elders")
            .and("ref", "ldap://127.0.0.1:1/ou=people,dc=elders,dc=example");
        let mut all = thirty();
        all.push(elsewhere);
        let Some(slapd) = Slapd::with(&all).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        let id = connected(&scene, &slapd.edit(Shape::General)).await?;
        assert_eq!(synced(&scene, id).await?.1.fault, Some(Fault::Referral));
    }
    Ok(())
}
