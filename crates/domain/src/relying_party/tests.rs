use super::claims::{ACR_ONE, ACR_REFEDS, ACR_TWO, Assured};
use super::request::{Asked, Consent, Next, Prompt, Wants, decide};
use super::*;
use crate::access::Held;
use crate::assurance::{Proof, ProofKind};
use crate::id::SelectionId;

const NOW: Timestamp = Timestamp::from_seconds(1_000_000);

fn party() -> RelyingParty {
    RelyingParty {
        id: RelyingPartyId::from_bytes([1; 16]),
        name: "Cloud".into(),
        template: Template::Own,
        kind: ClientKind::Confidential,
        redirect_addresses: vec!["https://cloud.example/back".into(), "http://127.0.0.1/back".into()],
        logout_addresses: vec!["https://cloud.example/bye".into()],
        back_channel: None,
        who: Selected::Everyone,
        second_factor: false,
        max_age: None,
        consent: false,
        refresh: Refresh::Never,
        without_pkce: false,
        algorithm: Algorithm::Es256,
        claims: Vec::new(),
        version: 1,
        made_at: NOW,
        last_used_at: None,
        former_until: None,
    }
}

fn held() -> Held {
    Held {
        proof: None,
        password_at: NOW.minus(Lifetime::minutes(10)),
        groups: Vec::new(),
        selections: Vec::new(),
        enrolled: true,
    }
}

fn proved(minutes: u32) -> Held {
    let at = NOW.minus(Lifetime::minutes(minutes));
    Held { proof: Some(Proof { kind: ProofKind::App, at }), ..held() }
}

fn asked() -> Asked {
    Asked {
        scopes: Scopes::known_in("openid email"),
        prompt: Prompt::default(),
        max_age: None,
        wants: Wants::Nothing,
        since: None,
    }
}

#[test]
fn a_sign_in_leads_back_to_a_listed_address_alone() {
    let party = party();
    assert!(party.may_return("https://cloud.example/back"));
    for other in [
        "https://cloud.example/back/",
        "https://cloud.example/back?x=1",
        "https://cloud.example/back#x",
        "https://cloud.example/Back",
        "https://CLOUD.example/back",
        "https://cloud.example:443/back",
        "https://cloud.example/../back",
        "https://cloud.example/%62ack",
        "https://cloud.example.evil.example/back",
        "https://cloud.example@evil.example/back",
        "http://cloud.example/back",
        "//cloud.example/back",
        "http://127.0.0.1:8080/back",
        "",
    ] {
        assert!(!party.may_return(other), "{other}");
    }
    assert!(party.may_return_after_sign_out("https://cloud.example/bye"));
    assert!(!party.may_return_after_sign_out("https://cloud.example/back"));
}

#[test]
fn a_program_on_ones_own_machine_may_have_any_port() {
    let native = RelyingParty {
        kind: ClientKind::Public,
        redirect_addresses: vec![
            "http://127.0.0.1/back".into(),
            "http://[::1]:80/b".into(),
            "https://x.example/".into(),
        ],
        ..party()
    };
    for yes in ["http://127.0.0.1/back", "http://127.0.0.1:8080/back", "http://[::1]:9/b", "https://x.example/"] {
        assert!(native.may_return(yes), "{yes}");
    }
    for no in [
        "http://127.0.0.1:8080/other",
        "http://127.0.0.1:0/back",
        "http://127.0.0.1:99999/back",
        "http://127.0.0.1:+80/back",
        "http://127.0.0.1:/back",
        "http://127.0.0.1.evil.example/back",
        "http://127.0.0.1@evil.example/back",
        "http://127.0.0.1:80@evil.example/back",
        "http://localhost:80/back",
        "https://127.0.0.1:8080/back",
        "https://x.example:8443/",
    ] {
        assert!(!native.may_return(no), "{no}");
    }
}

