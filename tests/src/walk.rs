//! A person who goes through a house with a browser. Every page that is met is judged: it is photographed, keeps to the
//! rules of accessibility, fits its screen, and speaks the reader's language.
//! Neighbours: [`crate::browser`] is the browser, [`crate::waterland`] the house.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use domain::time::Lifetime;
use server::testing::House;
use web::words::Words;

use crate::browser::Browser;
use crate::look::Look;
use crate::tools::{oathtool, zbar};
use crate::waterland::PASSWORD;

/// A browser in a house, with the words that its pages are expected to say.
pub struct Walk<'h> {
    /// The browser.
    pub browser: Browser,
    house: Option<&'h House>,
    words: Words,
    name: String,
    pages: usize,
}

/// An authenticator app that was set up: what its camera read.
#[derive(Debug, Clone)]
pub struct App {
    /// The address in the QR code.
    pub uri: String,
    /// The key in it, in base32.
    pub key: String,
}

impl<'h> Walk<'h> {
    /// Opens a browser; its pictures are called after `name`.
    pub async fn open(house: &'h House, name: &str, look: &Look) -> Result<Self> {
        Ok(Self { house: Some(house), ..Self::visit(&house.site, name, look).await? })
    }

    /// The same at an address whose clock and codes are not ours.
    pub async fn visit(site: &str, name: &str, look: &Look) -> Result<Self> {
        let browser = Browser::open(site, look).await?;
        let words = Words::find(look.language).context("a language that the product does not speak")?;
        Ok(Self { browser, house: None, words, name: name.to_owned(), pages: 0 })
    }

    /// From now on the pages are expected in this language.
    pub fn expect_language(&mut self, tag: &str) -> Result<()> {
        self.words = Words::find(tag).context("a language that the product does not speak")?;
        Ok(())
    }

    /// The text with this key, as the pages of this reader say it.
    pub fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// The same for a text that holds a number.
    pub fn words_with(&self, key: &'static str, n: i64) -> String {
        self.words.with(key).arg("n", n).to_string()
    }

    /// The same for a text that names someone or something.
    pub fn words_of(&self, key: &'static str, name: &str) -> String {
        self.words.with(key).arg("name", name.to_owned()).to_string()
    }

    /// Presses the button or link that says the text with this key.
    pub async fn press(&self, key: &str) -> Result<()> {
        self.browser.press(&self.say(key)).await.with_context(|| key.to_owned())
    }

    /// The same where many say so: the one that names `whom` too, for who cannot see the line it stands in.
    pub async fn press_in(&self, key: &str, whom: &str) -> Result<()> {
        self.browser.press(&format!("{} {whom}", self.say(key))).await.with_context(|| key.to_owned())
    }

    /// Fills in the field whose label says the text with this key.
    pub async fn fill(&self, key: &str, value: &str) -> Result<()> {
        self.browser.fill(&self.say(key), value).await.with_context(|| key.to_owned())
    }

    /// Types the password of `name`, where the label says whose it is.
    pub async fn fill_password_of(&self, name: &str) -> Result<()> {
        self.browser.fill(&self.words_of("confirm-password-of", name), PASSWORD).await
    }

    /// The page says the text with this key.
    pub async fn reads(&self, key: &str) -> Result<()> {
        self.reads_text(&self.say(key)).await
    }

    /// The page says this.
    pub async fn reads_text(&self, text: &str) -> Result<()> {
        let page = self.browser.text().await?;
        ensure!(page.contains(text), "{} does not say “{text}”:\n{page}", self.browser.path().await?);
        Ok(())
    }

    /// The browser is at this path.
    pub async fn is_at(&self, path: &str) -> Result<()> {
        let found = self.browser.path().await?;
        ensure!(found == path, "at {found} and not at {path}:\n{}", self.browser.text().await?);
        Ok(())
    }

    /// Judges the page as it stands; the answer is its picture.
    pub async fn look(&mut self, page: &str) -> Result<PathBuf> {
        self.pages += 1;
        let at = format!("{}/{:02}-{page}", self.name, self.pages);
        let language = self.browser.attribute("html", "lang").await?.unwrap_or_default();
        ensure!(language == self.words.tag(), "{at}: the page is in {language}");
        let picture = self.browser.screenshot(&at).await?;
        let (page, window) = self.browser.widths().await?;
        ensure!(page <= window, "{at}: {page} pixels wide on a screen of {window}, see {}", picture.display());
        // WCAG 2.2 1.4.10: nothing scrolls sideways on 320 pixels.
        let narrow = self.browser.width_at(320).await?;
        ensure!(narrow <= 320.0, "{at}: {narrow} pixels wide on a screen of 320");
        let broken = self.browser.axe().await?;
        let told = broken.iter().map(|rule| format!("{} ({}): {}", rule.id, rule.impact, rule.help));
        ensure!(broken.is_empty(), "{at}, see {}:\n{}", picture.display(), told.collect::<Vec<_>>().join("\n"));
        Ok(picture)
    }

