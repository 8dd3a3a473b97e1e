//! A changed rule undone goes through the guards like any other, and what stands in the way of saving or removing is named.

use anyhow::{Context as _, Result};
use domain::policy::Ask;
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::{Column, Order};
use journeys::scene::{GROUP, Scene};
use store::testing::engines;

use crate::rules::{NEW, RULES, empty, form, id_of, person, saved, superuser};

#[tokio::test]
async fn a_loosened_rule_comes_back_through_the_guards() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        superuser(&scene, "joris").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let whom = actions::admin::selections::of_group(ctx, organisation, GROUP).await?.to_string();
        let address = format!("{RULES}/{}", id_of(&browser.open(RULES).await?)?);
        let ask = async || Ok::<_, anyhow::Error>(saved(&scene).await?.first().context("a policy")?.1.ask);
        let page = browser.open(&address).await?;
        let loosened = [("selection", whom.as_str()), ("ask_number", "60"), ("grace", "0")];
        let done = browser.fill(&page, &address, &form("save", &loosened)).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
        let history = browser.open(&format!("{address}/history")).await?;
        assert!(history.text().contains("Changed") && history.text().contains("Undo"), "{}", history.text());

        // The earlier version demands more than what holds now: nothing is saved before that is in order.
        let page = browser.open(&format!("{address}?as=1")).await?;
        assert!(page.text().contains("filled with the version of"), "{}", page.text());
        let back = [("selection", whom.as_str()), ("grace", "0")];
        let page = browser.submit(&page, &address, &form("save", &back)).await?;
        let said = page.text();
        assert!(said.contains("No test message") && said.contains("There was no dry run"), "{said}");
        assert_eq!(ask().await?, Ask::Every(Lifetime::days(60)), "it came back past the guards");

        scene.prove_mail(&mut browser).await?;
        let page = browser.submit(&page, &address, &form("dry-run", &back)).await?;
        let done = browser.fill(&page, &address, &form("save", &back)).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
        assert_eq!(ask().await?, Ask::Every(Lifetime::days(30)));
        let history = browser.open(&format!("{address}/history")).await?.text();
        assert!(history.contains("from once in 60 days to once in 30 days"), "{history}");
    }
    Ok(())
}

#[tokio::test]
async fn who_has_no_second_step_demands_none_of_others() -> Result<()> {
    for engine in engines() {
        let scene = empty(engine).await?;
        let sanne = person(&scene, "sanne", Role::SuperUser).await?;
        let mut browser = scene.signed_in(&sanne).await?;
        let page = browser.open(NEW).await?;
        let page = browser.submit(&page, NEW, &form("save", &[])).await?;
        assert!(page.text().contains("You don’t have a second step yourself"), "{}", page.text());
        assert!(saved(&scene).await?.is_empty());
        // Offering it is no demand.
        let offered = form("save", &[("requirement", "optional"), ("deadline", "")]);
        let done = browser.fill(&page, NEW, &offered).await?;
        assert!(done.text().contains("is saved"), "{}", done.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_selection_that_a_view_shows_stays() -> Result<()> {
    for engine in engines() {
        let scene = empty(engine).await?;
        let (_, mut browser) = superuser(&scene, "sanne").await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        actions::admin::policies::group(ctx, organisation, GROUP).await?;
        let id = actions::admin::selections::of_group(ctx, organisation, GROUP).await?;
        let view = actions::admin::views::ViewEdit {
            id: None,
            version: 0,
            name: "Balie".to_owned(),
            selection: Some(id),
            columns: vec![Column::Name],
            order: Order::Name,
            actions: Vec::new(),
            roles: vec![Role::Helpdesk],
        };
        let saved = actions::admin::views::save_by_command_line(ctx, organisation, view).await?;
        assert!(matches!(saved, Some(actions::admin::views::SavedView::Saved(_))), "{saved:?}");
        let removal = format!("/admin/selections/{id}/remove");
        let page = browser.open(&removal).await?;
        assert!(page.text().contains("in use") && page.text().contains("the view ‘Balie’"), "{}", page.text());
        // Who sends the form all the same is told the same.
        let csrf = browser.open("/profile/sessions").await?.form("/sign-out")?;
        let pairs: Vec<_> = csrf.into_iter().chain([("version".to_owned(), "1".to_owned())]).collect();
        let body = journeys::visitor::encode(&pairs);
        let page = browser.send(reqwest::Method::POST, &removal, Some(body)).await?;
        assert!(page.text().contains("the view ‘Balie’"), "{} {}", page.status, page.text());
        assert!(actions::admin::selections::find(ctx, organisation, id).await?.is_some(), "it is gone");
    }
    Ok(())
}
