//! A real Chromium, used as a person uses it: by label, button and text. One browser, one profile, one origin.
//! Neighbours: [`crate::look`] says how it looks, [`crate::chromedriver`] starts it, [`crate::console`] and
//! [`crate::axe`] judge what it shows.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::common::print::PrintParameters;
use thirtyfour::prelude::*;
use url::Url;

use crate::axe::{self, Violation};
use crate::chromedriver::Chromedriver;
use crate::console::Noticed;
use crate::look::{Look, Scheme};

const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// A browser with an empty profile. [`Browser::finish`] ends it and says whether all was clean.
#[derive(Debug)]
pub struct Browser {
    // Dropped in this order: first the session, then the process that serves it.
    driver: WebDriver,
    process: Chromedriver,
    home: Url,
    noticed: Noticed,
}

impl Browser {
    /// Starts a browser that will visit pages of `origin`, such as `http://localhost:8080`.
    pub async fn open(origin: &str, look: &Look) -> Result<Self> {
        let home = Url::parse(origin).with_context(|| format!("origin {origin}"))?;
        let process = Chromedriver::start().await?;
        let driver = WebDriver::new(process.address(), look.capabilities(process.profile())?)
            .await
            .context("Chromium does not start")?;
        let browser = Self { driver, process, home, noticed: Noticed::default() };
        browser.resize(look.width, look.height).await?;
        browser.prefer(look.scheme).await?;
        Ok(browser)
    }

    /// Opens a path of the origin, or an absolute address.
    pub async fn goto(&self, path: &str) -> Result<()> {
        let address = self.home.join(path)?;
        self.driver.goto(address.as_str()).await.with_context(|| format!("cannot open {address}"))
    }

    /// Puts `value` in the field with this label, in place of what stood there.
    pub async fn fill(&self, label: &str, value: &str) -> Result<()> {
        let field = self.field(label).await?;
        field.clear().await?;
        field.send_keys(value).await?;
        Ok(())
    }

    /// Ticks or unticks the box, or chooses the radio button, with this label.
    pub async fn tick(&self, label: &str) -> Result<()> {
        Ok(self.field(label).await?.click().await?)
    }

    /// Chooses the option with this text in the list with this label.
    pub async fn choose(&self, label: &str, option: &str) -> Result<()> {
        let list = self.field(label).await?;
        let wanted = format!("./option[normalize-space(.)={}]", literal(option));
        Ok(list.find(By::XPath(wanted)).await.with_context(|| format!("{label}: no option {option}"))?.click().await?)
    }

    /// The same by the option's value, where its text is not known.
    pub async fn choose_value(&self, label: &str, value: &str) -> Result<()> {
        let list = self.field(label).await?;
        let wanted = format!("./option[@value={}]", literal(value));
        Ok(list.find(By::XPath(wanted)).await.with_context(|| format!("{label}: no {value}"))?.click().await?)
    }

    /// The value of the field with this label.
    pub async fn value(&self, label: &str) -> Result<String> {
        Ok(self.field(label).await?.value().await?.unwrap_or_default())
    }

    /// Clicks the button or link with this text and waits until another page has loaded.
    pub async fn press(&self, text: &str) -> Result<()> {
        let control = self.control(text).await?;
        self.leave(text, async || Ok(control.click().await?)).await
    }

    /// The same with the first thing that this CSS selector finds.
    pub async fn follow(&self, css: &str) -> Result<()> {
        let control = self.element(css).await?;
        self.leave(css, async || Ok(control.click().await?)).await
    }

    /// Types keys as [`Browser::type_keys`] does, and waits until another page has loaded.
    pub async fn leave_by_keys(&self, keys: impl AsRef<str>) -> Result<()> {
        self.leave("a key", async || self.type_keys(keys.as_ref()).await).await
    }

    async fn leave(&self, what: &str, act: impl AsyncFn() -> Result<()>) -> Result<()> {
        let before = self.driver.find(By::Tag("html")).await?;
        act().await.with_context(|| format!("cannot press {what}"))?;
        self.wait_until(&format!("{what} leads to another page"), async || match before.tag_name().await {
            Ok(_) => Ok(false),
            Err(error) => Ok(page_is_gone(&error)),
        })
        .await?;
        self.driver.query(By::Tag("body")).wait(PATIENCE, LOOK_AGAIN).first().await?;
        Ok(())
    }

    /// Clicks the button or link with this text; the page stays.
    pub async fn tap(&self, text: &str) -> Result<()> {
        self.control(text).await?.click().await.with_context(|| format!("cannot tap “{text}”"))
    }

