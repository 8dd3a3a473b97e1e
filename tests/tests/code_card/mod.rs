//! Code cards over HTTP: made, printed, activated and used by people who have nothing else, and every way in which a card must
//! not count.

mod desk;
mod guards;
mod month;
mod set_up;

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use journeys::paper::Paper;
use journeys::scene::{Member, PASSWORD, Scene};
use journeys::visitor::{Page, Visitor};

pub(crate) const AT_SIGN_IN: &str = "/sign-in/enrol/card";
pub(crate) const IN_PROFILE: &str = "/profile/two-factor/add-card";
pub(crate) const ASK: &str = "/sign-in/code-card";

/// A card as it was printed: its codes by number.
pub(crate) type Card = BTreeMap<u32, String>;

/// Reads a printed card, as a program does that knows nothing of ours.
pub(crate) fn read(bytes: &[u8]) -> Result<Card> {
    let text = Paper::of(bytes)?.sheets()?.join("\n");
    let words: Vec<&str> = text.split_whitespace().collect();
    let digits = |word: &str, long: usize| word.len() == long && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut card = Card::new();
    for triple in words.windows(3) {
        let [number, one, other] = triple else { continue };
        if (digits(number, 1) || digits(number, 2)) && digits(one, 3) && digits(other, 3) {
            let before = card.insert(number.parse()?, format!("{one}{other}"));
            ensure!(before.is_none(), "number {number} twice in {text}");
        }
    }
    ensure!(card.keys().copied().eq(1..=60), "sixty codes: {text}");
    Ok(card)
}

/// The code with this number.
pub(crate) fn code(card: &Card, number: u32) -> Result<&str> {
    Ok(card.get(&number).with_context(|| format!("no code {number}"))?)
}

/// A code that the card has nowhere.
pub(crate) fn wrong(card: &Card) -> Result<String> {
    let mut all = (0..1000).map(|number| format!("{number:06}"));
    all.find(|one| card.values().all(|code| code != one)).context("every code is on the card")
}

/// Makes and prints a card at this page; the page that waits for its first code.
pub(crate) async fn printed(visitor: &mut Visitor, page: &Page, at: &str) -> Result<(Page, Card)> {
    let page = visitor.fill(page, at, &[("act", "make")]).await?;
    ensure!(page.path() == at, "{}: {}", page.address, page.text());
    let file = visitor.get(&format!("{at}/pdf?form=a4")).await?;
    ensure!(file.status == 200 && file.header("content-type") == "application/pdf", "{}", file.text());
    Ok((page, read(&file.bytes)?))
}

/// Makes a card at sign-in, the first second step of this person; the page with the recovery codes.
pub(crate) async fn enrolled(visitor: &mut Visitor, member: &Member) -> Result<(Page, Card)> {
    let page = visitor.sign_in(&member.name, PASSWORD).await?;
    let page = visitor.fill(&page, "/sign-in/enrol", &[("choice", "card")]).await?;
    let (page, card) = printed(visitor, &page, AT_SIGN_IN).await?;
    let page = visitor.fill(&page, AT_SIGN_IN, &[("code", code(&card, 1)?)]).await?;
    Ok((page, card))
}

/// The page that asks a code, in a browser of its own.
pub(crate) async fn asked(scene: &Scene, member: &Member) -> Result<(Visitor, Page)> {
    let mut visitor = scene.visitor()?;
    let page = visitor.sign_in(&member.name, PASSWORD).await?;
    ensure!(page.path() == ASK, "{}: {}", page.address, page.text());
    Ok((visitor, page))
}

/// Types this code.
pub(crate) async fn prove(visitor: &mut Visitor, page: &Page, code: &str) -> Result<Page> {
    visitor.fill(page, ASK, &[("code", code)]).await
}