#[test]
fn prompt_is_read_whole_or_not_at_all() {
    assert_eq!(Prompt::read(""), Some(Prompt::default()));
    assert_eq!(Prompt::read("none"), Some(Prompt { none: true, ..Prompt::default() }));
    assert_eq!(Prompt::read("login consent"), Some(Prompt { login: true, consent: true, none: false }));
    assert_eq!(Prompt::read("select_account"), Some(Prompt { login: true, ..Prompt::default() }));
    for bad in ["none login", "none none", "login none", "Login", "create"] {
        assert_eq!(Prompt::read(bad), None, "{bad}");
    }
}

#[test]
fn the_classes_that_are_wanted_are_read_in_their_order() {
    for (classes, wants) in [
        (vec![], Wants::Nothing),
        (vec!["urn:else"], Wants::Nothing),
        (vec![ACR_ONE], Wants::Nothing),
        (vec![ACR_ONE, ACR_TWO], Wants::Nothing),
        (vec![ACR_TWO], Wants::FactorOfAll),
        (vec!["urn:else", ACR_REFEDS], Wants::FactorOfAll),
        (vec![ACR_TWO, ACR_ONE], Wants::Factor),
    ] {
        assert_eq!(Wants::of(classes.iter().copied()), wants, "{classes:?}");
    }
}

#[test]
fn what_a_request_needs() {
    let of = |asked: &Asked, held: &Held| decide(NOW, &party(), asked, held, None);
    let unenrolled = Held { enrolled: false, ..held() };
    let factor = Asked { wants: Wants::Factor, ..asked() };
    let of_all = Asked { wants: Wants::FactorOfAll, ..asked() };
    assert_eq!(of(&asked(), &held()), Next::Grant);
    assert_eq!(of(&factor, &held()), Next::Prove, "whoever has one shows it");
    assert_eq!(of(&factor, &unenrolled), Next::Grant);
    assert_eq!(of(&of_all, &unenrolled), Next::Enrol);
    assert_eq!(of(&of_all, &proved(60)), Next::Grant);

    let age = |minutes| Asked { max_age: Some(Lifetime::minutes(minutes)), ..asked() };
    assert_eq!(of(&age(15), &held()), Next::Grant);
    assert_eq!(of(&age(5), &held()), Next::Prove);
    assert_eq!(of(&Asked { wants: Wants::Factor, ..age(30) }, &proved(60)), Next::Prove, "the factor's own age counts");

    let login = Asked { prompt: Prompt { login: true, ..Prompt::default() }, ..asked() };
    let just_now = NOW.minus(Lifetime::seconds(20));
    let fresh = Held { password_at: just_now, ..held() };
    assert_eq!(of(&login, &fresh), Next::Prove, "it was proved before it was asked for");
    assert_eq!(of(&Asked { max_age: Some(Lifetime::ZERO), ..asked() }, &fresh), Next::Prove);
    let after = Asked { since: Some(just_now), ..login.clone() };
    assert_eq!(of(&after, &fresh), Next::Grant);
    let slow = Held { password_at: NOW.minus(Lifetime::minutes(5)), ..held() };
    let since = Some(NOW.minus(Lifetime::minutes(6)));
    assert_eq!(of(&Asked { max_age: Some(Lifetime::ZERO), since, ..asked() }, &slow), Next::Grant, "read slowly");
    for wrong in [NOW.plus(Lifetime::seconds(1)), NOW.minus(Lifetime::minutes(11)), NOW] {
        assert_eq!(of(&Asked { since: Some(wrong), ..login.clone() }, &fresh), Next::Prove, "{wrong:?}");
    }
}

