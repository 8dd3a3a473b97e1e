//! The texts of all languages, as `build.rs` packed them: unpacked and read once, when the first is asked for.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::packed::unpacked;

/// Each language with its texts, packed.
const PACKED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// The language of whatever is not said in another.
const DEFAULT: &str = "en";

static TEXTS: LazyLock<Vec<(LanguageIdentifier, FluentBundle<FluentResource>)>> =
    LazyLock::new(|| PACKED.iter().filter_map(|(tag, packed)| read(tag, packed)).collect());

fn read(tag: &str, packed: &[u8]) -> Option<(LanguageIdentifier, FluentBundle<FluentResource>)> {
    let id: LanguageIdentifier = tag.parse().ok()?;
    let texts = String::from_utf8(unpacked(packed)?).ok()?;
    // What cannot be read is left out of it; tests find that.
    let texts = FluentResource::try_new(texts).unwrap_or_else(|(texts, _)| texts);
    let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
    // The marks for mixed writing directions would end up in mails, titles and what people copy.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(texts);
    Some((id, bundle))
}

/// Every language there is.
pub(super) fn languages() -> impl Iterator<Item = &'static LanguageIdentifier> {
    TEXTS.iter().map(|(id, _)| id)
}

/// The language for a reader of whom nothing is known.
pub(super) fn default_language() -> LanguageIdentifier {
    let is_it = |id: &&LanguageIdentifier| id.language.as_str() == DEFAULT;
    languages().find(is_it).cloned().unwrap_or_default()
}

/// The text with this key and these values; nothing where there is none, or a value is missing.
pub(super) fn find(
    language: &LanguageIdentifier,
    key: &str,
    args: Option<&HashMap<&'static str, FluentValue<'_>>>,
) -> Option<String> {
    let (_, bundle) = TEXTS.iter().find(|(id, _)| id == language)?;
    let pattern = bundle.get_message(key)?.value()?;
    let args: Option<FluentArgs<'_>> =
        args.map(|args| args.iter().map(|(name, value)| (*name, value.clone())).collect());
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, args.as_ref(), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_read_as_a_whole() {
        let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/translations")).unwrap();
        assert_eq!(languages().count(), folders.count());
        for (tag, packed) in PACKED {
            let texts = miniz_oxide::inflate::decompress_to_vec_zlib(packed).unwrap();
            assert!(FluentResource::try_new(String::from_utf8(texts).unwrap()).is_ok(), "{tag}");
        }
        assert_eq!(default_language().to_string(), DEFAULT);
    }
}
