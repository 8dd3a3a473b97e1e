//! People from a file, on both engines: they come under policies at once, whoever changes an address is told of, a name that
//! is taken meanwhile stops the import, and another import of the same file goes on where one was cut off.

use std::fmt::Write as _;
use std::io::Cursor;

use actions::admin::import::{self, Choices, Counts, Ended, Import, Mode, OnBad, Outcome, Table, Told, Watch};
use anyhow::{Context as _, Result, anyhow};
use domain::policy::{Demand, Requirement};
use journeys::scene::{BACKEND, GROUP, Scene, Setup, policy};
use store::testing::engines;

/// Keeps what is told; at a line it breaks off, as if the program were killed.
#[derive(Default)]
struct Watcher {
    told: Vec<Told>,
}

impl Watch for Watcher {
    fn line(&mut self, told: &Told) {
        self.told.push(told.clone());
    }

    fn at(&mut self, _: f64) {}
}

async fn open(scene: &Scene, text: &str, (key, mode, on_bad): (&str, Mode, OnBad)) -> Result<Import> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let table = Table::open(Box::new(Cursor::new(text.as_bytes().to_vec())), None)??;
    let columns = import::columns(ctx, organisation, &table.headings, &[]).await??;
    let key = import::key(ctx, organisation, key).await??;
    let choices = Choices { columns, key, mode, on_bad };
    Ok(Import::by_command_line(ctx, organisation, (table, "people.csv"), choices).await??)
}

async fn run(scene: &Scene, text: &str, how: (&str, Mode, OnBad)) -> Result<(Ended, Vec<Told>)> {
    let mut import = open(scene, text, how).await?;
    let mut watcher = Watcher::default();
    import.look(&mut watcher).await?;
    watcher.told.clear();
    let ended = import.run(&mut watcher).await?;
    Ok((ended, watcher.told))
}

const USUAL: (&str, Mode, OnBad) = ("user_name", Mode::AddAndChange, OnBad::Stop);

async fn scenes() -> Result<Vec<Scene>> {
    let mut scenes = Vec::new();
    for engine in engines() {
        let demand = Demand { requirement: Requirement::Mandatory, ..BACKEND };
        let policies = vec![policy("Backend users", Some(GROUP), demand)];
        scenes.push(Scene::with(engine, Setup { start: "2026-12-20 10:00:00", policies, ..Setup::default() }).await?);
    }
    Ok(scenes)
}

#[tokio::test]
async fn a_file_adds_and_changes_people_and_each_line_says_which() -> Result<()> {
    for scene in scenes().await? {
        scene.member("bram", &["Leden"]).await?;
        let text = "user_name,naam,e-mail,groepen\nbram,Bram de Boer,nieuw@waterland.example,-\n\
                    anna,Anna,anna@waterland.example,Leden|Nieuw\ncarla,Carla,,\n";
        let (ended, told) = run(&scene, text, USUAL).await?;
        assert_eq!(ended, Ended::Done(Counts { added: 2, changed: 1, same: 0, bad: 0 }));
        assert!(
            matches!(&told[0].outcome, Outcome::Changed(name, differences) if name == "bram" && differences.len() == 3)
        );
        assert!(matches!(&told[1].outcome, Outcome::Added(name) if name == "anna"));
        let (ended, _) = run(&scene, text, USUAL).await?;
        assert_eq!(ended, Ended::Done(Counts { same: 3, ..Counts::default() }));
        let org = scene.house.organisation.id;
        let db = scene.house.ctx.db();
        let account = store::user::find_account(db, org, "ANNA@waterland.example").await?.context("anna")?;
        let groups = store::group::of_user(db, org, account.id).await?;
        assert_eq!(groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Leden", "Nieuw"]);
        // The old address hears of it, and the new one.
        for address in ["bram@waterland.example", "nieuw@waterland.example"] {
            assert_eq!(scene.mails_to(address).await?.len(), 1, "{address}");
        }
        let events = store::audit::of_user(db, org, account.id, 10).await?;
        assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["person-added"]);
        assert!(events[0].details.contains(r#""joined":["Leden","Nieuw"]"#), "{}", events[0].details);
        let bram = store::user::find_account(db, org, "bram").await?.context("bram")?;
        let events = store::audit::of_user(db, org, bram.id, 10).await?;
        let edited = events.iter().find(|event| event.kind == "person-edited").context("not kept")?;
        assert!(edited.details.contains(r#""left":["Leden"]"#), "{}", edited.details);
    }
    Ok(())
}

#[tokio::test]
async fn whoever_a_file_puts_under_a_policy_is_asked_at_the_next_click() -> Result<()> {
    for scene in scenes().await? {
        let bram = scene.member("bram", &[]).await?;
        let mut visitor = scene.signed_in(&bram).await?;
        assert_eq!(visitor.get("/session").await?.status, 204);
        run(&scene, &format!("user_name,groups\nbram,{GROUP}\n"), USUAL).await?;
        assert_ne!(visitor.get("/session").await?.status, 204);
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_is_taken_after_the_look_stops_the_import_or_is_skipped() -> Result<()> {
    for on_bad in [OnBad::Stop, OnBad::Skip] {
        for scene in scenes().await? {
            let text = "user_name,naam,e-mail\nanna,Anna,\ncarla,Carla,bram@waterland.example\n";
            let mut import = open(&scene, text, ("user_name", Mode::AddAndChange, on_bad)).await?;
            let mut watcher = Watcher::default();
            assert_eq!(import.look(&mut watcher).await?.bad, 0);
            scene.member("bram", &[]).await?;
            let ended = import.run(&mut watcher).await?;
            let there = store::user::find_account(scene.house.ctx.db(), scene.house.organisation.id, "anna").await?;
            match (on_bad, ended) {
                (OnBad::Stop, Ended::Stopped(counts, bad)) => {
                    assert_eq!((counts, bad.line), (Counts::default(), 3));
                    assert!(there.is_none(), "nothing of that part is done");
                }
                (OnBad::Skip, Ended::Done(counts)) => {
                    assert_eq!(counts, Counts { added: 1, bad: 1, ..Counts::default() });
                    assert!(there.is_some());
                }
                (_, other) => return Err(anyhow!("{other:?}")),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn two_imports_of_one_file_at_once_do_each_line_once() -> Result<()> {
    for scene in scenes().await? {
        let mut text = "user_name,naam,e-mail\n".to_owned();
        for number in 0..1_300 {
            writeln!(text, "p{number},Persoon {number},p{number}@waterland.example")?;
        }
        let mut both = [open(&scene, &text, USUAL).await?, open(&scene, &text, USUAL).await?];
        for import in &mut both {
            assert_eq!(import.look(&mut Watcher::default()).await?.added, 1_300);
        }
        let [one, other] = &mut both;
        let (mut first, mut second) = (Watcher::default(), Watcher::default());
        let (one, other) = tokio::join!(one.run(&mut first), other.run(&mut second));
        let done = [one?, other?].map(|ended| match ended {
            Ended::Done(counts) | Ended::Stopped(counts, _) => counts,
        });
        assert_eq!(done[0].added + done[1].added, 1_300, "{done:?}");
        assert_eq!(done[0].same + done[1].same, 1_300, "{done:?}");
    }
    Ok(())
}
