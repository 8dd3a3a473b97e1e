//! What a role may do, and the rules that no role escapes: nobody acts on a person with more rights than one's own,
//! nobody grants what one has not, nobody exempts or switches off oneself, and the last SuperUser stays.

use serde::{Deserialize, Serialize};

use crate::id::UserId;
use crate::user::Role;

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// A single right.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Right {
            $($(#[$doc])* $name,)+
        }

        impl Right {
            /// Every right, in the order in which pages list them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word that the store, forms and the audit log use.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// From that word; an unknown word is no right.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

rights! {
    /// Sees people, through the views that the role may look through.
    PeopleRead = "people-read",
    /// Looks through every view.
    ViewsAll = "views-all",
    /// Adds people and changes their details.
    PeopleEdit = "people-edit",
    /// Blocks and unblocks people.
    PeopleBlock = "people-block",
    /// Gives people another password.
    PasswordSet = "password-set",
    /// Switches two-step sign-in off for a person.
    SecondFactorOff = "second-factor-off",
    /// Gives a helpdesk pass.
    PassGive = "pass-give",
    /// Exempts people until a date, renews and ends exemptions.
    Exempt = "exempt",
    /// Signs people out everywhere.
    SessionsEnd = "sessions-end",
    /// Reminds people to set up their second step.
    Remind = "remind",
    /// Writes campaigns, starts, pauses and stops them.
    CampaignsRun = "campaigns-run",
    /// Imports people from files.
    Import = "import",
    /// Sees selections, views, policies, roles, exemptions and settings.
    SetupRead = "setup-read",
    /// Changes selections.
    SelectionsEdit = "selections-edit",
    /// Changes views.
    ViewsEdit = "views-edit",
    /// Changes policies.
    PoliciesEdit = "policies-edit",
    /// Changes roles, and says who has which.
    RolesEdit = "roles-edit",
    /// Reads the audit log.
    AuditRead = "audit-read",
    /// Changes the settings of the organisation.
    SettingsEdit = "settings-edit",
}

impl Right {
    const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// Whether the right changes anything; the others only look.
    pub const fn changes(self) -> bool {
        !matches!(self, Self::PeopleRead | Self::ViewsAll | Self::SetupRead | Self::AuditRead)
    }

    /// Whether it means something only where there is two-step sign-in: elsewhere no page names it (mission S7).
    pub const fn needs_module(self) -> bool {
        matches!(
            self,
            Self::SecondFactorOff
                | Self::PassGive
                | Self::Exempt
                | Self::Remind
                | Self::CampaignsRun
                | Self::PoliciesEdit
        )
    }
}

/// A set of rights.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct Rights(u32);

impl Rights {
    /// None: someone who signs in and manages oneself.
    pub const NONE: Self = Self(0);

    /// Every right.
    pub const fn all() -> Self {
        Self::of(Right::ALL)
    }

    /// These rights.
    pub const fn of(rights: &[Right]) -> Self {
        let mut bits = 0;
        let mut rest = rights;
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        Self(bits)
    }

    /// Whether a right is among them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Whether all of `other` are among them.
    pub const fn include(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Those of `self` that `other` has not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rights, in the order of [`Right::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.iter().copied().filter(move |right| self.has(*right))
    }

    /// Words with a space between, as the store keeps them.
    pub fn words(self) -> String {
        self.iter().map(Right::word).collect::<Vec<_>>().join(" ")
    }

    /// From those words; an unknown word makes the whole unreadable, so that nothing is granted by half.
    pub fn from_words(words: &str) -> Option<Self> {
        words.split_whitespace().map(Right::from_word).collect()
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        Self(rights.into_iter().fold(0, |bits, right| bits | right.bit()))
    }
}

impl From<Rights> for Vec<String> {
    fn from(rights: Rights) -> Self {
        rights.iter().map(|right| right.word().to_owned()).collect()
    }
}

impl TryFrom<Vec<String>> for Rights {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        words.iter().map(|word| Right::from_word(word).ok_or_else(|| format!("unknown right `{word}`"))).collect()
    }
}

impl std::fmt::Debug for Rights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rights({})", self.words())
    }
}

/// What a built-in role may do. A role of one's own keeps its rights in the store.
pub const fn built_in(role: Role) -> Option<Rights> {
    Some(match role {
        Role::Member => Rights::NONE,
        Role::Helpdesk => Rights::of(&[Right::PeopleRead, Right::PassGive, Right::SessionsEnd, Right::Remind]),
        Role::Auditor => Rights::of(&[Right::PeopleRead, Right::ViewsAll, Right::SetupRead, Right::AuditRead]),
        Role::PeopleManager => Rights::of(&[
            Right::PeopleRead,
            Right::PeopleEdit,
            Right::PeopleBlock,
            Right::PasswordSet,
            Right::SessionsEnd,
            Right::Remind,
            Right::Import,
        ]),
        Role::SuperUser => Rights::all(),
        Role::Own(_) => return None,
    })
}

/// Someone who acts, or who is acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    /// Who.
    pub user: UserId,
    /// The role.
    pub role: Role,
    /// What the role may do.
    pub rights: Rights,
}

/// What is done to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Details are changed.
    Edit,
    /// Blocked.
    Block,
    /// Unblocked.
    Unblock,
    /// Another password is made.
    Password,
    /// Two-step sign-in is switched off.
    SecondFactorOff,
    /// A helpdesk pass is given.
    Pass,
    /// Exempted until a date, or an exemption renewed.
    Exempt,
    /// An exemption is ended.
    EndExemption,
    /// Signed out everywhere.
    SignOut,
    /// Reminded.
    Remind,
    /// Another role with these rights is given.
    GiveRole(Role, Rights),
}

/// How fresh a proof an act asks of whoever does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// An open session is enough.
    Session,
    /// A proof of the highest kind that the actor has, at most 5 minutes old.
    Proof,
    /// A second factor, at most 5 minutes old; who has none cannot.
    SecondFactor,
}

impl Act {
    /// The right that it needs.
    pub const fn right(self) -> Right {
        match self {
            Self::Edit => Right::PeopleEdit,
            Self::Block | Self::Unblock => Right::PeopleBlock,
            Self::Password => Right::PasswordSet,
            Self::SecondFactorOff => Right::SecondFactorOff,
            Self::Pass => Right::PassGive,
            Self::Exempt | Self::EndExemption => Right::Exempt,
            Self::SignOut => Right::SessionsEnd,
            Self::Remind => Right::Remind,
            Self::GiveRole(..) => Right::RolesEdit,
        }
    }

    /// How fresh a proof it asks. What opens a way past either step asks a second factor.
    pub const fn freshness(self) -> Freshness {
        match self {
            Self::Password | Self::SecondFactorOff | Self::Pass | Self::Exempt | Self::GiveRole(..) => {
                Freshness::SecondFactor
            }
            Self::Edit | Self::Block | Self::Unblock => Freshness::Proof,
            Self::EndExemption | Self::SignOut | Self::Remind => Freshness::Session,
        }
    }

    /// The word that the audit log keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Block => "block",
            Self::Unblock => "unblock",
            Self::Password => "password",
            Self::SecondFactorOff => "second-factor-off",
            Self::Pass => "pass",
            Self::Exempt => "exempt",
            Self::EndExemption => "end-exemption",
            Self::SignOut => "sign-out-everywhere",
            Self::Remind => "remind",
            Self::GiveRole(..) => "give-role",
        }
    }

    /// Whether it takes something away from the SuperUser to whom it is done, so that the last one is safe from it.
    const fn unseats(self) -> bool {
        match self {
            Self::Block => true,
            Self::GiveRole(role, _) => !matches!(role, Role::SuperUser),
            _ => false,
        }
    }
}

/// Why nobody may do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The role has not the right.
    NoRight,
    /// The person has rights that the actor has not.
    MoreRights,
    /// Rights would be granted that the actor has not.
    GrantsMore,
    /// Not to oneself.
    Oneself,
    /// The last SuperUser who can sign in stays one.
    LastSuperUser,
}

impl Refusal {
    /// The word that the audit log keeps.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoRight => "no-right",
            Self::MoreRights => "more-rights",
            Self::GrantsMore => "grants-more",
            Self::Oneself => "oneself",
            Self::LastSuperUser => "last-superuser",
        }
    }
}

/// Whether `actor` may do this to `target`. `other_superusers` counts those beside the target who are not
/// blocked. The order is that of what is told: a right that is missing says nothing about the person.
pub fn may_act(actor: &Party, target: &Party, act: Act, other_superusers: u64) -> Result<(), Refusal> {
    if !actor.rights.has(act.right()) {
        return Err(Refusal::NoRight);
    }
    // Of one's own only what cannot weaken oneself or let oneself in by another door.
    let to_oneself = actor.user == target.user;
    if to_oneself && !matches!(act, Act::Edit | Act::SignOut) {
        return Err(Refusal::Oneself);
    }
    if !actor.rights.include(target.rights) {
        return Err(Refusal::MoreRights);
    }
    if let Act::GiveRole(_, rights) = act
        && !actor.rights.include(rights)
    {
        return Err(Refusal::GrantsMore);
    }
    if target.role == Role::SuperUser && other_superusers == 0 && act.unseats() {
        return Err(Refusal::LastSuperUser);
    }
    Ok(())
}

/// Whether `actor` may give a role of one's own these rights, where it had `before`: neither may hold what the actor
/// has not, so that nobody takes from, or gives to, those above.
pub fn may_save_role(actor: &Party, before: Rights, after: Rights) -> Result<(), Refusal> {
    if !actor.rights.has(Right::RolesEdit) {
        return Err(Refusal::NoRight);
    }
    if !actor.rights.include(before) {
        return Err(Refusal::MoreRights);
    }
    // A role of one's own that changes itself would have its holder grant to oneself; what is granted is held already.
    if actor.rights.include(after) { Ok(()) } else { Err(Refusal::GrantsMore) }
}

#[cfg(test)]
#[path = "permission_tests.rs"]
mod tests;
