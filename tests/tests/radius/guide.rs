//! The commands of `docs/integrate/radius.md`, in a shell with `radclient`, as they stand there.

use actions::admin::radius_clients::ClientEdit;
use anyhow::{Context as _, Result, ensure};
use domain::radius::Way;
use journeys::scene::{GROUP, PASSWORD, STEP};
use journeys::tools::require_tool;
use store::testing::engines;
use tokio::process::Command;

use super::office::{connected, scene, usual};

const GUIDE: &str = include_str!("../../../docs/integrate/radius.md");

/// Types a command of the guide; answers what it prints.
async fn typed(command: &str, values: &[(&str, &str)]) -> Result<String> {
    require_tool("radclient")?;
    let mut shell = Command::new(require_tool("bash")?);
    let output = shell.args(["-euc", command]).envs(values.iter().copied()).output().await?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(printed.contains("Received "), "{command}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    Ok(printed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_types_every_command_is_let_in() -> Result<()> {
    let commands: Vec<&str> = GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let [one_field, asks, answers, status] = commands[..] else { panic!("a command of the guide that no test types") };
    for engine in engines() {
        let scene = scene(engine).await?;
        let vpn = connected(&scene, &ClientEdit { name: "Office VPN".to_owned(), ..usual(Way::Both) }).await?;
        let sanne = scene.member_with_app("sanne", &[GROUP]).await?;
        let server = vpn.server.to_string();
        let base = [("SERVER", &*server), ("SECRET", &*vpn.secret), ("PASSWORD", PASSWORD)];
        let code = scene.code(&sanne.key)?;
        let said = typed(one_field, &[&base[..], &[("CODE", &*code)]].concat()).await?;
        assert!(said.contains("Received Access-Accept"), "{said}");

        scene.advance(STEP);
        let said = typed(asks, &base).await?;
        assert!(said.contains("Received Access-Challenge"), "{said}");
        let state = said.lines().find_map(|line| line.trim().strip_prefix("State = ")).context("no State")?;
        let code = scene.code(&sanne.key)?;
        let said = typed(answers, &[&base[..], &[("CODE", &*code), ("STATE", state)]].concat()).await?;
        assert!(said.contains("Received Access-Accept"), "{said}");
        let said = typed(status, &base).await?;
        assert!(said.contains("Received Access-Accept"), "{said}");
    }
    Ok(())
}