#[test]
fn what_the_party_demands_holds_beside_what_it_asks() {
    let strict = RelyingParty { second_factor: true, max_age: Some(Lifetime::hours(1)), ..party() };
    assert_eq!(decide(NOW, &strict, &asked(), &held(), None), Next::Prove);
    assert_eq!(decide(NOW, &strict, &asked(), &proved(61), None), Next::Prove);
    assert_eq!(decide(NOW, &strict, &asked(), &proved(59), None), Next::Grant);
    let since = Asked { since: Some(NOW.minus(Lifetime::minutes(9))), max_age: Some(Lifetime::days(9)), ..asked() };
    assert_eq!(decide(NOW, &strict, &since, &proved(61), None), Next::Prove, "no marker loosens it");
    let closed = RelyingParty { who: Selected::Selection(SelectionId::from_bytes([9; 16])), ..strict };
    assert_eq!(decide(NOW, &closed, &asked(), &held(), None), Next::Forbidden, "before anything is asked");
}

#[test]
fn whoever_has_no_second_factor_any_more_is_not_asked_for_it_for_ever() {
    let strict = RelyingParty { second_factor: true, max_age: Some(Lifetime::minutes(5)), ..party() };
    let gone = Held { enrolled: false, ..proved(6) };
    assert_eq!(decide(NOW, &strict, &asked(), &gone, None), Next::Enrol);
}

#[test]
fn people_are_asked_once_for_what_they_have_not_given() {
    let asking = RelyingParty { consent: true, ..party() };
    let of = |asked: &Asked, had| decide(NOW, &asking, asked, &held(), had);
    let given = |words| Some(Consent { scopes: Scopes::known_in(words), given_at: NOW.minus(Lifetime::seconds(5)) });
    assert_eq!(of(&asked(), None), Next::Consent);
    assert_eq!(of(&asked(), given("openid")), Next::Consent);
    assert_eq!(of(&asked(), given("openid email groups")), Next::Grant);
    let again = Asked { prompt: Prompt { consent: true, ..Prompt::default() }, ..asked() };
    assert_eq!(of(&again, given("openid email")), Next::Consent);
    let since = |seconds| Asked { since: Some(NOW.minus(Lifetime::seconds(seconds))), ..again.clone() };
    assert_eq!(of(&since(3), given("openid email")), Next::Consent, "said before the request");
    assert_eq!(of(&since(9), given("openid email")), Next::Grant);
    assert_eq!(decide(NOW, &party(), &again, &held(), None), Next::Consent);

    let connected = RelyingParty { refresh: Refresh::Days(30), ..party() };
    let offline = Asked { scopes: Scopes::known_in("openid offline_access"), ..asked() };
    assert_eq!(decide(NOW, &connected, &offline, &held(), None), Next::Consent);
    assert_eq!(decide(NOW, &connected, &asked(), &held(), None), Next::Grant);
}

#[test]
fn nothing_but_a_proof_claims_a_second_factor() {
    let proof = Some(Proof { kind: ProofKind::App, at: NOW });
    assert_eq!(Assured::of((None, NOW), [ACR_TWO]), Assured { acr: ACR_ONE, amr: vec!["pwd"] });
    assert_eq!(Assured::of((proof, NOW), [ACR_REFEDS]).acr, ACR_REFEDS);
    assert_eq!(Assured::of((proof, NOW), ["urn:else", ACR_ONE]).acr, ACR_TWO);
    assert_eq!(Assured::of((proof, NOW), []).amr, ["pwd", "otp", "mfa"]);
}

#[test]
fn words_survive_the_store() {
    for source in ClaimSource::COMMON {
        assert_eq!(ClaimSource::from_word(&source.word()), Some(source));
    }
    let word = "attribute:unit";
    assert_eq!(ClaimSource::from_word(word).map(|source| source.word()).as_deref(), Some(word));
    assert_eq!((ClaimSource::from_word("attribute:"), ClaimSource::from_word("password")), (None, None));
    for days in [None, Some(0), Some(30)] {
        assert_eq!(Refresh::from_days(days).days(), days);
    }
    assert_eq!(Scopes::known_in("email phone openid").words(), "openid email");
    for no in ["sub", "acr", "", "two words", "naïef", &"a".repeat(61)] {
        assert!(!ClaimRule::is_name(no), "{no}");
    }
    assert!(ClaimRule::is_name("https://waterland.example/unit"));
}
