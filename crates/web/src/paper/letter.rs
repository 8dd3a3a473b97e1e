//! The layout of a letter. The address lies in the address field of DIN 5008 form B (20 to 105 mm from the left, 45 to 90 mm
//! from the top), and high enough in it for the windows of Dutch envelopes too: it shows in either, and still does when the
//! sheet slides 5 mm in its envelope. Fold marks are those of form B for DL, and half a sheet for C5.

use super::PaperError;
use super::file::A4;
use super::font::{Weight, composed, missing};
use super::wrap::wrap;

/// The left edge of text (DIN 5008), in millimetres.
const LEFT: f32 = 25.0;
/// How wide text is.
const WIDE: f32 = 165.0;
/// Below this line nothing begins but the number of the page.
const BOTTOM: f32 = 272.0;
/// The organisation's name at the top.
const HEAD: f32 = 22.0;
/// The sender, in the window above the address.
const SENDER: f32 = 51.5;
/// The base line of the name, and from line to line.
const ADDRESS: (f32, f32) = (58.5, 4.7);
/// Lines of an address (DIN 5008: six), the name included.
const MOST_LINES: usize = 6;
/// How wide an address is: it ends before the edge of a window from which the sheet has slid away.
const ADDRESS_WIDE: f32 = 75.0;
/// The date, and the subject below it.
const DATE: f32 = 100.0;
const SUBJECT: f32 = 110.0;
/// Where a further sheet begins.
const FURTHER: f32 = 36.0;
/// Folds of a sheet for DL, and for C5, from the top.
const FOLDS: [f32; 3] = [105.0, 148.5, 210.0];
/// The side of the code, without its quiet zone.
const CODE: f32 = 26.0;
/// Points of running text, of the name of the organisation, and of small print; millimetres from line to line.
const SIZE: f32 = 10.5;
const SIZE_HEAD: f32 = 14.0;
const SIZE_SUBJECT: f32 = 11.5;
const SIZE_SMALL: f32 = 7.5;
const LEADING: f32 = 5.0;

/// What a letter says.
#[derive(Clone, Debug)]
pub(crate) struct PaperLetter {
    /// The name of the organisation.
    pub(crate) organisation: String,
    /// The name of the reader.
    pub(crate) name: String,
    /// The address below it.
    pub(crate) address: Vec<String>,
    /// The day, in words.
    pub(crate) date: String,
    /// The subject.
    pub(crate) subject: String,
    /// The greeting and the text.
    pub(crate) paragraphs: Vec<String>,
    /// The closing, line by line.
    pub(crate) closing: Vec<String>,
    /// How to begin: a heading, and what to do, step by step.
    pub(crate) begin: (String, Vec<String>),
    /// Small print at the end.
    pub(crate) note: String,
    /// The address of the site as a code; rows of modules.
    pub(crate) code: Vec<Vec<bool>>,
    /// `Page 2 of 3`, with both numbers to come: for letters of more than one sheet.
    pub(crate) numbered: fn(usize, usize, crate::words::Words) -> String,
    /// The language of all this.
    pub(crate) words: crate::words::Words,
}

/// Why a letter cannot be made as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unprintable {
    /// The font has none of these characters of the name or the address.
    Characters(String),
    /// The same of the text, whoever reads it.
    Text(String),
    /// Name and address take more lines than a window shows.
    AddressTooLong,
}

/// Something on a sheet; places are in millimetres from the top left corner, text stands on its base line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Text { at: (f32, f32), size: f32, weight: Weight, text: String },
    Rule { from: (f32, f32), long: f32, thick: f32 },
    Upright { from: (f32, f32), long: f32, thick: f32 },
    Code { at: (f32, f32), side: f32, modules: Vec<Vec<bool>> },
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) items: Vec<Item>,
}

/// A letter being laid out.
struct Flow<'a> {
    letter: &'a PaperLetter,
    sheets: Vec<Sheet>,
    sheet: Sheet,
    y: f32,
}

impl PaperLetter {
    /// Why it cannot be made; nothing where it can.
    pub(super) fn fault(&self) -> Result<Option<Unprintable>, PaperError> {
        self.as_shown().hindrance()
    }

