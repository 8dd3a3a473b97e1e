//! The published vectors, the window, the calendar, and an independent generator.

use std::collections::BTreeSet;
use std::process::Command;

use proptest::prelude::*;

use super::*;
use crate::entropy::{OsEntropy, SeededEntropy};

fn rfc_secret(algorithm: Algorithm) -> Secret {
    // RFC 6238 errata 2866: the seed is as long as the output of the hash.
    let length = match algorithm {
        Algorithm::Sha1 => 20,
        Algorithm::Sha256 => 32,
        Algorithm::Sha512 => 64,
    };
    let digits: Vec<u8> = b"1234567890".iter().copied().cycle().take(length).collect();
    Secret::from_bytes(&digits).unwrap()
}

fn eight(algorithm: Algorithm) -> Parameters {
    Parameters { algorithm, digits: Digits::Eight, period: Period::Seconds30 }
}

#[test]
fn rfc_6238_appendix_b() {
    let table = [
        (59, "94287082", "46119246", "90693936"),
        (1_111_111_109, "07081804", "68084774", "25091201"),
        (1_111_111_111, "14050471", "67062674", "99943326"),
        (1_234_567_890, "89005924", "91819424", "93441116"),
        (2_000_000_000, "69279037", "90698825", "38618901"),
        (20_000_000_000, "65353130", "77737706", "47863826"),
    ];
    for (time, sha1, sha256, sha512) in table {
        for (algorithm, code) in [(Algorithm::Sha1, sha1), (Algorithm::Sha256, sha256), (Algorithm::Sha512, sha512)] {
            let secret = rfc_secret(algorithm);
            assert_eq!(code_with(&secret, eight(algorithm), time), code, "{algorithm:?} at {time}");
            assert_eq!(check_with(&secret, eight(algorithm), code, (time, Window::Strict)), Some(time / 30));
        }
    }
}

#[test]
fn rfc_4226_appendix_d() {
    let codes = [755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489];
    for (counter, code) in (0..).zip(codes) {
        assert_eq!(hotp(&rfc_secret(Algorithm::Sha1), Algorithm::Sha1, counter, Digits::Six), code);
    }
}

#[test]
fn a_code_counts_one_step_either_side_and_not_one_more() {
    let secret = Secret::new(&SeededEntropy::predictable_for_tests(1));
    let now = 1_800_000_015;
    for offset in -5..=5 {
        let code = code_at(&secret, now + offset * 30);
        let step = step_at(now) + offset;
        let lenient = (-1..=1).contains(&offset).then_some(step);
        let strict = (offset == 0).then_some(step);
        assert_eq!(check(&secret, &code, now, Window::OneEitherSide), lenient, "offset {offset}");
        assert_eq!(check(&secret, &code, now, Window::Strict), strict, "offset {offset}");
    }
}

#[test]
fn a_step_begins_at_its_first_second_and_ends_after_its_last() {
    let secret = Secret::new(&SeededEntropy::predictable_for_tests(2));
    let start = 1_800_000_000;
    let code = code_at(&secret, start);
    for (second, strict, lenient) in [
        (-31, false, false),
        (-30, false, true),
        (-1, false, true),
        (0, true, true),
        (29, true, true),
        (30, false, true),
        (59, false, true),
        (60, false, false),
    ] {
        let now = start + second;
        assert_eq!(check(&secret, &code, now, Window::Strict).is_some(), strict, "second {second}");
        assert_eq!(check(&secret, &code, now, Window::OneEitherSide).is_some(), lenient, "second {second}");
    }
}

#[test]
fn time_goes_on_after_2038_and_after_2106() {
    let secret = rfc_secret(Algorithm::Sha1);
    let mut steps = BTreeSet::new();
    for moment in [
        (1_i64 << 31) - 30,
        1 << 31,
        (1 << 31) + 30,
        (1 << 32) - 30,
        1 << 32,
        (1 << 32) + 30,
        // Steps themselves pass 32 bits here.
        (1 << 32) * 30 - 30,
        (1 << 32) * 30,
        (1 << 32) * 30 + 30,
    ] {
        let code = code_at(&secret, moment);
        let step = check(&secret, &code, moment, Window::Strict).unwrap();
        assert_eq!(step, moment.div_euclid(30));
        assert!(steps.insert(step), "steps rise");
    }
    assert_ne!(code_at(&secret, 0), code_at(&secret, (1 << 32) * 30), "a step is not cut to 32 bits");
}

#[test]
fn before_1970_and_at_the_ends_of_time_nothing_matches_and_nothing_breaks() {
    let secret = rfc_secret(Algorithm::Sha1);
    for moment in [-1, -30, -1_000_000_000, i64::MIN] {
        let code = code_at(&secret, moment);
        assert_eq!(check(&secret, &code, moment, Window::Strict), None);
    }
    let first = code_at(&secret, 0);
    assert_eq!(check(&secret, &first, -1, Window::OneEitherSide), Some(0));
    assert_eq!(check(&secret, &first, 0, Window::OneEitherSide), Some(0));
    assert!(check(&secret, &code_at(&secret, i64::MAX), i64::MAX, Window::OneEitherSide).is_some());
}

#[test]
fn every_candidate_is_evaluated_wherever_the_match_is() {
    for matching in [-1, 0, 1, 99] {
        let mut evaluated = Vec::new();
        let found = matching_step(1000, Window::OneEitherSide, 7, |step| {
            evaluated.push(step);
            if step == 1000 + matching { 7 } else { 8 }
        });
        assert_eq!(evaluated, [999, 1000, 1001]);
        assert_eq!(found, (-1..=1).contains(&matching).then_some(1000 + matching));
    }
    let mut evaluated = 0;
    matching_step(1000, Window::Strict, 7, |_| {
        evaluated += 1;
        8
    });
    assert_eq!(evaluated, 1);
}

