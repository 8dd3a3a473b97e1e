//! Exemptions: granted with a reason and an end, renewed, ended, told of, and how long they may last.

use actions::admin::exemption_digest::tell_of_exemptions;
use anyhow::Result;
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene};
use store::testing::engines;

use crate::desk::office::{at_the_desk, done_by, person, view};

#[tokio::test]
async fn an_exemption_is_granted_told_of_renewed_and_ended() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.move_to("2026-12-20 10:00:00")?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let riet = person(&scene, Role::Member, &[GROUP]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let path = format!("/admin/people/{}/exempt", riet.id);
        let asked = desk.get(&format!("{path}?view={view}")).await?;
        for (reason, until, said) in [
            ("", "2026-12-31", "Give a reason"),
            ("No smartphone", "2026-12-19", "Choose a day that is still to come"),
            ("No smartphone", "2027-03-21", "Choose a day that is still to come"),
            ("No smartphone", "soon", "Choose a day that is still to come"),
        ] {
            let page = desk.submit(&asked, &path, &[("reason", reason), ("until", until)]).await?;
            assert!(page.text().contains(said), "{until}: {}", page.text());
        }
        let given = [("reason", "No smartphone <b>"), ("until", "2026-12-31")];
        let page = desk.fill(&asked, &path, &given).await?;
        assert!(page.text().contains("The exemption was granted"), "{}", page.text());
        let list = desk.get("/admin/exemptions").await?;
        assert!(list.text().contains("31 December 2026") && !list.body.contains("<b>"), "{}", list.text());
        // Whoever is exempt comes in with the password alone.
        let mut theirs = scene.visitor()?;
        assert!(theirs.sign_in(&riet.name, PASSWORD).await?.is_of_someone_signed_in());
        // A week before its end the person is told, once.
        let told = async || {
            let mails = scene.mails_to(&format!("{}@waterland.example", riet.name)).await?;
            let ends = "You need no second step (2FA) up to and including 31 December 2026";
            Ok::<_, anyhow::Error>(mails.iter().filter(|mail| mail.text.contains(ends)).count())
        };
        let granted = scene.mails_to(&format!("{}@waterland.example", riet.name)).await?;
        let by = format!("Persoon {} exempted you", &boss.name[1..]);
        assert!(granted.iter().any(|mail| mail.text.contains(&by) && mail.text.contains("31 December 2026")));
        actions::admin::desk::tell_of_ends(&scene.house.ctx).await?;
        assert_eq!(told().await?, 0, "told too early");
        scene.move_to("2026-12-25 10:00:00")?;
        actions::admin::desk::tell_of_ends(&scene.house.ctx).await?;
        actions::admin::desk::tell_of_ends(&scene.house.ctx).await?;
        assert_eq!(told().await?, 1);
        // Renewed, it holds beyond its old end, and there is one.
        scene.sign_in_with(&mut desk, &boss, &[]).await?;
        let asked = desk.get(&format!("{path}?view={view}")).await?;
        let page = desk.fill(&asked, &path, &[("reason", "Phone is ordered"), ("until", "2027-01-15")]).await?;
        assert!(page.text().contains("The exemption was granted"), "{}", page.text());
        let list = desk.get("/admin/exemptions").await?.text();
        assert!(list.contains("15 January 2027") && !list.contains("31 December 2026"), "{list}");
        // What was written leaves first: a mail that is found weeks later is not sent any more.
        scene.mails().await?;
        scene.move_to("2027-01-02 10:00:00")?;
        assert!(theirs.sign_in(&riet.name, PASSWORD).await?.is_of_someone_signed_in());
        // Ended early, the rule holds at the next click.
        scene.sign_in_with(&mut desk, &boss, &[]).await?;
        assert!(theirs.get("/profile/sessions").await?.is_of_someone_signed_in());
        let end = format!("/admin/people/{}/end-exemption", riet.id);
        let asked = desk.get(&format!("{end}?view={view}")).await?;
        desk.fill(&asked, &end, &[]).await?;
        let mails = scene.mails_to(&format!("{}@waterland.example", riet.name)).await?;
        assert!(mails.iter().any(|mail| mail.text.contains("ended your exemption")), "{mails:?}");
        let page = theirs.get("/profile/sessions").await?;
        assert!(page.location().starts_with("/sign-in/enrol"), "{} {}", page.status, page.location());
        assert!(desk.get("/admin/exemptions").await?.text().contains("There are no exemptions"));
    }
    Ok(())
}

