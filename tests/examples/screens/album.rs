//! A browser as a camera: takes a page under a name, light, and on demand dark as well.

use std::path::Path;

use anyhow::Result;
use journeys::browser::shots;
use journeys::look::{Look, Scheme};
use journeys::walk::Walk;
use server::testing::House;

/// Pictures of one language and one screen.
pub(crate) struct Album<'h> {
    /// Who goes from page to page.
    pub(crate) walk: Walk<'h>,
    look: Look,
}

impl<'h> Album<'h> {
    /// A camera in a house.
    pub(crate) async fn open(house: &'h House, look: &Look) -> Result<Self> {
        let walk = Walk::open(house, "screens", look).await?;
        Ok(Self { walk, look: look.clone() })
    }

    /// A camera at an address.
    pub(crate) async fn visit(site: &str, look: &Look) -> Result<Self> {
        let walk = Walk::visit(site, "screens", look).await?;
        Ok(Self { walk, look: look.clone() })
    }

    /// Opens a page.
    pub(crate) async fn goto(&self, path: &str) -> Result<()> {
        self.walk.browser.goto(path).await
    }

    /// Takes the page: `NAME.png` wide in English, `NAME.nl.png` on a telephone in Dutch.
    pub(crate) async fn take(&self, name: &str) -> Result<()> {
        let tag = if self.look.language == "nl" { ".nl" } else { "" };
        self.walk.browser.screenshot(&format!("screens/{name}{tag}")).await?;
        Ok(())
    }

    /// Keeps a picture that was taken of something else, under its name in this language.
    pub(crate) fn keep(&self, picture: &Path, name: &str) -> Result<()> {
        let tag = if self.look.language == "nl" { ".nl" } else { "" };
        std::fs::copy(picture, shots().join(format!("screens/{name}{tag}.png")))?;
        Ok(())
    }

    /// Takes it light, and dark as `NAME-dark`.
    pub(crate) async fn take_both(&self, name: &str) -> Result<()> {
        self.take(name).await?;
        self.walk.browser.prefer(Scheme::Dark).await?;
        self.take(&format!("{name}-dark")).await?;
        self.walk.browser.prefer(self.look.scheme).await
    }

    /// A word that somebody typed, in the language of the pictures.
    pub(crate) fn word(&self, english: &'static str, dutch: &'static str) -> &'static str {
        if self.look.language == "nl" { dutch } else { english }
    }

    /// Ends the browser; an error if it complained.
    pub(crate) async fn close(self) -> Result<()> {
        self.walk.finish().await
    }
}
