//! A card that the helpdesk makes: printed once, worth nothing until the person types its first code, also where they come late.

use anyhow::Result;
use domain::time::Lifetime;
use domain::user::Role;
use domain::view::ViewAction;
use journeys::scene::{GROUP, PASSWORD, Scene, recovery_codes};
use journeys::visitor::{Page, Visitor};
use store::testing::engines;

use super::{ASK, AT_SIGN_IN, Card, asked, code, prove, read, wrong};
use crate::desk::office::{at_the_desk, person, post, view};

async fn made(desk: &mut Visitor, view: &str, person: &str, reason: &str) -> Result<Page> {
    let fields = [("view", view), ("reason", reason), ("form", "a4")];
    post(desk, &format!("/admin/people/{person}/code-card"), &fields).await
}

fn card(file: &Page) -> Result<Card> {
    anyhow::ensure!(file.header("content-type") == "application/pdf", "{} {}", file.status, file.text());
    anyhow::ensure!(file.header("cache-control").contains("no-store"), "{}", file.header("cache-control"));
    read(&file.bytes)
}

#[tokio::test]
async fn a_card_of_the_helpdesk_counts_from_its_first_code_on_and_is_proof_for_who_comes_late() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let anna = person(&scene, Role::Member, &[GROUP]).await?;
        let boss = person(&scene, Role::SuperUser, &[GROUP]).await?;
        let view = view(&scene, "Leden", None, ViewAction::ALL).await?.to_string();
        let id = anna.id.to_string();
        let page = desk.get(&format!("/admin/people/{id}/code-card?view={view}")).await?;
        assert!(page.text().contains("How do you know who it is?"), "{}", page.text());
        let page = made(&mut desk, &view, &id, " ").await?;
        assert!(page.text().contains("Say how you know"), "{}", page.text());
        assert_ne!(made(&mut desk, &view, &boss.id.to_string(), "Passport").await?.status, 200, "above the helpdesk");
        let (_, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        assert_ne!(made(&mut manager, &view, &id, "Passport").await?.status, 200, "without the right");
        assert_eq!(scene.count(&anna, "code-card-made").await?, 0);

        let old = card(&made(&mut desk, &view, &id, "Passport seen").await?)?;
        let new = card(&made(&mut desk, &view, &id, "Passport seen").await?)?;
        assert_eq!(scene.count(&anna, "code-card-made").await?, 2);
        let mails = scene.mails_to(&format!("{}@waterland.example", anna.name)).await?;
        assert_eq!(mails.len(), 2);
        assert!(mails.iter().all(|mail| !mail.text.contains(code(&new, 1).unwrap_or("?"))), "a code in a mail");

        // Long after the deadline the card is the proof: somebody looked who it is.
        scene.advance(Lifetime::days(20));
        let mut visitor = scene.visitor()?;
        visitor.sign_in(&anna.name, PASSWORD).await?;
        let page = visitor.get(AT_SIGN_IN).await?;
        assert_eq!(page.path(), AT_SIGN_IN, "{}", page.text());
        assert!(!page.body.contains("/pdf"), "codes of the helpdesk are printed again");
        for guess in [code(&old, 1)?.to_owned(), code(&new, 2)?.to_owned(), wrong(&new)?] {
            let page = visitor.fill(&page, AT_SIGN_IN, &[("code", &guess)]).await?;
            assert_eq!(page.path(), AT_SIGN_IN, "{}", page.text());
        }
        assert!(scene.count(&anna, "factor-failed").await? > 0, "guesses are charged");
        let page = visitor.get(AT_SIGN_IN).await?;
        let done = visitor.fill(&page, AT_SIGN_IN, &[("code", code(&new, 1)?)]).await?;
        assert_eq!(recovery_codes(&done).len(), 10, "{}", done.text());
        assert_eq!(scene.count(&anna, "late-enrolment-proved").await?, 1);
        let (mut again, page) = asked(&scene, &anna).await?;
        assert!(page.text().contains("number 2"), "{}", page.text());
        let done = prove(&mut again, &page, code(&new, 2)?).await?;
        assert_ne!(done.path(), ASK, "{}", done.text());

        // Another card of the desk waits beside the one that counts, and is over after a month.
        let (_, mut desk) = at_the_desk(&scene, Role::Helpdesk).await?;
        let late = card(&made(&mut desk, &view, &id, "Called back").await?)?;
        let (mut again, page) = asked(&scene, &anna).await?;
        assert_eq!(prove(&mut again, &page, code(&late, 3)?).await?.path(), ASK);
        assert_ne!(prove(&mut again, &page, code(&new, 3)?).await?.path(), ASK);
        scene.mails().await?;
        scene.advance(Lifetime::days(31));
        let (mut again, page) = asked(&scene, &anna).await?;
        prove(&mut again, &page, code(&new, 4)?).await?;
        let page = again.get(super::IN_PROFILE).await?;
        assert!(!page.text().contains("helpdesk made"), "{}", page.text());
    }
    Ok(())
}
