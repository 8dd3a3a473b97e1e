//! The commands of `docs/integrate/scim.md`, in a shell with curl, as they stand there: only the address is put in its place.

use actions::admin::people;
use anyhow::{Context as _, Result, ensure};
use domain::id::UserId;
use journeys::provisioner::Provisioner;
use journeys::scene::Scene;
use journeys::tools::require_tool;
use serde_json::Value;
use store::testing::engines;
use tokio::process::Command;

const GUIDE: &str = include_str!("../../../docs/integrate/scim.md");

/// Types commands of the guide one after the other; answers what the last prints.
async fn typed(site: &str, (key, id): (&str, &str), command: &str) -> Result<Value> {
    require_tool("curl")?;
    let names = format!("SITE={site}\n{command}");
    let output =
        Command::new(require_tool("bash")?).args(["-euc", &names]).envs([("KEY", key), ("ID", id)]).output().await?;
    let printed = String::from_utf8(output.stdout)?;
    ensure!(output.status.success(), "{command}: {printed}");
    serde_json::from_str(&printed).context(printed)
}

#[tokio::test]
async fn a_reader_who_types_every_command_brings_somebody_in() -> Result<()> {
    let commands: Vec<&str> =
        GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).skip(1).collect();
    assert_eq!(commands.len(), 5, "a command of the guide that no test types");
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let system = Provisioner::of(&scene.house).await?;
        let site = scene.house.site.trim_end_matches('/').to_owned();
        let (mut id, mut answers) = (String::new(), Vec::new());
        for command in &commands {
            let answer = typed(&site, (&system.0.key, &id), command).await?;
            if id.is_empty() {
                answer["id"].as_str().unwrap_or_default().clone_into(&mut id);
            }
            answers.push(answer);
        }
        assert_eq!(answers[1]["Resources"][0]["id"], id.as_str());
        assert_eq!(answers[2]["members"][0]["value"], id.as_str());
        assert_eq!((&answers[3]["name"]["familyName"], &answers[4]["active"]), (&"Zwart".into(), &false.into()));
        let user: UserId = id.parse()?;
        let here = people::show(&scene.house.ctx, &scene.house.organisation, user).await?;
        assert!(here.user.blocked && here.groups == ["Redactie"] && here.user.display_name == "Sanne Zwart");
    }
    Ok(())
}
