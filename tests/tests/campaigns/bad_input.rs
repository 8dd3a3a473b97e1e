//! What is wrong is said to whoever writes the campaign, and everything typed stays; the campaign goes on for the others.

use actions::admin::{campaign, policies};
use anyhow::Result;
use domain::policy::{Demand, Requirement};
use journeys::scene::{BACKEND, Scene, Setup, policy};
use server::mail::sink::{Answer, Stage};
use store::testing::engines;

use crate::campaigns::{LIST, delivered, go, look, make, none_in, only, superuser};

#[tokio::test]
async fn a_plan_that_cannot_be_kept_is_refused_with_what_to_do() -> Result<()> {
    for engine in engines() {
        let scene = Scene::with(engine, Setup { start: "2026-11-01 10:00:00", ..Setup::default() }).await?;
        let (_, mut visitor) = superuser(&scene, "sanne").await?;
        for (field, value, said) in [
            ("announce_on", "2026-12-08", "must be before the deadline of the rule"),
            ("announce_on", "2026-10-31", "cannot be in the past"),
            ("announce_on", "soon", "Fill in a date"),
            ("before", "14, seven", "different numbers from 1 to 180"),
            ("before", "60", "comes before the announcement"),
            ("after", "0", "different numbers from 1 to 180"),
            ("until", "9", "must be after the first"),
            ("a_day", "none", "a whole number above 0"),
            ("name", " ", "Give a name"),
            ("rule", "nonsense", "does not require the second step from a day on"),
        ] {
            let page = make(&mut visitor, &[("name", "Typed by hand"), (field, value)]).await?;
            assert!(
                page.text().contains("Not saved") && page.text().contains(said),
                "{field} {value}: {}",
                page.text()
            );
            assert!(
                field == "name" || page.body.contains("value=\"Typed by hand\""),
                "{field}: what was typed is lost"
            );
        }
        assert!(campaign::list(&scene.house.ctx, &scene.house.organisation).await?.is_empty());
        let page = make(&mut visitor, &[("name", "One")]).await?;
        assert!(page.text().contains("was saved"), "{}", page.text());
        let page = make(&mut visitor, &[("name", "one")]).await?;
        assert!(page.text().contains("Another campaign has this name"), "{}", page.text());

        // Nobody but Sanne is under the rule's group, and she has an app.
        let page = go(&mut visitor, &only(&scene).await?, "running").await?;
        assert!(page.text().contains("Everyone under the rule has a second step already"), "{}", page.text());
        // A rule that no longer demands anything cannot be announced either.
        let optional = Demand { requirement: Requirement::Optional, deadline: None, ..BACKEND };
        let of_group = policy("Backend users", Some(journeys::scene::GROUP), optional);
        policies::save(&scene.house.ctx, &scene.house.organisation, of_group).await?;
        let page = go(&mut visitor, &only(&scene).await?, "running").await?;
        assert!(page.text().contains("does not require the second step from a day on"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_text_with_a_hole_is_not_saved_and_a_good_one_is_sent_as_it_was_written() -> Result<()> {
    for engine in engines() {
        let policies = vec![policy("Everyone", None, BACKEND)];
        let setup = Setup { start: "2026-11-01 10:00:00", policies, ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (_, mut visitor) = superuser(&scene, "sanne").await?;
        scene.member_of("jan", &[], None, &["jan@waterland.example"]).await?;
        make(&mut visitor, &[("announce_on", "2026-11-02")]).await?;
        let id = only(&scene).await?.id;
        let address = format!("{LIST}/{id}/text/announcement");
        let page = visitor.open(&address).await?;
        assert!(page.body.contains("{deadline}") && page.body.contains("{einddatum}"), "{}", page.body);
        for (field, text, said) in [
            ("body-nl", "Dag {nam}", "{nam} at place 5 is no placeholder"),
            ("body-nl", "Dag {naam", "brace at place 5"),
            ("subject-en", "", "Fill something in"),
            ("subject-nl", "Nog {", "brace at place 5"),
        ] {
            let page = visitor.open(&address).await?;
            let mut fields = vec![
                ("subject-en", "Soon"),
                ("body-en", "From {deadline}."),
                ("subject-nl", "Binnenkort"),
                ("body-nl", "Vanaf {einddatum}."),
                ("act", "save"),
            ];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, text));
            let page = visitor.fill(&page, &address, &fields).await?;
            assert!(page.text().contains("Not saved") && page.text().contains(said), "{field}: {}", page.text());
            assert!(text.is_empty() || page.body.contains(text), "what was typed is lost: {}", page.body);
        }
        let page = visitor.open(&address).await?;
        let own = [
            ("subject-en", "{organisation}: {days-left}"),
            ("body-en", "From {deadline}, {name}.\n\nAt {address}"),
            ("subject-nl", "{organisatie}: nog {nog-dagen}"),
            ("body-nl", "Vanaf {einddatum}, {naam}.\n\nOp {adres}"),
            ("act", "preview"),
            ("person", "jan"),
        ];
        let page = visitor.fill(&page, &address, &own).await?;
        assert!(page.text().contains("Vanaf 8 december 2026, Jan Jansen."), "{}", page.text());
        let mut saving = own.to_vec();
        saving.retain(|(field, _)| *field != "act");
        saving.push(("act", "save"));
        let page = visitor.fill(&page, &address, &saving).await?;
        assert!(page.text().contains("The text was saved"), "{}", page.text());
        // Somebody who read the text before that is told, and nothing of theirs is lost.
        let mut late = saving.clone();
        late.push(("version", "0"));
        let page = visitor.fill(&page, &address, &late).await?;
        assert!(page.text().contains("meanwhile") || page.text().contains("Somebody"), "{}", page.text());

        go(&mut visitor, &only(&scene).await?, "running").await?;
        scene.move_to("2026-11-02 09:00:00")?;
        look(&scene).await?;
        let mails = scene.mails_to("jan@waterland.example").await?;
        let mail = mails.first().expect("the announcement");
        assert_eq!(mail.header("Subject"), Some("Vereniging Waterland: nog 36 dagen"), "{mails:?}");
        assert!(mail.text.contains("Vanaf 8 december 2026, Jan Jansen."), "{}", mail.text);
        assert!(mail.text.contains("http://localhost") && mail.html.contains("Vanaf 8 december 2026"), "{}", mail.html);
    }
    Ok(())
}

#[tokio::test]
async fn a_mail_server_that_is_away_loses_nobody() -> Result<()> {
    for engine in engines() {
        let policies = vec![policy("Everyone", None, BACKEND)];
        let setup = Setup { start: "2026-11-01 10:00:00", policies, ..Setup::default() };
        let scene = Scene::with(engine, setup).await?;
        let (_, mut visitor) = superuser(&scene, "sanne").await?;
        for name in ["jan", "piet", "kees"] {
            scene.member(name, &[]).await?;
        }
        make(&mut visitor, &[("announce_on", "2026-11-02")]).await?;
        go(&mut visitor, &only(&scene).await?, "running").await?;
        scene.move_to("2026-11-02 09:00:00")?;
        scene.sink.answer(Stage::Recipient, Answer::Say("451 4.3.0 come back later".to_owned()), 1_000_000);
        look(&scene).await?;
        // A day of it, an hour at a time.
        for _ in 0..24 {
            scene.advance(domain::time::Lifetime::hours(1));
            look(&scene).await?;
        }
        assert!(scene.sink.messages().is_empty());
        scene.sink.agree();
        // What is on its way may have had its refusal already: that is noted first, and then its time comes.
        none_in(&scene, &["sending"]).await?;
        scene.advance(domain::time::Lifetime::hours(1));
        delivered(&scene).await?;
        for name in ["jan", "piet", "kees"] {
            let mails = scene.mails_to(&format!("{name}@waterland.example")).await?;
            assert_eq!(mails.len(), 1, "{engine:?}: {name} got {mails:?}");
        }
    }
    Ok(())
}
