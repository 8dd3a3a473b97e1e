//! Schemathesis, which reads the document of the API and sends whatever it allows and forbids: no 5xx, and no answer that the
//! document does not know.

use std::process::Stdio;

use actions::admin::api_keys::KeyEdit;
use anyhow::{Result, ensure};
use domain::api_key::{HIGHEST_RATE, Scope, Scopes};
use journeys::api::Crm;
use journeys::scene::{GROUP, Scene};
use journeys::tools::find_tool;
use store::testing::engines;
use tokio::process::Command;

#[tokio::test]
async fn no_request_gets_an_answer_that_the_document_does_not_know() -> Result<()> {
    let Some(program) = find_tool("schemathesis")? else { return Ok(()) };
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        // The person of the examples.
        scene.member("sanne", &[GROUP]).await?;
        let edit = KeyEdit {
            name: "CRM".to_owned(),
            scopes: Scopes::of(Scope::ALL.iter().copied()),
            addresses: "https://crm.example/back".to_owned(),
            rate: HIGHEST_RATE.to_string(),
        };
        let crm = Crm::made(&scene.house, &edit).await?;
        let folder = tempfile::tempdir()?;
        let output = Command::new(&program)
            .args(["run", &format!("{}/api/v1/openapi.json", scene.house.site)])
            .args(["--header", &format!("Authorization: Bearer {}", crm.key)])
            .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing,stateful"])
            .args(["--max-examples", "40", "--seed", "1", "--no-color", "--workers", "2"])
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .output()
            .await?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        ensure!(said.contains("Selected: 12/12") && !said.contains(" 0 passed"), "{said}");
    }
    Ok(())
}

/// What is looked at in every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
     response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method,ignored_auth";
