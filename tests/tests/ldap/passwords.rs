//! Passwords that people have in a directory.

use actions::admin::{directories, people};
use anyhow::{Context as _, Result};
use domain::directory::Shape;
use journeys::scene::{self, Scene};
use journeys::slapd::{PASSWORD, Slapd, dn_of, person};
use journeys::visitor::{Page, Visitor};
use secrecy::SecretString;
use store::Statement;
use store::testing::engines;

use super::{connected, id_of, synced};

const KEPT: Statement = Statement::new("test.kept", "SELECT COUNT(*) FROM users WHERE password_hash IS NOT NULL");
const WRONG: &str = "zes gele boten in Hoorn";

/// One try from the sign-in page, redirects not followed.
async fn attempt(visitor: &mut Visitor, name: &str, password: &str) -> Result<Page> {
    let page = visitor.get("/sign-in").await?;
    visitor.submit(&page, "/sign-in", &[("username", name), ("password", password)]).await
}

fn is_right(page: &Page) -> bool {
    page.status == 303 && !page.location().contains("/sign-in?")
}

/// A scene with Sanne of a directory.
async fn with_sanne(engine: store::Engine) -> Result<Option<(Scene, Slapd, domain::id::PeopleSourceId)>> {
    let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit"), person("piet", "Piet")]).await? else {
        return Ok(None);
    };
    let scene = Scene::open(engine).await?;
    let id = connected(&scene, &slapd.edit(Shape::General)).await?;
    synced(&scene, id).await?;
    Ok(Some((scene, slapd, id)))
}

#[tokio::test]
async fn the_password_of_the_directory_opens_and_no_other_does() -> Result<()> {
    for engine in engines() {
        let Some((scene, slapd, _)) = with_sanne(engine).await? else { return Ok(()) };
        assert!(is_right(&attempt(&mut scene.visitor()?, "sanne", PASSWORD).await?));
        assert!(is_right(&attempt(&mut scene.visitor()?, "sanne@waterland.example", PASSWORD).await?));
        let long = "x".repeat(100_000);
        let almost = format!("{PASSWORD}\0");
        let stranger = attempt(&mut scene.elsewhere("198.51.100.1")?, "nobody", WRONG).await?;
        for (number, wrong) in [WRONG, "", " ", "*", &long, &almost].into_iter().enumerate() {
            let mut visitor = scene.elsewhere(&format!("198.51.100.{}", number + 10))?;
            let page = attempt(&mut visitor, if number % 2 == 0 { "sanne" } else { "piet" }, wrong).await?;
            // More than a form holds is refused before anybody looks.
            if wrong.len() < 50_000 {
                assert_eq!((page.status, page.text()), (stranger.status, stranger.text()), "{number}");
            } else {
                assert!(!is_right(&page) && !page.is_of_someone_signed_in(), "{}", page.status);
            }
        }
        // It is the directory's to say, at once.
        slapd.set(&dn_of("sanne"), "userPassword", WRONG)?;
        assert!(!is_right(&attempt(&mut scene.visitor()?, "sanne", PASSWORD).await?));
        assert!(is_right(&attempt(&mut scene.visitor()?, "sanne", WRONG).await?));
        let rows = scene.house.ctx.db().all(&KEPT, &[]).await?;
        assert_eq!(rows[0].int(0)?, 0, "a password is kept here");
    }
    Ok(())
}

