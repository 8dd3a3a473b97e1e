//! Directories from which people are fetched by LDAP (RFC 4511): what is asked of one, what its attributes mean, and when too many
//! people vanish at once to believe it. The actions ask; the server speaks the protocol.

use serde::{Deserialize, Serialize};

use crate::people_source::{Field, Mapping, SourceKind};
use crate::scim::AttributePath;
use crate::time::{Lifetime, Timestamp};
use crate::words::words;

/// The most addresses of one directory.
pub const MOST_URLS: usize = 5;

/// The longest text of a setting, in characters.
pub const LONGEST_TEXT: usize = 2_000;

/// The longest list of certificates, in characters.
pub const LONGEST_CA: usize = 60_000;

/// Syncs are no further apart than this, where they run by themselves.
pub const RAREST_MINUTES: u32 = 7 * 24 * 60;

/// Syncs are no closer together than this, where they run by themselves.
pub const OFTENEST_MINUTES: u32 = 5;

/// The longest password that is handed to a directory, in bytes: as many as one that is kept here may have.
pub const LONGEST_PASSWORD: usize = 1024;

/// So many syncs and dry runs of a directory are remembered.
pub const SYNCS_KEPT: i64 = 20;

words!(
    /// What kind of directory it is, which says what is usual there.
    Shape {
        /// `OpenLDAP` and others that follow the standards (RFC 4519, RFC 4530).
        General = "general",
        /// Active Directory: `objectGUID`, `sAMAccountName`, and a bit of `userAccountControl` for who may not sign in.
        ActiveDirectory = "active-directory",
    }
);

words!(
    /// Where the groups of people come from.
    GroupsFrom {
        /// From nowhere.
        Nowhere = "nowhere",
        /// From the attribute `memberOf` of each person.
        MemberOf = "member-of",
        /// From entries of groups that name their members by distinguished name.
        Member = "member",
        /// From entries of groups that name their members by user name.
        MemberUid = "member-uid",
    }
);

impl Shape {
    /// The attribute by which an entry is known for ever.
    pub const fn id_attribute(self) -> &'static str {
        match self {
            Self::General => "entryUUID",
            Self::ActiveDirectory => "objectGUID",
        }
    }

    /// Which entries are people.
    pub const fn filter(self) -> &'static str {
        match self {
            Self::General => "(objectClass=inetOrgPerson)",
            // Neither computers nor the accounts of services.
            Self::ActiveDirectory => "(&(objectCategory=person)(objectClass=user)(sAMAccountName=*))",
        }
    }

    /// Which entries are groups.
    pub const fn group_filter(self) -> &'static str {
        match self {
            Self::General => "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))",
            Self::ActiveDirectory => "(objectClass=group)",
        }
    }

    /// Where groups usually come from. Active Directory gives the members of a large group in parts, and those of a person whole.
    pub const fn groups_from(self) -> GroupsFrom {
        match self {
            Self::General => GroupsFrom::Nowhere,
            Self::ActiveDirectory => GroupsFrom::MemberOf,
        }
    }

    /// What usually goes where.
    pub fn mapping(self) -> Mapping {
        let names = match self {
            Self::General => ["uid", "cn", "mail", "preferredLanguage"],
            Self::ActiveDirectory => ["userPrincipalName", "displayName", "mail", "preferredLanguage"],
        };
        let pairs = Field::COMMON.into_iter().zip(names);
        let fields = pairs.filter_map(|(field, name)| Some((field, AttributePath::from_word(name)?)));
        // Four names of attributes, as `may_be_read` wants them.
        Mapping::of(SourceKind::Ldap, fields.collect()).unwrap_or_else(Mapping::usual)
    }
}

/// Whether a field may be filled from here: a plain attribute (RFC 4512 section 1.4), none in which passwords are kept, and none that
/// has another meaning in what is kept of a person.
pub fn may_be_read(path: &AttributePath) -> bool {
    const NEVER: &[&str] = &[
        "userPassword",
        "unicodePwd",
        "dBCSPwd",
        "lmPwdHistory",
        "ntPwdHistory",
        "sambaNTPassword",
        "sambaLMPassword",
        "krbPrincipalKey",
        "ipaNTHash",
        "authPassword",
        "ms-Mcs-AdmPwd",
        "active",
        "externalId",
    ];
    path.schema.is_none() && path.part.is_none() && !NEVER.iter().any(|name| name.eq_ignore_ascii_case(&path.name))
}

/// Whether a text is the name of an attribute.
pub fn is_attribute(text: &str) -> bool {
    let mut letters = text.chars();
    let whole = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    whole && text.len() <= 100
}

/// Whether the values of an attribute are bytes and no text, so that they are written in hexadecimal here.
pub fn is_binary(attribute: &str) -> bool {
    ["objectGUID", "objectSid", "GUID", "nsUniqueIdBinary"].iter().any(|name| name.eq_ignore_ascii_case(attribute))
}

/// Whether `userAccountControl` says that nobody signs in ([MS-ADTS] section 2.2.16, `ADS_UF_ACCOUNT_DISABLE`).
pub fn is_disabled(control: &str) -> Option<bool> {
    control.trim().parse::<i64>().ok().map(|bits| bits & 2 != 0)
}

