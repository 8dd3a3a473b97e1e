//! Devices that ask by RADIUS, at the command line: added, listed, given another secret, removed; and the server that hears
//! them, as `serve` starts it.

mod support;

use support::Installation;

#[test]
fn a_device_is_added_listed_renewed_and_removed() {
    let house = Installation::new();
    let client = |arguments: &[&str]| house.run(&[&["radius", "client"], arguments].concat());
    let made =
        client(&["add", "Office VPN", "--from", "10.0.0.9", "--from", "192.168.4.7/24", "--way", "one-field"]).ok();
    let secret = made.out.trim().to_owned();
    assert!(secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{}", made.out);
    let listed = client(&["list", "--json"]).ok().json();
    assert_eq!(listed[0]["from"], serde_json::json!(["10.0.0.9", "192.168.4.0/24"]));
    assert_eq!((&listed[0]["way"], &listed[0]["second_factor"]), (&"one-field".into(), &true.into()));
    assert!(listed[0]["last_fault"].is_null() && listed[0]["former_until"].is_null());
    let shown = client(&["list"]).ok().out;
    assert!(shown.contains("Office VPN") && shown.contains("never") && !shown.contains(&secret), "{shown}");
    let renewed = client(&["renew", "office vpn", "--json"]).ok().json();
    assert_ne!(renewed["secret"], secret.as_str());
    assert!(!client(&["list", "--json"]).ok().json()[0]["former_until"].is_null());
    for (arguments, said) in [
        (&["add", "OFFICE VPN", "--from", "10.0.0.9"][..], "another device has this name"),
        (&["add", "x", "--from", "10.0.0"], "`10.0.0` is no address and no network"),
        (&["add", "x", "--from", "::/0"], "every address there is"),
        (&["add", " ", "--from", "10.0.0.9"], "the name is empty"),
        (&["add", "x", "--from", "10.0.0.9", "--who", "nobody"], "nobody"),
        (&["renew", "nobody"], "no device has the name `nobody`"),
        (&["remove", "nobody"], "no device has the name `nobody`"),
    ] {
        client(arguments).refused(said);
    }
    assert_eq!(client(&["add", "x"]).code, 2);
    assert_eq!(client(&["add", "x", "--from", "10.0.0.9", "--way", "sms"]).code, 2);
    client(&["remove", "Office VPN"]).ok();
    assert_eq!(client(&["list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn doctor_sees_devices_that_nobody_hears() {
    let house = Installation::new();
    let found = |arguments: &[&str]| {
        let all = house.run(&[&["doctor", "--json"], arguments].concat()).json();
        let one = all.as_array().unwrap().iter().find(|one| one["part"] == "RADIUS").cloned();
        one.map(|one| one["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(found(&[]), None);
    house.run(&["radius", "client", "add", "Office VPN", "--from", "10.0.0.9"]).ok();
    assert_eq!(found(&[]).as_deref(), Some("warn"));
    let config = house.file("tweestap.toml", "[radius]\nlisten = [\"127.0.0.1:1812\"]\n");
    assert_eq!(found(&["--config", &config]).as_deref(), Some("ok"));
    let open = house.file("open.toml", "[radius]\nlisten = [\"0.0.0.0:1812\"]\n");
    assert_eq!(found(&["--config", &open]).as_deref(), Some("warn"));
}
