//! A view (weergave): a window on the directory. Which people, which columns in which order, what may be done there,
//! and which roles may look through it. Not a group: a person can be seen through several.

mod column;

use serde::{Deserialize, Serialize};

pub use column::{Column, Order};

use crate::id::{SelectionId, ViewId};
use crate::permission::{Act, Party, Right};
use crate::selection::AttributeKey;
use crate::user::Role;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $case:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$each])* $case,)+
        }

        impl $name {
            /// All there are, in the order in which pages list them.
            pub const ALL: &[Self] = &[$(Self::$case),+];

            /// The word that the store and forms use.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$case => $word,)+
                }
            }

            /// From that word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$case),)+
                    _ => None,
                }
            }
        }
    };
}

words! {
    /// What may be done to the people of a view: a button stands only where it is ticked.
    ViewAction {
        /// Send a reminder.
        Remind = "remind",
        /// Give a helpdesk pass.
        Pass = "pass",
        /// Exempt until a date.
        Exempt = "exempt",
        /// Sign out everywhere.
        SignOut = "sign-out-everywhere",
        /// Change details.
        Edit = "edit",
        /// Block and unblock.
        Block = "block",
        /// Make another password.
        Password = "password",
        /// Switch two-step sign-in off.
        SecondFactorOff = "second-factor-off",
    }
}

impl ViewAction {
    /// The right that its button needs besides.
    pub const fn right(self) -> Right {
        match self {
            Self::Remind => Right::Remind,
            Self::Pass => Right::PassGive,
            Self::Exempt => Right::Exempt,
            Self::SignOut => Right::SessionsEnd,
            Self::Edit => Right::PeopleEdit,
            Self::Block => Right::PeopleBlock,
            Self::Password => Right::PasswordSet,
            Self::SecondFactorOff => Right::SecondFactorOff,
        }
    }

    /// Whether it means something only where there is two-step sign-in.
    pub const fn needs_module(self) -> bool {
        self.right().needs_module()
    }
}

impl Act {
    /// What a view must allow for this.
    pub const fn view_action(self) -> ViewAction {
        match self {
            Self::Edit | Self::GiveRole(..) => ViewAction::Edit,
            Self::Block | Self::Unblock => ViewAction::Block,
            Self::Password => ViewAction::Password,
            Self::SecondFactorOff => ViewAction::SecondFactorOff,
            Self::Pass => ViewAction::Pass,
            Self::Exempt | Self::EndExemption => ViewAction::Exempt,
            Self::SignOut => ViewAction::SignOut,
            Self::Remind => ViewAction::Remind,
        }
    }
}

/// The longest name of a view or a role, in characters.
pub const LONGEST_NAME: usize = 100;

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Identity.
    pub id: ViewId,
    /// Name that its readers see.
    pub name: String,
    /// Whose people it shows; `None` is everyone.
    pub selection: Option<SelectionId>,
    /// The columns, first on the left; each once, never none.
    pub columns: Vec<Column>,
    /// What it is ordered by.
    pub order: Order,
    /// What may be done there; each once.
    pub actions: Vec<ViewAction>,
    /// Who may look through it, beside those who look through all.
    pub roles: Vec<Role>,
    /// Rises with every change: two who edit at once do not overwrite each other.
    pub version: i64,
}

impl View {
    /// Whether someone may look through it.
    pub fn opens_to(&self, party: &Party) -> bool {
        let listed = party.rights.has(Right::ViewsAll) || self.roles.contains(&party.role);
        listed && party.rights.has(Right::PeopleRead)
    }

    /// Whether it shows an attribute of the organisation's own, or is ordered by it.
    pub fn mentions(&self, key: &AttributeKey) -> bool {
        self.own_attributes().any(|one| one == *key)
    }

    /// The attributes of the organisation's own that it shows or is ordered by.
    pub fn own_attributes(&self) -> impl Iterator<Item = AttributeKey> {
        self.columns.iter().cloned().chain([self.order.column()]).filter_map(|column| match column {
            Column::Own(key) => Some(key),
            _ => None,
        })
    }

    /// Whether an act may be done from it.
    pub fn allows(&self, act: Act) -> bool {
        self.actions.contains(&act.view_action())
    }

