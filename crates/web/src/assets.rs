//! The stylesheet, the script and the icon, inside the binary, at addresses that hold a hash of their content.
//! So a browser may keep them for ever, and a new version is a new address.

use std::sync::LazyLock;

use crate::packed::STYLES;

/// One file that pages load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The content, as it is sent.
    pub bytes: &'static [u8],
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// A strong validator, quoted as RFC 9110 section 8.8.3 wants it.
    pub etag: &'static str,
}

/// How an asset may be kept: its address changes with its content.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The address of the stylesheet.
pub fn css_path() -> &'static str {
    &CSS.path
}

/// The address of the script for the copy, print and show buttons.
pub fn js_path() -> &'static str {
    &JS.path
}

/// The address of the icon.
pub fn icon_path() -> &'static str {
    &ICON.path
}

/// The asset at this path, such as `/assets/tweestap.0123456789abcdef.css`; none for any other path.
pub fn find(path: &str) -> Option<Asset> {
    [&CSS, &JS, &ICON].into_iter().find(|placed| placed.path == path).map(|placed| placed.asset())
}

struct Placed {
    path: String,
    etag: String,
    bytes: fn() -> &'static [u8],
    content_type: &'static str,
}

impl Placed {
    fn new(ending: &str, content_type: &'static str, bytes: fn() -> &'static [u8], hash: u64) -> Self {
        Self {
            path: format!("/assets/tweestap.{hash:016x}.{ending}"),
            etag: format!("\"{hash:016x}\""),
            bytes,
            content_type,
        }
    }

    fn asset(&'static self) -> Asset {
        Asset { bytes: (self.bytes)(), content_type: self.content_type, etag: &self.etag }
    }
}

const JS_BYTES: &[u8] = include_bytes!("../assets/tweestap.js");
const ICON_BYTES: &[u8] = include_bytes!("../assets/favicon.svg");

// Hashed while compiling: nothing is left to do at the first request.
const CSS_HASH: u64 = fingerprint(include_bytes!("../assets/tweestap.css"));
const JS_HASH: u64 = fingerprint(JS_BYTES);
const ICON_HASH: u64 = fingerprint(ICON_BYTES);

static CSS: LazyLock<Placed> = LazyLock::new(|| Placed::new("css", "text/css; charset=utf-8", || &STYLES, CSS_HASH));
static JS: LazyLock<Placed> =
    LazyLock::new(|| Placed::new("js", "text/javascript; charset=utf-8", || JS_BYTES, JS_HASH));
static ICON: LazyLock<Placed> = LazyLock::new(|| Placed::new("svg", "image/svg+xml", || ICON_BYTES, ICON_HASH));

/// FNV-1a, 64 bits: tells versions of our own files apart; nobody gains by making two alike.
const fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        hash = (hash ^ *first as u64).wrapping_mul(0x0100_0000_01b3);
        rest = tail;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_asset_is_found_at_its_own_path_and_nowhere_else() {
        for (path, kind) in [(css_path(), "css"), (js_path(), "javascript"), (icon_path(), "svg")] {
            let asset = find(path).unwrap();
            assert!(asset.content_type.contains(kind));
            assert!(!asset.bytes.is_empty());
            assert!(path.contains(asset.etag.trim_matches('"')));
        }
        assert_eq!(find("/assets/tweestap.css"), None);
        assert_eq!(find("/assets/../tweestap.css"), None);
    }

    #[test]
    fn another_content_has_another_fingerprint() {
        assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
        // The published test value of FNV-1a for "foobar".
        assert_eq!(fingerprint(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_stylesheet_asks_nothing_of_another_host() {
        let css = std::str::from_utf8(&STYLES).unwrap();
        assert!(!css.contains("url(") && !css.contains("@import"));
    }
}