/// A value in a filter, every byte of it written as RFC 4515 section 3 lets one write any: nothing in it can be taken for more.
pub fn in_filter(value: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    value.iter().flat_map(|byte| ['\\', digit(byte >> 4), digit(byte & 15)]).collect()
}

/// How many people may vanish from a directory at once without somebody having looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MostGone {
    /// So many always may.
    pub people: u32,
    /// So many of a hundred always may.
    pub percent: u32,
}

impl MostGone {
    /// Unless somebody says otherwise.
    pub const USUAL: Self = Self { people: 10, percent: 10 };

    /// Whether so many of those who are here are too many to believe it.
    pub fn holds_back(self, gone: u64, here: u64) -> bool {
        gone > u64::from(self.people) && gone.saturating_mul(100) > here.saturating_mul(u64::from(self.percent))
    }
}

/// What is asked of a directory, beside its name and mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The kind of directory, by its word.
    pub shape: String,
    /// Where it is: `ldaps://` or `ldap://`, tried in this order.
    pub urls: Vec<String>,
    /// Whether `ldap://` is encrypted before anything is said (RFC 4511 section 4.14).
    pub start_tls: bool,
    /// Certificates of the authority that its own is by, in PEM; none for those that this machine trusts.
    pub ca: Option<String>,
    /// Who asks.
    pub bind_dn: String,
    /// Below which entry people are.
    pub base: String,
    /// Which entries are people (RFC 4515).
    pub filter: String,
    /// The attribute by which a person is known for ever.
    pub id_attribute: String,
    /// Where groups come from, by its word.
    pub groups_from: String,
    /// Below which entry groups are; below that of people where it is empty.
    pub group_base: String,
    /// Which entries are groups.
    pub group_filter: String,
    /// So many minutes are between two syncs; none where they are asked for by hand.
    pub every_minutes: u32,
    /// Whether its people sign in with the password that they have there.
    pub passwords: bool,
    /// How many people may vanish at once.
    pub most_gone: MostGone,
}

impl Directory {
    /// A new one, with what is usual.
    pub fn usual(shape: Shape) -> Self {
        Self {
            shape: shape.word().to_owned(),
            urls: Vec::new(),
            start_tls: false,
            ca: None,
            bind_dn: String::new(),
            base: String::new(),
            filter: shape.filter().to_owned(),
            id_attribute: shape.id_attribute().to_owned(),
            groups_from: shape.groups_from().word().to_owned(),
            group_base: String::new(),
            group_filter: shape.group_filter().to_owned(),
            every_minutes: 60,
            passwords: true,
            most_gone: MostGone::USUAL,
        }
    }

    /// The kind of directory.
    pub fn shape(&self) -> Shape {
        Shape::from_word(&self.shape).unwrap_or(Shape::General)
    }

    /// Where groups come from.
    pub fn groups_from(&self) -> GroupsFrom {
        GroupsFrom::from_word(&self.groups_from).unwrap_or(GroupsFrom::Nowhere)
    }

    /// When it is to be synced after a sync that began at `now`; nothing where that is asked for by hand.
    pub fn next_sync(&self, now: Timestamp) -> Option<Timestamp> {
        (self.every_minutes > 0).then(|| now.plus(Lifetime::minutes(self.every_minutes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_may_vanish_and_many_only_after_somebody_looked() {
        let usual = MostGone::USUAL;
        for (gone, here, held) in [
            (0, 0, false),
            (10, 10, false),
            (11, 12, true),
            (11, 110, false),
            (12, 110, true),
            (1_000, 10_000, false),
            (1_001, 10_000, true),
            (u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(usual.holds_back(gone, here), held, "{gone} of {here}");
        }
        assert!(MostGone { people: 0, percent: 0 }.holds_back(1, 1_000_000));
    }

    #[test]
    fn nothing_in_a_value_is_more_than_a_value() {
        assert_eq!(in_filter(b"a*)(\\\0"), "\\61\\2a\\29\\28\\5c\\00");
        assert_eq!(in_filter("é".as_bytes()), "\\c3\\a9");
        assert_eq!(in_filter(b""), "");
    }

    #[test]
    fn what_is_usual_can_be_read() {
        for shape in Shape::ALL {
            let mapping = shape.mapping();
            assert_eq!(mapping.fields().len(), 4, "{shape:?}");
            assert_eq!(Mapping::from_lines(SourceKind::Ldap, &mapping.lines()), Some(mapping));
            assert!(is_attribute(shape.id_attribute()));
        }
    }

    #[test]
    fn no_field_is_filled_with_a_password() {
        for (name, may) in [
            ("mail", true),
            ("extensionAttribute12", true),
            ("USERPASSWORD", false),
            ("unicodePwd", false),
            ("active", false),
            ("name.givenName", false),
            ("urn:x:y", false),
        ] {
            assert_eq!(AttributePath::from_word(name).is_some_and(|path| may_be_read(&path)), may, "{name}");
        }
        for (text, is) in [("entryUUID", true), ("ms-DS-x", true), ("", false), ("1.2.3", false), ("a)(b=*", false)] {
            assert_eq!(is_attribute(text), is, "{text}");
        }
    }

    #[test]
    fn who_is_disabled_is_one_bit() {
        for (text, disabled) in [("512", Some(false)), ("514", Some(true)), ("66050", Some(true)), ("x", None)] {
            assert_eq!(is_disabled(text), disabled, "{text}");
        }
    }
}
