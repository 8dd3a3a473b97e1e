//! Given names and family names that are common in the Netherlands and in England, and where they are put together.
//! Chosen by number: the same number is always the same name.

/// A name in its parts. Dutch names sort and are written by their infix: "van den Berg, Joris".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Given name.
    pub given: &'static str,
    /// What stands before the family name, such as "van den".
    pub infix: Option<&'static str>,
    /// Family name without infix.
    pub family: &'static str,
}

impl Name {
    /// A Dutch name.
    pub(super) fn dutch(dice: &mut Dice) -> Self {
        let given = dice.pick(&DUTCH_GIVEN, "Jan");
        let (infix, family) = dice.pick(&DUTCH_FAMILY, ("", "Jansen"));
        Self { given, infix: (!infix.is_empty()).then_some(infix), family }
    }

    /// An English name.
    pub(super) fn english(dice: &mut Dice) -> Self {
        Self { given: dice.pick(&ENGLISH_GIVEN, "John"), infix: None, family: dice.pick(&ENGLISH_FAMILY, "Smith") }
    }

    /// Given name, infix and family name, as on a letter.
    pub fn full(&self) -> String {
        match self.infix {
            Some(infix) => format!("{} {infix} {}", self.given, self.family),
            None => format!("{} {}", self.given, self.family),
        }
    }

    /// The first letter, a dot, and the rest without spaces or accents: `j.vandenberg`.
    pub fn user_name(&self) -> String {
        let initial = self.given.chars().next().map(plain).unwrap_or_default();
        let rest = [self.infix.unwrap_or_default(), self.family].concat();
        let rest: String = rest.chars().map(plain).collect();
        format!("{initial}.{rest}")
    }
}

/// A letter without case and accent; nothing for spaces and signs.
fn plain(c: char) -> String {
    match c.to_lowercase().next().unwrap_or(c) {
        c if c.is_ascii_alphanumeric() => c.to_string(),
        'á' | 'à' | 'ä' | 'â' => "a".to_owned(),
        'ç' => "c".to_owned(),
        'é' | 'è' | 'ë' | 'ê' => "e".to_owned(),
        'í' | 'ï' => "i".to_owned(),
        'ó' | 'ö' => "o".to_owned(),
        'ú' | 'ü' => "u".to_owned(),
        _ => String::new(),
    }
}

/// Numbers that look random and are always the same: `SplitMix64`, begun at a number of one's own.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(number: usize) -> Self {
        Self((number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x57A7_E5EED))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `sides`.
    pub(super) fn below(&mut self, sides: u32) -> u32 {
        let remainder = self.roll() % u64::from(sides.max(1));
        u32::try_from(remainder).unwrap_or(0)
    }

    /// One of `choices`; `otherwise` when there are none.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T], otherwise: T) -> T {
        let sides = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        choices.get(self.below(sides) as usize).copied().unwrap_or(otherwise)
    }

    /// True `times` in `of` rolls.
    pub(super) fn chance(&mut self, times: u32, of: u32) -> bool {
        self.below(of) < times
    }
}

const DUTCH_GIVEN: [&str; 96] = [
    "Jan",
    "Anneke",
    "Henk",
    "Marijke",
    "Wim",
    "Ria",
    "Gerrit",
    "Tineke",
    "Peter",
    "Ingrid",
    "Hans",
    "Monique",
    "Rob",
    "Marloes",
    "Bas",
    "Femke",
    "Daan",
    "Lotte",
    "Thijs",
    "Eva",
    "Ruben",
    "Iris",
    "Jeroen",
    "Esther",
    "Mark",
    "Linda",
    "Erik",
    "Saskia",
    "Frank",
    "Petra",
    "Martijn",
    "Nienke",
    "Bram",
    "Roos",
    "Lars",
    "Julia",
    "Tim",
    "Lisa",
    "Sander",
    "Judith",
    "Dirk",
    "Willemijn",
    "Arjen",
    "Hanneke",
    "Maarten",
    "Carla",
    "Ruud",
    "Yvonne",
    "Niels",
    "Floor",
    "Jasper",
    "Merel",
    "Stijn",
    "Maud",
    "Gijs",
    "Noor",
    "Teun",
    "Fleur",
    "Joost",
    "Karin",
    "Paul",
    "Annemarie",
    "Ton",
    "Els",
    "Fred",
    "Truus",
    "Youssef",
    "Samira",
    "Mehmet",
    "Aylin",
    "Rashid",
    "Naima",
    "Wei",
    "Priya",
    "Ravi",
    "Anjali",
    "Renée",
    "Chloé",
    "Björn",
    "Noël",
    "Zoë",
    "Loïs",
    "Sjoerd",
    "Wietske",
    "Jelle",
    "Froukje",
    "Douwe",
    "Sietske",
    "Koen",
    "Myrthe",
    "Casper",
    "Tessa",
    "Mirjam",
    "Ellen",
    "Vincent",
    "Simone",
];

