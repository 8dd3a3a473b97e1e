//! Whatever a request says, reading it never falls, and what comes out is within its bounds.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use proptest::prelude::*;

use super::{browser, client_ip, form, host, reader, return_to};
use crate::app::AppOptions;
use crate::cookies::{CookieNames, Kind, device_value, read_device};
use crate::words::Words;

fn headers(name: &HeaderName, lines: &[Vec<u8>]) -> HeaderMap {
    let values = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok());
    values.map(|value| (name.clone(), value)).collect()
}

/// Bytes of all kinds, with those that mean something among them.
fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    let telling = prop::sample::select(b"=;,%&+ .:[]\"\\/?#@-_\t0aA".to_vec());
    prop::collection::vec(prop_oneof![telling, any::<u8>()], 0..most)
}

fn cookie_lines() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let named = bytes(30).prop_map(|rest| [b"tweestap-session=", rest.as_slice()].concat());
    prop::collection::vec(prop_oneof![named, bytes(60)], 0..4)
}

fn options() -> AppOptions {
    AppOptions {
        public_address: "https://id.example/".parse().unwrap(),
        return_to: vec!["https://wiki.example/a/".parse().unwrap()],
        domain: None,
        trusted_proxies: Vec::new(),
        radius: Vec::new(),
        demo: false,
    }
}

/// Addresses that look like ours or like an allowed one, and are not always.
fn wanted() -> impl Strategy<Value = String> {
    let scheme = prop::sample::select(vec!["", "https:", "http:", "javascript:", "data:", "//", "HTTPS:", "\thttps:"]);
    let host = prop::sample::select(vec![
        "",
        "/",
        "//",
        "///",
        "\\\\",
        "//id.example",
        "//wiki.example",
        "//wiki.example.evil.example",
        "//id.example@evil.example",
        "//evil.example",
        "//evil.example#@id.example",
        "//wiki.example:444",
        "//a:b@wiki.example",
        "//id.example%2eevil.example",
    ]);
    let path = "[a/.%2eE5cC\\\\?#&=:@ -]{0,12}";
    (scheme, host, path).prop_map(|(scheme, host, path)| format!("{scheme}{host}{path}"))
}

proptest! {
    #[test]
    fn a_cookie_is_found_where_one_pair_has_its_name_and_nowhere_else(lines in cookie_lines()) {
        let names = CookieNames::new(false);
        let headers = headers(&header::COOKIE, &lines);
        let found = names.read(&headers, Kind::Session);
        let pairs = headers.get_all(header::COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
        let ours = pairs.filter(|pair| pair.trim_ascii().starts_with(b"tweestap-session=")).count();
        prop_assert!(found.is_none() || ours == 1);
        for kind in [Kind::Half, Kind::Device, Kind::Form, Kind::Notice, Kind::Language] {
            prop_assert!(names.read(&headers, kind).is_none());
        }
    }

    #[test]
    fn a_device_cookie_that_is_read_is_written_the_same(text in "[0-9a-f.-]{0,50}|\\PC{0,60}") {
        if let Some(device) = read_device(&text) {
            prop_assert_eq!(read_device(&device_value(&device)), Some(device));
        }
    }

    #[test]
    fn a_value_that_is_set_ends_no_line_and_adds_no_attribute_of_its_own(value in "\\PC{0,40}") {
        let header = CookieNames::new(true).set(Kind::Notice, &value, None);
        prop_assert!(!header.as_bytes().iter().any(|byte| *byte == b'\r' || *byte == b'\n'));
    }

    #[test]
    fn fields_are_read_or_refused(body in bytes(120)) {
        if let Ok(text) = std::str::from_utf8(&body) {
            let pairs: Option<Vec<_>> = text.split('&').map(form::pair).collect();
            for (name, value) in pairs.into_iter().flatten() {
                prop_assert!(name.len() + value.len() <= text.len());
            }
        }
    }

    #[test]
    fn a_form_reads_back_what_a_browser_wrote(name in "[a-z_]{1,8}", value in "\\PC{0,40}") {
        let written = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
        prop_assert_eq!(form::pair(&format!("{name}={written}")), Some((name, value)));
    }

    #[test]
    fn a_host_is_small_letters_without_port_or_final_dot(host in bytes(40), forwarded in prop::collection::vec(bytes(40), 0..3)) {
        let mut map = headers(&header::HOST, &[host]);
        map.extend(headers(&HeaderName::from_static("x-forwarded-host"), &forwarded));
        let uri = Uri::from_static("/");
        for trusted in [Vec::new(), vec!["10.0.0.0/8".parse().unwrap()]] {
            let found = host::of_request("10.0.0.1".parse().unwrap(), (&map, &uri), &trusted);
            prop_assert!(!found.ends_with('.') && !found.bytes().any(|byte| byte.is_ascii_uppercase()), "{}", found);
        }
    }

    #[test]
    fn nobody_but_a_trusted_proxy_says_where_a_request_came_from(lines in prop::collection::vec(bytes(60), 0..4)) {
        let map = headers(&HeaderName::from_static("x-forwarded-for"), &lines);
        let (stranger, proxy) = ("203.0.113.9".parse().unwrap(), "10.0.0.1".parse().unwrap());
        let trusted = vec!["10.0.0.0/8".parse().unwrap()];
        prop_assert_eq!(client_ip::client(stranger, &map, &trusted), stranger);
        client_ip::client(proxy, &map, &trusted);
    }

    #[test]
    fn what_is_returned_to_is_a_path_of_ours_or_lies_in_an_allowed_address(wanted in wanted()) {
        let Some(to) = return_to::checked(&options(), &wanted) else { return Ok(()) };
        let own: url::Url = "https://id.example/".parse().unwrap();
        let read = own.join(&to).unwrap();
        if to.starts_with('/') {
            prop_assert!(!to.starts_with("//") && !to.starts_with("/\\"), "{}", to);
            prop_assert_eq!(read.origin(), own.origin(), "{}", to);
        } else {
            prop_assert!(to.starts_with("https://wiki.example/a/") || to == "https://wiki.example/a", "{}", to);
        }
        // It goes into a header, and reads the same there when it comes back.
        prop_assert!(HeaderValue::from_str(&to).is_ok());
        prop_assert_eq!(return_to::checked(&options(), &to), Some(to));
    }

    #[test]
    fn a_query_a_language_and_a_browser_are_read_or_not_there(text in "\\PC{0,60}", agent in "\\PC{0,200}") {
        if let Ok(uri) = format!("/x?{}", text.replace(|c: char| !c.is_ascii_graphic(), "")).parse::<Uri>() {
            reader::query(&uri, "return_to");
        }
        Words::accepted(&text);
        Words::find(&text);
        prop_assert!(browser::name(&agent).chars().count() <= 60);
    }
}
