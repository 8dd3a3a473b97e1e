//! Code cards on paper: a sheet of A4, three sheets in large print, or a strip of the width of a bank card that folds to its
//! size. No name stands on it: a lost card does not say whose it is.

use super::PaperError;
use super::file::File;
use super::font::{Weight, composed};
use super::letter::{Item, Sheet, lines_of};

/// The form of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardForm {
    /// One sheet of A4.
    A4,
    /// To cut out and fold, for a wallet.
    Wallet,
    /// Three sheets of A4 in large print.
    Large,
}

/// What stands on a card.
#[derive(Clone, Debug)]
pub(crate) struct PaperCard {
    /// The organisation.
    pub(crate) organisation: String,
    /// `Code card 4711`.
    pub(crate) title: String,
    /// Where one signs in, and the words before it.
    pub(crate) site: String,
    /// How it is used, sentence by sentence.
    pub(crate) use_it: Vec<String>,
    /// What to do when it is lost.
    pub(crate) lost: String,
    /// How the small one is cut and folded.
    pub(crate) cut: String,
    /// The codes, from number 1.
    pub(crate) codes: Vec<String>,
}

/// How codes stand in rows.
#[derive(Clone, Copy)]
struct Grid {
    /// The place of the first.
    from: (f32, f32),
    /// How many columns, and how wide each is.
    columns: (usize, f32),
    /// From line to line.
    pitch: f32,
    /// Points of a code, and how far it stands from its number.
    size: f32,
    indent: f32,
}

const LEFT: f32 = 22.0;
const WIDE: f32 = 166.0;
/// Width and height of a bank card (ISO/IEC 7810, ID-1).
const WALLET: (f32, f32) = (85.6, 54.0);
const HAIR: f32 = 0.15;

/// A file with this card.
pub(crate) fn write_card(card: &PaperCard, form: CardForm, language: &str) -> Result<Vec<u8>, PaperError> {
    let mut file = File::new(&card.title, language)?;
    let card = card.as_shown();
    let sheets = match form {
        CardForm::A4 => vec![card.plain()?],
        CardForm::Wallet => vec![card.wallet()?],
        CardForm::Large => card.large()?,
    };
    for sheet in &sheets {
        file.add(sheet);
    }
    file.finish()
}

impl PaperCard {
    fn as_shown(&self) -> Self {
        Self {
            organisation: composed(&self.organisation),
            title: composed(&self.title),
            site: composed(&self.site),
            use_it: self.use_it.iter().map(|text| composed(text)).collect(),
            lost: composed(&self.lost),
            cut: composed(&self.cut),
            codes: self.codes.clone(),
        }
    }

    /// All codes with their numbers.
    fn numbered(&self) -> Vec<(usize, &str)> {
        (1..).zip(self.codes.iter().map(String::as_str)).collect()
    }

    fn plain(&self) -> Result<Sheet, PaperError> {
        let mut desk = Desk::from(26.0);
        desk.says(&self.title, (LEFT, WIDE), 20.0, Weight::Bold)?;
        desk.says(&self.organisation, (LEFT, WIDE), 13.0, Weight::Bold)?;
        desk.says(&self.site, (LEFT, WIDE), 11.0, Weight::Regular)?;
        desk.y += 2.0;
        for text in &self.use_it {
            desk.says(text, (LEFT, WIDE), 11.0, Weight::Regular)?;
        }
        desk.y += 6.0;
        let from = (LEFT, desk.y);
        let grid = Grid { from, columns: (4, WIDE / 4.0), pitch: 10.6, size: 15.0, indent: 9.0 };
        desk.codes(&self.numbered(), grid);
        desk.y += 3.0;
        desk.rule(LEFT, WIDE);
        desk.y += 7.0;
        desk.says(&self.lost, (LEFT, WIDE), 11.0, Weight::Regular)?;
        Ok(desk.sheet)
    }

    fn large(&self) -> Result<Vec<Sheet>, PaperError> {
        let numbered = self.numbered();
        let parts: Vec<_> = numbered.chunks(20).collect();
        let mut sheets = Vec::new();
        for (page, part) in (1..).zip(&parts) {
            let mut desk = Desk::from(28.0);
            let title = format!("{} ({page}/{})", self.title, parts.len());
            desk.says(&title, (LEFT, WIDE), 26.0, Weight::Bold)?;
            desk.says(&self.organisation, (LEFT, WIDE), 18.0, Weight::Bold)?;
            desk.says(&self.site, (LEFT, WIDE), 16.0, Weight::Regular)?;
            desk.y += 12.0;
            let from = (LEFT, desk.y);
            let grid = Grid { from, columns: (2, WIDE / 2.0), pitch: 17.0, size: 32.0, indent: 19.0 };
            desk.codes(part, grid);
            desk.y += 2.0;
            desk.rule(LEFT, WIDE);
            desk.y += 9.0;
            let texts = if page == 1 { self.use_it.as_slice() } else { std::slice::from_ref(&self.lost) };
            for text in texts {
                desk.says(text, (LEFT, WIDE), 16.0, Weight::Regular)?;
            }
            sheets.push(desk.sheet);
        }
        Ok(sheets)
    }

