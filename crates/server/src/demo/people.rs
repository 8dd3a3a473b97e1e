//! The people of "Vereniging Waterland", an association for sailing and nature that exists only here. The same number
//! of people is always the same people; the first few are those whom the start-up text of the demo names.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::names::{Dice, Name};
use crate::settings::Language;

/// The organisation of the demo.
pub const ORGANISATION: &str = "Vereniging Waterland";
/// Its domain; reserved for examples (RFC 2606).
pub const DOMAIN: &str = "waterland.example";
/// How many people the demo has unless told otherwise.
pub const USUAL_NUMBER: usize = 250;

/// One person, as plain values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name in its parts.
    pub name: Name,
    /// Unique; lower case ASCII letters, digits and one dot.
    pub user_name: String,
    /// At the association's domain; unique.
    pub email: String,
    /// A private address, for some.
    pub second_email: Option<String>,
    /// Whether mail reaches them at all: a few have no address.
    pub has_email: bool,
    /// Language of pages and mails.
    pub language: Language,
    /// Groups; everybody is a member.
    pub groups: Vec<Group>,
    /// When they joined.
    pub joined: Date,
    /// What they may do in the console.
    pub role: Role,
    /// Has an authenticator app.
    pub enrolled: bool,
    /// Exempted from two-step sign-in, for want of a smartphone.
    pub exempt: bool,
    /// How many minutes before the demo starts they signed in last; some never did.
    pub signed_in: Option<u32>,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Helps people who are locked out.
    Helpdesk,
    /// Reads all, changes nothing.
    Auditor,
    /// Keeps the directory.
    PeopleManager,
    /// Has no rights in the console.
    Member,
    /// Everything.
    SuperUser,
}

/// A group of the association.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Those who work in the back end; under the mandatory policy.
    BackendUsers,
    /// The board.
    Board,
    /// Those who write the magazine.
    Editors,
    /// Those who run the harbours.
    HarbourMasters,
    /// Everybody.
    Members,
    /// Those who keep reed and paths.
    NatureWardens,
    /// Those who teach sailing.
    SailingInstructors,
    /// Those who help now and then.
    Volunteers,
}

impl Group {
    /// All groups, in the order in which a list shows them.
    pub const ALL: [Self; 8] = [
        Self::Members,
        Self::BackendUsers,
        Self::Board,
        Self::Editors,
        Self::HarbourMasters,
        Self::NatureWardens,
        Self::SailingInstructors,
        Self::Volunteers,
    ];

    /// The name that the association gave it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BackendUsers => "Backend-gebruikers",
            Self::Board => "Bestuur",
            Self::Editors => "Redactie",
            Self::HarbourMasters => "Havenmeesters",
            Self::Members => "Leden",
            Self::NatureWardens => "Natuurbeheer",
            Self::SailingInstructors => "Zeilinstructeurs",
            Self::Volunteers => "Vrijwilligers",
        }
    }

    /// The name in English.
    pub fn english_name(self) -> &'static str {
        match self {
            Self::BackendUsers => "Backend users",
            Self::Board => "Board",
            Self::Editors => "Editors",
            Self::HarbourMasters => "Harbour masters",
            Self::Members => "Members",
            Self::NatureWardens => "Nature wardens",
            Self::SailingInstructors => "Sailing instructors",
            Self::Volunteers => "Volunteers",
        }
    }
}

/// The people of an association of this `number`; at least those with a part of their own.
pub fn people(number: usize) -> Vec<Person> {
    let mut people = cast();
    let mut taken: BTreeMap<String, u32> = people.iter().map(|person| (person.user_name.clone(), 1)).collect();
    let others = number.saturating_sub(people.len());
    people.extend((0..others).map(|index| other(index, &mut taken)));
    people
}

