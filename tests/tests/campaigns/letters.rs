//! Letters on paper: to whom, what stands on them as other programs read it, and that who was told so is not mailed the same.

use actions::admin::attributes::{self, AttributeEdit, SavedAttribute, SavedValues};
use actions::admin::campaign::{self, Which};
use actions::admin::people::{self, NewPassword, NewPerson};
use anyhow::{Context as _, Result, ensure};
use domain::id::UserId;
use domain::selection::AttributeKind;
use domain::user::Role;
use journeys::paper::Paper;
use journeys::scene::{BACKEND, Member, Scene, Setup, policy};
use journeys::visitor::{Page, Visitor};
use store::Engine;
use store::testing::engines;

use crate::campaigns::{LIST, delivered, go, look, make, only, prove, superuser};

/// An address as the attributes of [`office`] hold it.
const VOLENDAM: [&str; 4] = ["Dorpsstraat", "12 bis", "1131 AB", "Volendam"];
/// The address on the form.
const LINES: [(&str, &str); 4] =
    [("line11", "straat"), ("line12", "nummer"), ("line21", "postcode"), ("line22", "plaats")];

/// A house on 1 November where a campaign runs from the 2nd on, with attributes for addresses; and who may see to it.
pub(crate) async fn office(engine: Engine) -> Result<(Scene, Member)> {
    let policies = vec![policy("Everyone", None, BACKEND)];
    let setup = Setup { start: "2026-11-01 10:00:00", policies, ..Setup::default() };
    let scene = Scene::with(engine, setup).await?;
    let (boss, mut visitor) = superuser(&scene, "sanne").await?;
    for (position, key) in (1..).zip(["straat", "nummer", "postcode", "plaats"]) {
        let (key, name, kind) = (key.to_owned(), format!("De {key}"), AttributeKind::Text);
        let edit = AttributeEdit { key, version: 0, name, kind, choices: Vec::new(), position };
        let saved = attributes::save_by_command_line(&scene.house.ctx, &scene.house.organisation, edit).await?;
        ensure!(matches!(saved, SavedAttribute::Saved(_)), "{saved:?}");
    }
    // Somebody has to be told, or it does not start.
    scene.member("jan", &[]).await?;
    make(&mut visitor, &[("announce_on", "2026-11-02")]).await?;
    let page = go(&mut visitor, &only(&scene).await?, "running").await?;
    ensure!(page.text().contains("The campaign is running"), "{}", page.text());
    Ok((scene, boss))
}

/// Someone without an e-mail address.
pub(crate) async fn without_mail(
    scene: &Scene,
    (user_name, name): (&str, &str),
    language: &str,
    address: Option<[&str; 4]>,
) -> Result<UserId> {
    let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
    let new = NewPerson {
        user_name: user_name.to_owned(),
        display_name: name.to_owned(),
        addresses: Vec::new(),
        language: Some(language.to_owned()),
        role: Role::Member,
        groups: Vec::new(),
        password: NewPassword::Plain(journeys::scene::PASSWORD.into()),
    };
    let id = people::add(ctx, organisation, new).await?;
    if let Some(address) = address {
        let texts = ["straat", "nummer", "postcode", "plaats"].map(str::to_owned).into_iter().zip(address);
        let texts: Vec<(String, String)> = texts.map(|(key, value)| (key, value.to_owned())).collect();
        let saved = attributes::set_values_by_command_line(ctx, organisation, id, &texts).await?;
        ensure!(saved == SavedValues::Saved, "{saved:?}");
    }
    Ok(id)
}

/// The page that says what letters there would be.
async fn asked(visitor: &mut Visitor, address: &str, fields: &[(&str, &str)]) -> Result<Page> {
    let pairs: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    visitor.open(&format!("{address}?{}", journeys::visitor::encode(&pairs))).await
}

/// The first value of the choice of files.
fn parts(page: &Page) -> Vec<String> {
    let choice = page.body.split("id=\"part\"").nth(1).and_then(|rest| rest.split("</select>").next());
    let values = choice.unwrap_or_default().split("<option value=\"").skip(1);
    values.map(|rest| rest.chars().take_while(|c| *c != '"').collect()).collect()
}

