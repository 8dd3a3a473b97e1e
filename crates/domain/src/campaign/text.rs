//! What a message says: text with placeholders such as `{name}`, which are known by a word in each language. A text is
//! checked when it is written, so that none goes out with a hole in it.

use super::plan::TextKind;

/// The longest subject, in characters: what fits a line (RFC 5322 section 2.1.1 has 998 octets).
pub const LONGEST_SUBJECT: usize = 120;
/// The longest text, in characters.
pub const LONGEST_BODY: usize = 4_000;

/// Something that is filled in for each reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// Full name of the reader.
    Name,
    /// Name of the organisation.
    Organisation,
    /// The reader's own deadline, as a day.
    Deadline,
    /// The days that are left until then, as words.
    DaysLeft,
    /// The address at which people sign in.
    Address,
    /// The telephone number of the helpdesk.
    Telephone,
}

impl Placeholder {
    /// Every one, in the order in which pages list them.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Organisation, Self::Deadline, Self::DaysLeft, Self::Address, Self::Telephone];

    /// Its words: English, then Dutch. Either is understood in every text.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Name => ["name", "naam"],
            Self::Organisation => ["organisation", "organisatie"],
            Self::Deadline => ["deadline", "einddatum"],
            Self::DaysLeft => ["days-left", "nog-dagen"],
            Self::Address => ["address", "adres"],
            Self::Telephone => ["telephone", "telefoon"],
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase();
        Self::ALL.into_iter().find(|one| one.words().contains(&word.as_str()))
    }

    /// Whether a text of this kind can fill it in: after the date no days are left.
    pub const fn fits(self, kind: TextKind) -> bool {
        !matches!((self, kind), (Self::DaysLeft, TextKind::Day | TextKind::After))
    }
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Filled(Placeholder),
}

/// A text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Vec<Piece>);

/// What is wrong with a text. Places count characters from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// There is nothing in it.
    Empty,
    /// It is longer than so many characters.
    TooLong(usize),
    /// `{something}` is no placeholder.
    Unknown {
        /// What stands between the braces.
        word: String,
        /// Where the brace stands.
        at: usize,
    },
    /// A brace is opened and not closed, or closed and not opened.
    Brace {
        /// Where it stands.
        at: usize,
    },
    /// The placeholder means nothing in a text of this kind.
    OutOfPlace(Placeholder),
    /// The organisation states no telephone number.
    NoTelephone,
    /// A subject is one line.
    LineBreak,
}

/// What a text is checked against.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Which text of a campaign it is; none for one that is read in the product alone, where everything has a place.
    pub kind: Option<TextKind>,
    /// Whether the organisation states the telephone number of its helpdesk.
    pub has_telephone: bool,
}

impl Text {
    /// Reads a subject.
    pub fn subject(text: &str, check: Check) -> Result<Self, Vec<TextFault>> {
        let mut faults = Vec::new();
        if text.trim().chars().any(char::is_control) {
            faults.push(TextFault::LineBreak);
        }
        Self::read(text, LONGEST_SUBJECT, check, faults)
    }

    /// Reads a body; paragraphs stand apart by an empty line.
    pub fn body(text: &str, check: Check) -> Result<Self, Vec<TextFault>> {
        Self::read(text, LONGEST_BODY, check, Vec::new())
    }

    fn read(text: &str, longest: usize, check: Check, mut faults: Vec<TextFault>) -> Result<Self, Vec<TextFault>> {
        if text.trim().is_empty() {
            faults.push(TextFault::Empty);
        }
        if text.chars().count() > longest {
            faults.push(TextFault::TooLong(longest));
        }
        let (text, more) = Self::parse(text);
        faults.extend(more);
        for piece in &text.0 {
            match piece {
                Piece::Filled(one) if check.kind.is_some_and(|kind| !one.fits(kind)) => {
                    push_once(&mut faults, TextFault::OutOfPlace(*one));
                }
                Piece::Filled(Placeholder::Telephone) if !check.has_telephone => {
                    push_once(&mut faults, TextFault::NoTelephone);
                }
                _ => {}
            }
        }
        if faults.is_empty() { Ok(text) } else { Err(faults) }
    }

    /// Reads a text whatever is in it; what is no placeholder stays as it stands.
    pub fn lenient(text: &str) -> Self {
        Self::parse(text).0
    }

