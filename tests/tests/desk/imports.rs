//! People from a file in the browser: sent, its columns chosen, looked at, done by the job, and the page says how far it is;
//! nobody but whoever sent it sees it, and what its sender may not do is not done.

use std::time::Duration;

use actions::admin::import::worker;
use anyhow::{Context as _, Result, ensure};
use domain::id::ImportId;
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor};
use store::import::{Counts, Import};
use store::testing::engines;

use crate::desk::office::{at_the_desk, post, send_file};

const ADDRESS: &str = "/admin/people/import";

/// Sends a file and opens the page that chooses its columns.
async fn sent(visitor: &mut Visitor, text: &str) -> Result<(String, Page)> {
    let answer = send_file(visitor, ADDRESS, "leden.csv", text.as_bytes()).await?;
    ensure!(answer.status == 303, "{} {}", answer.status, answer.text());
    let address = answer.location().to_owned();
    let page = visitor.get(&address).await?;
    Ok((address, page))
}

/// Asks for the page until the job has done its part, as its reader does.
async fn settled(visitor: &mut Visitor, address: &str) -> Result<Page> {
    tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            let page = visitor.get(address).await?;
            if page.header("refresh").is_empty() {
                return Ok(page);
            }
        }
    })
    .await?
}

const CHOICES: [(&str, &str); 3] = [("act", "look"), ("key", "user_name"), ("mode", "all")];

/// With each column meaning what its name says, in the order of these words.
async fn look(visitor: &mut Visitor, address: &str, columns: &[&str]) -> Result<Page> {
    let names: Vec<String> = (0..columns.len()).map(|place| format!("column_{place}")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(columns.iter().copied()).collect();
    fields.extend(CHOICES);
    let answer = post(visitor, address, &fields).await?;
    if answer.status != 303 {
        return Ok(answer);
    }
    settled(visitor, address).await
}

#[tokio::test]
async fn a_people_manager_imports_a_file_and_sees_first_what_would_change() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        scene.member("bram", &["Leden"]).await?;
        let (_, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        let text = "Gebruikersnaam;Naam;E-mail;Groep:Bestuur\r\nbram;Bram de Boer;;ja\r\nlin;Lin <b>Chen</b>;lin@x.example;nee\r\n";
        let (address, page) = sent(&mut manager, text).await?;
        assert!(page.body.contains("Groep:Bestuur") && page.body.contains("Bram de Boer"), "{}", page.text());

        let twice = look(&mut manager, &address, &["user_name", "email", "email", "-"]).await?;
        assert_eq!(twice.status, 422);
        let columns = ["user_name", "display_name", "email", "group:Bestuur"];
        let page = look(&mut manager, &address, &columns).await?;
        assert!(page.text().contains("1 added · 1 changed · 0 stay as they are · 0 bad lines"), "{}", page.text());
        assert!(page.text().contains("Naam: bram becomes Bram de Boer") || page.body.contains("Bram de Boer"));
        assert!(page.text().contains("becomes Bestuur, "), "{}", page.text());
        let org = scene.house.organisation.id;
        let db = scene.house.ctx.db();
        assert!(store::user::find_account(db, org, "lin").await?.is_none(), "nothing is imported yet");

        let answer = post(&mut manager, &address, &[("act", "import")]).await?;
        assert_eq!((answer.status, answer.location()), (303, address.as_str()));
        let page = settled(&mut manager, &address).await?;
        assert!(page.text().contains("The people are imported"), "{}", page.text());
        let lin = store::user::find_account(db, org, "lin").await?.map(|account| account.id);
        let lin = lin.ok_or_else(|| anyhow::anyhow!("no lin"))?;
        let user = store::user::find(db, org, lin).await?.ok_or_else(|| anyhow::anyhow!("gone"))?;
        assert_eq!(user.display_name, "Lin <b>Chen</b>");
        assert!(!page.body.contains("<b>Chen"), "names are shown as text");
        let again = post(&mut manager, &address, &[("act", "import")]).await?;
        assert_eq!(again.status, 303);
        assert!(settled(&mut manager, &address).await?.text().contains("The people are imported"), "once");

        // Nobody else sees the file, whatever they may do.
        let (_, mut boss) = at_the_desk(&scene, Role::SuperUser).await?;
        assert_eq!(boss.get(&address).await?.status, 404);
        assert_eq!(post(&mut boss, &address, &[("act", "import")]).await?.status, 404);
    }
    Ok(())
}

