//! What is no code, on every form that takes one but that of the second factor (`bad_input.rs` has that one): a clear
//! answer on the same page, charged at most once, and nothing is let through.

use anyhow::{Context, Result, ensure};
use domain::time::Lifetime;
use journeys::scene::{GROUP, Member, PASSWORD, Scene, recovery_codes};
use journeys::visitor::{Page, Visitor, encode, key_on};
use reqwest::Method;
use store::Engine;
use store::testing::engines;

/// What it takes to stand before a door, and a code that looks right there.
type Arrival = (Member, Visitor, Page, String);

/// A form that takes a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    RecoveryCode,
    Pass,
    LateCode,
    LatePass,
    Enrol,
    Add,
    StepUp,
    CheckUp,
    StepUpRecoveryCode,
}

impl Door {
    fn action(self) -> &'static str {
        match self {
            Self::RecoveryCode => "/sign-in/recovery-code",
            Self::Pass => "/sign-in/pass",
            Self::LateCode | Self::LatePass => "/sign-in/enrol/proof",
            Self::Enrol => "/sign-in/enrol/app",
            Self::Add => "/profile/two-factor/add",
            Self::StepUp => "/profile/confirm",
            Self::CheckUp => "/profile/check-up",
            Self::StepUpRecoveryCode => "/profile/confirm/recovery-code",
        }
    }

    /// The name of the field, and what else the form says.
    fn field(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
        match self {
            Self::Pass | Self::LatePass => ("pass", &[("act", "pass")]),
            Self::LateCode => ("code", &[("act", "code")]),
            Self::Enrol | Self::Add => ("code", &[("label", "Tablet")]),
            Self::RecoveryCode | Self::StepUp | Self::StepUpRecoveryCode => ("code", &[]),
            Self::CheckUp => ("code", &[("act", "try")]),
        }
    }

    /// What the answer to something that is no code says: one of these.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::RecoveryCode | Self::StepUpRecoveryCode => &["That’s not a recovery code"],
            Self::Pass => &["That pass doesn’t work"],
            // One field takes both: what holds letters is read as a pass.
            Self::LateCode | Self::LatePass => &["That’s not a code from the e-mail", "That pass doesn’t work"],
            Self::Enrol | Self::Add | Self::StepUp | Self::CheckUp => {
                &["A code is made of digits", "That code is too long", "That code is too short"]
            }
        }
    }

    /// What a typed code that is none costs. A new app has no codes to guess: its key is on the page.
    fn charge(self) -> usize {
        usize::from(!matches!(self, Self::Enrol | Self::Add))
    }

    /// A person of one's own for each try, so that no failure is another's.
    async fn arrive(self, scene: &Scene, number: usize) -> Result<Arrival> {
        let name = format!("lid{number}");
        let mut visitor = scene.visitor()?;
        let (member, page, right) = match self {
            Self::RecoveryCode | Self::StepUpRecoveryCode => {
                let member = scene.member(&name, &[GROUP]).await?;
                let offer = visitor.sign_in(&name, PASSWORD).await?;
                let (shown, _) = visitor.enrol(&offer, scene.seconds()).await?;
                let code = recovery_codes(&shown).pop().context("no recovery code")?;
                if self == Self::RecoveryCode {
                    visitor = scene.visitor()?;
                    visitor.sign_in(&name, PASSWORD).await?;
                } else {
                    scene.advance(Lifetime::minutes(6));
                }
                (member, visitor.open(self.action()).await?, code)
            }
            Self::Pass => {
                let member = scene.member_with_app(&name, &[GROUP]).await?;
                visitor.sign_in(&name, PASSWORD).await?;
                (member, visitor.get(self.action()).await?, "T-ABCDE-FGHJK".to_owned())
            }
            Self::LateCode | Self::LatePass => {
                let member = scene.member(&name, &[GROUP]).await?;
                let duty = visitor.sign_in(&name, PASSWORD).await?;
                let page = visitor.fill(&duty, "/sign-in/enrol", &[("choice", "now")]).await?;
                let code = if self == Self::LateCode { "E-1234-5678" } else { "T-ABCDE-FGHJK" };
                (member, page, code.to_owned())
            }
            Self::Enrol => {
                let member = scene.member(&name, &[GROUP]).await?;
                let offer = visitor.sign_in(&name, PASSWORD).await?;
                let page = visitor.fill(&offer, "/sign-in/enrol", &[("choice", "now")]).await?;
                let code = scene.code(&key_on(&page)?)?;
                (member, page, code)
            }
            Self::Add => {
                let member = scene.member_with_app(&name, &[GROUP]).await?;
                visitor = scene.signed_in(&member).await?;
                let page = visitor.open("/profile/two-factor").await?;
                let page = visitor.fill(&page, self.action(), &[]).await?;
                let code = scene.code(&key_on(&page)?)?;
                (member, page, code)
            }
            Self::CheckUp => {
                let member = scene.member_with_app(&name, &[GROUP]).await?;
                visitor = scene.remembered(&member).await?;
                scene.advance(Lifetime::days(29));
                visitor.sign_in(&name, PASSWORD).await?;
                (member.clone(), visitor.open(self.action()).await?, scene.code(&member.key)?)
            }
            Self::StepUp => {
                let member = scene.member_with_app(&name, &[GROUP]).await?;
                visitor = scene.signed_in(&member).await?;
                scene.advance(Lifetime::minutes(6));
                let page = visitor.open(self.action()).await?;
                let code = scene.code(&member.key)?;
                (member, page, code)
            }
        };
        ensure!(page.path() == self.action(), "{self:?} leads to {}: {}", page.address, page.text());
        Ok((member, visitor, page, right))
    }

    /// Sends the field with these values.
    async fn send(self, visitor: &mut Visitor, page: &Page, values: &[&str]) -> Result<Page> {
        let (field, more) = self.field();
        let csrf = page.form(self.action())?.into_iter().filter(|(name, _)| name == "csrf");
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let values = values.iter().map(|value| (field.to_owned(), (*value).to_owned()));
        let pairs: Vec<(String, String)> = csrf.chain(more).chain(values).collect();
        visitor.send(Method::POST, self.action(), Some(encode(&pairs))).await
    }

    /// The page again, with the words of the error, charged so often, and nothing given.
    async fn refused(self, scene: &Scene, arrival: &Arrival, answer: &Page, charged: usize) -> Result<()> {
        let (member, before, ..) = arrival;
        ensure!(answer.status == 200, "{} leads to {}: {}", answer.status, answer.location(), answer.text());
        ensure!(self.words().iter().any(|words| answer.text().contains(words)), "{}", answer.text());
        ensure!(
            answer.body.contains("<html lang=\"en\">") && !answer.body.contains("<script>alert"),
            "{}",
            answer.body
        );
        ensure!(answer.form(self.action()).is_ok(), "the form is gone: {}", answer.text());
        for cookie in ["tweestap-session", "tweestap-device"] {
            ensure!(answer.set_cookie(cookie).is_empty(), "{cookie} was given");
            ensure!(before.cookies.contains_key(cookie) || !answer.is_of_someone_signed_in(), "{}", answer.text());
        }
        let found = scene.count(member, "factor-failed").await?;
        ensure!(found == charged, "charged {found} times and not {charged}");
        Ok(())
    }
}

