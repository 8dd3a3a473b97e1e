//! Accessibility of the page on the screen, judged by axe-core (WCAG 2.2 AA and its best practices).
//! The script is found through `TWEESTAP_TEST_AXE`, which scripts/test sets. Called through [`crate::browser`].

use anyhow::{Context, Result, bail};
use serde_json::Value;
use thirtyfour::WebDriver;

/// Where axe.min.js stands.
const SCRIPT: &str = "TWEESTAP_TEST_AXE";

/// The rules that a page is held to.
const RUN: &str = r"
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: {type: 'tag', values:
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}, resultTypes: ['violations']})
  .then(found => done({violations: found.violations.map(rule =>
    ({id: rule.id, impact: rule.impact, help: rule.help,
      places: rule.nodes.map(node => node.target.flat(3).join(' ') + ': ' + node.failureSummary)}))}))
  .catch(error => done({error: String(error)}));
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
pub async fn violations(driver: &WebDriver) -> Result<Vec<Violation>> {
    let Some(script) = script()? else { return Ok(Vec::new()) };
    driver.execute(script, Vec::new()).await.context("axe cannot be loaded (are scripts off in this browser?)")?;
    let answer = driver.execute_async(RUN, Vec::new()).await?.json().clone();
    if let Some(error) = answer.get("error").and_then(Value::as_str) {
        bail!("axe failed: {error}");
    }
    let rules = answer.get("violations").and_then(Value::as_array).context("axe gave no answer")?;
    Ok(rules.iter().map(read_violation).collect())
}

fn read_violation(rule: &Value) -> Violation {
    let text = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
    let places = rule.get("places").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let help = std::iter::once(text("help").as_str()).chain(places).collect::<Vec<_>>().join("\n  ");
    Violation { id: text("id"), impact: text("impact"), help }
}