    /// A strip of three: what it is, and twice thirty codes. Folded, the codes lie inside.
    fn wallet(&self) -> Result<Sheet, PaperError> {
        let (left, top) = (LEFT, 30.0);
        let (wide, tall) = WALLET;
        let mut desk = Desk::from(20.0);
        desk.says(&self.cut, (LEFT, WIDE), 11.0, Weight::Regular)?;
        for part in 0..4_u8 {
            desk.y = top + f32::from(part) * tall;
            desk.rule(left, wide);
        }
        for x in [left, left + wide] {
            desk.sheet.items.push(Item::Upright { from: (x, top), long: 3.0 * tall, thick: HAIR });
        }
        let inside = (left + 4.0, wide - 8.0);
        desk.y = top + 8.0;
        desk.says(&self.title, inside, 12.0, Weight::Bold)?;
        desk.says(&self.organisation, inside, 9.0, Weight::Bold)?;
        desk.says(&self.site, inside, 8.0, Weight::Regular)?;
        desk.y += 1.0;
        for text in self.use_it.iter().chain([&self.lost]) {
            desk.says(text, inside, 7.5, Weight::Regular)?;
        }
        let numbered = self.numbered();
        for (part, codes) in (1_u8..).zip(numbered.chunks(30)) {
            let from = (inside.0, top + f32::from(part) * tall + 6.5);
            desk.codes(codes, Grid { from, columns: (3, inside.1 / 3.0), pitch: 4.95, size: 10.5, indent: 6.5 });
        }
        Ok(desk.sheet)
    }
}

/// A sheet that is being filled from the top.
struct Desk {
    sheet: Sheet,
    y: f32,
}

impl Desk {
    fn from(y: f32) -> Self {
        Self { sheet: Sheet::default(), y }
    }

    fn says(&mut self, text: &str, (left, wide): (f32, f32), size: f32, weight: Weight) -> Result<(), PaperError> {
        for text in lines_of(text, wide, size, weight)? {
            self.sheet.items.push(Item::Text { at: (left, self.y), size, weight, text });
            self.y += size * 0.48;
        }
        self.y += size * 0.08;
        Ok(())
    }

    fn rule(&mut self, left: f32, wide: f32) {
        self.sheet.items.push(Item::Rule { from: (left, self.y), long: wide, thick: HAIR });
    }

    /// Codes in columns, each read downwards: its number, small, and two groups of three digits.
    fn codes(&mut self, codes: &[(usize, &str)], grid: Grid) {
        let (columns, wide) = grid.columns;
        let rows = codes.len().div_ceil(columns.max(1)).max(1);
        let mut x = grid.from.0;
        for column in codes.chunks(rows) {
            let mut y = grid.from.1;
            for (number, code) in column {
                let text = format!("{number}");
                self.sheet.items.push(Item::Text { at: (x, y), size: grid.size * 0.72, weight: Weight::Regular, text });
                let at = (x + grid.indent, y);
                let text = grouped(code);
                self.sheet.items.push(Item::Text { at, size: grid.size, weight: Weight::Bold, text });
                y += grid.pitch;
            }
            self.y = self.y.max(y);
            x += wide;
        }
    }
}

fn grouped(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((one, other)) => format!("{one} {other}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::A4;
    use super::*;

    fn card() -> PaperCard {
        PaperCard {
            organisation: "Vereniging met een heel lange naam in Noord-Holland en Utrecht".to_owned(),
            title: "Codekaart 4711".to_owned(),
            site: "Inloggen: https://inloggen.waterland.example".to_owned(),
            use_it: vec!["We vragen de codes op volgorde.".to_owned(), "Streep door wat je gebruikt hebt.".to_owned()],
            lost: "Kaart kwijt? Bel meteen de helpdesk: 0299 000 123.".to_owned(),
            cut: "Knip uit en vouw.".to_owned(),
            codes: (0..60).map(|number| format!("{number:06}")).collect(),
        }
    }

    #[test]
    fn everything_stands_on_its_sheet_and_every_code_once() {
        let card = card();
        let large = card.large().unwrap();
        assert_eq!(large.len(), 3);
        for sheets in [vec![card.plain().unwrap()], vec![card.wallet().unwrap()], large] {
            let texts = sheets.iter().flat_map(|sheet| &sheet.items).filter_map(|item| match item {
                Item::Text { at, size, weight, text } => Some((*at, *size, *weight, text.as_str())),
                _ => None,
            });
            let mut codes = 0;
            for ((x, y), size, weight, text) in texts {
                let wide = weight.font().unwrap().width(text, size) * 25.4 / 72.0;
                assert!(x >= 10.0 && x + wide <= A4.0 - 10.0, "{text} at {x}");
                assert!(y > 12.0 && y < A4.1 - 12.0, "{text} at {y}");
                codes += usize::from(text.len() == 7 && text.replace(' ', "").parse::<u32>().is_ok());
            }
            assert_eq!(codes, 60);
        }
    }

    #[test]
    fn the_small_one_stays_within_its_strip() {
        let sheet = card().wallet().unwrap();
        for item in &sheet.items {
            if let Item::Text { at: (x, y), size, weight, text } = item
                && *y > 30.0
            {
                let wide = weight.font().unwrap().width(text, *size) * 25.4 / 72.0;
                assert!(*x > LEFT && x + wide < LEFT + WALLET.0, "{text}");
                assert!(*y < 30.0 + 3.0 * WALLET.1, "{text}");
            }
        }
    }
}
