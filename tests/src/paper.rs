//! Letters on paper read by programs that know nothing of ours (poppler): what stands where on which sheet.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::tools::{output_of, require_tool, zbar};

/// A PDF file in a folder of its own.
#[derive(Debug)]
pub struct Paper {
    folder: tempfile::TempDir,
    file: PathBuf,
}

/// A word on a sheet, in millimetres from its top left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The sheet, from 1.
    pub sheet: usize,
    /// Left, top, right and bottom edge.
    pub edges: [f64; 4],
    /// What it says.
    pub text: String,
}

impl Paper {
    /// Puts a file down for the programs.
    pub fn of(bytes: &[u8]) -> Result<Self> {
        ensure!(bytes.starts_with(b"%PDF-"), "no PDF: {}", String::from_utf8_lossy(bytes.get(..80).unwrap_or(bytes)));
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("letters.pdf");
        std::fs::write(&file, bytes)?;
        Ok(Self { folder, file })
    }

    fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> Result<String> {
        let mut command = Command::new(require_tool(program)?);
        output_of(command.args(before).arg(&self.file).args(after))
    }

    /// What is on each sheet, as text in the order in which it is read.
    pub fn sheets(&self) -> Result<Vec<String>> {
        let all = self.ask("pdftotext", &["-layout"], &["-"])?;
        Ok(all.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect())
    }

    /// A line of `pdfinfo`, such as `Page size`.
    pub fn info(&self, of: &str) -> Result<String> {
        let all = self.ask("pdfinfo", &[], &[])?;
        let line = all.lines().find_map(|line| line.strip_prefix(of)?.strip_prefix(':'));
        Ok(line.with_context(|| format!("no `{of}` in {all}"))?.trim().to_owned())
    }

    /// Every font: whether it is embedded, a subset, and leads back to text.
    pub fn fonts(&self) -> Result<Vec<(String, [bool; 3])>> {
        let all = self.ask("pdffonts", &[], &[])?;
        let font = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let marks: Vec<bool> =
                words.iter().filter(|word| matches!(**word, "yes" | "no")).map(|word| *word == "yes").collect();
            let name = words.first().context("a font without a name")?;
            Ok(((*name).to_owned(), marks.as_slice().try_into().with_context(|| line.to_owned())?))
        };
        all.lines().skip(2).map(font).collect()
    }

    /// Every word with its place.
    pub fn words(&self) -> Result<Vec<Word>> {
        let all = self.ask("pdftotext", &["-bbox"], &["-"])?;
        let (mut words, mut sheet) = (Vec::new(), 0);
        for line in all.lines().map(str::trim) {
            sheet += usize::from(line.starts_with("<page "));
            let Some(rest) = line.strip_prefix("<word ") else { continue };
            let edge = |name: &str| -> Result<f64> {
                let value = rest.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
                Ok(value.with_context(|| format!("no {name} in {line}"))?.parse::<f64>()? * 25.4 / 72.0)
            };
            let text = rest.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</word>")).context("no text")?;
            let edges = [edge("xMin")?, edge("yMin")?, edge("xMax")?, edge("yMax")?];
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            words.push(Word { sheet, edges, text });
        }
        Ok(words)
    }

    /// A picture of a sheet.
    pub fn picture(&self, sheet: usize, dots: u32) -> Result<PathBuf> {
        let (number, dots) = (sheet.to_string(), dots.to_string());
        let stem = self.folder.path().join(format!("sheet-{sheet}"));
        let mut command = Command::new(require_tool("pdftoppm")?);
        command.args(["-png", "-singlefile", "-r", &dots, "-f", &number, "-l", &number]);
        output_of(command.arg(&self.file).arg(&stem))?;
        Ok(stem.with_extension("png"))
    }

    /// What a telephone reads from the code on a sheet.
    pub fn code(&self, sheet: usize) -> Result<String> {
        zbar(&self.picture(sheet, 150)?)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.file
    }
}
