//! Announcements: who reads what on which day, put away, changed, taken away; and the message of a campaign in the product.

use actions::admin::announcements::{self, AnnouncementEdit, SavedAnnouncement};
use actions::admin::campaign::{self as campaigns, By, CampaignEdit, Drafted, TypedText};
use actions::admin::desk::Acted;
use actions::admin::policies;
use actions::admin::selections::{self, RuleEdit, SavedSelection, SelectionEdit, UsedBy};
use anyhow::{Result, bail, ensure};
use domain::announcement::{Reach, Weight};
use domain::campaign::{CampaignState, Channels, Hours, Plan};
use domain::id::{AnnouncementId, SelectionId};
use domain::policy::{Demand, Mode, Requirement};
use domain::selection::Selected;
use domain::time::Lifetime;
use jiff::ToSpan;
use jiff::civil::Date;
use journeys::routes::NO_ID;
use journeys::scene::{BACKEND, PASSWORD, Scene, policy};
use journeys::visitor::{Page, Visitor, encode};
use reqwest::Method;
use store::testing::engines;

fn today(scene: &Scene) -> Date {
    scene.house.ctx.now().date_in(&scene.house.organisation.zone)
}

fn reach(from: Date, until: Date) -> Reach {
    Reach {
        selected: Selected::Everyone,
        from,
        until,
        weight: Weight::Information,
        lacking_only: false,
        dismissible: true,
        shared: false,
    }
}

fn edit(reach: Reach, title: &str, body: &str) -> AnnouncementEdit {
    let texts = ["en", "nl"].map(|language| TypedText {
        language: language.to_owned(),
        subject: format!("{title} ({language})"),
        body: body.to_owned(),
    });
    AnnouncementEdit { id: None, version: 0, reach, texts: texts.to_vec() }
}

async fn announce(scene: &Scene, edit: &AnnouncementEdit) -> Result<AnnouncementId> {
    match announcements::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedAnnouncement::Saved(id) => Ok(id),
        other => bail!("not saved: {other:?}"),
    }
}

/// The titles that stand on the first page.
async fn titles(visitor: &mut Visitor) -> Result<Vec<String>> {
    let page = visitor.open("/").await?;
    ensure!(page.path() == "/", "{}", page.address);
    Ok(banners(&page))
}

fn banners(page: &Page) -> Vec<String> {
    let labelled = page.body.split("<section class=\"banner").skip(1);
    labelled.filter_map(|part| part.split("aria-label=\"").nth(1)?.split('"').next()).map(str::to_owned).collect()
}

async fn inside(scene: &Scene, name: &str, groups: &[&str]) -> Result<Visitor> {
    scene.member(name, groups).await?;
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(name, PASSWORD).await?;
    if page.path() == "/sign-in/enrol" {
        visitor.submit(&page, "/sign-in/enrol", &[("choice", "later")]).await?;
    }
    Ok(visitor)
}

#[tokio::test]
async fn who_reads_what_on_which_day() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let day = today(&scene);
        let tomorrow = day.checked_add(1.day())?;
        let board = selection(&scene, "groups eq \"Board\"").await?;
        announce(&scene, &edit(reach(day, day), "Today", "Hello {name}.")).await?;
        announce(&scene, &edit(reach(tomorrow, tomorrow), "Tomorrow", "Later.")).await?;
        let urgent = Reach { weight: Weight::Important, dismissible: false, ..reach(day, tomorrow) };
        announce(&scene, &edit(urgent, "Urgent", "Now.")).await?;
        let of_board = Reach { selected: Selected::Selection(board), ..reach(day, tomorrow) };
        announce(&scene, &edit(of_board, "Board", "For you.")).await?;
        announce(&scene, &edit(reach(day, tomorrow), "Dated", "Before {deadline}.")).await?;

        policies::group(&scene.house.ctx, &scene.house.organisation, "Board").await?;
        let mut plain = inside(&scene, "anna", &[]).await?;
        let mut board = inside(&scene, "bert", &["Board"]).await?;
        assert_eq!(titles(&mut plain).await?, ["Urgent (en)", "Today (en)"]);
        assert_eq!(titles(&mut board).await?, ["Urgent (en)", "Board (en)", "Today (en)"]);
        let page = plain.open("/").await?;
        assert!(page.text().contains("Hello Anna Jansen."), "{}", page.text());

        scene.house.clock.advance(Lifetime::days(1));
        let mut plain = inside(&scene, "cor", &[]).await?;
        assert_eq!(titles(&mut plain).await?, ["Urgent (en)", "Tomorrow (en)"]);
        scene.house.clock.advance(Lifetime::days(1));
        let mut plain = inside(&scene, "dirk", &[]).await?;
        assert_eq!(titles(&mut plain).await?, Vec::<String>::new());
    }
    Ok(())
}

