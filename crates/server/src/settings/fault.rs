//! What is wrong with the settings, and where it stands. All faults of a start are reported together, in the order
//! of the file. A fault of a secret never holds its value.

use std::fmt::{self, Display, Formatter};

/// All faults found. Shown one a line.
#[derive(Debug)]
pub struct Faults(pub(super) Vec<Fault>);

/// One fault: where, which key, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub(super) place: Place,
    pub(super) key: String,
    pub(super) problem: String,
}

/// Where a value was given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Line and column count from 1; the column counts characters.
    File {
        path: String,
        line: usize,
        column: usize,
    },
    /// The file as a whole.
    WholeFile(String),
    Variable(String),
    Flag(&'static str),
    /// Nowhere: the preset, or a value that is missing.
    Preset,
}

impl Faults {
    /// The faults one by one, each as a line of text.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().map(ToString::to_string)
    }
}

impl std::error::Error for Faults {}

impl Display for Faults {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            write!(out, "{fault}")?;
        }
        Ok(())
    }
}

impl Display for Fault {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Preset => {}
            place => write!(out, "{place}: ")?,
        }
        if !self.key.is_empty() {
            write!(out, "{}: ", self.key)?;
        }
        out.write_str(&self.problem)
    }
}

impl Display for Place {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, column } => write!(out, "{path}:{line}:{column}"),
            Self::WholeFile(path) => out.write_str(path),
            Self::Variable(name) => out.write_str(name),
            Self::Flag(flag) => out.write_str(flag),
            Self::Preset => out.write_str("preset"),
        }
    }
}

/// A found text as an error shows it: quoted, control characters escaped, cut when long.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let cut: String = text.chars().take(LONGEST).collect();
    format!("{:?}", format!("{cut}…"))
}

/// The candidate that was probably meant: few letters different, and fewer than half of them.
pub(super) fn meant<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_ascii_lowercase().replace('-', "_");
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&written, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 3 && distance * 2 < candidate.chars().count().max(2))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_another_word_is_not() {
        let names = ["listen", "public_address", "data", "trusted_proxies"];
        assert_eq!(meant("lisen", names.into_iter()), Some("listen"));
        assert_eq!(meant("public-adress", names.into_iter()), Some("public_address"));
        assert_eq!(meant("date", names.into_iter()), Some("data"));
        assert_eq!(meant("colour", names.into_iter()), None);
        assert_eq!(meant("", names.into_iter()), None);
    }

    #[test]
    fn a_found_text_is_quoted_cut_and_free_of_control_characters() {
        assert_eq!(shown("a\nb"), r#""a\nb""#);
        assert_eq!(shown(&"x".repeat(100)).chars().count(), 63);
    }
}
