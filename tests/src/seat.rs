//! A browser that has its form token at hand, so that a test can send any form at any instant without opening its page
//! first; and what an answer says. Neighbours: [`crate::visitor`] speaks HTTP, [`crate::crowd`] makes the tokens.

use anyhow::{Context, Result};
use reqwest::Method;

use crate::visitor::{Page, Visitor, encode};

/// The cookie of a session on an address without TLS.
pub const SESSION: &str = "tweestap-session";
/// The cookie of a half sign-in.
pub const HALF: &str = "tweestap-sign-in";

/// What an answer to a proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A session was given, or the next step of signing in was opened: the proof counted.
    Passed,
    /// It was used before.
    Used,
    /// It is wrong; so it was looked at.
    Wrong,
    /// Not looked at: too many tries.
    Wait,
    /// There is no such half sign-in (any more), or nothing is asked in it.
    Over,
    /// Not now: too much at once, or the database is away.
    Unavailable,
    /// Something else: status and text.
    Other(u16, String),
}

/// A browser at a table of its own.
#[derive(Debug)]
pub struct Seat {
    /// Its cookies and connection.
    pub visitor: Visitor,
    csrf: String,
}

impl Seat {
    /// Sits down: the sign-in page is opened once, for its form token.
    pub async fn new(site: &str) -> Result<Self> {
        let mut visitor = Visitor::new(site)?;
        let page = visitor.get("/sign-in").await?;
        let fields = page.form("/sign-in")?;
        let csrf = fields.into_iter().find(|(name, _)| name == "csrf").context("no form token")?.1;
        Ok(Self { visitor, csrf })
    }

    /// Takes up a half sign-in, and nothing else.
    pub fn take_half(&mut self, token: &str) {
        self.visitor.cookies.remove(SESSION);
        self.visitor.cookies.insert(HALF.to_owned(), token.to_owned());
    }

    /// Takes up a session, and nothing else.
    pub fn take_session(&mut self, token: &str) {
        self.visitor.cookies.remove(HALF);
        self.visitor.cookies.insert(SESSION.to_owned(), token.to_owned());
    }

    /// The session that it has.
    pub fn session(&self) -> Option<&str> {
        self.visitor.cookies.get(SESSION).map(String::as_str)
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let mut pairs = vec![("csrf".to_owned(), self.csrf.clone())];
        pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.visitor.send(Method::POST, path, Some(encode(&pairs))).await
    }

    /// Sends a code of an app in the half sign-in that it has.
    pub async fn prove(&mut self, code: &str) -> Result<Said> {
        Ok(said(&self.post("/sign-in/second-factor", &[("code", code)]).await?))
    }

    /// Sends a recovery code; where it counts, the answer is the page with its replacement.
    pub async fn recover(&mut self, code: &str) -> Result<(Said, Page)> {
        let page = self.post("/sign-in/recovery-code", &[("code", code)]).await?;
        Ok((said(&page), page))
    }
}

/// Whether an answer gives the browser a cookie of this name that holds something.
pub fn gives(page: &Page, cookie: &str) -> bool {
    let begins = format!("{cookie}=");
    page.headers.get_all("set-cookie").iter().any(|value| {
        let text = value.to_str().unwrap_or_default();
        text.starts_with(&begins) && !text.contains("Max-Age=0")
    })
}

/// What an answer says.
pub fn said(page: &Page) -> Said {
    if gives(page, SESSION) || gives(page, HALF) {
        return Said::Passed;
    }
    let text = page.text();
    match (page.status, page.location()) {
        (303, to) if to.starts_with("/sign-in") => Said::Over,
        (200, _) if text.contains("code was used before") => Said::Used,
        (200, _) if text.contains("code isn’t right") => Said::Wrong,
        (200 | 429, _) if text.contains("Too many tries") || text.contains("Too many wrong codes") => Said::Wait,
        (503, _) => Said::Unavailable,
        (status, _) => Said::Other(status, text),
    }
}

/// The first recovery code that a page shows: five groups of four.
pub fn recovery_code_on(page: &Page) -> Result<String> {
    let is_code =
        |word: &&str| word.len() == 24 && word.split('-').count() == 5 && word.split('-').all(|group| group.len() == 4);
    let text = page.text();
    let code = text.split_whitespace().find(is_code).context("no recovery code on the page")?;
    Ok(code.to_owned())
}
