//! The lists of a campaign as files: whom it told what, and whom it cannot reach.

use anyhow::Result;
use domain::permission::Right;
use domain::user::Role;
use journeys::platform;
use store::testing::engines;

use crate::campaigns::letters::{office, without_mail};
use crate::campaigns::{LIST, delivered, look, only, prove};

#[tokio::test]
async fn both_lists_are_written_out_for_no_spreadsheet_to_run() -> Result<()> {
    for engine in engines() {
        let (scene, boss) = office(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        without_mail(&scene, ("riet", "=cmd|' /C calc'!A0"), "nl", None).await?;
        scene.sink.refuse("piet@waterland.example");
        scene.member("piet", &[]).await?;
        scene.move_to("2026-11-02 09:00:00")?;
        look(&scene).await?;
        delivered(&scene).await?;
        let mut visitor = prove(&scene, &boss).await?;
        let address = format!("{LIST}/{}", only(&scene).await?.id);
        let export = format!("{address}/export");

        let page = visitor.open(&format!("{address}/unreached")).await?;
        let file = visitor.submit(&page, &export, &[]).await?;
        assert!(file.header("content-type").starts_with("text/csv"), "{}", file.body);
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"unreached.csv\"");
        let lines: Vec<&str> = file.body.split("\r\n").collect();
        assert_eq!(lines[0], "user_name,name,why,deadline");
        assert!(
            lines.contains(&"\"riet\",\"'=cmd|' /C calc'!A0\",\"no-address\",\"2026-12-07T23:00:00Z\""),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.starts_with("\"piet\",\"Piet Jansen\",\"refused\"")), "{lines:?}");
        assert_eq!(lines.len(), 4, "{lines:?}");

        let page = visitor.open(&format!("{address}/told")).await?;
        let file = visitor.submit(&page, &export, &[]).await?;
        let lines: Vec<&str> = file.body.split("\r\n").collect();
        assert_eq!(lines[0], "user_name,name,message,told_at,deadline,channel,address,outcome,note");
        let starts = |text: &str| lines.iter().any(|line| line.starts_with(text));
        assert!(starts("\"jan\",\"Jan Jansen\",\"announcement\",\"2026-11-02T08:0"), "{lines:?}");
        let of = |name: &str| lines.iter().find(|line| line.starts_with(&format!("\"{name}\""))).copied().unwrap_or("");
        assert!(of("jan").contains("\"mail\",\"jan@waterland.example\",\"sent\",\"\""), "{lines:?}");
        assert!(of("piet").contains("\"failed\",\"") && of("piet").contains("no such user"), "{lines:?}");
        assert_eq!(lines.len(), 4, "{lines:?}");
        // What the page is filtered by, the file is too.
        let page = visitor.open(&format!("{address}/told?step=announcement&state=failed")).await?;
        let file = visitor.submit(&page, &export, &[]).await?;
        assert!(file.body.contains("\"piet\"") && !file.body.contains("\"jan\""), "{}", file.body);
        assert_eq!(visitor.submit(&page, &export, &[("list", "nonsense")]).await?.status, 400);

        let filter = store::audit::Filter { kinds: vec!["campaign-list-exported".into()], ..Default::default() };
        let kept = store::audit::newest(ctx.db(), organisation.id, &filter, None, 10).await?;
        assert_eq!(kept.len(), 3);
        assert!(kept[2].details.contains("unreached") && kept[0].details.contains("told"), "{kept:?}");

        // Who sees the figures and not the people gets neither list.
        let page = visitor.open("/admin/roles/new").await?;
        let fields = [("name", "Reader"), ("version", "0"), ("right", Right::SetupRead.word())];
        visitor.fill(&page, "/admin/roles/new", &fields).await?;
        let role = store::role::rights_of_all(ctx.db()).await?.into_iter().next().expect("a role").0;
        let reader = platform::add(&scene, organisation, "reader", Role::Own(role)).await?;
        let mut reader = scene.signed_in(&reader).await?;
        let page = reader.open(&address).await?;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(!page.body.contains("/unreached") && !page.body.contains("/letters"), "{}", page.body);
        for path in ["letters", "told", "unreached"] {
            assert_eq!(reader.open(&format!("{address}/{path}")).await?.status, 403, "{path}");
        }
    }
    Ok(())
}
