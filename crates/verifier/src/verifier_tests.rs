//! The handle as actions use it; that no secret prints; and the inventory of strengths (ASVS 11.2.3).

use std::collections::BTreeSet;
use std::fmt::Debug;

use super::*;
use crate::code::normalise_totp;
use crate::entropy::{OsEntropy, SeededEntropy};
use crate::hash_pool::HashPool;
use crate::keys::KEY_BYTES;

const ONE: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const PLACE: CodePlace<'_> = CodePlace { purpose: "late enrolment", row: b"row 1" };

fn verifier(entropy: Arc<dyn Entropy>) -> Verifier {
    let size = PoolSize { threads: 2, queue: 16 };
    Verifier::start(KeyRing::from_text(ONE).unwrap(), entropy, size).unwrap()
}

#[tokio::test]
async fn a_whole_enrolment_and_sign_in() {
    let verifier = verifier(Arc::new(OsEntropy));
    let place = Place { table: "authenticators", column: "secret", row: &verifier.new_id(1_800_000_000_000) };
    let secret = verifier.new_totp_secret();
    let sealed = verifier.seal(place, secret.bytes()).unwrap();
    let stored = verifier.hash_password("vier oude molens").await.unwrap();

    let now = 1_800_000_000;
    let checked = verifier.verify_password("vier oude molens", &stored).await;
    assert_eq!(checked, Ok(Verdict::Match { rehash: false }));
    let opened = totp::Secret::from_bytes(&verifier.open(place, &sealed).unwrap()).unwrap();
    let typed = totp::code_at(&secret, now);
    let digits = normalise_totp(&format!("{} {}", &typed[..3], &typed[3..])).unwrap();
    let step = totp::check(&opened, &digits, now, totp::Window::Strict);
    assert_eq!(step, Some(totp::step_at(now)));
}

#[tokio::test]
async fn ten_recovery_codes_differ_in_selector_and_each_opens_its_own() {
    let verifier = verifier(Arc::new(SeededEntropy::predictable_for_tests(7)));
    let first = RecoveryCode::new(&SeededEntropy::predictable_for_tests(7));
    // The same dice again: the first code that would come has a selector that is taken.
    let codes = verifier.new_recovery_codes(b"sanne", 10, &[first.selector()]).await.unwrap();
    let selectors: BTreeSet<&str> = codes.iter().map(|(code, _)| code.selector()).collect();
    assert_eq!(selectors.len(), 10);
    assert!(!selectors.contains(first.selector()));
    let (code, stored) = &codes[3];
    let typed = RecoveryCode::parse(&code.shown().to_lowercase()).unwrap();
    assert!(matches!(verifier.verify_recovery_code(&typed, b"sanne", Some(stored)).await, Ok(Verdict::Match { .. })));
    for (owner, stored) in [(b"sanne", Some(&codes[4].1)), (b"joris", Some(stored)), (b"sanne", None)] {
        let verdict = verifier.verify_recovery_code(&typed, owner, stored.map(String::as_str)).await;
        assert_eq!(verdict, Ok(Verdict::NoMatch));
    }
    assert!(stored.contains("$argon2id$"));
    assert!(!stored.contains(code.secret()));
}

#[tokio::test]
async fn equal_recovery_codes_are_stored_differently() {
    let verifier = verifier(Arc::new(OsEntropy));
    let code = RecoveryCode::parse("0000-1111-2222-3333-4444").unwrap();
    let one = verifier.hashes().hash(&code.bound(b"sanne")).await.unwrap();
    let two = verifier.hashes().hash(&code.bound(b"sanne")).await.unwrap();
    assert_ne!(one, two);
}

#[test]
fn codes_and_forms_are_judged_where_they_belong() {
    let verifier = verifier(Arc::new(OsEntropy));
    let (code, stored) = verifier.new_email_code(PLACE);
    assert!(verifier.check_email_code(&code, PLACE, &stored));
    let (pass, stored) = verifier.new_helpdesk_pass(PLACE);
    assert!(verifier.check_helpdesk_pass(&pass, PLACE, &stored));
    let elsewhere = CodePlace { row: b"row 2", ..PLACE };
    assert!(!verifier.check_helpdesk_pass(&pass, elsewhere, &stored));
    let cookie = verifier.new_token().text();
    let token = verifier.issue_form_token(&cookie);
    assert!(verifier.check_form_token(&cookie, &token));
    assert!(!verifier.check_form_token(&verifier.new_token().text(), &token));
}

#[test]
fn a_clone_is_the_same_verifier() {
    let one = verifier(Arc::new(OsEntropy));
    let two = one.clone();
    assert!(two.check_form_token("cookie", &one.issue_form_token("cookie")));
}

#[test]
fn no_secret_prints() {
    let entropy = SeededEntropy::predictable_for_tests(1);
    let verifier = verifier(Arc::new(OsEntropy));
    let token = Token::new(&entropy);
    let secret = totp::Secret::new(&entropy);
    let recovery = RecoveryCode::new(&entropy);
    let email = EmailCode::new(&entropy);
    let pass = HelpdeskPass::new(&entropy);
    let ring = KeyRing::from_text(ONE).unwrap();
    let canaries = [
        token.text().to_string(),
        secret.base32().to_string(),
        recovery.secret().to_owned(),
        recovery.shown().to_string(),
        email.shown().to_string(),
        pass.shown().to_string(),
        ONE.to_owned(),
    ];
    let things: [&dyn Debug; 9] =
        [&token, &secret, &recovery, &email, &pass, &ring, &verifier, verifier.hashes(), &entropy];
    for thing in things {
        for printed in [format!("{thing:?}"), format!("{thing:#?}")] {
            assert!(printed.ends_with("(redacted)"), "{printed}");
            for canary in &canaries {
                assert!(!printed.contains(canary.as_str()));
            }
        }
    }
    let bytes = format!("{:?}", secret.bytes());
    assert!(!format!("{secret:?}").contains(&bytes));
}

#[test]
fn what_the_web_shares_between_threads_may_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Verifier>();
    shared::<HashPool>();
    shared::<KeyRing>();
    shared::<Token>();
    shared::<totp::Secret>();
}

#[test]
fn everything_unguessable_is_at_least_128_bits_and_the_rest_is_throttled_with_its_floor() {
    let entropy = OsEntropy;
    // Name, bits, bits asked.
    let inventory = [
        ("master key and subkeys", KEY_BYTES * 8, 128),
        ("bearer token", crate::token::TEXT_CHARS * 6 - 2, 128),
        ("TOTP secret", totp::Secret::new(&entropy).bytes().len() * 8, 128),
        ("form token tag", 256, 128),
        // Below 128 bits: one use, counted per person, hashed with argon2id or a key.
        ("recovery code", RecoveryCode::new(&entropy).secret().len() * 5, 64),
        ("helpdesk pass", 10 * 5, 40),
        ("e-mailed code", 26, 20),
    ];
    for (name, bits, floor) in inventory {
        assert!(bits >= floor, "{name}: {bits} bits, {floor} asked");
    }
}
