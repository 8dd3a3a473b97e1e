//! Keys of the API at the command line: made, printed once, listed, removed; and the document of what they open.

mod support;

use support::Installation;

#[test]
fn a_key_is_printed_once_listed_and_removed() {
    let house = Installation::new();
    let made = house
        .run(&[
            "api-key",
            "add",
            "CRM",
            "--scope",
            "sign-in",
            "--scope",
            "enrol",
            "--return-to",
            "https://crm.example/back",
        ])
        .ok();
    let key = made.out.trim();
    assert!(key.starts_with("twk_") && key.len() == 47, "{}", made.out);
    let listed = house.run(&["api-key", "list", "--json"]).ok().json();
    assert_eq!(listed[0]["scopes"], serde_json::json!(["sign-in", "enrol"]));
    assert_eq!(listed[0]["return_addresses"], serde_json::json!(["https://crm.example/back"]));
    let listed = house.run(&["api-key", "list"]).ok().out;
    assert!(listed.contains("CRM") && listed.contains("6000") && !listed.contains(&key[4..]), "{listed}");
    for (arguments, said) in [
        (&["api-key", "add", "crm", "--scope", "verify"][..], "another key has this name"),
        (&["api-key", "add", "x", "--scope", "enrol"], "needs --scope sign-in"),
        (&["api-key", "add", "x", "--scope", "verify", "--rate", "0"], "--rate"),
        (
            &["api-key", "add", "x", "--scope", "verify", "--return-to", "http://crm.example/"],
            "no address to return to",
        ),
        (&["api-key", "remove", "nobody"], "no key has the name `nobody`"),
    ] {
        house.run(arguments).refused(said);
    }
    assert_eq!(house.run(&["api-key", "add", "x"]).code, 2);
    house.run(&["api-key", "remove", "crm"]).ok();
    assert_eq!(house.run(&["api-key", "list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn the_document_is_printed_without_an_installation() {
    let house = Installation::empty();
    let document = house.run(&["openapi"]).ok().json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/v1/sign-ins"]["post"].is_object());
}

#[test]
fn the_command_of_the_guide_makes_a_key() {
    let guide = include_str!("../../../docs/integrate/module-mode.md");
    let line = guide.lines().find_map(|line| line.strip_prefix("tweestap ")).unwrap();
    let house = Installation::new();
    let made = house.run(&line.split(' ').collect::<Vec<_>>()).ok();
    assert!(made.out.starts_with("twk_"), "{}", made.out);
}
