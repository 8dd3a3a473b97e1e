//! The server as a process: starts, answers, ends in order, and shows nothing of the demo.

mod support;

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

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
fn a_request_under_way_is_answered_and_a_new_one_refused_when_it_is_told_to_end() {
    let house = Installation::new();
    let server = serving(&house);
    let page = get(server.address, "/sign-in");
    let form = format!("csrf={}&username=a.visser&password={}", page.csrf(), support::PASSWORD);
    let mut asking = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nExpect: 100-continue\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        page.cookies(),
        form.len()
    );
    asking.write_all(head.as_bytes()).unwrap();
    // RFC 9110 §10.1.1: the server says so once it reads the form, so the request is under way.
    let mut lines = BufReader::new(asking.try_clone().unwrap());
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");

    server.signal("-TERM");
    assert!(refuses_connections(server.address), "it goes on to take connections");
    asking.write_all(form.as_bytes()).unwrap();
    let mut answer = String::new();
    lines.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("HTTP/1.1 303 See Other") && answer.contains("tweestap-"), "{answer}");
    assert_eq!(server.ended(), Some(0));
}

/// Whether it comes to refuse them; a signal takes a moment to arrive.
fn refuses_connections(address: SocketAddr) -> bool {
    let refused = || TcpStream::connect(address).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused);
    (0..20_000).any(|_| {
        std::thread::yield_now();
        refused()
    })
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