#[tokio::test]
async fn who_types_wrong_ones_waits_and_the_directory_is_not_asked_meanwhile() -> Result<()> {
    for engine in engines() {
        let Some((scene, _slapd, _)) = with_sanne(engine).await? else { return Ok(()) };
        let mut visitor = scene.elsewhere("198.51.100.7")?;
        for _ in 0..domain::throttle::FREE_PASSWORD_FAILURES {
            assert!(!is_right(&attempt(&mut visitor, "sanne", WRONG).await?));
        }
        let page = attempt(&mut visitor, "sanne", PASSWORD).await?;
        assert_eq!(page.status, 429, "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_directory_that_is_away_lets_nobody_in_and_charges_nobody() -> Result<()> {
    for engine in engines() {
        let Some((scene, mut slapd, _)) = with_sanne(engine).await? else { return Ok(()) };
        let local = scene.member("lokaal", &[]).await?;
        slapd.stop()?;
        let mut visitor = scene.visitor()?;
        for _ in 0..=domain::throttle::FREE_PASSWORD_FAILURES {
            let page = attempt(&mut visitor, "sanne", PASSWORD).await?;
            assert_eq!(page.status, 503);
            assert!(page.text().contains("You can’t sign in at this moment"), "{}", page.text());
            assert!(!page.header("retry-after").is_empty());
        }
        // Nobody learns from it who is in the directory; whoever has a password here comes in.
        let known = attempt(&mut scene.visitor()?, "sanne", WRONG).await?;
        let unknown = attempt(&mut scene.visitor()?, "niemd", WRONG).await?;
        assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
        assert!(is_right(&attempt(&mut scene.visitor()?, &local.name, scene::PASSWORD).await?));
        assert!(slapd.start().await?);
        scene.advance(domain::time::Lifetime::seconds(11));
        assert!(is_right(&attempt(&mut visitor, "sanne", PASSWORD).await?));
    }
    Ok(())
}

#[tokio::test]
async fn a_password_that_is_there_is_neither_changed_nor_made_here() -> Result<()> {
    for engine in engines() {
        let Some((scene, _slapd, id)) = with_sanne(engine).await? else { return Ok(()) };
        let mut visitor = scene.visitor()?;
        visitor.sign_in("sanne", PASSWORD).await?;
        let page = visitor.open("/profile/password").await?;
        assert!(page.text().contains("Your password is in Directory"), "{}", page.text());
        assert!(page.form("/profile/password").is_err(), "a form to change it");
        let sanne = id_of(&scene, "sanne").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let new = SecretString::from("negen paarse zeilen in Edam");
        let refused = people::set_password(ctx, organisation, sanne, &new).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("Directory")));

        // Switched off, whoever comes from there has the password that they are given here.
        let known = directories::read(ctx, organisation, id).await?.context("it is there")?;
        let mut edit = directories::DirectoryEdit::of(&known.counted.source, &known.settings);
        edit.settings.passwords = false;
        let saved =
            directories::save_by_command_line(ctx, organisation, (id, known.counted.source.version), &edit).await?;
        assert!(matches!(saved, directories::SavedDirectory::Saved(_)), "{saved:?}");
        assert!(!is_right(&attempt(&mut scene.visitor()?, "sanne", PASSWORD).await?));
        people::set_password(ctx, organisation, sanne, &new).await?;
        assert!(is_right(&attempt(&mut scene.visitor()?, "sanne", "negen paarse zeilen in Edam").await?));
    }
    Ok(())
}

#[tokio::test]
async fn a_password_from_before_opens_nothing_once_the_directory_has_it() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit")]).await? else { return Ok(()) };
        let scene = Scene::open(engine).await?;
        scene.member("sanne", &[]).await?;
        let mut edit = slapd.edit(Shape::General);
        edit.takes_over = true;
        let id = connected(&scene, &edit).await?;
        assert_eq!(synced(&scene, id).await?.0.counts.changed, 1);
        assert!(!is_right(&attempt(&mut scene.visitor()?, "sanne", scene::PASSWORD).await?));
        assert!(is_right(&attempt(&mut scene.visitor()?, "sanne", PASSWORD).await?));
    }
    Ok(())
}

#[tokio::test]
async fn who_takes_on_the_name_of_somebody_who_left_is_not_them() -> Result<()> {
    for engine in engines() {
        let Some(slapd) = Slapd::with(&[person("sanne", "Sanne de Wit"), person("piet", "Piet")]).await? else {
            return Ok(());
        };
        let scene = Scene::open(engine).await?;
        let mut edit = slapd.edit(Shape::General);
        // An attribute that can have several values, which nobody should choose, and somebody will.
        "mail".clone_into(&mut edit.settings.id_attribute);
        let id = connected(&scene, &edit).await?;
        synced(&scene, id).await?;
        assert!(is_right(&attempt(&mut scene.visitor()?, "sanne", PASSWORD).await?));
        // Before the next sync knows that she left.
        slapd.remove(&[dn_of("sanne")])?;
        slapd.set(&dn_of("piet"), "userPassword", WRONG)?;
        let dn = dn_of("piet");
        slapd.change(&format!("dn: {dn}\nchangetype: modify\nadd: mail\nmail: sanne@waterland.example\n\n"))?;
        assert!(!is_right(&attempt(&mut scene.visitor()?, "sanne", WRONG).await?));
    }
    Ok(())
}

#[tokio::test]
async fn a_fresh_proof_asks_the_directory_too() -> Result<()> {
    for engine in engines() {
        let Some((scene, mut slapd, _)) = with_sanne(engine).await? else { return Ok(()) };
        let mut visitor = scene.visitor()?;
        visitor.sign_in("sanne", PASSWORD).await?;
        scene.advance(domain::time::Lifetime::minutes(10));
        let page = visitor.open("/profile/confirm?return_to=/profile/two-factor").await?;
        let page = visitor.submit(&page, "/profile/confirm", &[("password", WRONG)]).await?;
        assert_eq!(page.status, 200, "{}", page.text());
        slapd.stop()?;
        let page = visitor.open("/profile/confirm?return_to=/profile/two-factor").await?;
        let away = visitor.submit(&page, "/profile/confirm", &[("password", PASSWORD)]).await?;
        assert!(away.text().contains("Your password can’t be checked at this moment"), "{}", away.text());
        assert!(slapd.start().await?);
        scene.advance(domain::time::Lifetime::seconds(11));
        let page = visitor.open("/profile/confirm?return_to=/profile/two-factor").await?;
        let right = visitor.submit(&page, "/profile/confirm", &[("password", PASSWORD)]).await?;
        assert_eq!((right.status, right.location()), (303, "/profile/two-factor"));
    }
    Ok(())
}