#[test]
fn of_two_steps_with_one_code_the_latest_is_spent() {
    let found = matching_step(1000, Window::OneEitherSide, 7, |step| if step == 1000 { 8 } else { 7 });
    assert_eq!(found, Some(1001));
}

#[test]
fn only_ascii_digits_of_the_exact_length_are_compared() {
    let secret = rfc_secret(Algorithm::Sha1);
    let code = code_at(&secret, 59);
    assert_eq!(code, "287082");
    for bad in [
        "",
        "28708",
        "2870820",
        "0287082",
        " 287082",
        "287082 ",
        "+87082",
        "-87082",
        "28708a",
        "２８７０８２",
        "٢٨٧٠٨٢",
        "287082\0",
        "[287082]",
    ] {
        assert_eq!(check(&secret, bad, 59, Window::OneEitherSide), None, "{bad:?}");
    }
    let zeros = rfc_secret(Algorithm::Sha1);
    let parameters = eight(Algorithm::Sha1);
    assert_eq!(
        check_with(&zeros, parameters, "7081804", (1_111_111_109, Window::Strict)),
        None,
        "a leading zero is part of the code"
    );
}

#[test]
fn a_new_secret_is_160_bits_and_32_characters_and_never_comes_twice() {
    let mut all = BTreeSet::new();
    for _ in 0..100_000 {
        let secret = Secret::new(&OsEntropy);
        assert_eq!(secret.bytes().len() * 8, 160);
        assert!(all.insert(secret.bytes().to_vec()));
    }
    let secret = Secret::new(&OsEntropy);
    assert_eq!(secret.base32().len(), 32);
    assert!(!secret.base32().contains('='));
}

#[test]
fn the_grouped_text_is_the_key_in_eight_groups_of_four() {
    let secret = rfc_secret(Algorithm::Sha1);
    assert_eq!(secret.base32().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_eq!(secret.grouped().as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

#[test]
fn too_short_and_too_long_secrets_are_refused() {
    for (length, fine) in [(0, false), (10, false), (15, false), (16, true), (20, true), (64, true), (65, false)] {
        assert_eq!(Secret::from_bytes(&vec![1; length]).is_some(), fine, "{length} bytes");
    }
}

#[test]
fn oathtool_shows_the_same_codes() {
    let secret = Secret::new(&SeededEntropy::predictable_for_tests(5));
    for moment in [0, 59, 1_111_111_109, 1_800_000_000, (1 << 31) + 1, (1 << 32) + 1] {
        let Some(printed) =
            oathtool(&["--totp", "--base32", &format!("--now=@{moment}"), "--digits=6", &secret.base32()])
        else {
            return;
        };
        assert_eq!(printed, code_at(&secret, moment), "at {moment}");
    }
    for (flag, algorithm) in [("--totp=SHA256", Algorithm::Sha256), ("--totp=SHA512", Algorithm::Sha512)] {
        let Some(printed) = oathtool(&[flag, "--base32", "--now=@1800000000", "--digits=8", &secret.base32()]) else {
            return;
        };
        assert_eq!(printed, code_with(&secret, eight(algorithm), 1_800_000_000));
    }
}

/// What the tool prints; nothing when it is not installed and nobody insists on it.
fn oathtool(arguments: &[&str]) -> Option<String> {
    match Command::new("oathtool").args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
        }
        Err(error) => {
            let required = std::env::var("TWEESTAP_TEST_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
            assert!(!required, "oathtool is needed: {error}");
            println!("skipped: oathtool is not installed");
            None
        }
    }
}

proptest! {
    #[test]
    fn a_replay_guard_over_the_steps_lets_each_code_in_once_and_never_an_older_one(
        dice in any::<u64>(), start in 0_i64..4_000_000_000, offers in proptest::collection::vec((0_i64..40, -1_i64..=1), 1..60)
    ) {
        let secret = Secret::new(&SeededEntropy::predictable_for_tests(dice));
        let (mut now, mut last) = (start, -1);
        let mut accepted = Vec::new();
        for (seconds, offset) in offers {
            now += seconds;
            let code = code_at(&secret, now + offset * 30);
            // What the conditional update does: only a later step counts.
            if let Some(step) = check(&secret, &code, now, Window::OneEitherSide)
                && step > last
            {
                last = step;
                accepted.push(step);
            }
        }
        prop_assert!(accepted.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn what_is_shown_is_accepted_and_says_its_own_step(dice in any::<u64>(), now in 0_i64..20_000_000_000) {
        let secret = Secret::new(&SeededEntropy::predictable_for_tests(dice));
        let code = code_at(&secret, now);
        prop_assert_eq!(code.len(), 6);
        prop_assert_eq!(check(&secret, &code, now, Window::Strict), Some(now / 30));
    }

    #[test]
    fn nothing_typed_breaks_it(text in any::<String>(), now in any::<i64>()) {
        let found = check(&rfc_secret(Algorithm::Sha1), &text, now, Window::OneEitherSide);
        prop_assert!(found.is_none() || text.len() == 6);
    }
}

#[test]
fn a_key_that_was_copied_is_read_whatever_its_spaces_and_case() {
    let secret = rfc_secret(Algorithm::Sha1);
    let lower = secret.grouped().to_ascii_lowercase();
    for copied in [secret.base32().as_str(), secret.grouped().as_str(), &format!(" {lower}\n")] {
        assert_eq!(Secret::from_base32(copied).unwrap().bytes(), secret.bytes(), "{copied:?}");
    }
    for none in ["", "GEZD", "no key", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ"] {
        assert!(Secret::from_base32(none).is_none(), "{none:?}");
    }
}
