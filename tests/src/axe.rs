//! Accessibility of the page on the screen, judged by axe-core (WCAG 2.2 AA and its best practices).
//! The script is found through `TWEESTAP_TEST_AXE`, which scripts/test sets. Called through [`crate::browser`].

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::WebDriver;

/// Where axe.min.js stands.
const SCRIPT: &str = "TWEESTAP_TEST_AXE";

/// Timers stand still where scripts are blocked; axe needs those that only let others go first, and none that gives up.
const TIMERS: &str = r"
window.setTimeout = (act, wait = 0, ...given) => { if (wait < 100) Promise.resolve().then(() => act(...given)); return 0; };
";

/// The rules that a page is held to.
const RUN: &str = r"
axe.run(document, {runOnly: {type: 'tag', values:
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}, resultTypes: ['violations']})
  .then(found => ({violations: found.violations.map(rule =>
    ({id: rule.id, impact: rule.impact, help: rule.help,
      places: rule.nodes.map(node => node.target.flat(3).join(' ') + ': ' + node.failureSummary)}))}))
  .catch(error => ({error: String(error)}));
";

/// One rule that the page breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule's name, such as `color-contrast`.
    pub id: String,
    /// How bad: `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// What the rule asks, and each place that breaks it.
    pub help: String,
}

/// The script's text, or `None` where it is not at hand and may be left out.
///
/// # Errors
/// It is missing or unreadable and the environment says that nothing may be left out.
pub fn script() -> Result<Option<String>> {
    match std::env::var(SCRIPT) {
        Ok(path) if !path.is_empty() => {
            let text = std::fs::read_to_string(&path).with_context(|| format!("{SCRIPT}={path}"))?;
            Ok(Some(text))
        }
        _ if crate::tools::required() => bail!("{SCRIPT} is not set; scripts/test sets it"),
        _ => {
            eprintln!("left out: {SCRIPT} is not set, so the page is not checked for accessibility");
            Ok(None)
        }
    }
}

/// Every violation on the page as it stands now. Empty also where axe is not at hand and may be left out.
///
/// It runs in a world of its own, as an extension's script does: no policy of the page bars it, the page's own scripts do
/// not meet it, and where the person has blocked scripts it runs all the same.
pub async fn violations(driver: &WebDriver) -> Result<Vec<Violation>> {
    let Some(script) = script()? else { return Ok(Vec::new()) };
    let tools = driver.cdp();
    let tree = tools.send_raw("Page.getFrameTree", json!({})).await?;
    let frame = tree.pointer("/frameTree/frame/id").context("the page has no frame")?;
    let world = tools.send_raw("Page.createIsolatedWorld", json!({"frameId": frame, "worldName": "axe"})).await?;
    let world = world.get("executionContextId").context("no world for axe")?;
    let run = json!({
        "expression": format!("{TIMERS}{script};\n{RUN}"),
        "contextId": world,
        "awaitPromise": true,
        "returnByValue": true,
    });
    let answer = tools.send_raw("Runtime.evaluate", run).await?;
    if let Some(error) = answer.get("exceptionDetails").or_else(|| answer.pointer("/result/value/error")) {
        bail!("axe failed: {error}");
    }
    let rules = answer.pointer("/result/value/violations").and_then(Value::as_array).context("axe gave no answer")?;
    Ok(rules.iter().map(read_violation).collect())
}

fn read_violation(rule: &Value) -> Violation {
    let text = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
    let places = rule.get("places").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let help = std::iter::once(text("help").as_str()).chain(places).collect::<Vec<_>>().join("\n  ");
    Violation { id: text("id"), impact: text("impact"), help }
}
