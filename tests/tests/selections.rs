//! Selections decide at the next click: by an attribute, a list, a group that gets another name, a sign-in elsewhere; and
//! what is in use is not taken away.

use actions::admin::attributes::{self, AttributeEdit, RemovedAttribute, SavedAttribute, SavedValues};
use actions::admin::groups::{self, GroupChange, GroupChanged};
use actions::admin::policies;
use actions::admin::selections::{self, ListChange, RemovedSelection, RuleEdit, SavedSelection, SelectionEdit, UsedBy};
use anyhow::{Context as _, Result, bail};
use domain::id::{SelectionId, UserId};
use domain::policy::{Demand, Requirement};
use domain::selection::{AttributeKey, AttributeKind};
use domain::time::Lifetime;
use journeys::scene::{BACKEND, Member, PASSWORD, Scene, Setup, policy};
use journeys::visitor::Visitor;
use store::testing::engines;

const LATE: &str = "2026-12-20 10:00:00";

fn edit(name: &str, rule: RuleEdit) -> SelectionEdit {
    SelectionEdit { id: None, version: 0, name: name.to_owned(), description: String::new(), rule }
}

fn filter(text: &str) -> RuleEdit {
    RuleEdit::Dynamic(text.to_owned())
}

async fn save(scene: &Scene, edit: SelectionEdit) -> Result<SelectionId> {
    match selections::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedSelection::Saved(id, _) => Ok(id),
        other => bail!("not saved: {other:?}"),
    }
}

/// Past its deadline: whoever is selected must enrol.
async fn demand(scene: &Scene, selection: &str) -> Result<()> {
    let policy = policy("Strict", Some(selection), BACKEND);
    policies::save(&scene.house.ctx, &scene.house.organisation, policy).await?;
    Ok(())
}

async fn attribute(scene: &Scene, key: &str, kind: AttributeKind) -> Result<()> {
    let edit =
        AttributeEdit { key: key.to_owned(), version: 0, name: key.to_owned(), kind, choices: Vec::new(), position: 0 };
    let saved = attributes::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await?;
    assert!(matches!(saved, SavedAttribute::Saved(_)), "{saved:?}");
    Ok(())
}

async fn set(scene: &Scene, user: UserId, key: &str, text: &str) -> Result<SavedValues> {
    let values = [(key.to_owned(), text.to_owned())];
    Ok(attributes::set_values_by_command_line(&scene.house.ctx, &scene.house.organisation, user, &values).await?)
}

/// The answer of the hot path, from memory where it stands.
async fn goes_on(visitor: &mut Visitor) -> Result<bool> {
    Ok(visitor.get("/session").await?.status == 204)
}

async fn late() -> Result<Vec<Scene>> {
    let mut scenes = Vec::new();
    for engine in engines() {
        let setup = Setup { start: LATE, policies: Vec::new(), ..Setup::default() };
        scenes.push(Scene::with(engine, setup).await?);
    }
    Ok(scenes)
}

#[tokio::test]
async fn who_gets_a_value_comes_under_the_policy_at_the_next_click() -> Result<()> {
    for scene in late().await? {
        attribute(&scene, "uren", AttributeKind::Number).await?;
        save(&scene, edit("Veel", filter("uren ge 24"))).await?;
        demand(&scene, "Veel").await?;
        let bram = scene.member("bram", &[]).await?;
        let mut visitor = scene.signed_in(&bram).await?;
        assert!(goes_on(&mut visitor).await?);
        assert_eq!(set(&scene, bram.id, "uren", "23,5").await?, SavedValues::Saved);
        assert!(goes_on(&mut visitor).await?);
        assert_eq!(set(&scene, bram.id, "UREN", "24").await?, SavedValues::Saved);
        assert!(!goes_on(&mut visitor).await?, "24 hours is enough");
        assert_eq!(set(&scene, bram.id, "uren", "").await?, SavedValues::Saved);
        assert!(goes_on(&mut visitor).await?);
        assert!(matches!(set(&scene, bram.id, "uren", "veel").await?, SavedValues::Wrong(wrong) if wrong.len() == 1));
        assert!(matches!(set(&scene, bram.id, "maat", "1").await?, SavedValues::Wrong(_)));
    }
    Ok(())
}

