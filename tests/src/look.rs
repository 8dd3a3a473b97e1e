//! What a person's screen and settings are like, and how a browser is asked to be like that.
//! Used by [`crate::browser`].

use std::path::Path;

use anyhow::Result;
use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};

/// Light or dark, as the person's system asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `prefers-color-scheme: light`
    Light,
    /// `prefers-color-scheme: dark`
    Dark,
}

/// Whether pages may run scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// As browsers come.
    Allowed,
    /// As some people set them.
    Blocked,
}

/// What the person's screen and settings are like.
#[derive(Debug, Clone)]
pub struct Look {
    /// First wish in `Accept-Language`, such as `nl`.
    pub language: &'static str,
    /// Width of the page in CSS pixels.
    pub width: u32,
    /// Height of the window in CSS pixels.
    pub height: u32,
    /// Light or dark.
    pub scheme: Scheme,
    /// Scripts or none.
    pub scripts: Scripts,
}

impl Look {
    /// A laptop: 1280 by 900.
    pub const WIDE: Self =
        Self { language: "en", width: 1280, height: 900, scheme: Scheme::Light, scripts: Scripts::Allowed };
    /// A phone: 390 by 844.
    pub const PHONE: Self = Self { width: 390, height: 844, ..Self::WIDE };

    /// What to ask of the driver so that the browser is like this.
    pub(crate) fn capabilities(&self, profile: &Path) -> Result<ChromeCapabilities> {
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        wanted.add_arg(&format!("--window-size={},{}", self.width, self.height))?;
        wanted.add_arg(&format!("--lang={}", self.language))?;
        wanted.add_arg(&format!("--accept-lang={}", self.language))?;
        let mut settings = json!({
            "intl.accept_languages": self.language,
            "credentials_enable_service": false,
            "profile.password_manager_enabled": false,
            "profile.password_manager_leak_detection": false,
        });
        if let (Scripts::Blocked, Some(settings)) = (self.scripts, settings.as_object_mut()) {
            settings.insert("profile.managed_default_content_settings.javascript".into(), json!(2));
        }
        wanted.add_experimental_option("prefs", settings)?;
        wanted.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        Ok(wanted)
    }
}

/// Nothing of its own on the network, nothing remembered, nothing that moves.
const FLAGS: [&str; 14] = [
    "--headless=new",
    // As on a phone; elsewhere they would differ by machine.
    "--hide-scrollbars",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
    "--force-color-profile=srgb",
];
