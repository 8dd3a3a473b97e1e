//! `/admin/people/import`: a file is sent, its columns are chosen, what would change is shown, and how far it is.

use askama::Template;

use crate::pages::Frame;

/// `/admin/people/import`
#[derive(Debug, Clone, Template)]
#[template(path = "admin/import_start.html")]
pub struct ImportStart {
    /// The surroundings.
    pub frame: Frame,
    /// What is wrong with the file that was sent.
    pub fault: Option<String>,
    /// Imports of the reader, the newest first.
    pub imports: Vec<ImportLine>,
}

/// An import in that list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// In its address.
    pub id: String,
    /// Name of the file.
    pub file_name: String,
    /// Lines of the file.
    pub lines: u64,
    /// Key of where it stands.
    pub stage: &'static str,
    /// When the file was sent.
    pub at: i64,
}

/// `/admin/people/import/ID`, before it is looked at.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/import_columns.html")]
pub struct ImportColumns {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// Name of the file.
    pub file_name: String,
    /// Lines of the file.
    pub lines: u64,
    /// Why these columns will not do.
    pub fault: Option<String>,
    /// The columns in the order of the file.
    pub columns: Vec<ImportColumn>,
    /// What a column may mean: the word that is sent, and what it says.
    pub meanings: Vec<(String, String)>,
    /// By what people may be known, likewise.
    pub keys: Vec<(String, String)>,
    /// By what they are.
    pub key: String,
    /// Whom lines may be about.
    pub mode: String,
}

/// Whom lines may be about: what is sent, and the key of what it says.
pub(crate) const MODES: [(&str, &str); 3] =
    [("all", "import-mode-all"), ("new", "import-mode-new"), ("known", "import-mode-known")];

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportColumn {
    /// Its name in the file.
    pub heading: String,
    /// What the first line says.
    pub example: String,
    /// The word of what it means.
    pub word: String,
    /// What that says, where it is none of those that every column may mean.
    pub extra: Option<String>,
}

/// `/admin/people/import/ID`, from then on.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/import.html")]
pub struct ImportPage {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// Name of the file.
    pub file_name: String,
    /// Lines of the file.
    pub lines: u64,
    /// Where it stands.
    pub state: ImportState,
    /// What the lines came to, or would, in words.
    pub counts: String,
    /// How many are bad.
    pub bad: u64,
    /// The first lines that say something.
    pub told: Vec<ImportTold>,
}

/// Where an import stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportState {
    /// It is being looked at, or done.
    Under {
        /// The last line so far.
        line: u64,
        /// Whether people are changed already.
        adding: bool,
    },
    /// It was looked at.
    Looked,
    /// It is done.
    Done,
    /// It stopped; the key of why.
    Stopped(&'static str),
}

impl ImportPage {
    fn title(&self) -> &'static str {
        match self.state {
            ImportState::Under { adding: false, .. } => "import-looking",
            ImportState::Under { adding: true, .. } => "import-adding",
            ImportState::Looked => "import-looked",
            ImportState::Done => "import-done",
            ImportState::Stopped(_) => "import-stopped",
        }
    }
}

/// What one line came to, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportTold {
    /// The line of the file.
    pub line: u64,
    /// User name; empty for a bad line.
    pub who: String,
    /// In words, one for each change or fault.
    pub what: Vec<String>,
    /// Whether it will not do.
    pub bad: bool,
}