/// Both kinds of people: those who come in time, and then those who come after the deadline.
const DOORS: [Door; 9] = [
    Door::RecoveryCode,
    Door::Pass,
    Door::Enrol,
    Door::Add,
    Door::StepUp,
    Door::CheckUp,
    Door::StepUpRecoveryCode,
    Door::LateCode,
    Door::LatePass,
];

async fn scene_of(engine: Engine, door: Door) -> Result<Scene> {
    let scene = Scene::open(engine).await?;
    if matches!(door, Door::LateCode | Door::LatePass) {
        scene.move_to("2026-12-20 10:00:00")?;
    }
    Ok(scene)
}

/// What people and others type, and whether there is anything in it.
fn typed() -> Vec<(String, usize)> {
    let digits = |zero: char| -> String { (1..=6).filter_map(|n| char::from_u32(u32::from(zero) + n)).collect() };
    let something = [
        "abcdef!".to_owned(),
        "12a456".to_owned(),
        "1234567".to_owned(),
        "12345".to_owned(),
        digits('０'),
        digits('٠'),
        digits('𝟎'),
        "123\u{0}456".to_owned(),
        "12345½".to_owned(),
        "+123456".to_owned(),
        "1e5".to_owned(),
        "<script>alert(1)</script>".to_owned(),
        "1".repeat(1_000_000),
    ];
    let nothing = [String::new(), " \u{a0}-– ".to_owned()];
    something.into_iter().map(|text| (text, 1)).chain(nothing.into_iter().map(|text| (text, 0))).collect()
}