#[tokio::test]
async fn a_file_grants_nobody_what_its_sender_has_not() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (boss, _) = at_the_desk(&scene, Role::SuperUser).await?;
        let (own, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        let text = format!(
            "user_name,naam,rol\n{},Other,\nnew,New,superuser\n{},Me,superuser\nfine,Fine,\n",
            boss.name, own.name
        );
        let (address, _) = sent(&mut manager, &text).await?;
        let page = look(&mut manager, &address, &["user_name", "display_name", "role"]).await?;
        assert!(page.text().contains("1 added · 0 changed · 0 stay as they are · 3 bad lines"), "{}", page.text());
        assert!(page.text().contains("has more rights than you") && page.text().contains("not yours to give"));
        // Bad lines are skipped only when that is said.
        post(&mut manager, &address, &[("act", "import")]).await?;
        assert!(settled(&mut manager, &address).await?.text().contains("Nothing is imported yet"));
        post(&mut manager, &address, &[("act", "import"), ("skip", "1")]).await?;
        assert!(settled(&mut manager, &address).await?.text().contains("The people are imported"));
        let (db, org) = (scene.house.ctx.db(), scene.house.organisation.id);
        assert!(store::user::find_account(db, org, "fine").await?.is_some());
        assert!(store::user::find_account(db, org, "new").await?.is_none());
        for (user, role) in [(boss.id, Role::SuperUser), (own.id, Role::PeopleManager)] {
            let found = store::user::find(db, org, user).await?.map(|user| user.role);
            assert_eq!(found, Some(role));
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_list_of_people_is_told_and_not_kept() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        for (content, told) in
            [(&b""[..], "The file is empty"), (b"PK\x03\x04", "This is a workbook"), (b"\xFF\xFEa\0", "UTF-16")]
        {
            let answer = send_file(&mut manager, ADDRESS, "x.csv", content).await?;
            assert_eq!(answer.status, 422);
            assert!(answer.text().contains(told), "{}", answer.text());
        }
        assert!(!manager.get(ADDRESS).await?.text().contains("x.csv"));
        let (_, mut helpdesk) = at_the_desk(&scene, Role::Helpdesk).await?;
        assert_eq!(send_file(&mut helpdesk, ADDRESS, "x.csv", b"user_name\nx\n").await?.status, 403);
    }
    Ok(())
}

/// A server that died in the middle: its import is held until its hold is past, and goes on after the last line that it did.
#[tokio::test]
async fn what_a_server_left_half_done_is_taken_over_once_nobody_holds_it() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (_, mut manager) = at_the_desk(&scene, Role::PeopleManager).await?;
        let (address, _) = sent(&mut manager, "user_name,naam\nanna,Anna\ncarl,Carl\nlin,Lin\n").await?;
        look(&mut manager, &address, &["user_name", "display_name"]).await?;
        // It had begun and done the first line, which is line 2 of the file.
        scene.member("anna", &[]).await?;
        let (ctx, org) = (&scene.house.ctx, scene.house.organisation.id);
        let id: ImportId = address.rsplit('/').next().unwrap_or_default().parse()?;
        let looked = store::import::find(ctx.db(), org, id).await?.context("no import")?;
        let (state, counts) = ("adding".to_owned(), Counts { added: 1, ..Counts::default() });
        let held_until = ctx.now().plus(Lifetime::seconds(40));
        let left = Import { state, line: 2, counts, held_until, ..looked.clone() };
        let input = (org, looked, left, ctx.now());
        let left: Result<bool, store::Error> = ctx
            .db()
            .write_with(input, |tx, (org, looked, left, now)| {
                Box::pin(async move { store::import::advance(tx, *org, (looked, left), *now).await })
            })
            .await;
        assert!(left?);
        assert!(!worker::work(ctx).await?, "somebody holds it");
        assert!(!manager.get(&address).await?.header("refresh").is_empty(), "it is under way");
        assert!(store::user::find_account(ctx.db(), org, "lin").await?.is_none());

        scene.advance(Lifetime::seconds(41));
        let page = settled(&mut manager, &address).await?;
        assert!(page.text().contains("The people are imported"), "{}", page.text());
        assert!(page.text().contains("3 added · 0 changed · 0 stay as they are · 0 bad lines"), "{}", page.text());
        for name in ["anna", "carl", "lin"] {
            assert!(store::user::find_account(ctx.db(), org, name).await?.is_some(), "{name}");
        }
        assert!(!worker::work(ctx).await?, "it is done");
    }
    Ok(())
}
