//! Each kind of code: what it looks like, what typing it may look like, and how hard it is to guess.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::entropy::{OsEntropy, SeededEntropy};
use crate::keys::KeyRing;

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const TWO: &str = "IB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgE=";
const PLACE: CodePlace<'_> = CodePlace { purpose: "late enrolment", row: b"row 1" };

/// Every code point that Unicode calls a space (the property `White_Space`, of which category Zs is part).
const SPACES: &str = "\u{9}\u{a}\u{b}\u{c}\u{d}\u{20}\u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\
                      \u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";
/// Every code point of general category Pd, and the minus sign.
const DASHES: &str = "-\u{58a}\u{5be}\u{1400}\u{1806}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2e17}\u{2e1a}\u{2e3a}\
                      \u{2e3b}\u{2e40}\u{2e5d}\u{301c}\u{3030}\u{30a0}\u{fe31}\u{fe32}\u{fe58}\u{fe63}\u{ff0d}\u{10ead}\u{2212}";

fn keys() -> KeyRing {
    KeyRing::from_text(ONE).unwrap()
}

fn typed(input: &str) -> Result<String, CodeFault> {
    normalise_totp(input).map(|digits| digits.to_string())
}

#[test]
fn spaces_and_dashes_of_all_kinds_are_fine() {
    for separator in SPACES.chars().chain(DASHES.chars()) {
        let input = format!("{separator}123{separator}{separator}456{separator}");
        assert_eq!(typed(&input), Ok("123456".to_owned()), "{:04x}", u32::from(separator));
    }
    assert_eq!(typed("123\u{200b}456\u{feff}"), Ok("123456".to_owned()));
    assert_eq!(typed("000 001"), Ok("000001".to_owned()), "leading zeros stay");
}

#[test]
fn anything_else_is_said_to_be_wrong() {
    for (input, fault) in [
        ("", CodeFault::Empty),
        (" - \u{2003}", CodeFault::Empty),
        ("12345", CodeFault::TooShort),
        ("1234567", CodeFault::TooLong),
        ("12345a", CodeFault::NotDigits),
        ("+123456", CodeFault::NotDigits),
        ("123.456", CodeFault::NotDigits),
        ("[123456]", CodeFault::NotDigits),
        ("123456\0", CodeFault::NotDigits),
        ("０１２３４５", CodeFault::NotDigits),
        ("٠١٢٣٤٥", CodeFault::NotDigits),
        ("०१२३४५", CodeFault::NotDigits),
        ("①②③④⑤⑥", CodeFault::NotDigits),
        ("𝟏𝟐𝟑𝟒𝟓𝟔", CodeFault::NotDigits),
        ("12345²", CodeFault::NotDigits),
        ("1e5000", CodeFault::NotDigits),
        ("0x1234", CodeFault::NotDigits),
        ("123456, 234567", CodeFault::NotDigits),
    ] {
        assert_eq!(typed(input), Err(fault), "{input:?}");
    }
}

#[test]
fn a_megabyte_is_answered_without_keeping_it() {
    assert_eq!(typed(&"1".repeat(1_000_000)), Err(CodeFault::TooLong));
    assert_eq!(typed(&" ".repeat(1_000_000)), Err(CodeFault::Empty));
    let kept = normalise_digits(&"1".repeat(1_000_000), 6);
    assert!(kept.is_err());
    assert!(matches!(RecoveryCode::parse(&"A".repeat(1_000_000)), Err(CodeFault::TooLong)));
}

#[test]
fn the_alphabet_has_no_look_alikes() {
    let letters: BTreeSet<u8> = ALPHABET.iter().copied().collect();
    assert_eq!(letters.len(), 32);
    assert!(b"ILOU".iter().all(|letter| !letters.contains(letter)));
    for (typed, read) in
        [('o', '0'), ('O', '0'), ('i', '1'), ('L', '1'), ('l', '1'), ('a', 'A'), ('z', 'Z'), ('7', '7')]
    {
        assert_eq!(crockford(typed), Some(read));
    }
    for other in ['u', 'U', '*', 'é', 'ſ', '０', '!'] {
        assert_eq!(crockford(other), None, "{other}");
    }
}

#[test]
fn a_recovery_code_is_five_groups_with_80_secret_bits() {
    let code = RecoveryCode::new(&OsEntropy);
    let shown = code.shown();
    let groups: Vec<&str> = shown.split('-').collect();
    assert_eq!(groups.len(), 5);
    assert!(groups.iter().all(|group| group.len() == 4));
    assert_eq!(groups[0], code.selector());
    assert_eq!(groups[1..].concat(), code.secret());
    // Each character is one of 32: 5 bits. At least 64 bits are asked (NIST SP 800-63B-4).
    assert_eq!(code.secret().len() * 5, 80);
}

