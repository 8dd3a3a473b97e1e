//! A PDF file that is being written: sheets of A4 with text, rules and codes, placed in millimetres from the top left corner.
//! Of each font only what was used is embedded (ISO 32000-1 section 9.9).

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Name, Pdf, Rect, Ref, Str, TextStr};
use subsetter::GlyphRemapper;

use super::PaperError;
use super::font::{Font, Weight};
use super::letter::{Item, Sheet};

/// Width and height of a sheet (ISO 216, A4), in millimetres.
pub(super) const A4: (f32, f32) = (210.0, 297.0);
/// How hard streams are pressed, of 10.
const EFFORT: u8 = 6;
/// Ours, in every font dictionary: characters are named by their glyph.
const IDENTITY: SystemInfo<'_> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Points (1/72 inch) of so many millimetres.
fn points(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// A file that is being written.
pub(super) struct File {
    pdf: Pdf,
    next: i32,
    tree: Ref,
    pages: Vec<Ref>,
    regular: Used,
    bold: Used,
}

/// What of a font was used.
struct Used {
    id: Ref,
    /// How it is called on sheets, and in the file (ISO 32000-1 section 9.6.4: a subset has a tag in front).
    names: (&'static [u8], &'static [u8]),
    font: &'static Font,
    glyphs: GlyphRemapper,
    characters: BTreeMap<u16, char>,
}

impl File {
    /// An empty file.
    pub(super) fn new(title: &str, language: &str) -> Result<Self, PaperError> {
        let mut pdf = Pdf::new();
        let (catalog, info, tree, regular, bold) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
        let mut root = pdf.catalog(catalog);
        root.pages(tree);
        root.lang(TextStr(language));
        let mut wishes = root.viewer_preferences();
        wishes.display_doc_title(true);
        // Nobody's letter is to stand on the back of another's, and a window does not shrink.
        wishes.pair(Name(b"Duplex"), Name(b"Simplex"));
        wishes.pair(Name(b"PrintScaling"), Name(b"None"));
        drop(wishes);
        drop(root);
        pdf.document_info(info).title(TextStr(title)).producer(TextStr("Tweestap"));
        let regular = Used::new(regular, Weight::Regular, (b"F0", b"AAAAAA+NotoSans-Regular"))?;
        let bold = Used::new(bold, Weight::Bold, (b"F1", b"AAAAAB+NotoSans-Bold"))?;
        Ok(Self { pdf, next: 6, tree, pages: Vec::new(), regular, bold })
    }

    fn id(&mut self) -> Ref {
        let id = Ref::new(self.next);
        self.next += 1;
        id
    }

    fn ids(&mut self) -> [Ref; 4] {
        [self.id(), self.id(), self.id(), self.id()]
    }

    /// Adds a sheet.
    pub(super) fn add(&mut self, sheet: &Sheet) {
        let mut content = Content::new();
        for item in &sheet.items {
            self.draw(item, &mut content);
        }
        let (page, stream) = (self.id(), self.id());
        let pressed = compress_to_vec_zlib(&content.finish(), EFFORT);
        self.pdf.stream(stream, &pressed).filter(Filter::FlateDecode);
        let mut dictionary = self.pdf.page(page);
        dictionary.parent(self.tree).media_box(Rect::new(0.0, 0.0, points(A4.0), points(A4.1))).contents(stream);
        let mut resources = dictionary.resources();
        let mut fonts = resources.fonts();
        for used in [&self.regular, &self.bold] {
            fonts.pair(Name(used.names.0), used.id);
        }
        drop(fonts);
        drop(resources);
        drop(dictionary);
        self.pages.push(page);
    }

    fn draw(&mut self, item: &Item, content: &mut Content) {
        match item {
            Item::Text { at: (x, y), size, weight, text } => {
                let used = match weight {
                    Weight::Regular => &mut self.regular,
                    Weight::Bold => &mut self.bold,
                };
                content.begin_text().set_font(Name(used.names.0), *size);
                content.next_line(points(*x), points(A4.1 - y)).show(Str(&used.encode(text))).end_text();
            }
            Item::Rule { from: (x, y), long, thick } => {
                content.set_line_width(points(*thick)).move_to(points(*x), points(A4.1 - y));
                content.line_to(points(x + long), points(A4.1 - y)).stroke();
            }
            Item::Upright { from: (x, y), long, thick } => {
                content.set_line_width(points(*thick)).move_to(points(*x), points(A4.1 - y));
                content.line_to(points(*x), points(A4.1 - y - long)).stroke();
            }
            Item::Code { at: (x, y), side, modules } => {
                let module = side / f32::from(u16::try_from(modules.len()).unwrap_or(1).max(1));
                let mut top = *y;
                for row in modules {
                    let mut left = *x;
                    for run in row.chunk_by(|one, next| one == next) {
                        let wide = module * f32::from(u16::try_from(run.len()).unwrap_or(0));
                        if run.first() == Some(&true) {
                            let bottom = points(A4.1 - top - module);
                            content.rect(points(left), bottom, points(wide), points(module));
                        }
                        left += wide;
                    }
                    top += module;
                }
                content.fill_nonzero();
            }
        }
    }

    /// The file.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, PaperError> {
        let count = i32::try_from(self.pages.len()).map_err(|_| PaperError::TooLarge)?;
        self.pdf.pages(self.tree).kids(self.pages.iter().copied()).count(count);
        let (of_regular, of_bold) = (self.ids(), self.ids());
        self.regular.embed(&mut self.pdf, of_regular)?;
        self.bold.embed(&mut self.pdf, of_bold)?;
        Ok(self.pdf.finish())
    }
}

