//! A suite of tests for servers of SCIM that nobody here wrote (scim2-tester), against a system that has every field filled.

use actions::admin::attributes::{self, AttributeEdit};
use actions::admin::people_sources::SourceEdit;
use anyhow::{Context as _, Result, ensure};
use domain::people_source::Field;
use domain::selection::{AttributeKey, AttributeKind};
use journeys::provisioner::{ENTERPRISE, Provisioner};
use journeys::scene::Scene;
use journeys::tools::find_tool;
use serde_json::Value;
use store::testing::engines;
use tokio::process::Command;

/// What the suite is asked for, and what it answers: a line of JSON for each check.
const SCRIPT: &str = r#"
import json, sys
from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server
site, key = sys.argv[1:3]
client = Client(base_url=site, headers={"Authorization": f"Bearer {key}"}, timeout=60)
for check in check_server(SyncSCIMClient(client)):
    print(json.dumps({"status": check.status.name, "title": check.title, "reason": check.reason}))
"#;

/// What it finds wrong that is meant: everybody is active or not, so that nobody can be neither.
const MEANT: [(&str, &str); 1] = [("check_remove_attribute", "'active'")];

#[tokio::test]
async fn a_suite_of_tests_for_such_servers_finds_nothing_that_is_not_meant() -> Result<()> {
    let Some(python) = find_tool("scim2-tester-python")? else { return Ok(()) };
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let mut edit = SourceEdit::fresh("Entra ID");
        let mapped = [("title", "title".to_owned()), ("department", format!("{ENTERPRISE}:department"))];
        for (key, path) in mapped {
            let new = AttributeEdit {
                key: key.to_owned(),
                version: 0,
                name: key.to_owned(),
                kind: AttributeKind::Text,
                choices: Vec::new(),
                position: 1,
            };
            attributes::save_by_command_line(&scene.house.ctx, &scene.house.organisation, new).await?;
            edit.mapping.push((Field::Own(AttributeKey::kept(key)), path));
        }
        let system = Provisioner::with(&scene.house, &edit).await?;
        let site = format!("{}/scim/v2", scene.house.site.trim_end_matches('/'));
        let output = Command::new(&python).args(["-c", SCRIPT, &site, &system.0.key]).output().await?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut checks = 0;
        for line in String::from_utf8(output.stdout)?.lines() {
            let check: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
            let word = |name: &str| check.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (status, title, reason) = (word("status"), word("title"), word("reason"));
            let is_meant = MEANT.iter().any(|(known, about)| *known == title && reason.contains(about));
            ensure!(status != "ERROR" || is_meant, "{title}: {reason}");
            checks += usize::from(status == "SUCCESS");
        }
        ensure!(checks > 60, "{checks} checks");
    }
    Ok(())
}