async fn selection(scene: &Scene, filter: &str) -> Result<SelectionId> {
    selection_named(scene, "Some", filter).await
}

async fn selection_named(scene: &Scene, name: &str, filter: &str) -> Result<SelectionId> {
    let edit = SelectionEdit {
        id: None,
        version: 0,
        name: name.to_owned(),
        description: String::new(),
        rule: RuleEdit::Dynamic(filter.to_owned()),
    };
    match selections::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await? {
        SavedSelection::Saved(id, _) => Ok(id),
        other => bail!("no selection: {other:?}"),
    }
}

#[tokio::test]
async fn what_was_put_away_stays_away_until_it_changes() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let day = today(&scene);
        let fixed = Reach { dismissible: false, ..reach(day, day) };
        let stays = announce(&scene, &edit(fixed, "Fixed", "Stays.")).await?;
        let id = announce(&scene, &edit(reach(day, day), "Loose", "Goes.")).await?;
        let mut anna = inside(&scene, "anna", &[]).await?;
        let mut bert = inside(&scene, "bert", &[]).await?;
        let page = anna.open("/").await?;
        assert_eq!(banners(&page).len(), 2);
        let done = anna.fill(&page, "/announcements", &[("item", &format!("announcement.{id}.1"))]).await?;
        assert_eq!(done.path(), "/");
        assert_eq!(titles(&mut anna).await?, ["Fixed (en)"]);
        assert_eq!(titles(&mut bert).await?.len(), 2, "somebody else’s is not put away");
        let page = anna.open("/announcements").await?;
        assert!(page.text().contains("Loose (en)") && page.text().contains("Put away"), "{}", page.text());

        // What cannot be put away, what is of nobody, what is no item.
        for (item, status) in [
            (format!("announcement.{stays}.1"), 303),
            (format!("announcement.{NO_ID}.1"), 303),
            (format!("announcement.{id}.7"), 303),
            ("announcement".to_owned(), 400),
            ("campaign.x.day".to_owned(), 400),
        ] {
            let mut fields = anna.open("/").await?.form("/sign-out")?;
            fields.push(("item".to_owned(), item.clone()));
            let answer = anna.send(Method::POST, "/announcements", Some(encode(&fields))).await?;
            assert_eq!(answer.status, status, "{item}");
        }
        assert_eq!(titles(&mut anna).await?, ["Fixed (en)"]);

        let changed = AnnouncementEdit { id: Some(id), version: 1, ..edit(reach(day, day), "New", "Changed.") };
        announce(&scene, &changed).await?;
        assert_eq!(titles(&mut anna).await?.len(), 2, "a changed one is read again");
        let again = announcements::save_by_command_line(&scene.house.ctx, &scene.house.organisation, &changed).await?;
        assert_eq!(again, SavedAnnouncement::Changed, "over a version that is not there any more");
    }
    Ok(())
}

