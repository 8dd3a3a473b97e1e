//! Recovery codes, at the only moment that they are shown.

use askama::Template;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Frame;

/// All recovery codes, new. Sent with `Cache-Control: no-store`.
///
/// "I have stored them" is POST `action` with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/recovery_codes.html")]
pub struct RecoveryCodes {
    /// The surroundings.
    pub frame: Frame,
    /// The account that they belong to, for the printed sheet.
    pub account: String,
    /// The codes, with hyphens.
    pub codes: Vec<String>,
    /// Where "I have stored them" leads.
    pub action: String,
}

impl RecoveryCodes {
    /// A link that holds the file itself, so that the codes travel no second time and a download needs no script.
    fn file(&self) -> String {
        let mut lines = vec![
            self.frame
                .with("codes-file-title")
                .arg("organisation", self.frame.organisation.as_str())
                .arg("account", self.account.as_str())
                .to_string(),
            self.frame.with("codes-file-made").arg("day", self.frame.calendar.day(self.frame.calendar.now)).to_string(),
            String::new(),
        ];
        lines.extend(self.codes.iter().cloned());
        lines.push(String::new());
        let text = lines.join("\r\n");
        format!("data:text/plain;charset=utf-8,{}", utf8_percent_encode(&text, NON_ALPHANUMERIC))
    }
}

/// The one fresh code that takes the place of a used one. Sent with `Cache-Control: no-store`.
///
/// "Continue" is POST `action` with `csrf`.
#[derive(Debug, Clone, Template)]
#[template(path = "portal/new_recovery_code.html")]
pub struct NewRecoveryCode {
    /// The surroundings.
    pub frame: Frame,
    /// The code, with hyphens.
    pub code: String,
    /// Where "Continue" leads.
    pub action: String,
    /// The application that the person comes from, and where the way on to it begins.
    pub onward: Option<(String, String)>,
}
