//! Forward-auth: whether somebody may pass to a page of another application, and the one form of its path that rules are
//! held against (security.md, section G).

use std::borrow::Cow;

use crate::assurance::Proof;
use crate::id::SelectionId;
use crate::selection::Selected;
use crate::time::{Lifetime, Timestamp};
use crate::user::name_key;

/// A second factor or a password is asked anew at most this often: a shorter age would ask again before the page is there.
pub const SHORTEST_AGE: Lifetime = Lifetime::minutes(1);

/// To whom a page opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Anyone, who need not sign in.
    Anyone,
    /// Whoever has signed in and is selected.
    SignedIn(Selected),
    /// Nobody.
    Nobody,
}

impl Opens {
    /// The word that the store uses; a selection stands beside it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::SignedIn(_) => "signed-in",
            Self::Nobody => "nobody",
        }
    }

    /// From that word; `None` for what is no word, or for a selection beside one that has none.
    pub fn from_word(word: &str, selection: Option<SelectionId>) -> Option<Self> {
        match (word, selection) {
            ("anyone", None) => Some(Self::Anyone),
            ("signed-in", of) => Some(Self::SignedIn(Selected::from(of))),
            ("nobody", None) => Some(Self::Nobody),
            _ => None,
        }
    }

    /// The selection that it points at.
    pub const fn selection(self) -> Option<SelectionId> {
        match self {
            Self::SignedIn(selected) => selected.selection(),
            Self::Anyone | Self::Nobody => None,
        }
    }
}

impl Default for Opens {
    fn default() -> Self {
        Self::SignedIn(Selected::Everyone)
    }
}

/// What a request must be to pass. The default is an open session of anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// A second factor, proved in this session: a remembered browser and an exemption are none.
    pub second_factor: bool,
    /// The newest proof is at most so old.
    pub max_age: Option<Lifetime>,
    /// One of these groups; none for everyone.
    pub groups: Vec<String>,
    /// Who may at all.
    pub opens: Opens,
}

/// What somebody whose session is open has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The second factor that was proved in this session.
    pub proof: Option<Proof>,
    /// When the password was proved in it.
    pub password_at: Timestamp,
    /// Names of groups, as [`name_key`] writes them.
    pub groups: Vec<String>,
    /// Those of the selections that decide at doors which hold this person.
    pub selections: Vec<SelectionId>,
    /// Whether there is a second factor to prove.
    pub enrolled: bool,
}

/// Whether somebody may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Yes.
    Granted,
    /// Not before a proof that is newer, or of a second factor.
    Prove,
    /// Not before a second factor is enrolled.
    Enrol,
    /// No.
    Forbidden,
}

/// Decides whether somebody may pass at `now`. Who may not is told so before anything is asked of them.
pub fn decide_access(now: Timestamp, demand: &Demand, held: &Held) -> Access {
    let is_selected = match demand.opens {
        Opens::Nobody => false,
        Opens::SignedIn(Selected::Selection(id)) => held.selections.contains(&id),
        Opens::SignedIn(Selected::Everyone) | Opens::Anyone => true,
    };
    if !is_selected {
        return Access::Forbidden;
    }
    let is_in = |group: &String| held.groups.contains(&name_key(group));
    if !demand.groups.is_empty() && !demand.groups.iter().any(is_in) {
        return Access::Forbidden;
    }
    let proved_at = match (held.proof, demand.second_factor) {
        (Some(proof), true) => proof.at,
        (None, true) => return if held.enrolled { Access::Prove } else { Access::Enrol },
        (proof, false) => proof.map_or(held.password_at, |proof| proof.at.max(held.password_at)),
    };
    // A moment that lies ahead: a clock went wrong somewhere, and every doubt asks.
    let is_fresh = |age: Lifetime| proved_at <= now && now.since(proved_at) <= age.max(SHORTEST_AGE);
    if demand.max_age.is_none_or(is_fresh) {
        return Access::Granted;
    }
    // Whoever had a second factor taken away since has none to prove anew.
    if demand.second_factor && !held.enrolled { Access::Enrol } else { Access::Prove }
}

/// The path of a request, decoded once, without its query. `None` for whatever a proxy, an application and we might read
/// differently: a fragment, a backslash, a control character, something encoded that separates, a dot segment, an empty
/// segment, a parameter of a segment, what is no UTF-8. Whoever asks for that is refused.
pub fn canonical_path(uri: &str) -> Option<Cow<'_, str>> {
    let raw = uri.split_once('?').map_or(uri, |(path, _)| path);
    if !raw.starts_with('/') || uri.bytes().any(|byte| !byte.is_ascii_graphic() || matches!(byte, b'#' | b'\\')) {
        return None;
    }
    let path = if raw.contains('%') { Cow::Owned(decoded(raw)?) } else { Cow::Borrowed(raw) };
    let mut segments = path.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        if matches!(segment, "." | "..") || segment.contains(';') || (segment.is_empty() && !is_last) {
            return None;
        }
    }
    Some(path)
}