    /// Name and password on the sign-in page, and on.
    pub async fn sign_in(&self, user_name: &str) -> Result<()> {
        self.sign_in_with(user_name, PASSWORD).await
    }

    /// The same with a password of one's own choice.
    pub async fn sign_in_with(&self, user_name: &str, password: &str) -> Result<()> {
        self.fill("username", user_name).await?;
        self.fill("password", password).await?;
        self.press("next").await
    }

    /// Signs out from wherever the person is.
    pub async fn sign_out(&self) -> Result<()> {
        self.browser.goto("/").await?;
        self.press("sign-out").await?;
        self.is_at("/sign-in").await?;
        self.reads("sign-in-signed-out").await
    }

    /// What the camera of an app reads from a picture of the set-up page; the key in words must be the same.
    pub async fn scan(&self, picture: &Path) -> Result<App> {
        let uri = zbar(picture)?;
        let address = url::Url::parse(&uri)?;
        let key = address.query_pairs().find(|(name, _)| name == "secret").context("no secret in the address")?.1;
        let shown = self.browser.text_of("#key").await?;
        let shown: String = shown.chars().filter(|letter| !letter.is_whitespace()).collect();
        ensure!(shown == key, "the picture holds {key}, the page says {shown}");
        Ok(App { key: key.into_owned(), uri })
    }

    /// Sets up an app on the page that shows its key, by camera, up to the recovery codes.
    pub async fn set_up(&mut self) -> Result<(App, Vec<String>)> {
        let picture = self.look("set-up-app").await?;
        let app = self.scan(&picture).await?;
        let codes = self.confirm(&app).await?;
        Ok((app, codes))
    }

    /// From the offer or the duty to the home page, with the key in words; for journeys about something else.
    pub async fn enrol(&self) -> Result<(App, Vec<String>)> {
        self.press("offer-now").await?;
        let app = self.read_app().await?;
        let codes = self.confirm(&app).await?;
        self.press("codes-stored").await?;
        Ok((app, codes))
    }

    /// The app as the set-up page says it in words.
    pub async fn read_app(&self) -> Result<App> {
        let uri = self.browser.attribute(".onthis a", "href").await?.context("no address for the app")?;
        let key = self.browser.text_of("#key").await?.split_whitespace().collect();
        Ok(App { uri, key })
    }

    /// The first code of the app; the recovery codes that follow.
    pub async fn confirm(&self, app: &App) -> Result<Vec<String>> {
        self.fill("code-label", &self.next_code(app)?).await?;
        self.press("confirm").await?;
        self.reads("codes-title").await?;
        let codes = self.browser.text_of("#codes").await?;
        Ok(codes.split_whitespace().map(str::to_owned).collect())
    }

    /// The label of the box that trusts this browser, under a rule that lets it for 30 days.
    pub fn trust_label(&self) -> &'static str {
        if self.words.tag() == "nl" { "Onthoud dit apparaat 30 dagen" } else { "Remember this device for 30 days" }
    }

    /// Ticks it.
    pub async fn remember(&self) -> Result<()> {
        self.browser.tick(self.trust_label()).await
    }

    /// Answers the question for a code with the next one of the app.
    pub async fn prove(&self, app: &App) -> Result<()> {
        self.fill("code-label", &self.next_code(app)?).await?;
        self.press("sign-in-button").await
    }

    /// The next code of the app in the field, and "confirm": before a change in My profile.
    pub async fn prove_again(&self, app: &App) -> Result<()> {
        self.reads("factor-step-up-title").await?;
        self.fill("code-label", &self.next_code(app)?).await?;
        self.press("confirm").await
    }

    /// The next code of the app: time goes on by half a minute, so that none is asked twice.
    pub fn next_code(&self, app: &App) -> Result<String> {
        let house = self.house.context("the clock of this house is not ours")?;
        house.clock.advance(Lifetime::seconds(30));
        oathtool(&app.key, house.ctx.now().seconds())
    }

    /// Closes the browser; an error if it noticed anything that a clean page does not do.
    pub async fn finish(self) -> Result<()> {
        self.browser.finish().await.with_context(|| self.name)
    }
}
