//! What stands around the content of a page. Templates of their own, which the layouts write: compiled once, and not once
//! for each page.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;

/// Above and beside the content: the way past it, the bar on top, the menu.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "parts/chrome.html")]
pub struct Chrome<'a> {
    frame: &'a Frame,
}

/// Below the sheet of somebody who is not signed in yet: who helps.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "parts/foot.html")]
pub struct Foot<'a> {
    frame: &'a Frame,
}

/// A template has escaped what it holds.
impl HtmlSafe for Chrome<'_> {}
impl HtmlSafe for Foot<'_> {}

impl Frame {
    /// What stands above and beside the content.
    pub const fn chrome(&self) -> Chrome<'_> {
        Chrome { frame: self }
    }

    /// What stands below a sheet.
    pub const fn foot(&self) -> Foot<'_> {
        Foot { frame: self }
    }
}
