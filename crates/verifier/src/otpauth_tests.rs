//! What each app of the help pages demands of a key URI, as a check over names in any script.

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use totp_rs::Totp;

use super::*;
use crate::entropy::SeededEntropy;

fn secret() -> Secret {
    secret_of(1)
}

fn secret_of(seed: u64) -> Secret {
    Secret::new(&SeededEntropy::predictable_for_tests(seed))
}

fn uri(issuer: &str, account: &str, device: Option<&str>) -> String {
    uri_with(&secret(), issuer, account, device)
}

fn uri_with(secret: &Secret, issuer: &str, account: &str, device: Option<&str>) -> String {
    let label = Label { issuer, account, device };
    key_uri(label, secret, Parameters::APPS).to_string()
}

/// A key URI taken apart by hand, without the code that made it.
struct Parts {
    raw_issuer: String,
    raw_account: String,
    issuer: String,
    account: String,
    query: Vec<(String, String)>,
}

fn take_apart(uri: &str) -> Parts {
    let rest = uri.strip_prefix("otpauth://totp/").expect("lower-case scheme and type");
    let (label, query) = rest.split_once('?').expect("a query");
    let (raw_issuer, raw_account) = label.split_once(':').expect("a literal colon");
    let decode = |raw: &str| percent_decode_str(raw).decode_utf8().expect("UTF-8").into_owned();
    Parts {
        raw_issuer: raw_issuer.to_owned(),
        raw_account: raw_account.to_owned(),
        issuer: decode(raw_issuer),
        account: decode(raw_account),
        query: query
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').expect("name=value");
                (name.to_owned(), value.to_owned())
            })
            .collect(),
    }
}

impl Parts {
    fn raw(&self, name: &str) -> &str {
        let mut values = self.query.iter().filter(|(key, _)| key == name);
        let (_, value) = values.next().unwrap_or_else(|| panic!("{name} is missing"));
        assert!(values.next().is_none(), "{name} stands twice");
        value
    }
}

