//! `/admin/applications`: the applications behind the sign-in. Of those that sign in here only the list.

use askama::Template;

use super::{Difference, Frame, RelyingPartyLine, Tick};

/// `/admin/applications`. GET to itself with `address` and `person` tries who may open a page.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/applications.html")]
pub struct Applications {
    /// The surroundings.
    pub frame: Frame,
    /// What happened just before.
    pub notice: ApplicationsNotice,
    /// Those behind a proxy.
    pub applications: Vec<ApplicationLine>,
    /// Those that sign in here.
    pub parties: Vec<RelyingPartyLine>,
    /// Whether there may be one more of those.
    pub parties_have_room: bool,
    /// Addresses that the settings file names besides.
    pub settings: Vec<String>,
    /// Whether the reader may change them.
    pub may_edit: bool,
    /// Whether there may be one more behind a proxy.
    pub has_room: bool,
    /// What the settings file lacks, as keys of texts.
    pub lacks: Vec<&'static str>,
    /// The form that tries a page, for those who may look at people.
    pub trial: Option<Trial>,
}

/// What happened just before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplicationsNotice {
    /// Nothing to say.
    None,
    /// This one was saved.
    Saved(String),
    /// This one was removed.
    Removed(String),
}

/// An application in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationLine {
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub addresses: Vec<String>,
    /// Who may open what, a sentence each.
    pub says: Vec<String>,
}

/// Who may open a page, tried out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// The address, as typed.
    pub address: String,
    /// The name of the person, as typed.
    pub person: String,
    /// What the door says, where something was asked.
    pub says: Vec<String>,
    /// Whether that lets the person in sooner or later.
    pub opens: bool,
}

/// `/admin/applications/ID` and `/admin/applications/new`. POST to itself with `csrf`, `version`, `name`, `addresses`,
/// `answering`, and for each rule `path`, `opens` and `proof`; `act` is `more` for one more row, which saves nothing.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/edit_application.html")]
pub struct EditApplication {
    /// The surroundings.
    pub frame: Frame,
    /// In the address; none for a new one.
    pub id: Option<String>,
    /// The name that it has; none for a new one.
    pub known_as: Option<String>,
    /// The version that was read; 0 for a new one.
    pub version: i64,
    /// As typed.
    pub name: String,
    /// As typed, one on each line.
    pub addresses: String,
    /// The domain in which applications stand; none where the settings file names none.
    pub domain: Option<String>,
    /// How whoever must sign in is sent there.
    pub answering: Vec<Tick>,
    /// The rules, the one for all pages first.
    pub rules: Vec<RuleRow>,
    /// What is wrong, each with the field that it is about.
    pub told: Vec<(String, String)>,
    /// What somebody else saved meanwhile, beside what was typed.
    pub conflict: Vec<Difference>,
    /// Whether the reader may change it; else it is only shown.
    pub may_edit: bool,
}

/// A rule in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRow {
    /// The path, as typed; empty for all pages.
    pub path: String,
    /// Who may.
    pub opens: Vec<Tick>,
    /// What has to be proved.
    pub proof: Vec<Tick>,
}

impl EditApplication {
    fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/admin/applications/{id}"),
            None => "/admin/applications/new".to_owned(),
        }
    }

    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.told.iter().find(|(of, _)| of == field).map(|(_, said)| said.as_str())
    }
}

/// `/admin/applications/ID/proxy`: what the proxy in front of it is told, ready to be copied.
#[derive(Debug, Clone, Template)]
#[template(path = "admin/application_proxy.html")]
pub struct ApplicationProxy {
    /// The surroundings.
    pub frame: Frame,
    /// In the address.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the settings file lacks, as keys of texts.
    pub lacks: Vec<&'static str>,
    /// For each proxy its name and its texts.
    pub proxies: Vec<ProxyText>,
}

/// What one kind of proxy is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyText {
    /// Its name.
    pub name: &'static str,
    /// Name of the file, where it is another than that of the proxy itself, and what stands in it.
    pub files: Vec<(Option<&'static str>, String)>,
}