#[tokio::test]
async fn the_longest_exemption_is_what_the_settings_say() -> Result<()> {
    const RULE: &str = "/admin/settings/exemptions";
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut other) = at_the_desk(&scene, Role::SuperUser).await?;
        let riet = person(&scene, Role::Member, &[GROUP]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let path = format!("/admin/people/{}/exempt", riet.id);
        let asked = desk.get(&format!("{path}?view={view}")).await?;
        let ahead = scene.house.ctx.now().plus(Lifetime::days(60));
        let day = ahead.date_in(&scene.house.organisation.zone).to_string();

        let (page, stale) = (desk.open(RULE).await?, other.open(RULE).await?);
        for wrong in ["0", "366", "-1", "a", ""] {
            let page = desk.submit(&page, RULE, &[("days", wrong)]).await?;
            assert!(page.text().contains("Choose a whole number from 1 to 365"), "{wrong}: {}", page.text());
        }
        let saved = desk.fill(&page, RULE, &[("days", "30")]).await?;
        assert!(saved.text().contains("The longest exemption was saved"), "{}", saved.text());
        let typed = [("reason", "No smartphone"), ("until", day.as_str())];
        let refused = desk.submit(&asked, &path, &typed).await?;
        assert!(refused.text().contains("Choose a day that is still to come"), "{}", refused.text());

        // Of two who change it, the second is told; a year is the most.
        let told = other.submit(&stale, RULE, &[("days", "365")]).await?;
        assert!(told.text().contains("It says 30 now"), "{}", told.text());
        let saved = other.fill(&told, RULE, &[("days", "365")]).await?;
        assert!(saved.text().contains("The longest exemption was saved"), "{}", saved.text());
        let done = desk.fill(&asked, &path, &typed).await?;
        assert!(done.text().contains("The exemption was granted"), "{}", done.text());
        let log = desk.get("/admin/audit").await?;
        assert!(log.text().contains("Longest exemption saved"), "{} {}", boss.name, log.text());
    }
    Ok(())
}

#[tokio::test]
async fn of_two_who_exempt_one_person_the_second_is_shown_the_difference() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut first) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut second) = at_the_desk(&scene, Role::SuperUser).await?;
        let riet = person(&scene, Role::Member, &[GROUP]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let path = format!("/admin/people/{}/exempt", riet.id);
        let asks = format!("{path}?view={view}");
        let (one, other) = (first.get(&asks).await?, second.get(&asks).await?);
        let done = first.fill(&one, &path, &[("reason", "No smartphone"), ("until", "2026-12-31")]).await?;
        assert!(done.text().contains("The exemption was granted"), "{}", done.text());
        let typed = [("reason", "On leave"), ("until", "2027-01-15")];
        let told = second.submit(&other, &path, &typed).await?;
        let said = told.text();
        assert!(said.contains("Nothing was overwritten"), "{said}");
        for word in ["No smartphone", "31 December 2026", "On leave", "15 January 2027"] {
            assert!(said.contains(word), "{word}: {said}");
        }
        let list = first.get("/admin/exemptions").await?.text();
        assert!(list.contains("31 December 2026") && !list.contains("15 January 2027"), "{list}");
        // Saved again, it is the second one's, and one holds.
        let done = second.fill(&told, &path, &typed).await?;
        assert!(done.text().contains("The exemption was granted"), "{}", done.text());
        let list = first.get("/admin/exemptions").await?.text();
        assert!(list.contains("15 January 2027") && !list.contains("31 December 2026"), "{list}");
    }
    Ok(())
}

