//! The address that a request came from. `X-Forwarded-For` is believed only where a trusted proxy wrote it, and read
//! from the right: the first address that is no trusted proxy is the client, whatever stands left of it.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client of a request that arrived from `peer`.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let peer = peer.to_canonical();
    if !is_trusted(&peer) {
        return peer;
    }
    let mut client = peer;
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    for line in lines.into_iter().rev() {
        let Ok(line) = line.to_str() else { return client };
        for hop in line.rsplit(',') {
            // What cannot be read ends the walk at the last address that could.
            let Ok(address) = hop.trim().parse::<IpAddr>() else { return client };
            client = address.to_canonical();
            if !is_trusted(&client) {
                return client;
            }
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(of("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_tells_its_client_and_no_more() {
        let proxy = &["10.0.0.0/8"];
        assert_eq!(of("10.0.0.1", &["198.51.100.1"], proxy), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &["1.1.1.1, 198.51.100.1"], proxy), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"], proxy), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &["1.1.1.1", "198.51.100.1"], proxy), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &[], proxy), "10.0.0.1");
    }

    #[test]
    fn what_cannot_be_read_is_not_believed() {
        let proxy = &["10.0.0.0/8"];
        assert_eq!(of("10.0.0.1", &["198.51.100.1, nonsense"], proxy), "10.0.0.1");
        assert_eq!(of("10.0.0.1", &["198.51.100.1:80"], proxy), "10.0.0.1");
    }

    #[test]
    fn mapped_addresses_are_the_addresses_that_they_map() {
        assert_eq!(of("::ffff:10.0.0.1", &["198.51.100.1"], &["10.0.0.0/8"]), "198.51.100.1");
    }
}