/// Every demand of every app; the strictest of each wins.
fn suits_all_ten_apps(uri: &str) {
    let parts = take_apart(uri);

    // All of them: plain ASCII of RFC 3986, nothing unencoded that a scanner could stumble on.
    assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
    assert!(!uri.contains('+') && !uri.contains(' '), "a space is %20, never +");
    for raw in [&parts.raw_issuer, &parts.raw_account] {
        assert!(raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{raw}");
    }
    // Authy: an unencoded @ in the label failed.
    assert!(!uri.contains('@'));
    // Google Authenticator on iOS ("Invalid barcode"): known algorithm spelled exactly, exactly 32 characters of key.
    assert_eq!(parts.raw("algorithm"), "SHA1");
    let key = parts.raw("secret");
    assert_eq!(key.len(), 32);
    assert!(key.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')), "{key}");
    // Google, Authenticator Plus, LastPass, Sophos, Salesforce: 6 digits, 30 seconds, spelled out.
    assert_eq!(parts.raw("digits"), "6");
    assert_eq!(parts.raw("period"), "30");
    // FreeOTP: at most one colon in the whole label, decoded or not; no remote picture; 128 bits of key at least.
    assert_eq!(parts.issuer.matches(':').count() + parts.account.matches(':').count(), 0);
    assert!(!parts.raw_account.contains(':'));
    assert!(!uri.to_ascii_lowercase().contains("%3a"));
    assert!(!parts.query.iter().any(|(name, _)| ["image", "color", "lock"].contains(&name.as_str())));
    assert!(key.len() * 5 >= 128);
    // Microsoft Authenticator: reads the issuer from the label's prefix alone. FreeOTP on iOS: the same.
    assert!(!parts.issuer.is_empty());
    // Google hides the prefix when the parameter is equal; Yubico takes the parameter: identical, then.
    assert_eq!(parts.raw("issuer"), parts.raw_issuer);
    // Yubico Authenticator: 64 bytes of issuer, colon and account in UTF-8.
    assert!(parts.issuer.len() + 1 + parts.account.len() <= 64, "{uri}");
    // MYDIGIPASS, unknown: the default of everything, which is all the above, and a name to show.
    assert!(!parts.account.is_empty());
    // Nothing invisible that would turn or break the line in a list.
    for text in [&parts.issuer, &parts.account] {
        assert!(!text.chars().any(breaks_a_label), "{text:?}");
        assert_eq!(text.trim(), text);
    }
    assert_eq!(parts.query.len(), 5);
}

/// Read by another implementation.
fn parses_back(uri: &str) {
    parses_back_to(uri, &secret());
}

fn parses_back_to(uri: &str, secret: &Secret) {
    let parts = take_apart(uri);
    let read = Totp::from_url(uri).expect(uri);
    assert_eq!(read.issuer(), Some(parts.issuer.as_str()));
    assert_eq!(read.account_name(), parts.account);
    assert_eq!(read.secret().as_bytes(), secret.bytes());
    assert_eq!((read.digits(), read.step()), (6, 30));
    assert_eq!(read.generate(1_800_000_000).to_string(), crate::totp::code_at(secret, 1_800_000_000));
}

#[test]
fn the_plain_case_reads_as_one_would_write_it() {
    let key = secret().base32().to_string();
    assert_eq!(
        uri("Vereniging Waterland", "s.dewit@waterland.example", None),
        format!(
            "otpauth://totp/Vereniging%20Waterland:s.dewit%40waterland.example?secret={key}\
             &issuer=Vereniging%20Waterland&algorithm=SHA1&digits=6&period=30"
        )
    );
}

#[test]
fn names_as_people_have_them_suit_all_apps() {
    for issuer in [
        "Waterland",
        "",
        " ",
        ":",
        "Beheer: groep 1",
        "Ærø Håndbold",
        "日本語の協会",
        "جمعية المياه",
        "🚲🌷",
        "a%3Ab",
        "C++ & Co.",
        "\u{202e}dnalretaW",
        "e\u{301}e\u{301}n",
        "x\0y\nz",
        "Vereniging voor Nederlandse Waterschappen en Dijken (afdeling Noord-Holland)",
        "/../..?#",
        ".",
        "..",
        "\u{feff}",
        "\u{2066}\u{2069}",
    ] {
        for account in [
            "jan@waterland.example",
            "",
            "::::",
            "s.dewit+two@waterland.example",
            "名前@例え.テスト",
            "👩‍👩‍👧‍👦",
            "heel.lange.naam.van.een.persoon.met.veel.voornamen@afdeling.noordholland.waterland.example",
            "..",
            ".",
            "é".repeat(60).as_str(),
            "🐸".repeat(40).as_str(),
            "\u{0301}\u{0301}\u{0301}",
            "\t\r\n",
            "a:b:c",
            "%00",
        ] {
            for device in [None, Some("tablet"), Some(""), Some("Telefoon van Sanne: de grote, 📱 rood, uit 2026")] {
                let uri = uri(issuer, account, device);
                suits_all_ten_apps(&uri);
                parses_back(&uri);
            }
        }
    }
}

#[test]
fn the_account_is_cut_and_the_issuer_is_not() {
    let issuer = "I".repeat(MAX_ISSUER_BYTES);
    let parts = take_apart(&uri(&issuer, "heel.lange.naam@waterland.example", None));
    assert_eq!(parts.issuer, issuer);
    assert_eq!(parts.account.len(), MIN_ACCOUNT_BYTES);
    assert!(parts.account.starts_with("heel.la~"));
    let short = take_apart(&uri("Waterland", "jan@waterland.example", None));
    assert_eq!(short.account, "jan@waterland.example", "what fits is left alone");
}

#[test]
fn what_fits_exactly_is_not_cut() {
    let issuer = "Waterland";
    let account = "a".repeat(MAX_LABEL_BYTES - 1 - issuer.len());
    assert_eq!(take_apart(&uri(issuer, &account, None)).account, account);
    let longer = format!("{account}a");
    assert!(take_apart(&uri(issuer, &longer, None)).account.contains('~'));
}

#[test]
fn a_second_device_has_a_label_of_its_own_even_when_cut() {
    let long = "heel.lange.naam.van.een.persoon@afdeling.waterland.example";
    let labels: Vec<String> = [
        None,
        Some("tablet"),
        Some("telefoon"),
        Some("een heel lange naam voor een toestel (1)"),
        Some("een heel lange naam voor een toestel (2)"),
    ]
    .iter()
    .map(|device| take_apart(&uri("Vereniging Waterland", long, *device)).account)
    .collect();
    for (index, label) in labels.iter().enumerate() {
        assert!(!labels[..index].contains(label), "{labels:?}");
    }
    assert!(labels[1].ends_with(" (tablet)"));
    assert_eq!(take_apart(&uri("Waterland", "jan@x.nl", Some("tablet"))).account, "jan@x.nl (tablet)");
    let again = uri("Vereniging Waterland", long, Some("tablet"));
    assert_eq!(take_apart(&again).account, labels[1], "the same label replaces the dead entry");
}

#[test]
fn two_long_accounts_with_one_beginning_stay_two() {
    let one = take_apart(&uri("Waterland", &format!("{}1", "x".repeat(80)), None)).account;
    let two = take_apart(&uri("Waterland", &format!("{}2", "x".repeat(80)), None)).account;
    assert_ne!(one, two);
}

#[test]
fn other_parameters_are_spelled_out_for_hardware_tokens() {
    let parameters = Parameters {
        algorithm: Algorithm::Sha512,
        digits: crate::totp::Digits::Eight,
        period: crate::totp::Period::Seconds60,
    };
    let label = Label { issuer: "W", account: "j", device: None };
    let uri = key_uri(label, &secret(), parameters);
    assert!(uri.ends_with("&algorithm=SHA512&digits=8&period=60"), "{}", uri.as_str());
}

/// Names as a mean tester would give them: any script, emoji, right-to-left, combining marks, control characters, colons.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,90}",
        "[a-zA-Z0-9.@+:%/?#&= -]{0,90}",
        "[\\p{Arabic}\\p{Hebrew}\\u{200e}-\\u{200f}\\u{202a}-\\u{202e} :]{0,60}",
        "[e\\u{300}-\\u{36f}\\u{200d}]{0,60}",
        "[\\u{1f300}-\\u{1f6ff}\\u{1f900}-\\u{1f9ff}\\u{200d}\\u{fe0f}]{0,40}",
        "[\\u{0}-\\u{1f}\\u{7f}-\\u{9f}:]{0,40}",
        "[\\p{Han}\\p{Hiragana}\\p{Thai}\\p{Devanagari}\\p{Cyrillic}]{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn names_in_any_script_and_any_key_suit_all_apps(
        seed in any::<u64>(),
        issuer in name(),
        account in name(),
        device in proptest::option::of(name()),
    ) {
        let secret = secret_of(seed);
        let uri = uri_with(&secret, &issuer, &account, device.as_deref());
        suits_all_ten_apps(&uri);
        parses_back_to(&uri, &secret);
    }

    #[test]
    fn an_issuer_of_allowed_length_is_never_cut(issuer in "[a-zA-Zéèü日🚲][a-zA-Zéèü日🚲 -]{0,10}[a-zA-Zéèü日🚲]", account in name()) {
        let parts = take_apart(&uri(&issuer, &account, None));
        prop_assert_eq!(parts.issuer, clean(&issuer));
    }
}