    /// Its sheets, or why it cannot be made.
    pub(super) fn sheets(&self) -> Result<Result<Vec<Sheet>, Unprintable>, PaperError> {
        let letter = self.as_shown();
        if let Some(why) = letter.hindrance()? {
            return Ok(Err(why));
        }
        let mut flow = Flow { letter: &letter, sheets: Vec::new(), sheet: Sheet::default(), y: SUBJECT };
        flow.first(&letter.address_lines()?)?;
        flow.body()?;
        Ok(Ok(flow.finish()?))
    }

    fn hindrance(&self) -> Result<Option<Unprintable>, PaperError> {
        let own = missing(std::iter::once(&self.name).chain(&self.address).map(String::as_str))?;
        if !own.is_empty() {
            return Ok(Some(Unprintable::Characters(own)));
        }
        let text = missing(self.texts())?;
        if !text.is_empty() {
            return Ok(Some(Unprintable::Text(text)));
        }
        Ok((self.address_lines()?.len() > MOST_LINES).then_some(Unprintable::AddressTooLong))
    }

    /// With accents joined to their letters, and without what has no shape.
    fn as_shown(&self) -> Self {
        let all = |texts: &[String]| texts.iter().map(|text| composed(text)).collect();
        Self {
            organisation: one_line(&self.organisation),
            name: one_line(&self.name),
            address: self.address.iter().map(|line| one_line(line)).collect(),
            date: composed(&self.date),
            subject: one_line(&self.subject),
            paragraphs: all(&self.paragraphs),
            closing: all(&self.closing),
            begin: (composed(&self.begin.0), all(&self.begin.1)),
            note: composed(&self.note),
            ..self.clone()
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let alone = [&self.organisation, &self.date, &self.subject, &self.begin.0, &self.note];
        let many = [&self.paragraphs, &self.closing, &self.begin.1];
        alone.into_iter().chain(many.into_iter().flatten()).map(String::as_str)
    }

    fn address_lines(&self) -> Result<Vec<String>, PaperError> {
        let mut lines = Vec::new();
        for line in std::iter::once(&self.name).chain(&self.address) {
            lines.extend(lines_of(line, ADDRESS_WIDE, SIZE, Weight::Regular)?);
        }
        Ok(lines)
    }
}

fn one_line(text: &str) -> String {
    composed(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn lines_of(text: &str, wide: f32, size: f32, weight: Weight) -> Result<Vec<String>, PaperError> {
    let font = weight.font()?;
    Ok(wrap(text, wide, &|piece: &str| font.width(piece, size) * 25.4 / 72.0))
}

impl Flow<'_> {
    /// What stands at its place on the first sheet.
    fn first(&mut self, address: &[String]) -> Result<(), PaperError> {
        let letter = self.letter;
        let mut y = HEAD;
        for line in lines_of(&letter.organisation, WIDE, SIZE_HEAD, Weight::Bold)?.into_iter().take(3) {
            self.put(y, SIZE_HEAD, Weight::Bold, line);
            y += 6.5;
        }
        let sender = lines_of(&letter.organisation, ADDRESS_WIDE, SIZE_SMALL, Weight::Regular)?;
        self.sheet.items.extend(sender.into_iter().next().map(|text| text_at((LEFT, SENDER), SIZE_SMALL, text)));
        let (mut y, pitch) = ADDRESS;
        for line in address {
            self.put(y, SIZE, Weight::Regular, line.clone());
            y += pitch;
        }
        for fold in FOLDS {
            self.sheet.items.push(Item::Rule { from: (4.0, fold), long: 4.0, thick: 0.15 });
        }
        self.put(DATE, SIZE, Weight::Regular, letter.date.clone());
        Ok(())
    }

    fn body(&mut self) -> Result<(), PaperError> {
        let letter = self.letter;
        self.y = SUBJECT;
        self.lines(&letter.subject, (WIDE, SIZE_SUBJECT), Weight::Bold)?;
        for paragraph in &letter.paragraphs {
            self.y += 3.0;
            self.lines(paragraph, (WIDE, SIZE), Weight::Regular)?;
        }
        // The closing stays together.
        self.y += 3.0;
        self.room(height(letter.closing.len()));
        for line in &letter.closing {
            self.lines(line, (WIDE, SIZE), Weight::Regular)?;
        }
        self.y += 5.0;
        self.begin()?;
        self.y += 3.0;
        self.lines(&letter.note, (WIDE, SIZE - 1.5), Weight::Regular)
    }

    /// How to begin, with the code beside it; all on one sheet.
    fn begin(&mut self) -> Result<(), PaperError> {
        let (heading, steps) = &self.letter.begin;
        let wide = WIDE - CODE - 12.0;
        let mut lines = Vec::new();
        for step in steps {
            lines.push(lines_of(step, wide - 6.0, SIZE, Weight::Regular)?);
        }
        let count = lines.iter().map(Vec::len).sum::<usize>();
        let between = 1.0 * f32::from(u16::try_from(lines.len()).unwrap_or(0));
        let tall = (height(count + 1) + 5.0 + between).max(CODE + 8.0);
        self.room(tall);
        let top = self.y;
        self.sheet.items.push(Item::Rule { from: (LEFT, top - 4.0), long: WIDE, thick: 0.2 });
        self.y += 3.0;
        self.put(self.y, SIZE, Weight::Bold, heading.clone());
        self.y += LEADING + 1.0;
        for (number, step) in (1..).zip(lines) {
            self.put(self.y, SIZE, Weight::Regular, format!("{number}."));
            for line in step {
                self.sheet.items.push(text_at((LEFT + 6.0, self.y), SIZE, line));
                self.y += LEADING;
            }
            self.y += 1.0;
        }
        let at = (LEFT + WIDE - CODE, top);
        self.sheet.items.push(Item::Code { at, side: CODE, modules: self.letter.code.clone() });
        self.y = self.y.max(top + CODE + 4.0);
        self.sheet.items.push(Item::Rule { from: (LEFT, self.y - 2.0), long: WIDE, thick: 0.2 });
        self.y += 2.0;
        Ok(())
    }

    fn put(&mut self, y: f32, size: f32, weight: Weight, text: String) {
        self.sheet.items.push(Item::Text { at: (LEFT, y), size, weight, text });
    }

    fn lines(&mut self, text: &str, (wide, size): (f32, f32), weight: Weight) -> Result<(), PaperError> {
        for line in lines_of(text, wide, size, weight)? {
            self.room(LEADING);
            self.put(self.y, size, weight, line);
            self.y += LEADING;
        }
        Ok(())
    }

    /// Goes on at a further sheet where so much does not fit on this one.
    fn room(&mut self, tall: f32) {
        if self.y + tall - LEADING > BOTTOM {
            self.sheets.push(std::mem::take(&mut self.sheet));
            self.y = FURTHER;
        }
    }

    /// The sheets; of more than one each says which it is and whose.
    fn finish(mut self) -> Result<Vec<Sheet>, PaperError> {
        self.sheets.push(self.sheet);
        let count = self.sheets.len();
        if count > 1 {
            let (letter, font) = (self.letter, Weight::Regular.font()?);
            for (number, sheet) in (1..).zip(&mut self.sheets) {
                let text = composed(&(letter.numbered)(number, count, letter.words));
                let wide = font.width(&text, SIZE - 1.5) * 25.4 / 72.0;
                sheet.items.push(text_at((LEFT + WIDE - wide, A4.1 - 14.0), SIZE - 1.5, text));
                if number > 1 {
                    let whose = format!("{} · {} · {}", letter.organisation, letter.name, letter.date);
                    let whose = lines_of(&whose, WIDE, SIZE - 1.5, Weight::Regular)?;
                    sheet.items.extend(whose.into_iter().next().map(|text| text_at((LEFT, HEAD), SIZE - 1.5, text)));
                }
            }
        }
        Ok(self.sheets)
    }
}

fn height(lines: usize) -> f32 {
    LEADING * f32::from(u16::try_from(lines).unwrap_or(u16::MAX))
}

fn text_at(at: (f32, f32), size: f32, text: String) -> Item {
    Item::Text { at, size, weight: Weight::Regular, text }
}

#[cfg(test)]
#[path = "letter_tests.rs"]
mod tests;
