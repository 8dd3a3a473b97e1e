//! The host name that a request is for; it decides the organisation. `X-Forwarded-Host` is believed only where a trusted
//! proxy sent the request, and of several names the last: the one that the nearest proxy wrote.

use std::net::IpAddr;

use axum::http::{HeaderMap, Uri, header};
use ipnet::IpNet;

/// The host of a request that arrived from `peer`, in lower case, without port or final dot; empty where none is told.
pub(crate) fn of_request(peer: IpAddr, (headers, uri): (&HeaderMap, &Uri), trusted: &[IpNet]) -> String {
    let peer = peer.to_canonical();
    let by_proxy = trusted.iter().any(|net| net.contains(&peer));
    let forwarded = headers.get_all("x-forwarded-host").iter().next_back().filter(|_| by_proxy);
    let host = match forwarded {
        // What cannot be read is no host, whatever else the request says.
        Some(line) => line.to_str().unwrap_or_default().rsplit(',').next().unwrap_or_default().trim(),
        None => headers.get(header::HOST).and_then(|value| value.to_str().ok()).or(uri.host()).unwrap_or_default(),
    };
    bare(host)
}

fn bare(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, headers: &[(&'static str, &'static str)], trusted: &[&str]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        of_request(peer.parse().unwrap(), (&map, &Uri::from_static("/")), &trusted)
    }

    #[test]
    fn a_host_is_compared_without_port_dot_and_capitals() {
        for (sent, expected) in
            [("ID.Example:8080", "id.example"), ("id.example.", "id.example"), ("[::1]:80", "[::1]"), ("x", "x")]
        {
            assert_eq!(of("203.0.113.9", &[("host", sent)], &[]), expected);
        }
        assert_eq!(of("203.0.113.9", &[], &[]), "");
    }

    #[test]
    fn a_forwarded_host_counts_from_a_trusted_proxy_alone() {
        let both = [("host", "inside:8080"), ("x-forwarded-host", "b.example")];
        assert_eq!(of("203.0.113.9", &both, &[]), "inside");
        assert_eq!(of("203.0.113.9", &both, &["10.0.0.0/8"]), "inside");
        assert_eq!(of("10.0.0.1", &both, &["10.0.0.0/8"]), "b.example");
        assert_eq!(of("::ffff:10.0.0.1", &both, &["10.0.0.0/8"]), "b.example");
        assert_eq!(of("10.0.0.1", &[("host", "a.example")], &["10.0.0.0/8"]), "a.example");
    }

    #[test]
    fn of_several_forwarded_hosts_the_nearest_proxy_wrote_the_last() {
        let proxy = &["10.0.0.0/8"];
        assert_eq!(of("10.0.0.1", &[("x-forwarded-host", "evil.example, b.example")], proxy), "b.example");
        let lines = [("x-forwarded-host", "evil.example"), ("x-forwarded-host", "b.example")];
        assert_eq!(of("10.0.0.1", &lines, proxy), "b.example");
        assert_eq!(of("10.0.0.1", &[("host", "a.example"), ("x-forwarded-host", "")], proxy), "");
    }
}