async fn what_is_no_code_at(door: Door) -> Result<()> {
    for engine in engines() {
        let scene = scene_of(engine, door).await?;
        for (number, (text, guess)) in typed().into_iter().enumerate() {
            // Of a form beyond the limit nothing is read, so the name of the device is missed first.
            if text.len() > 1000 && matches!(door, Door::Enrol | Door::Add) {
                continue;
            }
            let about: String = text.chars().take(20).collect();
            let mut arrival = door.arrive(&scene, number).await?;
            let (_, visitor, page, _) = &mut arrival;
            let answer = door.send(visitor, page, &[&text]).await?;
            let refused = door.refused(&scene, &arrival, &answer, door.charge() * guess).await;
            refused.with_context(|| format!("{engine:?} {door:?} {about:?}"))?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_recovery_code_gets_a_clear_answer() -> Result<()> {
    what_is_no_code_at(Door::RecoveryCode).await?;
    what_is_no_code_at(Door::StepUpRecoveryCode).await
}

#[tokio::test]
async fn what_is_no_pass_gets_a_clear_answer() -> Result<()> {
    what_is_no_code_at(Door::Pass).await?;
    what_is_no_code_at(Door::LatePass).await
}

#[tokio::test]
async fn what_is_no_code_from_a_mail_gets_a_clear_answer() -> Result<()> {
    what_is_no_code_at(Door::LateCode).await
}

#[tokio::test]
async fn what_is_no_code_of_a_new_app_gets_a_clear_answer() -> Result<()> {
    what_is_no_code_at(Door::Enrol).await?;
    what_is_no_code_at(Door::Add).await
}

#[tokio::test]
async fn what_is_no_code_gets_a_clear_answer_within_a_session() -> Result<()> {
    what_is_no_code_at(Door::StepUp).await?;
    what_is_no_code_at(Door::CheckUp).await
}

#[tokio::test]
async fn a_right_code_that_is_sent_twice_is_none_and_one_that_is_missing_no_guess_at_every_door() -> Result<()> {
    for engine in engines() {
        for door in DOORS {
            let scene = scene_of(engine, door).await?;
            for (times, guess) in [(2, 1), (300, 1), (0, 0)] {
                let mut arrival = door.arrive(&scene, times).await?;
                let (_, visitor, page, right) = &mut arrival;
                let right = right.clone();
                let answer = door.send(visitor, page, &vec![right.as_str(); times]).await?;
                let refused = door.refused(&scene, &arrival, &answer, door.charge() * guess).await;
                refused.with_context(|| format!("{engine:?} {door:?} {times} times"))?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_megabyte_on_the_sign_in_page_is_told_to_be_too_much_and_charges_at_most_once() -> Result<()> {
    for engine in engines() {
        let scene = Scene::open(engine).await?;
        let million = "1".repeat(1_000_000);
        for (number, (name, password)) in
            [(None, million.as_str()), (Some(million.as_str()), PASSWORD)].into_iter().enumerate()
        {
            let member = scene.member_with_app(&format!("lid{number}"), &[GROUP]).await?;
            let mut visitor = scene.visitor()?;
            let page = visitor.open("/sign-in").await?;
            let name = name.unwrap_or(&member.name);
            let answer = visitor.submit(&page, "/sign-in", &[("username", name), ("password", password)]).await?;
            assert_eq!(answer.status, 413, "{}", answer.text());
            assert!(
                answer.body.contains("<html lang=\"en\">") && answer.text().contains("too much"),
                "{}",
                answer.text()
            );
            assert!(!visitor.cookies.contains_key("tweestap-sign-in"), "let in half-way");
            assert!(scene.count(&member, "password-failed").await? <= 1);
            // Nobody is locked out by it.
            let page = visitor.sign_in(&member.name, PASSWORD).await?;
            assert_eq!(page.path(), "/sign-in/second-factor", "{}", page.text());
        }
    }
    Ok(())
}
