//! Letters on paper: A4 sheets in a PDF file, for window envelopes; and code cards, in [`card`]. What a letter says comes from
//! `letters`; where it stands is in [`letter`], how it is written in [`file`].

mod card;
mod file;
mod font;
mod letter;
mod wrap;

pub(crate) use card::{CardForm, PaperCard, write_card};
pub(crate) use letter::PaperLetter;
pub use letter::Unprintable;

use file::File;

/// Why no file could be written: never what a letter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PaperError {
    /// The font in the binary cannot be read.
    Font,
    /// More sheets than a file can count.
    TooLarge,
    /// A letter that cannot be made, and nobody asked before.
    Untried,
}

impl std::fmt::Display for PaperError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Font => "the font of letters cannot be read",
            Self::TooLarge => "too many letters for one file",
            Self::Untried => "a letter cannot be made that was not tried before",
        })
    }
}

impl std::error::Error for PaperError {}

/// Why a letter cannot be made; nothing where it can.
pub(crate) fn fault(letter: &PaperLetter) -> Result<Option<Unprintable>, PaperError> {
    letter.fault()
}

/// A file of these letters, one after the other; each is one that can be made.
pub(crate) fn write(letters: &[PaperLetter], (title, language): (&str, &str)) -> Result<Vec<u8>, PaperError> {
    let mut file = File::new(title, language)?;
    for letter in letters {
        let sheets = letter.sheets()?.map_err(|_| PaperError::Untried)?;
        for sheet in &sheets {
            file.add(sheet);
        }
    }
    file.finish()
}