    /// The buttons that someone finds there: ticked in the view, and a right of the role.
    pub fn buttons(&self, party: &Party) -> Vec<ViewAction> {
        self.actions.iter().copied().filter(|action| party.rights.has(action.right())).collect()
    }
}

/// What is wrong with the fields of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name is empty, too long, or holds what people cannot see.
    Name,
    /// No column.
    NoColumn,
    /// No role may look through it.
    NoRole,
}

/// What is wrong with a view, all told at once. A view that nobody looks through would be a button that nobody finds.
pub fn faults(view: &View) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_name(&view.name) {
        faults.push(Fault::Name);
    }
    if view.columns.is_empty() {
        faults.push(Fault::NoColumn);
    }
    if view.roles.is_empty() {
        faults.push(Fault::NoRole);
    }
    faults
}

/// Whether a text serves as the name of a view or a role.
pub fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(crate::user::is_unseen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::UserId;
    use crate::permission::{Rights, built_in};

    fn view(actions: &[ViewAction], roles: &[Role]) -> View {
        View {
            id: ViewId::from_bytes([1; 16]),
            name: "Backend users".to_owned(),
            selection: None,
            columns: vec![Column::Name],
            order: Order::Name,
            actions: actions.to_vec(),
            roles: roles.to_vec(),
            version: 1,
        }
    }

    fn party(role: Role) -> Party {
        Party { user: UserId::from_bytes([1; 16]), role, rights: built_in(role).unwrap() }
    }

    #[test]
    fn a_view_opens_to_its_roles_and_to_those_who_see_all() {
        let helpdesk = view(&[], &[Role::Helpdesk]);
        for (role, opens) in [
            (Role::Helpdesk, true),
            (Role::SuperUser, true),
            (Role::Auditor, true),
            (Role::PeopleManager, false),
            (Role::Member, false),
        ] {
            assert_eq!(helpdesk.opens_to(&party(role)), opens, "{role:?}");
        }
        assert!(!view(&[], &[Role::Member]).opens_to(&party(Role::Member)), "a member has not the right to see people");
    }

    #[test]
    fn a_button_needs_the_tick_and_the_right() {
        let all = view(ViewAction::ALL, &[Role::Helpdesk]);
        assert_eq!(all.buttons(&party(Role::Helpdesk)), [ViewAction::Remind, ViewAction::Pass, ViewAction::SignOut],);
        assert!(all.buttons(&party(Role::Auditor)).is_empty());
        assert_eq!(all.buttons(&party(Role::SuperUser)), ViewAction::ALL);
        assert!(view(&[], &[Role::Helpdesk]).buttons(&party(Role::SuperUser)).is_empty());
    }

    #[test]
    fn every_act_stands_behind_the_button_with_its_right() {
        let acts = [
            Act::Edit,
            Act::Block,
            Act::Unblock,
            Act::SecondFactorOff,
            Act::Pass,
            Act::Exempt,
            Act::EndExemption,
            Act::SignOut,
            Act::Remind,
        ];
        for act in acts {
            assert_eq!(act.view_action().right(), act.right());
        }
        assert_eq!(Act::GiveRole(Role::Member, Rights::NONE).view_action(), ViewAction::Edit);
    }

    #[test]
    fn words_are_read_back() {
        for action in ViewAction::ALL {
            assert_eq!(ViewAction::from_word(action.word()), Some(*action));
        }
    }

    #[test]
    fn what_a_view_shows_or_is_ordered_by_is_what_it_mentions() {
        let (one, other) = (AttributeKey::kept("afdeling"), AttributeKey::kept("sinds"));
        let plain = view(&[], &[]);
        assert!(!plain.mentions(&one));
        let shows = View { columns: vec![Column::Name, Column::Own(one.clone())], ..plain.clone() };
        assert!(shows.mentions(&one) && !shows.mentions(&other));
        let ordered = View { order: Order::OwnDown(other.clone()), ..plain };
        assert!(ordered.mentions(&other) && !ordered.mentions(&one));
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let bad = View { name: " \u{202E}".to_owned(), columns: Vec::new(), ..view(&[], &[]) };
        assert_eq!(faults(&bad), [Fault::Name, Fault::NoColumn, Fault::NoRole]);
        assert_eq!(faults(&view(&[], &[Role::Helpdesk])), []);
    }
}