    /// Types into whatever has the focus; `Key` names the keys without a letter.
    pub async fn type_keys(&self, keys: impl AsRef<str>) -> Result<()> {
        Ok(self.driver.active_element().await?.send_keys(keys.as_ref()).await?)
    }

    /// What a reader sees of the page. The driver never counts what stands in `<noscript>`.
    pub async fn text(&self) -> Result<String> {
        Ok(self.driver.find(By::Tag("body")).await?.text().await?)
    }

    /// What a reader sees of the first thing that this CSS selector finds.
    pub async fn text_of(&self, css: &str) -> Result<String> {
        Ok(self.element(css).await?.text().await?)
    }

    /// An attribute of the first thing that this CSS selector finds.
    pub async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        Ok(self.element(css).await?.attr(name).await?)
    }

    /// How many things this CSS selector finds now.
    pub async fn count(&self, css: &str) -> Result<usize> {
        Ok(self.driver.find_all(By::Css(css)).await?.len())
    }

    /// Path and query of the page.
    pub async fn path(&self) -> Result<String> {
        let url = self.driver.current_url().await?;
        Ok(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
    }

    /// The title of the page.
    pub async fn title(&self) -> Result<String> {
        Ok(self.driver.title().await?)
    }

    /// Waits until the page shows `text`.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        let what = format!("the page shows “{text}”");
        match self.wait_until(&what, async || Ok(self.text().await?.contains(text))).await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("{} shows:\n{}", self.path().await?, self.text().await?))),
        }
    }

    /// Looks again and again until `holds` says yes; an error of its own counts as "not yet".
    pub async fn wait_until(&self, what: &str, holds: impl AsyncFn() -> Result<bool>) -> Result<()> {
        let mut last = None;
        let watch = async {
            let mut pause = tokio::time::interval(LOOK_AGAIN);
            loop {
                pause.tick().await;
                match holds().await {
                    Ok(true) => return,
                    Ok(false) => last = None,
                    Err(error) => last = Some(error),
                }
            }
        };
        if tokio::time::timeout(PATIENCE, watch).await.is_ok() {
            return Ok(());
        }
        match last {
            Some(error) => Err(error.context(format!("waited in vain: {what}"))),
            None => bail!("waited in vain: {what}"),
        }
    }

    /// The cookies that this browser would send with the page.
    pub async fn cookies(&self) -> Result<Vec<Cookie>> {
        Ok(self.driver.get_all_cookies().await?)
    }

    /// Forgets one cookie, as a person who clears it.
    pub async fn forget_cookie(&self, name: &str) -> Result<()> {
        Ok(self.driver.delete_cookie(name).await?)
    }

    /// Sets the size of the page in CSS pixels; narrower than a real window can be, as phones are.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Asks pages for light or dark, and always for no movement.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        let scheme = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features})).await?;
        Ok(())
    }

    /// Photographs the whole page to `target/shots/NAME.png` and says where that is.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let edge = |key: &str| size.pointer(&format!("/cssContentSize/{key}")).and_then(Value::as_f64);
        let (width, height) = edge("width").zip(edge("height")).context("the page has no size")?;
        let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
        let shot = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let answer = self.devtools("Page.captureScreenshot", shot).await?;
        let data = answer.get("data").and_then(Value::as_str).context("no picture in the answer")?;
        let picture = data_encoding::BASE64.decode(data.as_bytes())?;
        let file = shots().join(format!("{name}.png"));
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(&file, picture)?;
        Ok(file)
    }

    /// How wide the page is and how wide its window, in CSS pixels: a wider page scrolls sideways.
    pub async fn widths(&self) -> Result<(f64, f64)> {
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let width = |pointer: &str| size.pointer(pointer).and_then(Value::as_f64).context("the page has no width");
        Ok((width("/cssContentSize/width")?, width("/cssLayoutViewport/clientWidth")?))
    }

    /// How wide the page would be in a window of this width.
    pub async fn width_at(&self, width: u32) -> Result<f64> {
        let before = self.devtools("Page.getLayoutMetrics", json!({})).await?;
        let was = |key: &str| before.pointer(&format!("/cssLayoutViewport/{key}")).and_then(Value::as_f64);
        let (was_wide, was_high) = was("clientWidth").zip(was("clientHeight")).context("the window has no size")?;
        self.resize(width, 844).await?;
        let (page, _) = self.widths().await?;
        let metrics = json!({"width": was_wide, "height": was_high, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(page)
    }

    /// Lets pages put files into this folder; without it nothing is downloaded.
    pub async fn download_to(&self, folder: &Path) -> Result<()> {
        let behavior = json!({"behavior": "allow", "downloadPath": folder});
        self.devtools("Browser.setDownloadBehavior", behavior).await?;
        Ok(())
    }

    /// What a reader sees of the page on paper. The wish for light or dark is gone afterwards.
    pub async fn text_on_paper(&self) -> Result<String> {
        self.devtools("Emulation.setEmulatedMedia", json!({"media": "print"})).await?;
        let text = self.text().await;
        self.devtools("Emulation.setEmulatedMedia", json!({"media": ""})).await?;
        text
    }

    /// Lets scripts read what a page copied; a real person is asked.
    pub async fn allow_clipboard(&self) -> Result<()> {
        let permissions = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]});
        self.devtools("Browser.grantPermissions", permissions).await?;
        Ok(())
    }

    /// The page as it would be printed, a PDF.
    pub async fn print(&self) -> Result<Vec<u8>> {
        Ok(self.driver.print_page(PrintParameters::default()).await?)
    }

    /// Every accessibility rule that the page breaks as it stands now.
    pub async fn axe(&self) -> Result<Vec<Violation>> {
        axe::violations(&self.driver).await
    }

    /// All requests and complaints since the browser was opened.
    pub async fn noticed(&mut self) -> Result<&Noticed> {
        let new = Noticed::read(&self.driver, &self.home.origin()).await?;
        self.noticed.requests.extend(new.requests);
        self.noticed.complaints.extend(new.complaints);
        Ok(&self.noticed)
    }

    /// Closes the browser; an error if it noticed anything that a clean page does not do.
    pub async fn finish(mut self) -> Result<()> {
        let complaints = self.noticed().await?.complaints.join("\n");
        self.driver.clone().quit().await?;
        if complaints.is_empty() { Ok(()) } else { bail!("the browser complains:\n{complaints}") }
    }

    /// The folder of this browser's profile, a name that no other process has.
    pub fn profile(&self) -> &Path {
        self.process.profile()
    }

    /// The driver itself, for what is too rare to stand here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    async fn field(&self, label: &str) -> Result<WebElement> {
        // The label's own words first; a label with a hint inside it only if it starts with them.
        let text = literal(label);
        let labels = [format!("normalize-space(.)={text}"), format!("starts-with(normalize-space(.), {text})")];
        let [exact, starting] = labels.map(|said| {
            format!("//*[@id=//label[{said}]/@for] | //label[{said}]//*[self::input or self::select or self::textarea]")
        });
        self.driver
            .query(By::XPath(exact))
            .or(By::XPath(starting))
            .wait(PATIENCE, LOOK_AGAIN)
            .first()
            .await
            .with_context(|| format!("no field with the label “{label}”"))
    }

    async fn control(&self, text: &str) -> Result<WebElement> {
        let said = literal(text);
        let path = format!(
            "//*[self::button or self::a or self::summary or @role='button'][not(@aria-hidden='true')][normalize-space(.)={said}] | //input[@type='submit'][@value={said}]"
        );
        let controls = self.driver.query(By::XPath(path)).wait(PATIENCE, LOOK_AGAIN).and_displayed();
        controls.first().await.with_context(|| format!("no button or link says “{text}”"))
    }

    async fn element(&self, css: &str) -> Result<WebElement> {
        let found = self.driver.query(By::Css(css)).wait(PATIENCE, LOOK_AGAIN).first().await;
        found.with_context(|| format!("nothing on the page is {css}"))
    }

    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.driver.cdp().send_raw(command, parameters).await.with_context(|| command.to_owned())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The library would say goodbye over a connection that this very thread serves, and wait for itself.
        // A failed test needs no goodbye: the process below ends its browser. After `finish` there is nothing left.
        if self.driver.clone().leak().is_ok() {
            eprintln!("the browser is ended without a goodbye");
        }
    }
}

fn page_is_gone(error: &WebDriverError) -> bool {
    use thirtyfour::error::WebDriverErrorInner as Kind;
    matches!(**error, Kind::StaleElementReference(_) | Kind::NoSuchElement(_) | Kind::NoSuchWindow(_))
}

/// Where pictures are put.
pub fn shots() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    target.join("shots")
}

/// Quotes text for `XPath` 1.0, which has no escapes.
fn literal(text: &str) -> String {
    if text.contains('\'') {
        let parts = text.split('\'').map(|part| format!("'{part}'")).collect::<Vec<_>>();
        format!("concat({})", parts.join(r#", "'", "#))
    } else {
        format!("'{text}'")
    }
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn text_with_quotes_can_be_looked_for() {
        assert_eq!(literal("Sign in"), "'Sign in'");
        assert_eq!(literal("foto's \"x\""), r#"concat('foto', "'", 's "x"')"#);
    }
}
