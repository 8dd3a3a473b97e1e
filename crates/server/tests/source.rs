//! Systems from which people come in, at the command line: connected, listed, let go.

mod support;

use support::Installation;

#[test]
fn a_system_is_connected_listed_and_let_go() {
    let house = Installation::new();
    let made = house.run(&["source", "add", "Entra ID", "--map", "language=locale", "--when-gone", "keep"]).ok();
    let key = made.out.trim();
    assert!(key.starts_with("twp_") && key.len() == 47, "{}", made.out);
    let listed = house.run(&["source", "list", "--json"]).ok().json();
    assert_eq!((&listed[0]["kind"], &listed[0]["when_gone"]), (&"scim".into(), &"keep".into()));
    assert_eq!(listed[0]["mapping"]["language"], "locale");
    assert_eq!(listed[0]["mapping"]["user-name"], "userName");
    let listed = house.run(&["source", "list"]).ok().out;
    assert!(listed.contains("Entra ID") && !listed.contains(&key[4..]), "{listed}");
    for (arguments, said) in [
        (&["source", "add", "entra id"][..], "another system has this name"),
        (&["source", "add", "x", "--map", "user-name="], "cannot be left out"),
        (&["source", "add", "x", "--map", "own:a=pass word"], "attribute of SCIM"),
        (&["source", "add", "x", "--map", "own:a=password"], "attribute of SCIM"),
        (&["source", "add", "x", "--map", "emails=phoneNumbers"], "comes from emails"),
        (&["source", "add", " "], "the name is empty"),
        (&["source", "remove", "nobody"], "no system has the name `nobody`"),
    ] {
        house.run(arguments).refused(said);
    }
    assert_eq!(house.run(&["source", "add", "x", "--map", "password=password"]).code, 2);
    assert_eq!(house.run(&["source", "add", "x", "--when-gone", "delete"]).code, 2);
    house.run(&["source", "remove", "ENTRA ID"]).ok();
    assert_eq!(house.run(&["source", "list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn the_command_of_the_guide_connects_a_system() {
    let guide = include_str!("../../../docs/integrate/scim.md");
    let line = guide.lines().find_map(|line| line.strip_prefix("tweestap ")).unwrap();
    let house = Installation::new();
    house.run(&["attribute", "save", "afdeling", "--name", "Afdeling", "--kind", "text"]).ok();
    let made = house.run(&line.split(' ').collect::<Vec<_>>()).ok();
    assert!(made.out.starts_with("twp_"), "{}", made.out);
}
