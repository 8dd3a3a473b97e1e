//! Parsers that several sections share: strict, and their errors say what is missing.
//! Each takes the text of a value and answers the value or a reason.

use std::time::Duration;

use domain::organisation::lies_in;
use url::{Host, Url};

/// A duration: a whole number and one unit, `30s`, `10m`, `2h` or `14d`; one space between them is allowed.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let unit = rest.strip_prefix(' ').unwrap_or(rest);
    let seconds_each = match unit {
        _ if number.is_empty() => return Err("it must begin with a whole number".to_owned()),
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        "" => return Err("the unit is missing: s, m, h or d".to_owned()),
        _ if rest.starts_with(['.', ',']) => return Err("only whole numbers; use a smaller unit".to_owned()),
        _ if rest.contains(|c: char| c.is_ascii_digit()) => {
            return Err("one number and one unit; use a smaller unit".to_owned());
        }
        other => return Err(format!("unknown unit {}; use s, m, h or d", super::fault::shown(other))),
    };
    number
        .parse::<u64>()
        .ok()
        .and_then(|count| count.checked_mul(seconds_each))
        .map(Duration::from_secs)
        .ok_or_else(|| "the number is too large".to_owned())
}

/// The host and the user name of a mail server, from a URL that holds nothing else but a port. The password has a setting of
/// its own, which the reason names.
pub(super) fn server(url: &Url, password: &str) -> Result<(String, String), String> {
    if url.password().is_some() {
        return Err(format!("the password belongs in {password}"));
    }
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or("the host is missing")?;
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err("nothing belongs after the port".to_owned());
    }
    let user = percent_encoding::percent_decode_str(url.username())
        .decode_utf8()
        .map_err(|_| "the user name is not UTF-8")?
        .into_owned();
    // URLs write IPv6 in brackets; sockets and certificates do not.
    Ok((host.trim_start_matches('[').trim_end_matches(']').to_owned(), user))
}

/// A duration within bounds, both allowed.
pub(super) fn duration_between(text: &str, (least, most): (Duration, Duration)) -> Result<Duration, String> {
    let found = duration(text)?;
    if found < least {
        return Err(format!("at least {}", worded(least)));
    }
    if found > most {
        return Err(format!("at most {}", worded(most)));
    }
    Ok(found)
}

fn worded(duration: Duration) -> String {
    match duration.as_secs() {
        seconds if seconds >= 60 && seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

/// A whole number within bounds, both allowed.
pub(super) fn whole_between(text: &str, (least, most): (usize, usize)) -> Result<usize, String> {
    let digits = text.replace('_', "");
    let number: usize = digits.parse().map_err(|_| "not a whole number".to_owned())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(format!("between {least} and {most}")) }
}

/// `true` or `false`, nothing that looks like it.
pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(String::new()),
    }
}

/// A line of text for people: not blank, no control characters, at most 200 characters.
pub(super) fn line(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err("it is blank".to_owned());
    }
    if trimmed.chars().any(char::is_control) {
        return Err("it holds a control character".to_owned());
    }
    if trimmed.chars().count() > 200 {
        return Err("at most 200 characters".to_owned());
    }
    Ok(trimmed.to_owned())
}

/// An `https` address, or `http` to this machine; no name, password, query or fragment in it.
pub(super) fn web_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        "http" => return Err("http is for localhost, names below it, 127.0.0.1 and [::1] alone".to_owned()),
        _ => return Err("it must begin with https://".to_owned()),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("no user name or password belongs in it".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("no ? or # belongs in it".to_owned());
    }
    Ok(url)
}

/// Whether the host of `url` is `localhost` or a name below it (RFC 6761 section 6.3), `127.0.0.1` or `[::1]`.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => lies_in(name, "localhost"),
        Some(Host::Ipv4(address)) => address == std::net::Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == std::net::Ipv6Addr::LOCALHOST,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_a_whole_number_and_a_unit() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("30 s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("10m"), Ok(Duration::from_mins(10)));
        assert_eq!(duration("2h"), Ok(Duration::from_hours(2)));
        assert_eq!(duration("14d"), Ok(Duration::from_hours(14 * 24)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
    }

    #[test]
    fn whatever_else_looks_like_a_duration_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "whole number"),
            ("s", "whole number"),
            ("-5s", "whole number"),
            (" 5s", "whole number"),
            ("+5s", "whole number"),
            ("30", "unit is missing"),
            ("30 ", "unit is missing"),
            ("30  s", "unknown unit"),
            ("30S", "unknown unit"),
            ("30 min", "unknown unit \"min\""),
            ("1.5h", "smaller unit"),
            ("1h30m", "one number and one unit"),
            ("٣s", "whole number"),
            ("99999999999999999999s", "too large"),
            ("999999999999999999d", "too large"),
        ] {
            let error = duration(text).expect_err(text);
            assert!(error.contains(reason), "{text:?}: {error}");
        }
    }

    #[test]
    fn http_is_for_this_machine_alone() {
        for good in ["https://a.example", "http://localhost:8080", "http://id.x.localhost", "http://[::1]:80"] {
            assert!(web_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://a.example",
            "http://127.0.0.2",
            "http://localhost.evil.example",
            "http://evillocalhost",
            "ftp://a",
            "a",
            "https://u@a",
            "https://a?b",
            "https://a#b",
            "javascript:x",
        ] {
            assert!(web_address(bad).is_err(), "{bad}");
        }
    }
}
