//! Pages of hardware tokens: taking one into use, giving one at the desk, and the stock.

use actions::hardware_token::{Moving, Period};
use askama::Template;

use super::{AddPlace, CodeState, Frame, Tick};

/// The page that takes a token into use.
///
/// POST to its own address with `csrf`, `serial`, `code` and `next`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/add_token.html")]
pub struct AddToken {
    /// The surroundings.
    pub frame: Frame,
    /// At sign-in or in My profile.
    pub place: AddPlace,
    /// Its number, as typed.
    pub serial: String,
    /// What happened before.
    pub state: TokenState,
}

impl AddToken {
    fn action(&self) -> String {
        self.place.token()
    }
}

/// What the page says of a token that was typed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenState {
    /// Nothing was typed yet.
    Ask,
    /// No number.
    NoSerial,
    /// What was typed is no code.
    Code(CodeState),
    /// Number and codes do not belong together, or the token is not to be had.
    Wrong,
    /// Something else of the person has the number for a name.
    Taken {
        /// The longest name, in characters.
        most: u32,
    },
}

impl TokenState {
    /// What went wrong and what to do; nothing where all is well so far.
    fn words(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Ask => None,
            Self::NoSerial => Some(("token-no-serial", "token-serial-hint")),
            Self::Code(state) => Some(("token-no-code", state.at_field().unwrap_or("token-two-codes"))),
            Self::Wrong => Some(("token-wrong", "token-wrong-advice")),
            Self::Taken { .. } => Some(("name-taken", "token-taken-advice")),
        }
    }

    /// Whether the number is at fault.
    fn is_about_serial(&self) -> bool {
        matches!(self, Self::NoSerial | Self::Wrong | Self::Taken { .. })
    }

    /// The words beside the number.
    fn at_serial(&self) -> &'static str {
        match self {
            Self::Taken { .. } => "name-taken-field",
            Self::NoSerial => "token-serial-hint",
            Self::Ask | Self::Code(_) | Self::Wrong => "token-serial-check",
        }
    }

    /// Whether the codes are at fault.
    fn is_about_codes(&self) -> bool {
        matches!(self, Self::Code(_) | Self::Wrong)
    }
}

/// `/admin/people/ID/token`. POST to itself with `csrf`, `view`, `serial`, `code`, `next`, `reason`, and `instead_of` with `fate`.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/token.html")]
pub struct GiveToken {
    /// The surroundings.
    pub frame: Frame,
    /// Whom.
    pub name: String,
    /// In addresses.
    pub id: String,
    /// The view that it is done from.
    pub view: String,
    /// Its number, as typed.
    pub serial: String,
    /// How it was checked who they are, as typed.
    pub reason: String,
    /// The tokens that the person has: id and number.
    pub held: Vec<Tick>,
    /// What became of the token that it takes the place of, as chosen.
    pub fate: String,
    /// The key of what is wrong, and the field that it is about.
    pub fault: Option<(&'static str, &'static str)>,
}

impl GiveToken {
    fn is_wrong(&self, field: &str) -> bool {
        self.said(field).is_some()
    }

    /// What is wrong with a field.
    fn said(&self, field: &str) -> Option<&'static str> {
        self.fault.filter(|(_, at)| *at == field).map(|(said, _)| said)
    }
}

/// `/admin/settings/tokens`
#[derive(Debug, Clone, Template)]
#[template(path = "settings/tokens.html")]
pub struct Tokens {
    /// The surroundings.
    pub frame: Frame,
    /// The key of what happened just before, and the number that it was about.
    pub notice: Option<(&'static str, String)>,
    /// How many can be given out, are held, are lost.
    pub counts: (i64, i64, i64),
    /// Which are shown: `all`, `stock`, `held` or `lost`.
    pub which: &'static str,
    /// What was searched for.
    pub text: String,
    /// Those on this page.
    pub tokens: Vec<TokenLine>,
    /// Where the next page is.
    pub next: Option<String>,
    /// Whether this is a later page than the first.
    pub later: bool,
    /// Whether the reader may bring some in.
    pub may_edit: bool,
}

impl Tokens {
    fn is_empty(&self) -> bool {
        self.counts == (0, 0, 0)
    }

    /// The tabs: word, key, how many.
    fn tabs(&self) -> [(&'static str, &'static str, i64); 4] {
        let (stock, held, lost) = self.counts;
        [
            ("all", "tokens-all", stock + held + lost),
            ("stock", "tokens-stock", stock),
            ("held", "tokens-held", held),
            ("lost", "tokens-lost", lost),
        ]
    }
}

/// A token in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLine {
    /// In the address.
    pub id: String,
    /// Its number.
    pub serial: String,
    /// Maker and model; empty where nobody said.
    pub model: String,
    /// What its codes move by.
    pub moving: Option<Moving>,
    /// Digits of a code.
    pub digits: i64,
    /// How it stands.
    pub stands: TokenStands,
}

/// How a token stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenStands {
    /// It can be given out.
    InStock,
    /// Somebody has it.
    Held {
        /// Their full name.
        by: String,
        /// When it was last used, in microseconds since 1970.
        used: Option<i64>,
    },
    /// It is lost.
    Lost {
        /// Since when, in microseconds since 1970.
        at: i64,
    },
}

impl TokenStands {
    fn chip(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::InStock => ("ok", "check", "token-in-stock"),
            Self::Held { .. } => ("", "user", "token-held"),
            Self::Lost { .. } => ("danger", "alert", "token-lost"),
        }
    }
}

/// What codes move by, in words.
pub(super) const fn moving_words(moving: Option<Moving>) -> &'static str {
    match moving {
        Some(Moving::Counter) => "token-by-counter",
        Some(Moving::Time(Period::Seconds30)) => "token-by-30",
        Some(Moving::Time(Period::Seconds60)) => "token-by-60",
        None => "token-by-other",
    }
}

impl TokenLine {
    fn about(&self) -> &'static str {
        moving_words(self.moving)
    }
}

/// `/admin/settings/tokens/ID`. POST to itself with `csrf` and `fate`: `stock`, `lost` or `removed`.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/token.html")]
pub struct TokenPage {
    /// The surroundings.
    pub frame: Frame,
    /// It.
    pub token: TokenLine,
    /// When it came in, in microseconds since 1970.
    pub imported: i64,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// `/admin/settings/tokens/import`. POST to itself with `csrf`, `password`, `usual` and the file.
#[derive(Debug, Clone, Template)]
#[template(path = "settings/import_tokens.html")]
pub struct ImportTokens {
    /// The surroundings.
    pub frame: Frame,
    /// What codes move by where the file does not say.
    pub usual: Vec<Tick>,
    /// The key of what is wrong with the file as a whole.
    pub fault: Option<&'static str>,
    /// What came of a file.
    pub done: Option<TokensIn>,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokensIn {
    /// How many are new.
    pub added: u64,
    /// How many were known.
    pub known: u64,
    /// Those left: line, number, and the key of why.
    pub left: Vec<(usize, String, &'static str)>,
}
