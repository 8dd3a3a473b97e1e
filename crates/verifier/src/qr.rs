//! QR codes as inline SVG that a phone reads on any page: always dark on white with a quiet zone, no style, no script; and
//! as bare modules, for paper.
//! Neighbours: `otpauth` makes what goes in; the page's template puts the picture in place.

use fast_qr::ECL;
use fast_qr::qr::{QRBuilder, QRCode};
use thiserror::Error;

/// White modules on each side (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// The text does not fit in a QR code (more than 2331 bytes).
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the text is too long for a QR code")]
pub struct TooLong;

/// The picture of `text` with error correction M. `label` is what a screen reader says: say what to do, never the secret.
pub fn svg(text: &str, label: &str) -> Result<String, TooLong> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| TooLong)?;
    let side = code.size + 2 * QUIET;
    let path = (0..code.size).flat_map(|row| dark_runs(&code, row)).collect::<Vec<_>>().concat();
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{label}\" width=\"240\" height=\"240\" \
         viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#10201e\" d=\"{path}\"/></svg>",
        label = escape(label),
    ))
}

/// The modules of the same picture, row by row, dark where true; the quiet zone is for whoever draws them.
pub fn modules(text: &str) -> Result<Vec<Vec<bool>>, TooLong> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().map_err(|_| TooLong)?;
    let row = |row| code.data.iter().skip(row * code.size).take(code.size).map(|module| module.value()).collect();
    Ok((0..code.size).map(row).collect())
}

/// One rectangle for each run of dark modules in a row.
fn dark_runs(code: &QRCode, row: usize) -> Vec<String> {
    let modules = code.data.iter().skip(row * code.size).take(code.size);
    let mut runs = Vec::new();
    let mut start = None;
    for (column, dark) in modules.map(|module| module.value()).chain([false]).enumerate() {
        match (start, dark) {
            (None, true) => start = Some(column),
            (Some(first), false) => {
                let (x, y, width) = (first + QUIET, row + QUIET, column - first);
                runs.push(format!("M{x} {y}h{width}v1h-{width}z"));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
#[path = "qr_tests.rs"]
mod tests;
