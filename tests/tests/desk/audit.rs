//! The audit log in the browser: filtered, looked through, written out; and what a look finds after somebody tampered.

use anyhow::{Result, bail};
use domain::time::Lifetime;
use domain::user::Role;
use journeys::scene::Scene;
use journeys::visitor::{Page, Visitor};
use store::testing::engines;
use store::{Error, Statement};

use crate::desk::office::{at_the_desk, person, post};

/// Has the log looked through, and opens the page until that is over.
async fn looked_through(desk: &mut Visitor) -> Result<Page> {
    let asked = post(desk, "/admin/audit/check", &[]).await?;
    assert_eq!((asked.status, asked.location()), (303, "/admin/audit"), "{}", asked.text());
    for _ in 0..1_000 {
        let page = desk.get("/admin/audit").await?;
        if !page.text().contains("is being looked through") {
            return Ok(page);
        }
    }
    bail!("the look does not end")
}

#[tokio::test]
async fn the_log_is_filtered_looked_through_and_written_out() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let (auditor, mut desk) = at_the_desk(&scene, Role::Auditor).await?;
        let other = person(&scene, Role::Member, &[]).await?;
        let page = desk.get("/admin/audit").await?;
        assert!(page.text().contains("Signed in") && page.text().contains("Person added"), "{}", page.text());
        assert!(page.text().contains("has not looked through the log yet"), "{}", page.text());
        let rows = |page: &Page| page.body.matches("<tr role=\"row\"><td").count();
        let about = desk.get(&format!("/admin/audit?person={}", other.name)).await?;
        assert_eq!(rows(&about), 1, "{}", about.text());
        let by = desk.get(&format!("/admin/audit?actor={}&kind=signed-in", auditor.name)).await?;
        assert_eq!(rows(&by), 1, "{}", by.text());
        assert_eq!(rows(&desk.get("/admin/audit?until=2020-01-01").await?), 0);
        let wrong = desk.get("/admin/audit?person=nobody&from=yesterday&kind=nonsense").await?;
        assert!(
            wrong.text().contains("Nobody is called so") && wrong.text().contains("Type a date"),
            "{}",
            wrong.text()
        );
        assert_eq!((wrong.status, rows(&wrong)), (200, 0));

        // What happens in the moment of the export is left out of it.
        scene.advance(Lifetime::seconds(1));
        let csv = post(&mut desk, "/admin/audit/export", &[("format", "csv"), ("person", &other.name)]).await?;
        assert_eq!(csv.header("content-disposition"), "attachment; filename=\"audit.csv\"");
        assert_eq!(csv.body.matches("\r\n").count(), 2, "{}", csv.body);
        scene.advance(Lifetime::seconds(1));
        let lines = post(&mut desk, "/admin/audit/export", &[("format", "jsonl")]).await?;
        let lines: Vec<serde_json::Value> = lines.body.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        assert!(lines.iter().any(|line| line["kind"] == "audit-exported" && line["details"]["format"] == "csv"));

        let clean = looked_through(&mut desk).await?;
        assert!(clean.text().contains("none was edited, removed, inserted or moved"), "{}", clean.text());
        let tampered =
            Statement::new("desk.tamper", "UPDATE audit_events SET kind = 'signed-out' WHERE kind = 'signed-in'");
        let db = scene.house.ctx.db();
        db.write_with::<_, _, Error, _>(tampered, |tx, tampered| {
            Box::pin(async move { tx.execute(tampered, &[]).await })
        })
        .await?;
        let found = looked_through(&mut desk).await?;
        assert!(found.text().contains("Something was changed in the log"), "{}", found.text());
    }
    Ok(())
}
