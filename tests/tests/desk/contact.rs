//! Whom members call and where the organisation gives help of its own: saved once, shown wherever help is.

use anyhow::Result;
use domain::user::Role;
use journeys::scene::Scene;
use store::testing::engines;

use crate::desk::office::at_the_desk;

const ADDRESS: &str = "/admin/settings/contact";

#[tokio::test]
async fn what_is_saved_stands_on_the_pages_of_everybody() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::SuperUser).await?;
        let (_, mut other) = at_the_desk(&scene, Role::SuperUser).await?;
        let mut nobody = scene.visitor()?;
        let (page, stale) = (desk.open(ADDRESS).await?, other.open(ADDRESS).await?);
        let wrong = [("telephone", "call us"), ("page", "javascript:alert(1)")];
        let told = desk.submit(&page, ADDRESS, &wrong).await?;
        assert!(
            told.text().contains("Type digits") && told.text().contains("Type the whole address"),
            "{}",
            told.text()
        );
        assert!(told.body.contains("value=\"javascript:alert(1)\""), "what was typed is kept");

        let typed = [("telephone", " 0299 123 456 "), ("page", "https://hulp.waterland.example/2fa?a=1&b=2")];
        let saved = desk.fill(&told, ADDRESS, &typed).await?;
        assert!(saved.text().contains("The contact for help was saved"), "{}", saved.text());
        for path in ["/sign-in", "/help", "/help/lost-phone"] {
            let page = nobody.get(path).await?;
            assert!(page.body.contains("href=\"tel:0299123456\""), "{path} {}", page.body);
            assert!(page.body.contains("https://hulp.waterland.example/2fa?a=1&#38;b=2"), "{path} {}", page.body);
        }

        // Of two who change it, the second is told and overwrites only what was shown.
        let told = other.submit(&stale, ADDRESS, &[("telephone", "112"), ("page", "")]).await?;
        assert!(told.text().contains("It says now: telephone number 0299 123 456"), "{}", told.text());
        let saved = other.fill(&told, ADDRESS, &[("telephone", ""), ("page", "")]).await?;
        assert!(saved.text().contains("The contact for help was saved"), "{}", saved.text());
        let page = nobody.get("/help").await?;
        assert!(!page.body.contains("tel:") && !page.body.contains("hulp.waterland.example"), "{}", page.body);
        assert!(page.text().contains("Ask the administrator"), "{}", page.text());
        let log = desk.get("/admin/audit").await?;
        assert!(log.text().contains("Contact for help saved"), "{}", log.text());
    }
    Ok(())
}
