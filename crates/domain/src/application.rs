//! Applications behind the sign-in: where each stands, and who may open which of its pages.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::access::{Demand, Opens, canonical_path};
use crate::id::{ApplicationId, SelectionId};
use crate::selection::Selected;
use crate::time::Lifetime;
use crate::user::is_unseen;

/// The most applications of one organisation.
pub const MOST: usize = 100;

/// The most addresses of one application.
pub const MOST_ADDRESSES: usize = 20;

/// The most rules of one application, the one for all its pages included.
pub const MOST_RULES: usize = 50;

/// The longest path of a rule, in characters.
pub const LONGEST_PATH: usize = 300;

/// An application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Identity.
    pub id: ApplicationId,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub addresses: Vec<Address>,
    /// Who may open what. The first is for all pages that no other is for.
    pub rules: Vec<PathRule>,
    /// How whoever has to sign in first is sent there.
    pub answering: Answering,
    /// Rises with every change: two who edit at once do not overwrite each other.
    pub version: i64,
}

/// An address of an application, in the only form that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `https`, or `http`.
    pub scheme: String,
    /// The host as browsers write it, with the port where it is not the usual one.
    pub host: String,
    /// The path that it lies in, decoded ([`canonical_path`]), without a slash at the end.
    pub folder: String,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host, self.folder)
    }
}

/// What holds for a path and everything below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathRule {
    /// The path below the address, decoded, without a slash at the end; empty for all pages.
    pub path: String,
    /// Who may.
    pub opens: Opens,
    /// Whether a second factor must have been proved in the session.
    pub second_factor: bool,
    /// How old the newest proof may be at most.
    pub max_age: Option<Lifetime>,
}

/// How a browser is told that somebody has to sign in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answering {
    /// As the proxy needs it, by what it says about the request.
    #[default]
    Usual,
    /// Always by a redirect (302): the proxy passes our answer on.
    Redirect,
    /// Always by 401: the proxy, or the application's own script, does the rest.
    Status,
}

impl Answering {
    /// All there are, in the order in which pages list them.
    pub const ALL: [Self; 3] = [Self::Usual, Self::Redirect, Self::Status];

    /// The word that the store and forms use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Redirect => "redirect",
            Self::Status => "status",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether a redirect is the answer, where that is settled.
    pub const fn redirects(self) -> Option<bool> {
        match self {
            Self::Usual => None,
            Self::Redirect => Some(true),
            Self::Status => Some(false),
        }
    }
}

impl Application {
    fn stands_at(&self, page: &Page<'_>) -> impl Iterator<Item = &Address> {
        self.addresses.iter().filter(|address| address.host == page.host && address.scheme == page.scheme)
    }

    /// Whether a letter and its accent of this path may be the one letter of a folder or path here.
    fn may_join(&self, page: &Page<'_>) -> bool {
        let joins = !page.path.is_ascii() && page.path.chars().any(composes);
        let is_composed = || self.rules.iter().any(|rule| !rule.path.is_ascii());
        joins && self.stands_at(page).any(|address| !address.folder.is_ascii() || is_composed())
    }
}

impl PathRule {
    /// The rule of an application that is new: whoever has signed in.
    pub const fn usual() -> Self {
        Self { path: String::new(), opens: Opens::SignedIn(Selected::Everyone), second_factor: false, max_age: None }
    }

    /// What a request must be to pass, where the proxy itself asks for something too: both hold.
    pub fn and(&self, asked: &Demand) -> Demand {
        let opens = match self.opens {
            // Nobody shows what the proxy asks for without signing in.
            Opens::Anyone if *asked != Demand::default() => asked.opens,
            opens => opens,
        };
        Demand {
            second_factor: self.second_factor || asked.second_factor,
            max_age: [self.max_age, asked.max_age].into_iter().flatten().min(),
            groups: asked.groups.clone(),
            opens,
        }
    }
}

/// A page, as a proxy says it: its path has one form.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// `https`, or `http`.
    pub scheme: &'a str,
    /// The host, with the port where it is not the usual one.
    pub host: &'a str,
    /// The path, by [`canonical_path`].
    pub path: &'a str,
}

/// What is known of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// The rule that holds there.
    Rule(&'a Application, &'a PathRule),
    /// An application that does not tell small letters from capitals, drops a dot at the end of a name, or joins a letter and
    /// its accent may take the page for one under another rule: whoever asks for it so is refused.
    TwoWays(&'a Application),
    /// No application is known there.
    Unknown,
}

/// The applications of an organisation, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Applications {
    all: Vec<Application>,
    /// What [`loose`] makes of the folders and paths of each.
    loose: Vec<(Vec<String>, Vec<String>)>,
}

impl Applications {
    /// Those of an organisation.
    pub fn new(all: Vec<Application>) -> Self {
        let forms = |one: &Application| {
            let folders = one.addresses.iter().map(|address| loose(&address.folder).into_owned());
            let paths = one.rules.iter().map(|rule| loose(&rule.path).into_owned());
            (folders.collect(), paths.collect())
        };
        Self { loose: all.iter().map(forms).collect(), all }
    }

    /// All of them.
    pub fn all(&self) -> &[Application] {
        &self.all
    }

