//! `doctor` of the program: each part with its state, and what to mend.

mod support;

use std::os::unix::fs::PermissionsExt as _;

use support::Installation;

#[test]
fn doctor_says_what_is_fine_and_what_to_mend() {
    let house = Installation::new();
    let found = |ran: &support::Ran, part: &str| -> String {
        let all = ran.json();
        let one = all.as_array().unwrap().iter().find(|one| one["part"] == part);
        one.map(|one| one["state"].as_str().unwrap().to_owned()).unwrap_or_default()
    };
    let ran = house.run(&["doctor", "--json"]).ok();
    for part in ["data folder", "key", "database", "outbox", "clock"] {
        assert_eq!(found(&ran, part), "ok", "{part}: {}", ran.out);
    }
    for part in ["public address", "cookies", "SuperUsers", "mail"] {
        assert_eq!(found(&ran, part), "warn", "{part}: {}", ran.out);
    }
    // A policy that relies on mail makes its absence a failure.
    house.run(&["policy", "set", "All", "--for", "everyone", "--requirement", "mandatory", "--even-so", "x"]).ok();
    let ran = house.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.lines().any(|line| line.starts_with("fail  mail")), "{}", ran.out);

    let config = house.file(
        "tweestap.toml",
        "[server]\npublic_address = \"https://id.waterland.example\"\n[mail]\nsmtp = \"smtp://127.0.0.1:9\"\ntls = \"none\"\n",
    );
    let ran = house.run(&["doctor", "--json", "--config", &config]);
    assert_eq!(ran.code, 1);
    assert_eq!(found(&ran, "public address"), "ok");
    assert_eq!(found(&ran, "passkeys"), "ok");
    assert_eq!(found(&ran, "host name"), "warn", "names that end so are nobody's (RFC 2606)");
    assert!(["ok", "warn"].contains(&found(&ran, "disk").as_str()), "{}", ran.out);
    assert_eq!(found(&ran, "proxies"), "warn");
    assert_eq!(found(&ran, "mail"), "fail", "nobody listens there");

    std::fs::set_permissions(house.data().join("keys"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = house.run(&["doctor", "--json"]);
    assert_eq!((ran.code, found(&ran, "key").as_str()), (1, "fail"), "{}", ran.out);
    assert!(ran.out.contains("chmod 600"), "{}", ran.out);

    let empty = Installation::empty();
    let ran = empty.run(&["doctor", "--json"]);
    assert_eq!((ran.code, found(&ran, "database").as_str()), (1, "fail"));
    assert!(!empty.data().exists(), "looking makes nothing");
}