#[test]
fn recovery_codes_never_come_twice_and_use_all_characters_evenly() {
    let mut all = BTreeSet::new();
    let mut counts = [0_u32; 128];
    for _ in 0..20_000 {
        let code = RecoveryCode::new(&OsEntropy);
        assert!(all.insert(code.secret().to_owned()));
        for byte in code.secret().bytes() {
            counts[usize::from(byte)] += 1;
        }
    }
    // 320,000 characters over 32 letters: 10,000 each, standard deviation below 100.
    for letter in ALPHABET {
        let count = counts[usize::from(*letter)];
        assert!((9_000..11_000).contains(&count), "{}: {count}", char::from(*letter));
    }
}

#[test]
fn a_recovery_code_may_be_typed_carelessly() {
    let code = RecoveryCode::parse("0123-4567-89AB-CDEF-GH1J").unwrap();
    for typed in
        ["0123456789abcdefgh1j", " 0123 4567 89ab cdef gh1j ", "O123–4567—89ab−cdef‑ghLj", "oI23-4567-89AB-CDEF-GHIJ"]
    {
        let read = RecoveryCode::parse(typed).unwrap();
        assert_eq!((read.selector(), read.secret()), (code.selector(), code.secret()), "{typed}");
    }
    assert!(matches!(RecoveryCode::parse("0123-4567-89AB-CDEF-GHUJ"), Err(CodeFault::NotDigits)));
    assert!(matches!(RecoveryCode::parse("0123-4567-89AB-CDEF-GH1"), Err(CodeFault::TooShort)));
    assert!(matches!(RecoveryCode::parse("0123-4567-89AB-CDEF-GH1J-K"), Err(CodeFault::TooLong)));
}

#[test]
fn an_e_mailed_code_is_e_and_eight_digits() {
    let code = EmailCode::new(&SeededEntropy::predictable_for_tests(1));
    let shown = code.shown().to_string();
    assert_eq!(shown.len(), "E-1234-5678".len());
    assert!(shown.starts_with("E-"));
    let stored = code.hash(&keys(), PLACE);
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 8);
    for typed in [
        shown.clone(),
        shown.to_lowercase(),
        digits.clone(),
        format!("e{digits}"),
        format!(" E {digits} "),
        format!("\u{2013}E\u{2013}{digits}"),
    ] {
        assert!(EmailCode::parse(&typed).unwrap().matches(&keys(), PLACE, &stored), "{typed}");
    }
    for (bad, fault) in [
        ("", CodeFault::Empty),
        ("E", CodeFault::Empty),
        ("E-123", CodeFault::TooShort),
        ("E-1234-56789", CodeFault::TooLong),
        ("T-1234-5678", CodeFault::NotDigits),
        ("EE-1234-5678", CodeFault::NotDigits),
        ("1234-5678-E", CodeFault::NotDigits),
    ] {
        assert_eq!(EmailCode::parse(bad).err(), Some(fault), "{bad:?}");
    }
}

#[test]
fn a_helpdesk_pass_is_t_and_ten_characters_even_when_it_begins_with_t() {
    let pass = HelpdeskPass::parse("T-TT345-ABCD0").unwrap();
    assert_eq!(pass.shown().as_str(), "T-TT345-ABCD0");
    let stored = pass.hash(&keys(), PLACE);
    for typed in ["T-TT345-ABCD0", "TT345-ABCD0", "ttt345abcdo", "tt345 abcdo", "t–tt345–abcdO"] {
        assert!(HelpdeskPass::parse(typed).unwrap().matches(&keys(), PLACE, &stored), "{typed}");
    }
    for (bad, fault) in [
        ("", CodeFault::Empty),
        ("T-TT345-ABC", CodeFault::TooShort),
        ("T-TT345-ABCD0-X", CodeFault::TooLong),
        ("E-TT345-ABCD0", CodeFault::TooLong),
        ("T-TT345-ABCDU", CodeFault::NotDigits),
    ] {
        assert_eq!(HelpdeskPass::parse(bad).err(), Some(fault), "{bad:?}");
    }
    // 5 bits a character: 50, of which 40 are asked. Eight digits: 26, of which 20 are asked.
    assert_eq!(HelpdeskPass::new(&OsEntropy).shown().replace('-', "").len() - 1, 10);
    assert!(10_f64.powi(8).log2() > 26.0);
}