    fn parse(text: &str) -> (Self, Vec<TextFault>) {
        let (mut pieces, mut faults, mut words) = (Vec::new(), Vec::new(), String::new());
        let text = text.replace("\r\n", "\n");
        let mut rest = text.trim().chars().enumerate().peekable();
        while let Some((at, letter)) = rest.next() {
            match letter {
                '{' => {
                    let mut inside = String::new();
                    let mut closed = false;
                    while let Some((_, next)) = rest.next_if(|(_, next)| !matches!(next, '{' | '\n')) {
                        if next == '}' {
                            closed = true;
                            break;
                        }
                        inside.push(next);
                    }
                    if let Some(one) = Placeholder::from_word(&inside).filter(|_| closed) {
                        pieces.push(Piece::Words(std::mem::take(&mut words)));
                        pieces.push(Piece::Filled(one));
                        continue;
                    }
                    words.push('{');
                    words.push_str(&inside);
                    if closed {
                        words.push('}');
                        faults.push(TextFault::Unknown { word: inside.trim().to_owned(), at: at + 1 });
                    } else {
                        faults.push(TextFault::Brace { at: at + 1 });
                    }
                }
                '}' => {
                    words.push('}');
                    faults.push(TextFault::Brace { at: at + 1 });
                }
                _ => words.push(letter),
            }
        }
        pieces.push(Piece::Words(words));
        pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
        (Self(pieces), faults)
    }

    /// Whether it is filled in with this.
    pub fn names(&self, placeholder: Placeholder) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Filled(one) if *one == placeholder))
    }

    /// The text for one reader.
    pub fn fill(&self, value: impl Fn(Placeholder) -> String) -> String {
        self.0
            .iter()
            .map(|piece| match piece {
                Piece::Words(words) => words.clone(),
                Piece::Filled(one) => value(*one),
            })
            .collect()
    }
}

fn push_once(faults: &mut Vec<TextFault>, fault: TextFault) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHECK: Check = Check { kind: Some(TextKind::Reminder), has_telephone: true };

    fn filled(text: &Text) -> String {
        text.fill(|one| format!("<{}>", one.words()[0]))
    }

    #[test]
    fn placeholders_are_known_in_both_languages() {
        let text = Text::body("Dag {naam},\r\n\r\nvoor {Deadline} ({ nog-dagen }), {address} of {telefoon}.", CHECK);
        assert_eq!(filled(&text.unwrap()), "Dag <name>,\n\nvoor <deadline> (<days-left>), <address> of <telephone>.");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let body = |text: &str| Text::body(text, CHECK).unwrap_err();
        assert_eq!(body(" \n"), [TextFault::Empty]);
        assert_eq!(body("Hoi {nam}"), [TextFault::Unknown { word: "nam".into(), at: 5 }]);
        assert_eq!(body("Hoi {name"), [TextFault::Brace { at: 5 }]);
        assert_eq!(body("Hoi }"), [TextFault::Brace { at: 5 }]);
        assert_eq!(body("{name{name}"), [TextFault::Brace { at: 1 }]);
        assert_eq!(body("{}"), [TextFault::Unknown { word: String::new(), at: 1 }]);
        assert_eq!(body(&"a".repeat(LONGEST_BODY + 1)), [TextFault::TooLong(LONGEST_BODY)]);
        assert_eq!(Text::subject("a\nb", CHECK).unwrap_err(), [TextFault::LineBreak]);
        let after = Check { kind: Some(TextKind::After), has_telephone: false };
        let faults = Text::body("{days-left} {days-left} {telephone}", after).unwrap_err();
        assert_eq!(faults, [TextFault::OutOfPlace(Placeholder::DaysLeft), TextFault::NoTelephone]);
    }

    proptest! {
        #[test]
        fn text_without_braces_comes_out_as_it_went_in(text in "[^{}\r]{0,60}") {
            prop_assert_eq!(filled(&Text::lenient(&text)), text.trim());
        }

        #[test]
        fn no_text_is_lost_whatever_is_typed(text in "[a-z{} ]{0,60}") {
            let kept = Text::lenient(&text).fill(|_| String::new());
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).count();
            let dropped: usize = Text::lenient(&text).0.iter().map(|piece| match piece {
                Piece::Filled(one) => one.words()[0].len().max(one.words()[1].len()),
                Piece::Words(_) => 0,
            }).sum();
            prop_assert!(letters(&kept) + dropped >= letters(&text));
        }
    }
}
