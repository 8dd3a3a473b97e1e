//! Why somebody is left: what is known of one person under a policy, in one word.

use crate::policy::Outlook;
use crate::time::Timestamp;

/// Whether mail reaches a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// There is no address.
    NoAddress,
    /// There are addresses, and nothing arrives at any of them.
    Bounces,
    /// There is an address at which nothing was known not to arrive.
    Arrives,
}

impl Mail {
    /// Whether there is an address at all.
    pub const fn has_address(self) -> bool {
        !matches!(self, Self::NoAddress)
    }

    /// Whether a message can be sent that arrives.
    pub const fn arrives(self) -> bool {
        matches!(self, Self::Arrives)
    }
}

/// How a person under a policy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Has what is asked for.
    Has,
    /// Exempt until this moment.
    Exempt(Option<Timestamp>),
    /// Cannot do what is asked.
    Cannot,
    /// Never signed in, so was never asked.
    NeverSignedIn,
    /// Put the offer off so many times.
    ChoseLater(u64),
    /// Signs in, and did nothing about it that is known.
    NotYet,
    /// Blocked.
    Blocked,
}

impl Why {
    /// Whether the person still has something to do.
    pub const fn is_left(self) -> bool {
        matches!(self, Self::Cannot | Self::NeverSignedIn | Self::ChoseLater(_) | Self::NotYet)
    }
}

/// What counts for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What a sign-in would lead to.
    pub outlook: Outlook,
    /// The end of the exemption that holds.
    pub exempt_until: Option<Timestamp>,
    /// Whether the person ever signed in.
    pub signed_in: bool,
    /// How often the offer was put off.
    pub put_off: u64,
}

/// How a person stands; nothing for one of whom nothing is asked.
pub const fn why(seen: &Seen) -> Option<Why> {
    Some(match seen.outlook {
        Outlook::NotAsked => return None,
        Outlook::Blocked => Why::Blocked,
        Outlook::Has => Why::Has,
        Outlook::Exempt => Why::Exempt(seen.exempt_until),
        Outlook::OutOfReach => Why::Cannot,
        Outlook::Offered | Outlook::Ahead | Outlook::Obliged => match (seen.signed_in, seen.put_off) {
            (_, times @ 1..) => Why::ChoseLater(times),
            (false, 0) => Why::NeverSignedIn,
            (true, 0) => Why::NotYet,
        },
    })
}

/// Which people a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Everyone but the blocked.
    People,
    /// Who has what is asked for.
    Have,
    /// Who still has something to do.
    Left,
    /// Who is left and cannot do what is asked.
    Cannot,
    /// Who is left and never signed in.
    Never,
    /// Who is left and put the offer off.
    Later,
    /// Who is left for no reason that is known.
    NotYet,
    /// Who is left, for whatever reason, and no mail reaches them.
    Unreached,
    /// Who is exempt.
    Exempt,
    /// Who is blocked.
    Blocked,
}

impl Of {
    /// All lists.
    pub const ALL: [Self; 10] = [
        Self::People,
        Self::Have,
        Self::Left,
        Self::Cannot,
        Self::Never,
        Self::Later,
        Self::NotYet,
        Self::Unreached,
        Self::Exempt,
        Self::Blocked,
    ];

    /// The word of addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Have => "have",
            Self::Left => "left",
            Self::Cannot => "cannot",
            Self::Never => "never",
            Self::Later => "later",
            Self::NotYet => "not-yet",
            Self::Unreached => "unreached",
            Self::Exempt => "exempt",
            Self::Blocked => "blocked",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.word() == word)
    }

    /// Whether somebody who stands so, and whom mail reaches so, is in the list.
    pub const fn has(self, why: Why, mail: Mail) -> bool {
        match self {
            Self::People => !matches!(why, Why::Blocked),
            Self::Have => matches!(why, Why::Has),
            Self::Left => why.is_left(),
            Self::Cannot => matches!(why, Why::Cannot),
            Self::Never => matches!(why, Why::NeverSignedIn),
            Self::Later => matches!(why, Why::ChoseLater(_)),
            Self::NotYet => matches!(why, Why::NotYet),
            Self::Unreached => why.is_left() && !mail.arrives(),
            Self::Exempt => matches!(why, Why::Exempt(_)),
            Self::Blocked => matches!(why, Why::Blocked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::Figures;

    fn seen(outlook: Outlook) -> Seen {
        Seen { outlook, exempt_until: None, signed_in: true, put_off: 0 }
    }

    #[test]
    fn each_person_stands_in_one_way() {
        let until = Some(Timestamp::from_seconds(9));
        let fresh = Seen { signed_in: false, ..seen(Outlook::Ahead) };
        for (seen, is) in [
            (seen(Outlook::Has), Some(Why::Has)),
            (Seen { exempt_until: until, ..seen(Outlook::Exempt) }, Some(Why::Exempt(until))),
            (Seen { signed_in: false, put_off: 2, ..seen(Outlook::OutOfReach) }, Some(Why::Cannot)),
            (fresh, Some(Why::NeverSignedIn)),
            (Seen { put_off: 4, ..seen(Outlook::Ahead) }, Some(Why::ChoseLater(4))),
            (Seen { put_off: 1, ..fresh }, Some(Why::ChoseLater(1))),
            (Seen { put_off: 1, ..seen(Outlook::Obliged) }, Some(Why::ChoseLater(1))),
            (seen(Outlook::Offered), Some(Why::NotYet)),
            (seen(Outlook::Obliged), Some(Why::NotYet)),
            (seen(Outlook::Blocked), Some(Why::Blocked)),
            (seen(Outlook::NotAsked), None),
        ] {
            assert_eq!(why(&seen), is, "{seen:?}");
        }
    }

    #[test]
    fn the_figures_and_the_lists_agree_about_everyone() {
        for outlook in Outlook::ALL {
            for (signed_in, put_off) in [(true, 0), (true, 3), (false, 0)] {
                let Some(why) = why(&Seen { signed_in, put_off, ..seen(outlook) }) else { continue };
                for (mail, of) in
                    [Mail::NoAddress, Mail::Bounces, Mail::Arrives].map(|mail| Of::ALL.map(|of| (mail, of))).concat()
                {
                    let mut figures = Figures::default();
                    figures.count(why, mail);
                    let counted = match of {
                        Of::People => figures.people,
                        Of::Have => figures.have,
                        Of::Left => figures.left(),
                        Of::Cannot => figures.cannot,
                        Of::Never => figures.never,
                        Of::Later => figures.later,
                        Of::NotYet => figures.not_yet,
                        Of::Unreached => figures.unreached,
                        Of::Exempt => figures.exempt,
                        Of::Blocked => figures.blocked,
                    };
                    assert_eq!(counted, u64::from(of.has(why, mail)), "{of:?} {why:?} {mail:?}");
                }
            }
        }
    }

    #[test]
    fn every_list_has_its_word() {
        for of in Of::ALL {
            assert_eq!(Of::from_word(of.word()), Some(of));
        }
        assert_eq!(Of::from_word("everyone"), None);
    }
}
