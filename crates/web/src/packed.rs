//! Files that `build.rs` packed: a fifth of their size in the program, and unpacked when one is first asked for.

use std::sync::LazyLock;

/// The stylesheet.
pub(crate) static STYLES: LazyLock<Vec<u8>> =
    LazyLock::new(|| unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/tweestap.css.z"))).unwrap_or_default());
/// The document of the API.
pub(crate) static API: LazyLock<String> =
    LazyLock::new(|| text(include_bytes!(concat!(env!("OUT_DIR"), "/openapi.json.z"))));
/// The chapter of the manual about proxies.
pub(crate) static PROXIES: LazyLock<String> =
    LazyLock::new(|| text(include_bytes!(concat!(env!("OUT_DIR"), "/forward-auth.md.z"))));

/// What was packed; nothing where it was not.
pub(crate) fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    miniz_oxide::inflate::decompress_to_vec_zlib(packed).ok()
}

/// The same of a text. What the build packed can be unpacked: the pages that show it are tested.
fn text(packed: &[u8]) -> String {
    unpacked(packed).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_as_it_went_in() {
        assert_eq!(*STYLES, include_bytes!("../assets/tweestap.css"));
        assert_eq!(*API, include_str!("../../../docs/generated/openapi.json"));
        assert_eq!(*PROXIES, include_str!("../../../docs/integrate/forward-auth.md"));
    }
}
