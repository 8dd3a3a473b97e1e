//! What a settings key is: name, form, preset and meaning in one value. The reader parses by it and the reference is
//! printed from it, so the two cannot disagree. The keys themselves stand in the file of their section.

use super::{database, keys, log, mail, operator, organisation, password, radius, reports, server, sign_in};

/// Everything known about one key except how its text becomes a value.
#[derive(Debug)]
pub(super) struct About {
    pub(super) section: &'static str,
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// What a value looks like, as it stands in errors after "expected" and in the reference.
    pub(super) kind: &'static str,
    pub(super) preset: Preset,
    pub(super) meaning: &'static str,
}

/// Which TOML type a key accepts. The environment and flags are text in every form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A string that errors do not show: people put passwords in it by mistake.
    Guarded,
    /// An array of strings; in the environment separated by commas.
    List,
    /// A string that is never printed; also from `…_file` or a systemd credential.
    Secret,
    /// As `Secret`, and refused in the file and as a credential.
    SecretVariable,
    Switch,
    Text,
    Whole,
}

/// What holds when a key is not given.
#[derive(Debug, Clone, Copy)]
pub(super) enum Preset {
    /// Worked out from other settings or the machine; these words describe it.
    Derived(&'static str),
    /// This text, read by the same parser as a given value.
    Value(&'static str),
}

/// A key with one value.
pub(super) struct Key<T: 'static> {
    pub(super) about: About,
    /// The error is a reason in words, or empty when "expected …" says enough.
    pub(super) parse: fn(&str) -> Result<T, String>,
}

/// A key with a list of values; `parse` reads one of them.
pub(super) struct ListKey<T: 'static> {
    pub(super) about: About,
    pub(super) parse: fn(&str) -> Result<T, String>,
}

/// A key whose value is never shown.
pub(super) struct SecretKey {
    pub(super) about: About,
}

impl About {
    /// `section.name`, as errors and the reference write it.
    pub(super) fn dotted(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// `section.name_file`, where the value of a secret may lie instead.
    pub(super) fn dotted_file(&self) -> String {
        format!("{}.{}_file", self.section, self.name)
    }

    /// The environment variable of this key.
    pub(super) fn variable(&self) -> String {
        variable(&self.dotted())
    }
}

/// The environment variable of `section.name`.
pub(super) fn variable(dotted: &str) -> String {
    format!("{PREFIX}{}", dotted.replace('.', "_").to_ascii_uppercase())
}

pub(super) const PREFIX: &str = "TWEESTAP_";

/// Every section in the order of the reference, with what it is about.
pub(super) static SECTIONS: &[(&str, &str, &[&About])] = &[
    ("server", "Where Tweestap listens and under which address people reach it.", server::KEYS),
    ("database", "Where the facts are kept.", database::KEYS),
    ("mail", "How mail leaves. Without `smtp` nothing is sent.", mail::KEYS),
    (
        "reports",
        "Where mail servers report what they could not deliver. Without `imap` only what is refused at once is known.",
        reports::KEYS,
    ),
    ("organisation", "Answers that `setup` proposes, and whether there is one organisation.", organisation::KEYS),
    ("operator", "Who runs a platform with several organisations.", operator::KEYS),
    ("sign_in", "Signing in: how much it may cost and where it may lead.", sign_in::KEYS),
    ("radius", "Where devices such as a VPN ask who may in.", radius::KEYS),
    ("password", "What a new password must satisfy, until `/admin/settings/password` says otherwise.", password::KEYS),
    ("keys", "Where the key lies that seals secrets in the database. Give at most one of the three.", keys::KEYS),
    ("log", "What is written to standard error.", log::KEYS),
];

/// Every key of every section.
pub(super) fn all() -> impl Iterator<Item = &'static About> {
    SECTIONS.iter().flat_map(|(_, _, keys)| keys.iter().copied())
}

/// A name that can be written in a section: the key it belongs to, and whether it is the `…_file` of that key.
pub(super) fn names() -> impl Iterator<Item = (String, &'static About, Spelling)> {
    all().flat_map(|about| {
        let file = (about.form == Form::Secret).then(|| (about.dotted_file(), about, Spelling::File));
        std::iter::once((about.dotted(), about, Spelling::Value)).chain(file)
    })
}

/// Whether a name gives the value itself or the file in which it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    File,
    Value,
}

/// Names of which at most one may be given; in another layer one replaces the others.
pub(super) fn rivals() -> Vec<Vec<String>> {
    let secrets =
        all().filter(|about| about.form == Form::Secret).map(|about| vec![about.dotted(), about.dotted_file()]);
    secrets.chain(std::iter::once(keys::KEYS.iter().map(|about| about.dotted()).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_stands_in_its_own_section_and_has_a_variable_of_its_own() {
        for (section, _, keys) in SECTIONS {
            assert!(keys.iter().all(|about| about.section == *section));
        }
        let variables: Vec<String> = names().map(|(dotted, ..)| variable(&dotted)).collect();
        assert_eq!(variables.len(), variables.iter().collect::<BTreeSet<_>>().len());
    }
}
