//! `/help`: there for whoever reads it, whole in both languages, and one step away from everything that can go wrong for a
//! member.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use domain::organisation::ModuleState;
use journeys::scene::{GROUP, PASSWORD, Scene};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

/// The pages of help that are one link away from another, from `/help` on.
async fn walk_through(visitor: &mut Visitor, language: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut ahead = vec!["/help".to_owned()];
    while let Some(path) = ahead.pop() {
        if !found.insert(path.clone()) {
            continue;
        }
        let page = visitor.get(&format!("{path}?lang={language}")).await?;
        ensure!(page.status == 200, "{path} answers {}", page.status);
        ensure!(page.body.contains(&format!("<html lang=\"{language}\">")), "{path} is not in {language}");
        for link in page.links() {
            let link = link.split(['?', '#']).next().unwrap_or_default();
            ensure!(!link.starts_with("http"), "{path} leads out, to {link}");
            if link.starts_with("/help") {
                ahead.push(link.to_owned());
            }
        }
    }
    Ok(found)
}

#[tokio::test]
async fn everybody_reads_all_of_it_in_both_languages() -> Result<()> {
    let expected: BTreeSet<String> = web::pages::help_addresses().into_iter().collect();
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bea = scene.member_with_app("bea", &[GROUP]).await?;
        let (mut nobody, mut signed_in) = (scene.visitor()?, scene.signed_in(&bea).await?);
        let mut half = scene.visitor()?;
        half.sign_in("bea", PASSWORD).await?;
        for language in ["nl", "en"] {
            for visitor in [&mut nobody, &mut half, &mut signed_in] {
                assert_eq!(walk_through(visitor, language).await?, expected, "{language}");
            }
        }
        let own = "action=\"/sign-out\"";
        assert!(signed_in.get("/help").await?.body.contains(own), "with the menu of whoever is signed in");
        assert!(!half.get("/help").await?.body.contains(own), "without one before the second step");
        // Reading changes nothing: the half sign-in goes on where it was.
        assert_eq!(half.open("/sign-in/second-factor").await?.path(), "/sign-in/second-factor");
    }
    Ok(())
}

#[tokio::test]
async fn what_there_is_not_is_not_found() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut visitor = scene.visitor()?;
        for path in
            ["/help/", "/help/nothing", "/help/apps", "/help/apps/", "/help/apps/why", "/help/google", "/help/apps/%00"]
        {
            assert_eq!(visitor.get(path).await?.status, 404, "{path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn before_the_module_is_on_there_is_no_trace_of_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
        let off = ctx.db().write_with(org, |tx, org| {
            Box::pin(async move { store::organisation::set_module(tx, *org, ModuleState::Inactive).await })
        });
        let off: Result<(), store::Error> = off.await;
        off?;
        ctx.reload().await?;
        let mut visitor = scene.visitor()?;
        for path in web::pages::help_addresses() {
            assert_eq!(visitor.get(&path).await?.status, 404, "{path}");
        }
        let wrong = visitor.sign_in("nobody", "not the password").await?;
        assert!(!wrong.links().iter().any(|link| link.starts_with("/help")), "{:?}", wrong.links());
    }
    Ok(())
}

/// Follows the way from what went wrong to its page of help.
async fn helped(visitor: &mut Visitor, page: &Page, topic: &str) -> Result<()> {
    let (_, alert) = page.body.split_once("role=\"alert\"").context("nothing went wrong")?;
    let (_, link) = alert.split_once("class=\"small helplink\"><a href=\"").context("no way to help")?;
    let path = link.split('"').next().unwrap_or_default();
    ensure!(path == format!("/help/{topic}"), "{path} in the place of {topic}");
    let help = visitor.get(path).await?;
    ensure!(help.status == 200, "{path} answers {}", help.status);
    Ok(())
}

#[tokio::test]
async fn what_goes_wrong_on_the_way_in_leads_to_help_about_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let bea = scene.member_with_app("bea", &[GROUP]).await?;
        let mut visitor = scene.visitor()?;
        let page = visitor.sign_in("bea", "not the password").await?;
        helped(&mut visitor, &page, "password").await?;

        let factor = visitor.sign_in("bea", PASSWORD).await?;
        let wrong = scene.wrong_code(&bea.key)?;
        for code in ["123", "1234567", "abcdef", &wrong] {
            let page = visitor.submit(&factor, "/sign-in/second-factor", &[("code", code)]).await?;
            helped(&mut visitor, &page, "code-refused").await?;
        }
        let recovery = visitor.open("/sign-in/recovery-code").await?;
        for code in ["what is this", "00000-00000-00000-00000"] {
            let page = visitor.submit(&recovery, "/sign-in/recovery-code", &[("code", code)]).await?;
            helped(&mut visitor, &page, "recovery-codes").await?;
        }
        let pass = visitor.open("/sign-in/pass").await?;
        let page = visitor.submit(&pass, "/sign-in/pass", &[("pass", "T-0000-0000")]).await?;
        helped(&mut visitor, &page, "helpdesk-pass").await?;

        // Wrong until nothing is looked at any more.
        let factor = visitor.open("/sign-in/second-factor").await?;
        let mut page = visitor.submit(&factor, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        for _ in 0..20 {
            if page.links().contains(&"/help/too-many-tries".to_owned()) {
                break;
            }
            page = visitor.submit(&factor, "/sign-in/second-factor", &[("code", &wrong)]).await?;
        }
        helped(&mut visitor, &page, "too-many-tries").await?;
    }
    Ok(())
}