/// Those with a part of their own in the demo.
fn cast() -> Vec<Person> {
    use Group::{BackendUsers, Board, Editors, HarbourMasters, Members, Volunteers};
    let part = |given, infix, family| Person::new(Name { given, infix, family });
    vec![
        Person {
            groups: vec![Members, BackendUsers, Editors],
            joined: date(2014, 3, 8),
            enrolled: true,
            second_email: Some("sanne@dewit.example".to_owned()),
            signed_in: Some(47),
            ..part("Sanne", Some("de"), "Wit")
        },
        Person {
            groups: vec![Members, BackendUsers, Board],
            joined: date(2011, 9, 17),
            signed_in: Some(2975),
            ..part("Joris", Some("van den"), "Berg")
        },
        Person { groups: vec![Members], joined: date(2019, 5, 4), ..part("Maria", None, "Jansen") },
        Person {
            groups: vec![Members, Volunteers],
            joined: date(2021, 7, 12),
            language: Language::En,
            signed_in: Some(50_520),
            ..part("Tom", None, "Brown")
        },
        Person {
            groups: vec![Members, BackendUsers, Board],
            joined: date(2009, 1, 15),
            role: Role::SuperUser,
            enrolled: true,
            second_email: Some("anna@visser.example".to_owned()),
            signed_in: Some(1385),
            ..part("Anna", None, "Visser")
        },
        Person {
            groups: vec![Members, BackendUsers],
            joined: date(2012, 4, 2),
            role: Role::SuperUser,
            enrolled: true,
            signed_in: Some(7410),
            ..part("Pieter", None, "Bakker")
        },
        Person {
            groups: vec![Members, BackendUsers, HarbourMasters],
            joined: date(2004, 6, 19),
            exempt: true,
            signed_in: Some(17_395),
            ..part("Kees", None, "Mulder")
        },
        Person {
            groups: vec![Members, BackendUsers],
            joined: date(2016, 10, 30),
            role: Role::Helpdesk,
            enrolled: true,
            signed_in: Some(128),
            ..part("Fatima", Some("El"), "Amrani")
        },
        Person {
            groups: vec![Members, BackendUsers],
            joined: date(2015, 2, 21),
            role: Role::Auditor,
            enrolled: true,
            signed_in: Some(12_960),
            ..part("Rita", None, "Vermeer")
        },
        Person {
            groups: vec![Members, BackendUsers],
            joined: date(2018, 8, 25),
            role: Role::PeopleManager,
            enrolled: true,
            signed_in: Some(4402),
            ..part("Willem", Some("de"), "Graaf")
        },
    ]
}

/// The person with this number among the others. What someone is follows from the number, not from how many there are.
fn other(index: usize, taken: &mut BTreeMap<String, u32>) -> Person {
    let dice = &mut Dice::of(index);
    let (language, name) =
        if index % 8 == 5 { (Language::En, Name::english(dice)) } else { (Language::Nl, Name::dutch(dice)) };
    let mut person = Person::new(name);
    person.language = language;
    let times = taken.entry(person.user_name.clone()).or_insert(0);
    *times += 1;
    if *times > 1 {
        // Counted per name, and no name ends in a digit: still unique.
        person.user_name = format!("{}{times}", person.user_name);
        person.email = format!("{}@{DOMAIN}", person.user_name);
    }
    person.joined = joined(dice);
    // One in seven works in the back end, on top of the named ones: about forty of 250.
    let works_behind = index % 7 == 3;
    if works_behind {
        person.groups.push(Group::BackendUsers);
    }
    for (group, times) in [
        (Group::Board, 2),
        (Group::Editors, 5),
        (Group::HarbourMasters, 4),
        (Group::NatureWardens, 9),
        (Group::SailingInstructors, 7),
        (Group::Volunteers, 22),
    ] {
        if dice.chance(times, 100) {
            person.groups.push(group);
        }
    }
    person.enrolled = if works_behind { dice.chance(45, 100) } else { dice.chance(6, 100) };
    person.exempt = works_behind && !person.enrolled && dice.chance(15, 100);
    // A few of those who still have to enrol can be told by a letter only.
    person.has_email = !works_behind || person.enrolled || person.exempt || index % 49 != 3;
    if dice.chance(18, 100) {
        person.second_email = Some(format!("{}@post.example", person.user_name));
    }
    person.signed_in = signed_in(dice, &person);
    person
}

/// Days ago for who works in the back end, within the year for most others, and never for some.
fn signed_in(dice: &mut Dice, person: &Person) -> Option<u32> {
    let (seldom, days) = if person.is_backend_user() { (3, 12) } else { (24, 400) };
    if dice.chance(seldom, 100) {
        return None;
    }
    // Of three days the latest: there are more recent ones than old ones.
    let back = dice.below(days).min(dice.below(days)).min(dice.below(days));
    Some(back * 24 * 60 + 90 + dice.below(9 * 60))
}

/// A day from 2003 to 2025, more often a recent one; most join in spring.
fn joined(dice: &mut Dice) -> Date {
    let back = dice.below(23).min(dice.below(23));
    let year = 2025 - i16::try_from(back).unwrap_or(0);
    let month = dice.pick(&[1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12], 4);
    let day = 1 + i8::try_from(dice.below(28)).unwrap_or(0);
    Date::new(year, month, day).unwrap_or(date(2020, 4, 1))
}

