//! None of the commonest passwords passes, at the lengths that the product asks and with what people add to reach them. The
//! list is the one in the source of `zxcvbn`, as the build has it: none of our own is kept.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop at what it did not expect")]

use std::path::PathBuf;
use std::process::Command;

use verifier::password_policy::{MIN_LENGTH_ALONE, MIN_LENGTH_WITH_SECOND_FACTOR, Weakness, assess};

/// So many of the list, commonest first.
const TOP: usize = 3_000;

fn cargo(args: &[&str]) -> String {
    let asked = Command::new(env!("CARGO")).args(args).output().expect("cargo answers");
    assert!(asked.status.success(), "{args:?}: {}", String::from_utf8_lossy(&asked.stderr));
    String::from_utf8(asked.stdout).expect("UTF-8")
}

/// The file of `zxcvbn` that holds its lists, wherever this build has it. What other platforms need is not here.
fn lists() -> String {
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo tells its host");
    let told = cargo(&["metadata", "--format-version", "1", "--offline", "--filter-platform", host]);
    let manifests = told.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut of_zxcvbn = manifests.filter(|path| path.contains("/zxcvbn-"));
    let manifest = PathBuf::from(of_zxcvbn.next().expect("zxcvbn is a dependency"));
    let file = manifest.with_file_name("src").join("frequency_lists.rs");
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn commonest() -> Vec<String> {
    let lists = lists();
    let line = lists.lines().find(|line| line.starts_with("const PASSWORDS")).expect("the list of passwords");
    let list = line.split('"').nth(1).expect("a text");
    let all: Vec<String> = list.split(',').take(TOP).map(str::to_owned).collect();
    assert_eq!(all.len(), TOP);
    assert_eq!(all.first().map(String::as_str), Some("123456"), "commonest first");
    all
}

#[test]
fn no_common_password_passes_at_any_length_that_is_asked() {
    let mut long_enough = 0;
    for password in commonest() {
        for least in [1, MIN_LENGTH_WITH_SECOND_FACTOR, MIN_LENGTH_ALONE] {
            let judged = assess(&password, least, &[]);
            let is_short = password.chars().count() < least;
            assert_eq!(judged == Err(Weakness::TooShort { min: least }), is_short, "{password}: {judged:?}");
            assert!(judged.is_err(), "{password} passes at {least}: {judged:?}");
            long_enough += usize::from(!is_short && least == MIN_LENGTH_WITH_SECOND_FACTOR);
        }
    }
    assert!(long_enough > 300, "{long_enough} were judged by more than their length");
}

#[test]
fn a_common_password_with_a_capital_a_year_or_itself_again_does_not_pass() {
    let mut passed = Vec::new();
    for password in commonest().into_iter().take(TOP / 10) {
        let mut capital = password.clone();
        if let Some(first) = capital.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        for text in [format!("{password}2026"), format!("{capital}1!"), format!("{password}{password}")] {
            if assess(&text, MIN_LENGTH_WITH_SECOND_FACTOR, &[]).is_ok() {
                passed.push(text);
            }
        }
    }
    assert!(passed.is_empty(), "{passed:?}");
}
