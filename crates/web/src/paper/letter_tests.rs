//! Where things stand on the sheets.

use super::*;
use crate::words::Words;

fn letter() -> PaperLetter {
    PaperLetter {
        organisation: "Vereniging Waterland".to_owned(),
        name: "Riet Schouten".to_owned(),
        address: vec!["Dorpsstraat 1".to_owned(), "1131 AB Volendam".to_owned()],
        date: "29 november 2026".to_owned(),
        subject: "Vanaf 8 december log je in twee stappen in".to_owned(),
        paragraphs: vec!["Dag Riet Schouten,".to_owned(), "Je kunt het nu al instellen. ".repeat(8)],
        closing: vec!["Met vriendelijke groet,".to_owned(), "Vereniging Waterland".to_owned()],
        begin: ("Zo begin je".to_owned(), vec!["Ga naar https://inloggen.waterland.example.".to_owned(); 3]),
        note: "We vragen nooit om je code.".to_owned(),
        code: vec![vec![true, false], vec![false, true]],
        numbered: |number, of, _| format!("Pagina {number} van {of}"),
        words: Words::find("nl").unwrap(),
    }
}

fn made(letter: &PaperLetter) -> Vec<Sheet> {
    letter.sheets().unwrap().unwrap()
}

/// The boxes that the items of a sheet fill: left, top, right, bottom, and the text.
fn boxes(sheet: &Sheet) -> Vec<([f32; 4], String)> {
    let of = |item: &Item| match item {
        Item::Text { at: (x, y), size, weight, text } => {
            let (font, tall) = (weight.font().unwrap(), size * 25.4 / 72.0);
            let wide = font.width(text, *size) * 25.4 / 72.0;
            ([*x, y - 0.8 * tall, x + wide, y + 0.25 * tall], text.clone())
        }
        Item::Upright { from: (x, y), long, .. } => ([*x, *y, *x, y + long], String::new()),
        Item::Rule { from: (x, y), long, .. } => ([*x, *y, x + long, *y], String::new()),
        Item::Code { at: (x, y), side, .. } => ([*x, *y, x + side, y + side], "code".to_owned()),
    };
    sheet.items.iter().map(of).collect()
}

#[test]
fn name_and_address_show_in_a_window_even_when_the_sheet_slides() {
    let long = |name: &str| PaperLetter { name: name.to_owned(), ..letter() };
    for letter in
        [letter(), long("Jonkvrouwe Wilhelmina Geertruida van den Berg-de Groot van Heemstede tot Assendelft")]
    {
        let sheets = made(&letter);
        let lines = letter.as_shown().address_lines().unwrap();
        assert!(lines.len() <= MOST_LINES, "{lines:?}");
        let found = boxes(&sheets[0]);
        for line in lines {
            let (at, _) = found.iter().find(|(_, text)| *text == line).unwrap();
            // 45 to 90 mm is the field of the standard; what is 5 mm within it shows wherever the sheet lies.
            assert!(at[0] >= 25.0 && at[2] <= 100.0 && at[1] >= 55.0 && at[3] <= 85.0, "{line}: {at:?}");
        }
        // And nothing else shows there but the sender.
        let others = found.iter().filter(|(at, _)| at[1] < 90.0 && at[3] > 45.0 && at[2] > 20.0 && at[0] < 105.0);
        let texts: Vec<&str> = others.map(|(_, text)| text.as_str()).collect();
        let expected = letter.as_shown().address_lines().unwrap().len() + 1;
        assert_eq!(texts.len(), expected, "{texts:?}");
    }
}

#[test]
fn an_address_that_no_window_shows_is_told() {
    let address = vec!["Een heel lange regel die nergens op past, zelfs niet op een envelop".to_owned(); 3];
    let found = PaperLetter { address, ..letter() }.sheets().unwrap();
    assert_eq!(found, Err(Unprintable::AddressTooLong));
}

#[test]
fn what_the_font_lacks_is_told_with_whose_it_is() {
    let of = |letter: PaperLetter| letter.sheets().unwrap().unwrap_err();
    assert_eq!(of(PaperLetter { name: "李 Chen".to_owned(), ..letter() }), Unprintable::Characters("李".to_owned()));
    let paragraphs = vec!["Fijn 😀".to_owned()];
    assert_eq!(of(PaperLetter { paragraphs, ..letter() }), Unprintable::Text("😀".to_owned()));
}

#[test]
fn a_short_letter_is_one_sheet_without_a_number() {
    let sheets = made(&letter());
    assert_eq!(sheets.len(), 1);
    assert!(boxes(&sheets[0]).iter().all(|(_, text)| !text.starts_with("Pagina")));
}

#[test]
fn a_long_letter_goes_on_and_nothing_is_lost_or_hangs_over() {
    let words: Vec<String> = (0..700).map(|number| format!("woord{number}")).collect();
    for cut in [150, 300, 420, 450, 480, 500, 550, 700] {
        let text = words[..cut].join(" ");
        let sheets = made(&PaperLetter { paragraphs: vec![text.clone()], ..letter() });
        let all: Vec<([f32; 4], String)> = sheets.iter().flat_map(boxes).collect();
        let shown = all.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        assert!(words[..cut].iter().all(|word| shown.split(' ').any(|one| one == word)), "{cut}");
        for (at, text) in &all {
            assert!(at[2] <= 191.0 && at[3] <= 285.0 && at[1] >= 10.0, "{cut}: {text} at {at:?}");
        }
        // What is read after the code stands below it, and the code is on the sheet of its steps.
        for sheet in &sheets {
            let found = boxes(sheet);
            let has = |text: &str| found.iter().any(|(_, shown)| shown == text);
            assert_eq!(has("code"), has("Zo begin je"), "{cut}");
        }
        assert_eq!(shown.contains("Pagina 2 van"), sheets.len() > 1);
    }
}

#[test]
fn no_two_things_lie_over_each_other() {
    let paragraphs = vec!["Een gewone zin met een paar woorden erin. ".repeat(60)];
    for letter in [letter(), PaperLetter { paragraphs, ..letter() }] {
        for sheet in made(&letter) {
            let found: Vec<_> = boxes(&sheet).into_iter().filter(|(_, text)| !text.is_empty()).collect();
            for (place, (one, text)) in found.iter().enumerate() {
                for (other, covered) in &found[place + 1..] {
                    let apart = one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1];
                    assert!(apart, "{text} {one:?} and {covered} {other:?}");
                }
            }
        }
    }
}