impl Person {
    /// A member without anything, at the domain of the association.
    fn new(name: Name) -> Self {
        let user_name = name.user_name();
        Self {
            name,
            email: format!("{user_name}@{DOMAIN}"),
            user_name,
            second_email: None,
            has_email: true,
            language: Language::Nl,
            groups: vec![Group::Members],
            joined: date(2020, 4, 1),
            role: Role::Member,
            enrolled: false,
            exempt: false,
            signed_in: None,
        }
    }

    /// Whether the person works in the back end.
    pub fn is_backend_user(&self) -> bool {
        self.groups.contains(&Group::BackendUsers)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::mail::Correspondent;

    fn person<'a>(people: &'a [Person], user_name: &str) -> &'a Person {
        people.iter().find(|person| person.user_name == user_name).unwrap()
    }

    #[test]
    fn the_named_people_are_what_the_demo_says_they_are() {
        let all = people(USUAL_NUMBER);
        let tell = |user_name: &str| {
            let person = person(&all, user_name);
            (person.name.full(), person.role, person.is_backend_user(), person.enrolled, person.exempt)
        };
        assert_eq!(tell("s.dewit"), ("Sanne de Wit".to_owned(), Role::Member, true, true, false));
        assert_eq!(tell("j.vandenberg"), ("Joris van den Berg".to_owned(), Role::Member, true, false, false));
        assert_eq!(tell("m.jansen"), ("Maria Jansen".to_owned(), Role::Member, false, false, false));
        assert_eq!(tell("t.brown"), ("Tom Brown".to_owned(), Role::Member, false, false, false));
        assert_eq!(tell("a.visser"), ("Anna Visser".to_owned(), Role::SuperUser, true, true, false));
        assert_eq!(tell("p.bakker"), ("Pieter Bakker".to_owned(), Role::SuperUser, true, true, false));
        assert_eq!(tell("k.mulder"), ("Kees Mulder".to_owned(), Role::Member, true, false, true));
        assert_eq!(tell("f.elamrani"), ("Fatima El Amrani".to_owned(), Role::Helpdesk, true, true, false));
        assert_eq!(tell("r.vermeer"), ("Rita Vermeer".to_owned(), Role::Auditor, true, true, false));
        assert_eq!(tell("w.degraaf"), ("Willem de Graaf".to_owned(), Role::PeopleManager, true, true, false));
        assert_eq!(person(&all, "t.brown").language, Language::En);
    }

    #[test]
    fn two_hundred_and_fifty_people_are_a_believable_association() {
        let all = people(USUAL_NUMBER);
        assert_eq!(all.len(), USUAL_NUMBER);
        let count = |is: fn(&Person) -> bool| all.iter().filter(|person| is(person)).count();
        assert!((36..=46).contains(&count(Person::is_backend_user)), "{}", count(Person::is_backend_user));
        assert!((26..=36).contains(&count(|person| person.language == Language::En)));
        assert!((20..=60).contains(&count(|person| person.second_email.is_some())));
        assert!((2..=8).contains(&count(|person| person.exempt)), "{}", count(|person| person.exempt));
        let never = count(|person| person.signed_in.is_none());
        assert!((20..=70).contains(&never), "{never} never signed in");
        let of_late = count(|person| person.signed_in.is_some_and(|minutes| minutes < 7 * 24 * 60));
        assert!((20..=90).contains(&of_late), "{of_late} signed in within a week");
        let behind_with = count(|person| person.is_backend_user() && person.enrolled);
        assert!((12..=28).contains(&behind_with), "{behind_with}");
        for group in Group::ALL {
            assert!(all.iter().any(|person| person.groups.contains(&group)), "{group:?}");
        }
        let full: BTreeSet<String> = all.iter().map(|person| person.name.full()).collect();
        assert!(full.len() > 235, "{}", full.len());
    }

    #[test]
    fn nobody_shares_a_user_name_or_an_address_however_many_there_are() {
        let all = people(20_000);
        assert_eq!(all.iter().map(|person| &person.user_name).collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(all.iter().map(|person| &person.email).collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn everybody_can_be_written_to() {
        for person in people(2_000) {
            let name = person.name.full();
            for address in std::iter::once(&person.email).chain(&person.second_email) {
                assert!(Correspondent::new(Some(&name), address).is_ok(), "{address}");
            }
        }
    }

    #[test]
    fn the_same_number_is_always_the_same_people_and_more_only_adds() {
        assert_eq!(people(300), people(300));
        assert_eq!(people(300)[..250], people(250)[..]);
        assert_eq!(people(0).len(), 10, "the cast is always there");
    }
}