fn lines_of(sheet: &str) -> String {
    sheet.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn letters_say_what_they_should_in_the_language_and_at_the_address_of_each() -> Result<()> {
    for engine in engines() {
        let (scene, boss) = office(engine).await?;
        without_mail(&scene, ("riet", "Riet Schouten"), "nl", Some(VOLENDAM)).await?;
        without_mail(&scene, ("tom", "Tom <b>O’Brown</b> & \"Co\""), "en", None).await?;
        let long = "Wilhelmina Geertruida van den Berg-de Groot van Heemstede tot Assendelft";
        without_mail(&scene, ("willy", long), "nl", Some(VOLENDAM)).await?;
        without_mail(&scene, ("olena", "Олександра Ґалаґан"), "nl", Some(VOLENDAM)).await?;
        without_mail(&scene, ("alex", "Zoe\u{308} Αλεξίου"), "nl", Some(VOLENDAM)).await?;
        without_mail(&scene, ("ming", "李 Ming"), "nl", Some(VOLENDAM)).await?;
        let far = ["Straat met een bijzonder lange naam die nergens ophoudt ".repeat(3), "1".into()];
        without_mail(&scene, ("ver", "Ver Weg"), "nl", Some([&far[0], &far[1], "1131 AB", "Volendam"])).await?;
        scene.move_to("2026-11-20 10:00:00")?;
        let mut visitor = prove(&scene, &boss).await?;
        let address = format!("{LIST}/{}/letters", only(&scene).await?.id);
        let page = visitor.open(&address).await?;
        assert!(page.text().contains("Whoever has not had this message") && parts(&page).is_empty(), "{}", page.text());
        // The message that comes next, dated today, is what the form begins with.
        assert!(page.body.contains("value=\"reminder\" selected"), "{}", page.body);
        assert!(page.body.contains("value=\"2026-11-20\""), "{}", page.body);

        let mut fields = vec![("text", "reminder"), ("dated", "2026-11-23"), ("to", "new")];
        fields.extend(LINES);
        let page = asked(&mut visitor, &address, &fields).await?;
        let said = page.text();
        assert!(said.contains("5 letters") && said.contains("1 of them shows a name alone"), "{said}");
        assert!(said.contains("2 letters are not made") && said.contains("The font does not have 李"), "{said}");
        assert!(said.contains("Name and address do not fit in the window"), "{said}");
        let parts = parts(&page);
        assert_eq!(parts, ["1."]);
        let file = visitor.submit(&page, &address, &[("part", &parts[0])]).await?;
        assert_eq!((file.status, file.header("content-type")), (200, "application/pdf"), "{}", file.body);
        assert_eq!(file.header("content-disposition"), "attachment; filename=\"letters-2026-11-23-1.pdf\"");

        let paper = Paper::of(&file.bytes)?;
        assert!(paper.info("Page size")?.contains("(A4)"), "{}", paper.info("Page size")?);
        let fonts = paper.fonts()?;
        assert!(fonts.len() == 2 && fonts.iter().all(|(_, marks)| *marks == [true; 3]), "{fonts:?}");
        let sheets: Vec<String> = paper.sheets()?.iter().map(|sheet| lines_of(sheet)).collect();
        assert_eq!(sheets.len(), 5, "{sheets:?}");
        let of = |text: &str| {
            sheets.iter().find(|sheet| sheet.contains(text)).with_context(|| format!("{text}: {sheets:?}"))
        };
        let site = &scene.house.site;
        let riet = of("Dag Riet Schouten,")?;
        for words in [
            "Riet Schouten Dorpsstraat 12 bis 1131 AB Volendam",
            "23 november 2026",
            "Stel voor 8 december 2026 je tweede stap in bij Vereniging Waterland",
            "Je hebt nog 15 dagen: vanaf 8 december 2026 log je",
            "Met vriendelijke groet, Vereniging Waterland",
            &format!("Ga naar {site}"),
            &format!("{site}/help"),
            "We vragen nooit per brief",
        ] {
            assert!(riet.contains(words), "{words}: {riet}");
        }
        let tom = of("Hello Tom <b>O’Brown</b> & \"Co\",")?;
        assert!(
            tom.contains("23 November 2026") && tom.contains("You have 15 days left: from 8 December 2026"),
            "{tom}"
        );
        for words in ["Олександра Ґалаґан", "Zoë Αλεξίου", "tot Assendelft"] {
            of(words)?;
        }
        assert!(!sheets.concat().contains("Ming") && !sheets.concat().contains("Ver Weg"));

        // In the window the address is, and nothing else but the sender.
        let words = paper.words()?;
        for (number, sheet) in (1..).zip(&sheets) {
            let in_window = |word: &&journeys::paper::Word| {
                let [left, top, right, bottom] = word.edges;
                word.sheet == number && bottom > 45.0 && top < 90.0 && right > 20.0 && left < 105.0
            };
            let shown: Vec<_> = words.iter().filter(in_window).collect();
            let text: Vec<&str> = shown.iter().map(|word| word.text.as_str()).collect();
            assert!(sheet.contains(&text.join(" ")) && text.join(" ").starts_with("Vereniging Waterland "), "{text:?}");
            // What is 5 mm within the window still shows when the sheet slides.
            for word in shown.iter().skip(2) {
                let [left, top, right, bottom] = word.edges;
                assert!(left >= 24.9 && top >= 54.0 && right <= 100.0 && bottom <= 85.0, "{word:?}");
            }
            assert_eq!(paper.code(number)?, *site);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_posted_letter_counts_as_told_once_and_the_next_message_follows_by_mail() -> Result<()> {
    for engine in engines() {
        let (scene, boss) = office(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let riet = without_mail(&scene, ("riet", "Riet Schouten"), "nl", Some(VOLENDAM)).await?;
        scene.sink.refuse("piet@waterland.example");
        let piet = scene.member("piet", &[]).await?;
        scene.move_to("2026-11-02 09:00:00")?;
        look(&scene).await?;
        delivered(&scene).await?;
        // Four days ahead of the first reminder, which is on the 24th.
        scene.move_to("2026-11-20 10:00:00")?;
        look(&scene).await?;
        let mut visitor = prove(&scene, &boss).await?;
        let campaign = only(&scene).await?;
        let address = format!("{LIST}/{}/letters", campaign.id);
        let fields = [("text", "reminder"), ("dated", "2026-11-20"), ("to", "new")];
        let page = asked(&mut visitor, &address, &fields).await?;
        assert!(page.text().contains("2 letters"), "{}", page.text());

        // Looked at, it changes nothing.
        let file = visitor.submit(&page, &address, &[("part", "1.")]).await?;
        assert_eq!(Paper::of(&file.bytes)?.sheets()?.len(), 2);
        let letters = Which { step: String::new(), state: "letter".to_owned() };
        assert!(campaign::told(ctx, organisation, (campaign.id, &letters), None, 10).await?.is_empty());

        // Two who press the button at once: each letter is told once.
        let mut other = visitor.clone();
        let posting = [("part", "1."), ("posted", "on")];
        let both = tokio::join!(visitor.submit(&page, &address, &posting), other.submit(&page, &address, &posting),);
        let both = [both.0?, both.1?];
        assert!(both.iter().any(|file| file.header("content-type") == "application/pdf"), "{both:?}");
        let told = campaign::told(ctx, organisation, (campaign.id, &letters), None, 10).await?;
        let mut whom: Vec<UserId> = told.iter().map(|one| one.user).collect();
        whom.sort_unstable();
        let mut both = vec![riet, piet.id];
        both.sort_unstable();
        assert_eq!(whom, both);
        assert!(told.iter().all(|one| one.step.map(domain::campaign::Step::word).as_deref() == Some("before-14")));
        let page = asked(&mut visitor, &address, &fields).await?;
        assert!(page.text().contains("2 people have had this message"), "{}", page.text());
        let everyone = [("text", "reminder"), ("dated", "2026-11-20"), ("to", "all")];
        assert!(asked(&mut visitor, &address, &everyone).await?.text().contains("2 letters"));
        let page = visitor.open(&format!("{LIST}/{}/told?state=letter", campaign.id)).await?;
        assert!(page.text().contains("Riet Schouten") && page.text().contains("On paper"), "{}", page.text());
        let page = visitor.open(&format!("{LIST}/{}", campaign.id)).await?;
        assert!(page.text().contains("2 by letter"), "{}", page.text());
        let kinds = vec!["campaign-letters-made".to_owned()];
        let filter = store::audit::Filter { kinds, ..store::audit::Filter::default() };
        let kept = store::audit::newest(ctx.db(), organisation.id, &filter, None, 10).await?;
        let posted = kept.iter().filter(|event| event.details.contains("\"posted\":true")).count();
        assert!((1..=2).contains(&posted) && kept.len() == posted + 1, "{kept:?}");

        // Riet has an address now: the reminder that the letter stands for does not come by mail, the next one does.
        let org = organisation.id;
        let given = ctx.db().write::<_, store::Error, _>(move |tx| {
            let one = ["riet@waterland.example".to_owned()];
            Box::pin(async move { store::user::set_addresses(tx, org, riet, &one).await })
        });
        given.await?;
        let is_hers = |mail: &server::mail::sink::Captured| mail.to.iter().any(|to| to == "riet@waterland.example");
        let mails_to_riet = || scene.sink.messages().iter().filter(|mail| is_hers(mail)).count();
        scene.move_to("2026-11-24 09:00:00")?;
        look(&scene).await?;
        delivered(&scene).await?;
        assert_eq!(mails_to_riet(), 0);
        scene.move_to("2026-12-01 09:00:00")?;
        look(&scene).await?;
        delivered(&scene).await?;
        assert_eq!(mails_to_riet(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn many_letters_are_files_of_five_hundred_that_miss_nobody() -> Result<()> {
    for engine in engines() {
        let (scene, boss) = office(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        let hash = people::hash(ctx, &journeys::scene::PASSWORD.into()).await?;
        let new = (0..503).map(|number| NewPerson {
            user_name: format!("p{number}"),
            display_name: format!("Persoon {number}"),
            addresses: Vec::new(),
            language: Some("nl".to_owned()),
            role: Role::Member,
            groups: Vec::new(),
            password: NewPassword::Hashed(hash.clone()),
        });
        people::add_many(ctx, organisation, new.collect()).await?;
        scene.move_to("2026-11-20 10:00:00")?;
        let mut visitor = prove(&scene, &boss).await?;
        let address = format!("{LIST}/{}/letters", only(&scene).await?.id);
        let fields = [("text", "reminder"), ("dated", "2026-11-20"), ("to", "new")];
        let page = asked(&mut visitor, &address, &fields).await?;
        assert!(page.text().contains("503 letters") && page.text().contains("Letter 501 to 503"), "{}", page.text());
        let files = parts(&page);
        assert_eq!(files.len(), 2);
        let mut names = Vec::new();
        // The page stays as it is while its files are made, and those of the first count as told by the second.
        for (part, count) in files.iter().zip([500, 3]) {
            let file = visitor.submit(&page, &address, &[("part", part), ("posted", "on")]).await?;
            let paper = Paper::of(&file.bytes)?;
            let sheets = paper.sheets()?;
            assert_eq!(sheets.len(), count, "{part}");
            for sheet in sheets {
                let name = sheet.lines().find_map(|line| line.trim().strip_prefix("Dag ")?.strip_suffix(','));
                names.push(name.context("a letter to nobody")?.to_owned());
            }
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 503);
        assert!(asked(&mut visitor, &address, &fields).await?.text().contains("503 people have had this message"));
    }
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_done_is_said_and_nobody_counts_as_told() -> Result<()> {
    for engine in engines() {
        let (scene, boss) = office(engine).await?;
        let (ctx, organisation) = (&scene.house.ctx, &scene.house.organisation);
        without_mail(&scene, ("riet", "Riet Schouten"), "nl", Some(VOLENDAM)).await?;
        scene.move_to("2026-11-20 10:00:00")?;
        let mut visitor = prove(&scene, &boss).await?;
        let campaign = only(&scene).await?;
        let address = format!("{LIST}/{}/letters", campaign.id);
        let good = [("text", "reminder"), ("dated", "2026-11-20"), ("to", "new")];
        for (field, value, said) in [
            ("text", "nonsense", "no message with that text"),
            ("dated", "2026-11-19", "Choose a day from today to 30 days ahead"),
            ("dated", "2026-12-21", "Choose a day from today to 30 days ahead"),
            ("dated", "soon", "Choose a day from today to 30 days ahead"),
            ("line11", "<b>nothing</b>", "One of those attributes is gone"),
            // True on no day before the deadline, and after it no more.
            ("text", "day", "would not be true on that day"),
            ("text", "after", "would not be true on that day"),
            ("dated", "2026-12-08", "would not be true on that day"),
        ] {
            let mut fields = good.to_vec();
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let page = asked(&mut visitor, &address, &fields).await?;
            assert!(page.text().contains(said), "{field} {value}: {}", page.text());
            assert!(parts(&page).is_empty(), "{field} {value}: {}", page.text());
            fields.extend([("part", "1."), ("posted", "on")]);
            let form = asked(&mut visitor, &address, &good).await?;
            let answer = visitor.submit(&form, &address, &fields).await?;
            assert!(answer.header("content-type").starts_with("text/html"), "{field} {value}: {:?}", answer.headers);
        }
        let form = asked(&mut visitor, &address, &good).await?;
        assert_eq!(visitor.submit(&form, &address, &[("part", "nonsense")]).await?.status, 400);
        assert_eq!(visitor.submit(&form, &address, &[("part", "1."), ("csrf", "other")]).await?.status, 400);
        // Over, it tells nobody anything; the letters can still be looked at.
        go(&mut visitor, &campaign, "stopped").await?;
        let page = asked(&mut visitor, &address, &good).await?;
        assert!(page.text().contains("you can only look at the letters"), "{}", page.text());
        let answer = visitor.submit(&page, &address, &[("part", "1."), ("posted", "on")]).await?;
        assert!(answer.text().contains("you can only look at the letters"), "{}", answer.text());
        let answer = visitor.submit(&page, &address, &[("part", "1.")]).await?;
        assert_eq!(Paper::of(&answer.bytes)?.sheets()?.len(), 1);
        let told = campaign::told(ctx, organisation, (campaign.id, &Which::default()), None, 10).await?;
        assert!(told.iter().all(|one| one.state != "letter"), "{told:?}");
    }
    Ok(())
}
