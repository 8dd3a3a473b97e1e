//! The key that a machine shows (RFC 6750 section 2.1).

use axum::http::{HeaderMap, header};

/// The key behind `Bearer`; nothing where there is none, or more than one.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let (scheme, key) = sent.next()?.to_str().ok()?.trim().split_once(' ')?;
    let alone = sent.next().is_none();
    (alone && scheme.eq_ignore_ascii_case("bearer")).then(|| key.trim())
}