#[test]
fn a_code_counts_only_where_and_for_what_it_was_made() {
    let code = EmailCode::parse("E-1234-5678").unwrap();
    let stored = code.hash(&keys(), PLACE);
    assert!(code.matches(&keys(), PLACE, &stored));
    let other_row = CodePlace { row: b"row 2", ..PLACE };
    let other_purpose = CodePlace { purpose: "new address", ..PLACE };
    assert!(!code.matches(&keys(), other_row, &stored));
    assert!(!code.matches(&keys(), other_purpose, &stored));
    assert!(!EmailCode::parse("1234-5679").unwrap().matches(&keys(), PLACE, &stored));
    let pass = HelpdeskPass::parse("T-12345-67890").unwrap();
    assert!(!pass.matches(&keys(), PLACE, &stored));
}

#[test]
fn a_copy_of_the_database_alone_cannot_test_a_code() {
    let code = EmailCode::parse("E-1234-5678").unwrap();
    let stored = code.hash(&keys(), PLACE);
    assert!(!code.matches(&KeyRing::from_text(TWO).unwrap(), PLACE, &stored));
    assert!(!code.matches(&KeyRing::from_text(&format!("2 {ONE}")).unwrap(), PLACE, &stored));
    let both = KeyRing::from_text(&format!("1 {ONE}\n2 {TWO}")).unwrap();
    assert!(code.matches(&both, PLACE, &stored), "an older key still judges its codes");
    assert_eq!(code.hash(&both, PLACE)[..4], [0, 0, 0, 2]);
    for length in 0..stored.len() {
        assert!(!code.matches(&keys(), PLACE, &stored[..length]));
    }
}

#[test]
fn e_mailed_digits_are_even() {
    let entropy = SeededEntropy::predictable_for_tests(9);
    let mut firsts = [0_u32; 10];
    for _ in 0..20_000 {
        let shown = EmailCode::new(&entropy).shown();
        firsts[usize::from(shown.as_bytes()[2] - b'0')] += 1;
    }
    assert!(firsts.iter().all(|count| (1_700..2_300).contains(count)), "{firsts:?}");
}

proptest! {
    #[test]
    fn every_way_of_typing_six_digits_is_the_same_key(
        digits in "[0-9]{6}", separators in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
        places in proptest::collection::vec(0_usize..7, 12)
    ) {
        let all: Vec<char> = SPACES.chars().chain(DASHES.chars()).collect();
        let mut typed: Vec<char> = digits.chars().collect();
        for (separator, place) in separators.iter().zip(places) {
            typed.insert(place.min(typed.len()), all[separator.index(all.len())]);
        }
        let read = normalise_totp(&typed.iter().collect::<String>());
        prop_assert_eq!(read.map(|read| read.to_string()), Ok(digits));
    }

    #[test]
    fn whatever_is_typed_becomes_six_ascii_digits_or_a_fault(input in any::<String>()) {
        match normalise_totp(&input) {
            Ok(digits) => {
                prop_assert_eq!(digits.len(), 6);
                prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
                // The digits are those of the input, in order; nothing else was there but separators.
                let rest: String = input.chars().filter(|c| !is_separator(*c)).collect();
                prop_assert_eq!(digits.as_str(), rest.as_str());
            }
            Err(CodeFault::Empty) => prop_assert!(input.chars().all(is_separator)),
            Err(CodeFault::NotDigits) => {
                prop_assert!(input.chars().any(|c| !is_separator(c) && !c.is_ascii_digit()));
            }
            Err(fault) => {
                let count = input.chars().filter(char::is_ascii_digit).count();
                prop_assert_eq!(count < 6, fault == CodeFault::TooShort);
                prop_assert!(count != 6 && count != 0);
            }
        }
    }

    #[test]
    fn no_separator_is_a_letter_or_a_digit(character in any::<char>()) {
        prop_assert!(!is_separator(character) || !character.is_alphanumeric());
    }

    #[test]
    fn what_is_shown_reads_back(dice in any::<u64>()) {
        let entropy = SeededEntropy::predictable_for_tests(dice);
        let recovery = RecoveryCode::new(&entropy);
        let read = RecoveryCode::parse(&recovery.shown()).unwrap();
        prop_assert_eq!(read.selector(), recovery.selector());
        prop_assert_eq!(read.secret(), recovery.secret());
        let email = EmailCode::new(&entropy);
        prop_assert!(EmailCode::parse(&email.shown()).unwrap().matches(&keys(), PLACE, &email.hash(&keys(), PLACE)));
        let pass = HelpdeskPass::new(&entropy);
        prop_assert!(HelpdeskPass::parse(&pass.shown()).unwrap().matches(&keys(), PLACE, &pass.hash(&keys(), PLACE)));
    }

    #[test]
    fn parsing_never_panics(input in any::<String>()) {
        let _ = (RecoveryCode::parse(&input).is_ok(), EmailCode::parse(&input).is_ok(), HelpdeskPass::parse(&input).is_ok());
    }
}
