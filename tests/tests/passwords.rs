//! What new passwords must be: changed by an administrator while it runs, told beforehand, counted at the next change.

use anyhow::Result;
use domain::user::Role;
use journeys::platform::add;
use journeys::scene::{PASSWORD, Scene};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

const RULE: &str = "/admin/settings/password";
const OWN: &str = "/profile/password";

async fn signed_in(scene: &Scene, name: &str) -> Result<Visitor> {
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(name, PASSWORD).await?;
    anyhow::ensure!(page.is_of_someone_signed_in(), "{}", page.text());
    Ok(visitor)
}

async fn tries(visitor: &mut Visitor, new: &str) -> Result<Page> {
    let page = visitor.open(OWN).await?;
    visitor.fill(&page, OWN, &[("current", PASSWORD), ("new", new)]).await
}

#[tokio::test]
async fn a_rule_counts_at_the_next_change_and_is_told_beforehand() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let own = scene.house.organisation.clone();
        add(&scene, &own, "bea", Role::SuperUser).await?;
        add(&scene, &own, "mia", Role::Member).await?;
        let mut mia = signed_in(&scene, "mia").await?;
        assert!(mia.open(OWN).await?.text().contains("At least 15 characters"));
        assert_eq!(mia.get(RULE).await?.status, 404);

        let mut bea = signed_in(&scene, "bea").await?;
        let page = bea.open(RULE).await?;
        let faulty = [("alone", "7"), ("with_second_factor", "vier"), ("words", "abc")];
        let page = bea.fill(&page, RULE, &faulty).await?;
        assert!(page.text().contains("from 8 to 64") && page.text().contains("‘abc’"), "{}", page.text());
        assert!(mia.open(OWN).await?.text().contains("At least 15 characters"), "nothing was saved");

        // Two administrators at once: the second is told, and nothing is lost.
        let old = bea.open(RULE).await?;
        let saved = bea.fill(&old, RULE, &[("alone", "20"), ("words", "Zuiderpark")]).await?;
        assert!(saved.text().contains("The rules were saved"), "{}", saved.text());
        let second = bea.fill(&old, RULE, &[("alone", "25")]).await?;
        assert!(second.text().contains("Somebody else changed this") && second.text().contains("20 characters"));
        assert!(second.body.contains("value=\"25\""));

        // The password that is there stays; the next one keeps to the rule.
        signed_in(&scene, "mia").await?;
        assert!(mia.open(OWN).await?.text().contains("At least 20 characters"));
        for (new, said) in [
            ("vier grote molens", "at least 20 characters"),
            ("Zuiderpark 2026 !!!!!!", "leans on your name"),
            ("mia Bakker mia Bakker 1", "leans on your name"),
            ("wachtwoordwachtwoord12", "easy to guess"),
            ("aaaaaaaaaaaaaaaaaaaaaa", "easy to guess"),
            ("abcdefghijklmnopqrstuvwxyz", "easy to guess"),
        ] {
            let page = tries(&mut mia, new).await?;
            assert!(page.text().contains(said), "{new}: {}", page.text());
            assert!(page.text().contains("too weak"), "{new}: {}", page.text());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_password_can_be_looked_at_before_it_is_chosen() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let own = scene.house.organisation.clone();
        add(&scene, &own, "mia", Role::Member).await?;
        let mut mia = signed_in(&scene, "mia").await?;
        let page = mia.open(OWN).await?;
        let new = "acht blauwe bootjes bij Marken";
        let looked = mia.fill(&page, OWN, &[("try", "1"), ("new", new)]).await?;
        assert!(looked.text().contains("will do") && looked.text().contains("Strength: strong"), "{}", looked.text());
        assert!(!looked.body.contains(new), "a password is in no page");
        let looked = mia.fill(&page, OWN, &[("try", "1"), ("new", "kort")]).await?;
        assert!(looked.text().contains("too weak"), "{}", looked.text());
        signed_in(&scene, "mia").await?;

        // Spaces, any script, and 128 characters and more are fine; the same letters however they are composed.
        let long = "é groene zeilboot 🐸 ".repeat(7);
        let done = tries(&mut mia, &long).await?;
        assert!(done.text().contains("Your password was changed"), "{}", done.text());
        assert!(done.text().contains("Strength: "), "{}", done.text());
        let composed_otherwise = long.replace('é', "e\u{301}");
        assert!(scene.visitor()?.sign_in("mia", &composed_otherwise).await?.is_of_someone_signed_in());
    }
    Ok(())
}