const DUTCH_FAMILY: [(&str, &str); 88] = [
    ("", "Jansen"),
    ("de", "Vries"),
    ("van den", "Berg"),
    ("van", "Dijk"),
    ("", "Bakker"),
    ("", "Janssen"),
    ("", "Visser"),
    ("", "Smit"),
    ("", "Meijer"),
    ("de", "Boer"),
    ("", "Mulder"),
    ("de", "Groot"),
    ("", "Bos"),
    ("", "Vos"),
    ("", "Peters"),
    ("", "Hendriks"),
    ("van", "Leeuwen"),
    ("", "Dekker"),
    ("", "Brouwer"),
    ("de", "Wit"),
    ("", "Dijkstra"),
    ("", "Smits"),
    ("de", "Graaf"),
    ("van der", "Meer"),
    ("van der", "Linden"),
    ("", "Kok"),
    ("", "Jacobs"),
    ("de", "Haan"),
    ("", "Vermeulen"),
    ("van den", "Heuvel"),
    ("van der", "Veen"),
    ("van den", "Broek"),
    ("de", "Bruijn"),
    ("de", "Bruin"),
    ("van der", "Heijden"),
    ("", "Schouten"),
    ("van", "Beek"),
    ("", "Willems"),
    ("van", "Vliet"),
    ("van de", "Ven"),
    ("", "Hoekstra"),
    ("", "Maas"),
    ("", "Verhoeven"),
    ("", "Koster"),
    ("van", "Dam"),
    ("van der", "Wal"),
    ("", "Prins"),
    ("", "Blom"),
    ("", "Huisman"),
    ("", "Peeters"),
    ("de", "Jong"),
    ("", "Kuipers"),
    ("van", "Veen"),
    ("", "Kramer"),
    ("van den", "Brink"),
    ("", "Scholten"),
    ("van", "Wijk"),
    ("", "Postma"),
    ("", "Martens"),
    ("", "Gerritsen"),
    ("", "Bosman"),
    ("van der", "Laan"),
    ("", "Kuiper"),
    ("", "Groen"),
    ("", "Driessen"),
    ("", "Zijlstra"),
    ("van 't", "Hof"),
    ("in 't", "Veld"),
    ("ter", "Horst"),
    ("ten", "Cate"),
    ("", "Veenstra"),
    ("", "Schipper"),
    ("", "Zeilmaker"),
    ("", "Waterman"),
    ("", "Yilmaz"),
    ("", "Kaya"),
    ("el", "Idrissi"),
    ("", "Benali"),
    ("", "Chen"),
    ("", "Nguyen"),
    ("", "Ramdin"),
    ("", "Singh"),
    ("", "Kowalski"),
    ("", "Ménière"),
    ("", "Tuin"),
    ("", "Rietveld"),
    ("", "Sluis"),
    ("van der", "Schoot"),
];

const ENGLISH_GIVEN: [&str; 32] = [
    "Emma",
    "Oliver",
    "Grace",
    "Harry",
    "Charlotte",
    "James",
    "Amelia",
    "William",
    "Lucy",
    "George",
    "Sophie",
    "Edward",
    "Hannah",
    "Daniel",
    "Alice",
    "Matthew",
    "Rachel",
    "Andrew",
    "Megan",
    "Stephen",
    "Claire",
    "Simon",
    "Fiona",
    "Rory",
    "Aisha",
    "Imran",
    "Siobhan",
    "Owen",
    "Bethan",
    "Callum",
    "Nadia",
    "Kwame",
];

const ENGLISH_FAMILY: [&str; 32] = [
    "Smith",
    "Jones",
    "Taylor",
    "Williams",
    "Davies",
    "Evans",
    "Wilson",
    "Thomas",
    "Roberts",
    "Johnson",
    "Walker",
    "Wright",
    "Thompson",
    "Robinson",
    "White",
    "Hughes",
    "Edwards",
    "Green",
    "Hall",
    "Wood",
    "Harris",
    "Clarke",
    "Jackson",
    "Turner",
    "Hill",
    "Cooper",
    "Ward",
    "Morris",
    "O'Brien",
    "Campbell",
    "Whitfield",
    "Khan",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_drops_spaces_signs_and_accents() {
        let name = |given, infix, family| Name { given, infix, family }.user_name();
        assert_eq!(name("Joris", Some("van den"), "Berg"), "j.vandenberg");
        assert_eq!(name("Zoë", Some("van 't"), "Hof"), "z.vanthof");
        assert_eq!(name("Siobhan", None, "O'Brien"), "s.obrien");
        assert_eq!(name("Élise", None, "Ménière"), "e.meniere");
    }

    #[test]
    fn every_name_makes_a_plain_user_name() {
        for number in 0..2_000 {
            for name in [Name::dutch(&mut Dice::of(number)), Name::english(&mut Dice::of(number))] {
                let user_name = name.user_name();
                let (initial, rest) = user_name.split_once('.').unwrap();
                assert!(initial.len() == 1 && rest.len() > 1, "{user_name}");
                assert!(user_name.chars().all(|c| c == '.' || c.is_ascii_lowercase()), "{user_name}");
            }
        }
    }

    #[test]
    fn no_name_stands_twice_in_a_list() {
        let unique = |names: &[&str]| names.iter().collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!(unique(&DUTCH_GIVEN), DUTCH_GIVEN.len());
        assert_eq!(unique(&ENGLISH_GIVEN), ENGLISH_GIVEN.len());
        assert_eq!(unique(&ENGLISH_FAMILY), ENGLISH_FAMILY.len());
        let families: std::collections::BTreeSet<_> = DUTCH_FAMILY.iter().collect();
        assert_eq!(families.len(), DUTCH_FAMILY.len());
    }
}
