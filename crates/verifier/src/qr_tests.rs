//! The picture: what it is made of, and that a scanner reads it.

use std::process::Command;

use super::*;
use crate::entropy::SeededEntropy;
use crate::otpauth::{Label, key_uri};
use crate::totp::{Parameters, Secret};

fn uri(account: &str) -> String {
    let secret = Secret::new(&SeededEntropy::predictable_for_tests(1));
    let label = Label { issuer: "Vereniging Waterland", account, device: None };
    key_uri(label, &secret, Parameters::APPS).to_string()
}

/// The value of an attribute of the first element of this name.
fn attribute<'a>(svg: &'a str, element: &str, name: &str) -> &'a str {
    let start = svg.find(&format!("<{element} ")).unwrap();
    let tag = &svg[start..start + svg[start..].find('>').unwrap()];
    let value = tag.split(&format!(" {name}=\"")).nth(1).unwrap();
    &value[..value.find('"').unwrap()]
}

/// Draws the SVG's rectangles: one row of `true` for dark a module row.
fn modules(svg: &str) -> Vec<Vec<bool>> {
    let side: usize = attribute(svg, "rect", "width").parse().unwrap();
    let mut rows = vec![vec![false; side]; side];
    for run in attribute(svg, "path", "d").split('z').filter(|run| !run.is_empty()) {
        let (corner, rest) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
        let (x, y) = corner.split_once(' ').unwrap();
        let (width, back) = rest.split_once("v1h-").unwrap();
        assert_eq!(width, back, "a run is a closed rectangle");
        let (x, y, width): (usize, usize, usize) = (x.parse().unwrap(), y.parse().unwrap(), width.parse().unwrap());
        for module in &mut rows[y][x..x + width] {
            assert!(!*module, "no module is drawn twice");
            *module = true;
        }
    }
    rows
}

/// A grey picture of it, `scale` pixels a module.
fn picture(rows: &[Vec<bool>], scale: usize) -> Vec<u8> {
    let side = rows.len() * scale;
    let mut out = format!("P5\n{side} {side}\n255\n").into_bytes();
    for row in rows {
        let line: Vec<u8> =
            row.iter().flat_map(|dark| std::iter::repeat_n(if *dark { 0x1c } else { 0xff }, scale)).collect();
        for _ in 0..scale {
            out.extend_from_slice(&line);
        }
    }
    out
}

#[test]
fn it_is_dark_on_white_with_a_quiet_zone_and_no_style_or_script() {
    let svg = svg(&uri("jan@waterland.example"), "Scan me").unwrap();
    assert_eq!(attribute(&svg, "rect", "fill"), "#fff");
    assert_eq!(attribute(&svg, "path", "fill"), "#10201e");
    assert_eq!(attribute(&svg, "svg", "role"), "img");
    for banned in ["style", "<script", "class=", " on", "href", "url("] {
        assert!(!svg.contains(banned), "{banned}");
    }
    let rows = modules(&svg);
    let side = rows.len();
    assert_eq!(attribute(&svg, "svg", "viewBox"), format!("0 0 {side} {side}"));
    for (y, row) in rows.iter().enumerate() {
        for (x, dark) in row.iter().enumerate() {
            let inside = (4..side - 4).contains(&x) && (4..side - 4).contains(&y);
            assert!(inside || !dark, "the quiet zone is white at {x},{y}");
        }
    }
    assert!(rows[4][4] && rows[4][10] && rows[4][side - 5] && rows[side - 5][4], "three corners stand");
    let pixels: usize = attribute(&svg, "svg", "width").parse().unwrap();
    assert!(pixels >= 200);
}

#[test]
fn the_label_is_the_callers_and_nothing_of_the_secret_is_readable() {
    let text = uri("jan@waterland.example");
    let svg = svg(&text, "Scan with <your> \"app\" & go").unwrap();
    assert_eq!(attribute(&svg, "svg", "aria-label"), "Scan with &lt;your&gt; &quot;app&quot; &amp; go");
    let key = text.split("secret=").nth(1).unwrap();
    assert!(!svg.contains(&key[..32]) && !svg.contains("otpauth") && !svg.contains("waterland"));
}

#[test]
fn error_correction_is_m() {
    let svg = svg(&uri("jan@waterland.example"), "x").unwrap();
    let rows = modules(&svg);
    // ISO/IEC 18004 §7.9: the first two bits of the format, left of the lower edge of the first finder, after the
    // mask 10101…; level M is 00.
    let bits = [rows[4 + 8][4], rows[4 + 8][4 + 1]];
    assert_eq!([bits[0] ^ true, bits[1]], [false, false]);
}

#[test]
fn a_text_too_long_for_a_code_is_an_error() {
    assert!(svg(&"x".repeat(2331), "x").is_ok());
    assert_eq!(svg(&"x".repeat(2332), "x"), Err(TooLong));
}

#[test]
fn a_scanner_reads_what_went_in() {
    let folder = tempfile::tempdir().unwrap();
    for account in ["jan@waterland.example", "名前@例え.テスト", "heel.lange.naam.van.iemand@waterland.example"]
    {
        let text = uri(account);
        let path = folder.path().join("code.pgm");
        std::fs::write(&path, picture(&modules(&svg(&text, "x").unwrap()), 6)).unwrap();
        match Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&path).output() {
            Ok(output) => {
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                assert_eq!(String::from_utf8(output.stdout).unwrap().trim_end(), text);
            }
            Err(error) => {
                let required = std::env::var("TWEESTAP_TEST_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
                assert!(!required, "zbarimg is needed: {error}");
                println!("skipped: zbarimg is not installed");
                return;
            }
        }
    }
}
