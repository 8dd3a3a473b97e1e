//! Devices that ask by RADIUS, at the command line: added, listed, given another secret, removed; and the server that hears
//! them, as `serve` starts it.

mod support;

use std::io::{self, Write as _};
use std::net::UdpSocket;
use std::process::{Command, Stdio};

use support::{Installation, PASSWORD, Running, Voice};

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

/// What `radclient` says, `FreeRADIUS`'s own client; nothing where this machine lacks it and may lack it.
fn radclient(server: &str, (kind, secret): (&str, &str), packet: &str) -> io::Result<Option<String>> {
    let mut command = Command::new("radclient");
    command.args(["-x", "-t", "20", server, kind, secret]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let required = std::env::var_os("TWEESTAP_TEST_REQUIRE_TOOLS").is_some_and(|value| !value.is_empty());
            assert!(!required, "radclient: {error}; scripts/test installs it");
            return Ok(None);
        }
    };
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(packet.as_bytes())?;
    }
    Ok(Some(String::from_utf8_lossy(&child.wait_with_output()?.stdout).into_owned()))
}

#[test]
fn the_program_hears_a_device_until_it_ends() {
    let house = Installation::new();
    let made = house.run(&["radius", "client", "add", "Office VPN", "--from", "127.0.0.1", "--by-rules"]).ok();
    let secret = made.out.trim();
    let place = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = house.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("TWEESTAP_RADIUS_LISTEN", place.to_string());
    let server = Running::start(command, Voice::Err, "serving");
    let ask = |kind, packet: &str| radclient(&place.to_string(), (kind, secret), packet).unwrap();
    if let Some(said) = ask("status", "Message-Authenticator = 0x00") {
        assert!(said.contains("Received Access-Accept"), "{said}");
        let somebody = |password: &str| {
            format!("User-Name = \"a.visser\"\nUser-Password = \"{password}\"\nMessage-Authenticator = 0x00")
        };
        let said = ask("auth", &somebody(PASSWORD)).unwrap();
        assert!(said.contains("Received Access-Accept"), "{said}");
        let said = ask("auth", &somebody("not the password")).unwrap();
        assert!(said.contains("Received Access-Reject"), "{said}");
    }
    assert_eq!(server.end("-TERM"), Some(0));
    UdpSocket::bind(place).unwrap();
}
