//! Every text is there in every language, with the same values to fill in; every key in use exists; none is unused.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Texts = BTreeMap<String, BTreeSet<String>>;

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files under a folder with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| path.extension().is_some_and(|have| have == *ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The keys of a language, each with the names of its values.
fn texts(language: &Path) -> Texts {
    let mut texts = Texts::new();
    for file in files(language, &["ftl"]) {
        let mut current = None;
        for line in fs::read_to_string(&file).unwrap().lines() {
            if line.starts_with('#') || line.is_empty() {
                current = None;
                continue;
            }
            if line.starts_with(|letter: char| letter.is_ascii_lowercase()) {
                let (key, _) = line.split_once(" = ").unwrap_or_else(|| panic!("{}: {line}", file.display()));
                assert!(texts.insert(key.to_owned(), BTreeSet::new()).is_none(), "{key} stands twice");
                current = Some(key.to_owned());
            }
            if let Some(values) = current.as_ref().and_then(|key| texts.get_mut(key)) {
                for part in line.split('$').skip(1) {
                    values.insert(part.chars().take_while(char::is_ascii_lowercase).collect());
                }
            }
        }
    }
    texts
}

fn all_languages() -> BTreeMap<String, Texts> {
    fs::read_dir(home().join("translations"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), texts(&path)))
        .collect()
}

/// What stands between double quotes in the sources and templates, tests excepted.
fn quoted() -> Vec<(String, String)> {
    let mut sources = files(&home().join("templates"), &["html", "txt"]);
    sources.extend(files(&home().join("src"), &["rs"]).into_iter().filter(|path| !path.ends_with("check.rs")));
    let mut found = Vec::new();
    for source in sources {
        let text = fs::read_to_string(&source).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let parts: Vec<&str> = text.split('"').collect();
        for (at, part) in parts.iter().enumerate().skip(1) {
            if part.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-') {
                found.push((parts[at - 1].to_owned(), (*part).to_owned()));
            }
        }
    }
    found
}

#[test]
fn all_languages_have_the_same_texts_with_the_same_values() {
    let languages = all_languages();
    assert!(languages.len() >= 2);
    let (first, expected) = languages.first_key_value().unwrap();
    for (language, texts) in &languages {
        for (key, values) in expected {
            assert_eq!(texts.get(key), Some(values), "{key}: {language} beside {first}");
        }
        for key in texts.keys() {
            assert!(expected.contains_key(key), "{key} is missing in {first}");
        }
    }
}

#[test]
fn every_text_in_use_exists() {
    let languages = all_languages();
    let (_, texts) = languages.first_key_value().unwrap();
    let mut count = 0;
    for (before, key) in quoted() {
        if ["say(", "text(", "with(", "html("].iter().any(|call| before.ends_with(call)) {
            assert!(texts.contains_key(&key), "there is no text {key}");
            count += 1;
        }
    }
    assert!(count > 200, "only {count} uses found");
}

#[test]
fn no_text_is_unused() {
    let used: BTreeSet<String> = quoted().into_iter().map(|(_, key)| key).collect();
    for (language, texts) in all_languages() {
        for key in texts.keys() {
            assert!(used.contains(key), "{language}: nothing says {key}");
        }
    }
}

#[test]
fn every_drawing_in_use_exists() {
    for (before, name) in quoted() {
        if before.ends_with("icon(") {
            assert!(crate::pages::drawing_exists(&name), "there is no drawing {name}");
        }
    }
}

#[test]
fn the_texts_keep_to_the_tone() {
    for file in files(&home().join("translations"), &["ftl"]) {
        for line in fs::read_to_string(&file).unwrap().lines().filter(|line| !line.starts_with('#')) {
            let said = line.split_once(" = ").map_or(line, |(_, text)| text).to_lowercase();
            for word in [
                "alsjeblieft",
                "a.u.b.",
                "oeps",
                "ongeldig",
                "succesvol",
                "please",
                "oops",
                "invalid",
                "successfully",
                "!",
            ] {
                assert!(!said.contains(word), "{word:?} in {}: {line}", file.display());
            }
            // The apostrophe of the typewriter has no place in running text; markup of ours uses double quotes.
            assert!(!said.contains('\''), "a straight apostrophe in {}: {line}", file.display());
        }
    }
}

#[test]
fn a_browser_that_was_not_recognised_is_called_so() {
    let words = super::Words::find("nl").unwrap();
    assert_eq!(words.browser("Firefox, Windows"), "Firefox, Windows");
    assert_eq!(words.browser("?"), "Een browser die we niet herkennen");
}