    /// The selections that decide who may open something, each once.
    pub fn selections(&self) -> Vec<SelectionId> {
        let rules = self.all.iter().flat_map(|one| &one.rules);
        let mut all: Vec<SelectionId> = rules.filter_map(|rule| rule.opens.selection()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What holds for a page: of the addresses that it lies in, and then of the paths, the longest.
    pub fn find(&self, page: &Page<'_>) -> Found<'_> {
        if let Some(application) = self.all.iter().find(|one| one.may_join(page)) {
            return Found::TwoWays(application);
        }
        let Some((at, folder)) = self.longest(page, page.path, |at, index| self.folder(at, index)) else {
            // Spelled in another way it may be within one all the same; then what that one's rules say is not clear.
            let form = loose(page.path);
            let near = self.longest(page, &form, |at, index| self.loose_folder(at, index));
            return near.and_then(|(at, _)| self.all.get(at)).map_or(Found::Unknown, Found::TwoWays);
        };
        let Some(application) = self.all.get(at) else { return Found::Unknown };
        let rest = page.path.get(folder..).unwrap_or_default();
        let Some(chosen) = longest_path(application.rules.iter().map(|rule| rule.path.as_str()), rest) else {
            return Found::Unknown;
        };
        let form = loose(page.path);
        let near = self.longest(page, &form, |at, index| self.loose_folder(at, index));
        let near = near.and_then(|(near, folder)| {
            let paths = self.loose.get(near)?.1.iter().map(String::as_str);
            longest_path(paths, form.get(folder..)?).map(|rule| (near, rule))
        });
        match application.rules.get(chosen) {
            Some(rule) if near == Some((at, chosen)) => Found::Rule(application, rule),
            _ => Found::TwoWays(application),
        }
    }

    fn folder(&self, at: usize, index: usize) -> Option<&str> {
        Some(&self.all.get(at)?.addresses.get(index)?.folder)
    }

    fn loose_folder(&self, at: usize, index: usize) -> Option<&str> {
        Some(self.loose.get(at)?.0.get(index)?)
    }

    /// The application with the longest folder that a path lies in, and how long that is.
    fn longest<'s>(
        &'s self,
        page: &Page<'_>,
        path: &str,
        folder: impl Fn(usize, usize) -> Option<&'s str>,
    ) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize)> = None;
        for (at, application) in self.all.iter().enumerate() {
            for (index, address) in application.addresses.iter().enumerate() {
                if address.host != page.host || address.scheme != page.scheme {
                    continue;
                }
                let Some(folder) = folder(at, index).filter(|folder| holds(folder, path)) else { continue };
                if best.is_none_or(|(_, length)| folder.len() > length) {
                    best = Some((at, folder.len()));
                }
            }
        }
        best
    }
}

/// Whether a character is one with the one before it, so that some write both as a single one: accents, voice marks, Jamo.
fn composes(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1100}'..='\u{11ff}' | '\u{3099}' | '\u{309a}')
}

/// The longest path that `rest` lies in.
fn longest_path<'p>(paths: impl Iterator<Item = &'p str>, rest: &str) -> Option<usize> {
    let holding = paths.enumerate().filter(|(_, path)| holds(path, rest));
    holding.max_by_key(|(_, path)| path.len()).map(|(index, _)| index)
}

/// Whether a path is `folder`, or lies below it.
fn holds(folder: &str, path: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path as an application may read it that does not tell small letters from capitals, and drops dots and spaces at the end
/// of a name.
fn loose(path: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'/' | b'-' | b'_');
    if path.bytes().all(is_plain) {
        return Cow::Borrowed(path);
    }
    let segments = path.split('/').map(|segment| segment.trim_end_matches(['.', ' ']).to_lowercase());
    Cow::Owned(segments.collect::<Vec<_>>().join("/"))
}

/// Whether two addresses are one place to an application that is careless about spelling.
pub fn is_same_place(one: &Address, other: &Address) -> bool {
    one.scheme == other.scheme && one.host == other.host && loose(&one.folder) == loose(&other.folder)
}

/// The path of a rule that no such application can tell from the one of another rule.
pub fn twice(rules: &[PathRule]) -> Option<&str> {
    let mut seen = Vec::with_capacity(rules.len());
    for rule in rules {
        let form = loose(&rule.path);
        if seen.contains(&form) {
            return Some(&rule.path);
        }
        seen.push(form);
    }
    None
}

/// A path as it is typed for a rule, in the form that is kept; `None` for what is none, or for all pages.
pub fn path_of(typed: &str) -> Option<String> {
    if typed.chars().count() > LONGEST_PATH || typed.chars().any(is_unseen) {
        return None;
    }
    let path = typed_path(typed)?.trim_end_matches('/').to_owned();
    (!typed.contains('?') && !path.is_empty()).then_some(path)
}

/// [`canonical_path`] of a path as people type it, with letters as they read them and not as addresses carry them.
pub fn typed_path(typed: &str) -> Option<String> {
    canonical_path(&encoded(typed)).map(Cow::into_owned)
}

/// A path as addresses carry it.
fn encoded(typed: &str) -> String {
    let mut path = String::with_capacity(typed.len());
    for letter in typed.chars() {
        if letter.is_ascii() && letter != ' ' {
            path.push(letter);
            continue;
        }
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            // Writing to a string does not fail.
            let _written = write!(path, "%{byte:02X}");
        }
    }
    path
}

#[cfg(test)]
#[path = "application_tests.rs"]
mod tests;