#[tokio::test]
async fn an_exemption_is_ended_by_whoever_saw_that_it_holds() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut first) = at_the_desk(&scene, Role::SuperUser).await?;
        let (boss, mut second) = at_the_desk(&scene, Role::SuperUser).await?;
        let riet = person(&scene, Role::Member, &[GROUP]).await?;
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let (grant, end) =
            (format!("/admin/people/{}/exempt", riet.id), format!("/admin/people/{}/end-exemption", riet.id));
        let asked = first.get(&format!("{grant}?view={view}")).await?;
        first.fill(&asked, &grant, &[("reason", "No smartphone"), ("until", "2026-12-31")]).await?;
        let stale = second.get(&format!("{end}?view={view}")).await?;
        let asked = first.get(&format!("{grant}?view={view}")).await?;
        first.fill(&asked, &grant, &[("reason", "On leave"), ("until", "2027-01-15")]).await?;

        // The one that was looked at is no more: the other stays, and the second is told.
        let told = second.submit(&stale, &end, &[]).await?;
        assert_eq!(told.status, 409, "{}", told.text());
        let list = first.get("/admin/exemptions").await?.text();
        assert!(list.contains("15 January 2027"), "{list}");
        let asked = second.get(&format!("{end}?view={view}")).await?;
        second.fill(&asked, &end, &[]).await?;
        assert!(first.get("/admin/exemptions").await?.text().contains("There are no exemptions"));
        let kinds = done_by(&scene, riet.id, boss.id).await?;
        assert_eq!(kinds.iter().filter(|(kind, _)| kind == "exemption-ended").count(), 1, "{kinds:?}");
    }
    Ok(())
}

#[tokio::test]
async fn superusers_are_told_every_week_who_is_exempt() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.move_to("2026-11-30 07:30:00")?;
        let (boss, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let (helper, _) = at_the_desk(&scene, Role::Helpdesk).await?;
        let riet = person(&scene, Role::Member, &[GROUP]).await?;
        let ctx = &scene.house.ctx;
        assert_eq!(tell_of_exemptions(ctx).await?, 0, "{engine:?}: nobody is exempt");
        let view = view(&scene, "All", None, ViewAction::ALL).await?.to_string();
        let grant = format!("/admin/people/{}/exempt", riet.id);
        let asked = desk.get(&format!("{grant}?view={view}")).await?;
        desk.fill(&asked, &grant, &[("reason", "No smartphone"), ("until", "2026-12-31")]).await?;
        assert_eq!(tell_of_exemptions(ctx).await?, 0, "{engine:?}: before eight the week before is told");

        scene.move_to("2026-11-30 08:00:00")?;
        assert_eq!(tell_of_exemptions(ctx).await?, 1, "{engine:?}");
        assert_eq!(tell_of_exemptions(ctx).await?, 0, "{engine:?}: once a week");
        // A mail that waits is given up in the end: it goes before the clock does.
        scene.mails().await?;
        scene.move_to("2026-12-06 23:00:00")?;
        assert_eq!(tell_of_exemptions(ctx).await?, 0, "{engine:?}: once a week");
        scene.move_to("2026-12-07 08:00:00")?;
        assert_eq!(tell_of_exemptions(ctx).await?, 1, "{engine:?}");
        let mails = scene.mails().await?;
        let lists: Vec<_> =
            mails.iter().filter(|mail| mail.text.contains("exempt from the second step (2FA)")).collect();
        let to = format!("{}@waterland.example", boss.name);
        assert_eq!(lists.iter().filter(|mail| mail.to.contains(&to)).count(), 2, "{lists:?}");
        assert!(lists.iter().all(|mail| !mail.to.contains(&format!("{}@waterland.example", helper.name))), "{lists:?}");
        let name = format!("Persoon {}", &riet.name[1..]);
        assert!(
            lists.iter().all(|mail| mail.text.contains(&name) && mail.text.contains("31 December 2026")),
            "{lists:?}"
        );

        // Once nobody is exempt any more nothing is told.
        scene.move_to("2027-01-04 09:00:00")?;
        assert_eq!(tell_of_exemptions(ctx).await?, 0, "{engine:?}");
    }
    Ok(())
}