fn decoded(raw: &str) -> Option<String> {
    let mut all = Vec::with_capacity(raw.len());
    let mut bytes = raw.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            all.push(byte);
            continue;
        }
        let byte = hex(bytes.next()?)? << 4 | hex(bytes.next()?)?;
        if byte.is_ascii_control() || matches!(byte, b'/' | b'\\' | b'%' | b'?' | b'#' | b'.' | b';') {
            return None;
        }
        all.push(byte);
    }
    String::from_utf8(all).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::assurance::ProofKind;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn held(proof_at: Option<i64>, enrolled: bool) -> Held {
        let proof = proof_at.map(|seconds| Proof { kind: ProofKind::App, at: at(seconds) });
        Held {
            proof,
            password_at: at(1_000),
            groups: vec!["board".into()],
            selections: vec![SelectionId::from_bytes([1; 16])],
            enrolled,
        }
    }

    #[test]
    fn what_is_demanded_is_held_against_what_was_shown() {
        let factor = Demand { second_factor: true, ..Demand::default() };
        let fresh =
            |second_factor| Demand { second_factor, max_age: Some(Lifetime::seconds(300)), ..Demand::default() };
        let opens = |opens| Demand { opens, ..Demand::default() };
        let selection = |byte| Opens::SignedIn(Selected::Selection(SelectionId::from_bytes([byte; 16])));
        let of = |group: &str| Demand { groups: vec!["Sports".into(), group.into()], ..Demand::default() };
        for (name, now, demand, shown, expected) in [
            ("nothing", 90_000, Demand::default(), held(None, false), Access::Granted),
            ("a factor, proved", 90_000, factor.clone(), held(Some(1_010), true), Access::Granted),
            ("a factor, not proved in this session", 90_000, factor.clone(), held(None, true), Access::Prove),
            ("a factor, none there", 90_000, factor.clone(), held(None, false), Access::Enrol),
            ("fresh, just so", 1_300, fresh(false), held(None, false), Access::Granted),
            ("fresh, no more", 1_301, fresh(false), held(None, false), Access::Prove),
            ("fresh by the factor", 1_500, fresh(false), held(Some(1_400), true), Access::Granted),
            ("a fresh factor beside an older password", 1_800, fresh(true), held(Some(1_500), true), Access::Granted),
            ("an old factor", 1_801, fresh(true), held(Some(1_500), true), Access::Prove),
            ("a proof that lies ahead", 1_300, fresh(true), held(Some(1_400), true), Access::Prove),
            ("in a group, however it is spelled", 90_000, of(" Board"), held(None, false), Access::Granted),
            ("in none", 90_000, of("boards"), held(None, false), Access::Forbidden),
            ("selected", 90_000, opens(selection(1)), held(None, false), Access::Granted),
            ("not selected", 90_000, opens(selection(2)), held(None, false), Access::Forbidden),
            ("nobody may", 90_000, opens(Opens::Nobody), held(Some(1_010), true), Access::Forbidden),
            ("anyone may", 90_000, opens(Opens::Anyone), held(None, false), Access::Granted),
        ] {
            assert_eq!(decide_access(at(now), &demand, &shown), expected, "{name}");
        }
        let both = Demand { second_factor: true, groups: vec!["boards".into()], ..Demand::default() };
        let shown = held(None, true);
        assert_eq!(decide_access(at(2_000), &both, &shown), Access::Forbidden, "nothing is asked of who may not");
        let never = Demand { max_age: Some(Lifetime::seconds(0)), ..Demand::default() };
        assert_eq!(decide_access(at(1_060), &never, &shown), Access::Granted, "or nobody would ever get there");
    }

    #[test]
    fn a_path_has_one_form_or_none() {
        for (uri, expected) in [
            ("/", Some("/")),
            ("/wiki/Main_Page?action=edit&x=%2e%2e/#", None),
            ("/wiki/Main_Page?action=edit&x=%2e%2e/", Some("/wiki/Main_Page")),
            ("/caf%C3%A9/%41", Some("/café/A")),
            ("/a%20b", Some("/a b")),
            ("/a/", Some("/a/")),
            ("/.well-known/x.y", Some("/.well-known/x.y")),
            ("", None),
            ("wiki", None),
            ("http://wiki/", None),
            ("/a/../b", None),
            ("/a/.", None),
            ("/a/%2e%2E/b", None),
            ("/a//b", None),
            ("//evil.example/", None),
            ("/a%2fb", None),
            ("/a%5Cb", None),
            ("/a\\b", None),
            ("/a%00", None),
            ("/a%0d%0aX: y", None),
            ("/a%252e", None),
            ("/a%3fb", None),
            ("/a%23b", None),
            ("/a#b", None),
            ("/a;x=1/b", None),
            ("/a%3bx", None),
            ("/a b", None),
            ("/a%", None),
            ("/a%4", None),
            ("/a%zz", None),
            ("/%ff", None),
            ("/é", None),
        ] {
            assert_eq!(canonical_path(uri).as_deref(), expected, "{uri}");
        }
    }

    proptest! {
        #[test]
        fn the_form_of_a_form_is_itself_or_nothing(uri in "/[-a-z0-9/.%;#?\\\\ ]{0,24}") {
            if let Some(path) = canonical_path(&uri) {
                prop_assert!(path.starts_with('/') && !path.contains(['?', '#', '\\', ';', '%']), "{path}");
                prop_assert!(!path.contains("//") && !path.split('/').any(|part| part == ".."), "{path}");
                if !path.contains(' ') {
                    prop_assert_eq!(canonical_path(&path), Some(path.clone()));
                }
            }
        }

        #[test]
        fn nothing_makes_it_panic(uri in any::<String>()) {
            let _form = canonical_path(&uri);
        }
    }
}