#[tokio::test]
async fn the_message_of_a_campaign_stands_in_the_product_until_the_next_one_or_until_somebody_enrols() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let day = today(&scene);
        let deadline = day.checked_add(20.days())?;
        let demand = Demand { requirement: Requirement::Mandatory, deadline: Some(deadline), ..BACKEND };
        let rule = policies::save(ctx, organisation, policy("Two steps", None, demand)).await?;
        let plan = Plan {
            before: vec![7],
            hours: Hours { from: 0, until: 24 },
            channels: Channels { mail: false, home: true },
            ..Plan::usual(day)
        };
        let made = CampaignEdit { id: None, version: 0, policy: rule, name: "Campaign".to_owned(), plan };
        let by = By::CommandLine(organisation);
        let Acted::Done(Drafted::Saved(id)) = campaigns::make(ctx, by, &made).await? else { bail!("no campaign") };
        let mut anna = inside(&scene, "anna", &[]).await?;
        assert_eq!(titles(&mut anna).await?.len(), 0, "a draft tells nobody anything");
        campaigns::go(ctx, by, id, CampaignState::Running).await?;
        assert_eq!(campaigns::run(ctx).await?, 0, "no mail is written");

        let announced = titles(&mut anna).await?;
        assert_eq!(announced.len(), 1);
        let page = anna.open("/").await?;
        anna.submit(&page, "/announcements", &[("item", &format!("campaign.{id}.announcement"))]).await?;
        assert_eq!(titles(&mut anna).await?.len(), 0);
        scene.house.clock.advance(Lifetime::days(13));
        let mut anna = scene.visitor()?;
        let page = anna.sign_in("anna", PASSWORD).await?;
        anna.submit(&page, "/sign-in/enrol", &[("choice", "later")]).await?;
        let reminded = titles(&mut anna).await?;
        assert_eq!(reminded.len(), 1, "the reminder is another message");
        assert_ne!(reminded, announced);
        campaigns::go(ctx, by, id, CampaignState::Paused).await?;
        assert_eq!(titles(&mut anna).await?.len(), 0, "while it pauses nothing is said");
        campaigns::go(ctx, by, id, CampaignState::Running).await?;
        let bert = scene.member_with_app("bert", &[]).await?;
        let mut bert = scene.signed_in(&bert).await?;
        assert_eq!(titles(&mut bert).await?.len(), 0, "who has a second factor is told nothing");
    }
    Ok(())
}

#[tokio::test]
async fn the_campaign_of_a_rule_that_came_to_watch_only_tells_nobody() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let day = today(&scene);
        let of = |days: i64| -> Result<Demand> {
            let deadline = Some(day.checked_add(days.days())?);
            Ok(Demand { requirement: Requirement::Mandatory, deadline, ..BACKEND })
        };
        let rule = policies::save(ctx, organisation, policy("Two steps", None, of(20)?)).await?;
        // Another rule demands the same of the same people, and has no campaign.
        policies::save(ctx, organisation, policy("Other", None, of(30)?)).await?;
        let plan = Plan { before: vec![7], hours: Hours { from: 0, until: 24 }, ..Plan::usual(day) };
        let made = CampaignEdit { id: None, version: 0, policy: rule, name: "Campaign".to_owned(), plan };
        let by = By::CommandLine(organisation);
        let Acted::Done(Drafted::Saved(id)) = campaigns::make(ctx, by, &made).await? else { bail!("no campaign") };
        let mut anna = inside(&scene, "anna", &[]).await?;
        campaigns::go(ctx, by, id, CampaignState::Running).await?;
        assert_eq!(titles(&mut anna).await?.len(), 1);
        let watching = Demand { mode: Mode::Watch, ..of(20)? };
        policies::save(ctx, organisation, policy("Two steps", None, watching)).await?;
        assert_eq!(titles(&mut anna).await?.len(), 0, "in the product");
        assert_eq!(campaigns::run(ctx).await?, 0, "by mail");
    }
    Ok(())
}

#[tokio::test]
async fn a_selection_knows_the_announcements_that_are_for_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let board = selection(&scene, "groups eq \"Board\"").await?;
        let of_board = Reach { selected: Selected::Selection(board), ..reach(today(&scene), today(&scene)) };
        announce(&scene, &edit(of_board, "Board", "For you.")).await?;
        let used = selections::used_by(&scene.house.ctx, &scene.house.organisation, board).await?;
        assert!(matches!(&used[..], [UsedBy::Announcement(title)] if title.starts_with("Board (")), "{used:?}");
        // Where there is no text in the language of the organisation the selection is in use all the same.
        let one = TypedText { language: "xx".to_owned(), subject: "Only".to_owned(), body: "One.".to_owned() };
        let other = selection_named(&scene, "Other", "groups eq \"Board\"").await?;
        let of_other = Reach { selected: Selected::Selection(other), ..of_board };
        announce(&scene, &AnnouncementEdit { texts: vec![one], ..edit(of_other, "", "") }).await?;
        let used = selections::used_by(&scene.house.ctx, &scene.house.organisation, other).await?;
        assert_eq!(used, [UsedBy::Announcement("Only".to_owned())]);
    }
    Ok(())
}