#[tokio::test]
async fn who_comes_on_a_list_or_whose_selection_changes_is_asked_at_the_next_click() -> Result<()> {
    for scene in late().await? {
        let list = save(&scene, edit("Proef", RuleEdit::Static(String::new(), ListChange::Add))).await?;
        demand(&scene, "Proef").await?;
        let bram = scene.member("bram", &[]).await?;
        let mut visitor = scene.signed_in(&bram).await?;
        assert!(goes_on(&mut visitor).await?);
        let pasted = "Nobody\nBRAM@waterland.example".to_owned();
        let add =
            SelectionEdit { id: Some(list), version: 1, ..edit("Proef", RuleEdit::Static(pasted, ListChange::Add)) };
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let SavedSelection::Saved(_, report) = selections::save_by_command_line(ctx, organisation, add.clone()).await?
        else {
            bail!("not saved")
        };
        assert_eq!((report.found, report.missing_lines), (1, vec![(1, "Nobody".to_owned())]));
        assert!(!goes_on(&mut visitor).await?);

        // Whoever saves over an older version is shown what is there.
        let stale = selections::save_by_command_line(ctx, organisation, add).await?;
        assert!(matches!(stale, SavedSelection::Changed(there) if there.version == 2), "not told");
        let id = save(&scene, edit("Anders", filter("userName eq \"anna\""))).await?;
        demand(&scene, "Anders").await?;
        assert!(goes_on(&mut visitor).await?);
        let wider = SelectionEdit { id: Some(id), version: 1, ..edit("Anders", filter("userName pr")) };
        save(&scene, wider).await?;
        assert!(!goes_on(&mut visitor).await?);
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_in_elsewhere_that_leads_into_a_selection_counts_here_within_a_second() -> Result<()> {
    for scene in late().await? {
        let bram = scene.member("bram", &[]).await?;
        let mut visitor = scene.signed_in(&bram).await?;
        save(&scene, edit("Vandaag", filter("lastSignIn ge \"2026-12-20T10:30:00+01:00\""))).await?;
        demand(&scene, "Vandaag").await?;
        scene.advance(Lifetime::minutes(29));
        assert!(goes_on(&mut visitor).await?);
        scene.advance(Lifetime::minutes(1));
        // The new session is asked at its first page already.
        let page = scene.visitor()?.sign_in("bram", PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/enrol");
        scene.advance(Lifetime::seconds(1));
        assert!(!goes_on(&mut visitor).await?);
    }
    Ok(())
}

#[tokio::test]
async fn the_moment_of_coming_under_a_policy_is_kept_for_whoever_a_change_brings_in() -> Result<()> {
    for engine in engines() {
        let setup = Setup { start: "2026-12-01 10:00:00", policies: Vec::new(), ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        attribute(&scene, "plaats", AttributeKind::Text).await?;
        save(&scene, edit("Edam", filter("plaats eq \"Edam\""))).await?;
        let grace = Demand { grace_days: 7, deadline: None, ..BACKEND };
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        policies::save(ctx, organisation, policy("Edam", Some("Edam"), grace)).await?;
        let bram = scene.member("bram", &[]).await?;
        set(&scene, bram.id, "plaats", "EDAM").await?;
        // Six days later the seven days of grace are nearly over, though this is the first sign-in.
        scene.advance(Lifetime::days(6));
        assert!(lands_on_offer(&scene, &bram).await?);
        scene.advance(Lifetime::days(1));
        assert!(!lands_on_offer(&scene, &bram).await?);
    }
    Ok(())
}

/// Whether enrolling may be put off.
async fn lands_on_offer(scene: &Scene, member: &Member) -> Result<bool> {
    let page = scene.visitor()?.sign_in(&member.name, PASSWORD).await?;
    assert_eq!(page.path(), "/sign-in/enrol");
    Ok(page.body.contains("value=\"later\""))
}

#[tokio::test]
async fn a_group_that_gets_another_name_keeps_its_people_under_the_policy() -> Result<()> {
    for scene in late().await? {
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let bram = scene.member("bram", &["Beheer"]).await?;
        save(&scene, edit("Beheerders", filter("groups eq \"beheer\""))).await?;
        demand(&scene, "Beheerders").await?;
        let (group, size) = groups::list(ctx, organisation).await?.pop().context("no group")?;
        assert_eq!((group.name.as_str(), size), ("Beheer", 1));
        let remove = GroupChange::Remove(group.id, group.version);
        let refused = groups::change_by_command_line(ctx, organisation, remove.clone()).await?;
        assert_eq!(refused, GroupChanged::InUse(vec!["Beheerders".to_owned()]));
        let rename = GroupChange::Rename((group.id, group.version), "Platform \"één\"".to_owned());
        let renamed = groups::change_by_command_line(ctx, organisation, rename).await?;
        assert_eq!(renamed, GroupChanged::Done(group.id, vec!["Beheerders".to_owned()]));
        let there = selections::by_name(ctx, organisation, "Beheerders").await?;
        assert_eq!(there.filter.as_deref(), Some(r#"groups eq "Platform \"één\"""#));
        assert_eq!(selections::count(ctx, organisation, &there).await?, 1);
        let page = scene.visitor()?.sign_in(&bram.name, PASSWORD).await?;
        assert_eq!(page.path(), "/sign-in/enrol");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_in_use_is_not_taken_away() -> Result<()> {
    for scene in late().await? {
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        attribute(&scene, "plaats", AttributeKind::Text).await?;
        save(&scene, edit("Edam", filter("plaats eq \"Edam\""))).await?;
        demand(&scene, "Edam").await?;
        let edam = selections::by_name(ctx, organisation, "edam").await?;
        let removed = selections::remove_by_command_line(ctx, organisation, edam.clone()).await?;
        assert_eq!(removed, RemovedSelection::InUse(vec![UsedBy::Policy("Strict".to_owned())]));
        let key = AttributeKey::new("plaats")?;
        let refused = attributes::remove_by_command_line(ctx, organisation, key.clone()).await?;
        assert_eq!(refused, RemovedAttribute::InUse(vec![attributes::UsedBy::Selection("Edam".to_owned())]));
        let taken = selections::save_by_command_line(ctx, organisation, edit("EDAM", filter("active eq true"))).await?;
        assert_eq!(taken, SavedSelection::Taken);

        let off = Demand { requirement: Requirement::Off, ..BACKEND };
        policies::save(ctx, organisation, policy("Strict", None, off)).await?;
        assert_eq!(selections::remove_by_command_line(ctx, organisation, edam).await?, RemovedSelection::Done);
        let bram = scene.member("bram", &[]).await?;
        set(&scene, bram.id, "plaats", "Edam").await?;
        assert_eq!(attributes::remove_by_command_line(ctx, organisation, key).await?, RemovedAttribute::Done(1));
    }
    Ok(())
}
