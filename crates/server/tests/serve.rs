//! The server as a process: starts, answers, ends in order, and shows nothing of the demo.

mod support;

use support::{Installation, Running, Voice, get};

fn serving(house: &Installation) -> Running {
    Running::start(house.command(&["serve", "--listen", "127.0.0.1:0"]), Voice::Err, "serving")
}

#[test]
fn it_says_where_it_is_answers_and_ends_at_a_signal() {
    let house = Installation::new();
    for signal in ["-TERM", "-INT"] {
        let server = serving(&house);
        assert_eq!(get(server.address, "/healthz").status, 200);
        assert_eq!(get(server.address, "/readyz").status, 200);
        assert_eq!(get(server.address, "/sign-in").status, 200);
        assert_eq!(server.end(signal), Some(0), "{signal}");
    }
}

#[test]
fn nothing_of_the_demo_exists_here() {
    let house = Installation::new();
    let server = serving(&house);
    for path in [
        "/demo",
        "/demo/",
        "/demo/mailbox",
        "/demo/mailbox/x",
        "/demo/phone",
        "/demo/clock",
        "/demo/phone?person=a.visser",
    ] {
        assert_eq!(get(server.address, path).status, 404, "{path}");
    }
    for path in ["/", "/sign-in", "/sign-in/second-factor", "/profile", "/nothing"] {
        let page = get(server.address, path);
        assert!(!page.body.contains("/demo") && !page.head.contains("/demo"), "{path}: {page:?}");
    }
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn a_port_in_use_is_told_with_what_to_do() {
    let house = Installation::new();
    let server = serving(&house);
    let address = server.address.to_string();
    house.run(&["serve", "--listen", &address]).refused("choose another port with --listen");
    assert_eq!(server.end("-TERM"), Some(0));
}

#[test]
fn the_command_line_works_beside_a_running_server() {
    let house = Installation::new();
    let server = serving(&house);
    house.add("s.dewit", &[]);
    assert_eq!(house.run(&["person", "list", "--json"]).ok().json().as_array().unwrap().len(), 2);
    assert_eq!(get(server.address, "/readyz").status, 200);
    assert_eq!(server.end("-TERM"), Some(0));
}
