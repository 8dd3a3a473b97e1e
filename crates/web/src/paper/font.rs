//! The font of letters: Noto Sans, trimmed to Latin, Greek and Cyrillic by `scripts/fonts`, inside the binary. What it does
//! not hold is told before anything is drawn.

use std::collections::HashMap;
use std::sync::LazyLock;

use ttf_parser::Face;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::PaperError;
use crate::packed::unpacked;

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Running text.
    Regular,
    /// Headings.
    Bold,
}

impl Weight {
    /// The font of this weight.
    pub(super) fn font(self) -> Result<&'static Font, PaperError> {
        let font = match self {
            Self::Regular => &*REGULAR,
            Self::Bold => &*BOLD,
        };
        font.as_ref().ok_or(PaperError::Font)
    }
}

/// A font that was read.
pub(super) struct Font {
    /// The file.
    pub(super) data: &'static [u8],
    /// What is in it.
    pub(super) face: Face<'static>,
    /// Of each character its glyph.
    glyphs: HashMap<char, Glyph>,
}

/// A glyph of the font.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// Its number.
    pub(super) number: u16,
    /// How wide it is, in thousandths of the size.
    advance: f32,
}

static REGULAR_DATA: LazyLock<Option<Vec<u8>>> =
    LazyLock::new(|| unpacked(include_bytes!("../../fonts/NotoSans-Regular.ttf.z")));
static BOLD_DATA: LazyLock<Option<Vec<u8>>> =
    LazyLock::new(|| unpacked(include_bytes!("../../fonts/NotoSans-Bold.ttf.z")));
static REGULAR: LazyLock<Option<Font>> = LazyLock::new(|| Font::read(REGULAR_DATA.as_deref()?));
static BOLD: LazyLock<Option<Font>> = LazyLock::new(|| Font::read(BOLD_DATA.as_deref()?));

impl Font {
    fn read(data: &'static [u8]) -> Option<Self> {
        let mut font = Self { data, face: Face::parse(data, 0).ok()?, glyphs: HashMap::new() };
        let mut characters = Vec::new();
        for table in font.face.tables().cmap?.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
            table.codepoints(|code| characters.extend(char::from_u32(code)));
        }
        for character in characters {
            if let Some(glyph) = font.face.glyph_index(character).filter(|glyph| glyph.0 != 0) {
                font.glyphs.insert(character, Glyph { number: glyph.0, advance: font.advance(glyph.0) });
            }
        }
        Some(font)
    }

    /// The glyph of a character; none where the font does not hold it.
    pub(super) fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(&character).copied()
    }

    /// How wide the glyph of this number is, in thousandths of the size.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        let units = self.face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
        self.thousandths(f32::from(units))
    }

    /// A measure of the font in thousandths of the size.
    pub(super) fn thousandths(&self, units: f32) -> f32 {
        units * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// How wide a text is at this size, in the unit of the size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let all = text.chars().filter_map(|character| self.glyph(character)).map(|glyph| glyph.advance);
        all.sum::<f32>() * size / 1000.0
    }
}

/// A text as the font can show it: accents joined with their letters, and without what has no shape.
pub(super) fn composed(text: &str) -> String {
    text.nfc()
        .filter(|character| !matches!(character, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\r'))
        .map(|character| if character == '\t' { ' ' } else { character })
        .collect()
}

/// What of these texts, composed, the font cannot show: each character once. Accents that are still alone are among them:
/// without shaping they would stand beside their letter.
pub(super) fn missing<'a>(texts: impl Iterator<Item = &'a str>) -> Result<String, PaperError> {
    let (regular, bold) = (Weight::Regular.font()?, Weight::Bold.font()?);
    let mut missing = String::new();
    for character in texts.flat_map(str::chars).filter(|character| *character != '\n') {
        let is_there = regular.glyph(character).is_some() && bold.glyph(character).is_some();
        if (!is_there || is_combining_mark(character)) && !missing.contains(character) {
            missing.push(character);
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_european_languages_are_there_and_others_are_told() {
        for text in [
            "Zoë Åström, Łukasz Żółć, Ștefan Țăran, İpek Şahin, Ġużeppi, Ŋ ŧ đ ŀ ß ẞ IJ ij",
            "Αλέξανδρος Παπαδόπουλος, Ὀδυσσεύς",
            "Олександр Ґалаґан, Љубица Ђорђевић, Ѓорѓи",
            "Nguyễn Thị Hường",
            "€ £ – — ‘’ “” „ … • № § ° × ½",
        ] {
            assert_eq!(missing([composed(text).as_str()].into_iter()).unwrap(), "", "{text}");
        }
        assert_eq!(missing(["a 李明 李 b"].into_iter()).unwrap(), "李明");
        assert_eq!(missing(["محمد"].into_iter()).unwrap(), "محد");
        assert_eq!(missing(["😀"].into_iter()).unwrap(), "😀");
    }

    #[test]
    fn a_letter_and_its_accent_are_one() {
        assert_eq!(composed("Zoe\u{308}"), "Zoë");
        assert_eq!(composed("Water\u{AD}land\tnoord\r\n"), "Waterland noord\n");
        assert_eq!(missing([composed("q\u{308}").as_str()].into_iter()).unwrap(), "\u{308}");
    }
}