impl Used {
    fn new(id: Ref, weight: Weight, names: (&'static [u8], &'static [u8])) -> Result<Self, PaperError> {
        Ok(Self { id, names, font: weight.font()?, glyphs: GlyphRemapper::new(), characters: BTreeMap::new() })
    }

    /// A text as the numbers of its glyphs in the embedded font, two bytes each.
    fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * text.len());
        for character in text.chars() {
            // Whoever asks for a sheet has looked for what is missing.
            let Some(glyph) = self.font.glyph(character) else { continue };
            let number = self.glyphs.remap(glyph.number);
            self.characters.entry(number).or_insert(if character == '\u{A0}' { ' ' } else { character });
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    /// ISO 32000-1 sections 9.7.4 to 9.10.3: a composite font whose character codes are glyphs, with the way back to text.
    fn embed(&self, pdf: &mut Pdf, [cid, descriptor, file, to_text]: [Ref; 4]) -> Result<(), PaperError> {
        let (face, name) = (&self.font.face, Name(self.names.1));
        let measure = |units: i16| self.font.thousandths(f32::from(units));
        pdf.type0_font(self.id)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(to_text);
        let mut dictionary = pdf.cid_font(cid);
        dictionary.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
        dictionary.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let widths = self.glyphs.remapped_gids().map(|glyph| self.font.advance(glyph));
        dictionary.widths().consecutive(0, widths);
        drop(dictionary);
        let bounds = face.global_bounding_box();
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(measure(bounds.x_min), measure(bounds.y_min), measure(bounds.x_max), measure(bounds.y_max)))
            .italic_angle(0.0)
            .ascent(measure(face.ascender()))
            .descent(measure(face.descender()))
            .cap_height(measure(face.capital_height().unwrap_or_else(|| face.ascender())))
            .stem_v(80.0)
            .font_file2(file);
        let part = subsetter::subset(self.font.data, 0, &self.glyphs).map_err(|_| PaperError::Font)?;
        let long = i32::try_from(part.len()).map_err(|_| PaperError::TooLarge)?;
        let pressed = compress_to_vec_zlib(&part, EFFORT);
        pdf.stream(file, &pressed).filter(Filter::FlateDecode).pair(Name(b"Length1"), long);
        let mut cmap = UnicodeCmap::new(Name(b"Tweestap"), IDENTITY);
        for (number, character) in &self.characters {
            cmap.pair(*number, *character);
        }
        let pressed = compress_to_vec_zlib(&cmap.finish(), EFFORT);
        pdf.stream(to_text, &pressed).filter(Filter::FlateDecode);
        Ok(())
    }
}
