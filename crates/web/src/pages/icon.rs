//! The line drawings that go with words, 20 by 20. They carry no meaning of their own: `aria-hidden`.

use std::fmt;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Values};

/// A drawing on its way into a page.
#[derive(Debug, Clone, Copy)]
pub struct Icon {
    class: &'static str,
    drawing: &'static str,
}

impl Icon {
    pub(super) fn new(class: &'static str, name: &str) -> Self {
        Self { class, drawing: drawing(name) }
    }

    fn write(self, out: &mut dyn fmt::Write) -> fmt::Result {
        for part in [r#"<svg class=""#, self.class, r#"" aria-hidden="true" viewBox="0 0 20 20">"#, self.drawing] {
            out.write_str(part)?;
        }
        out.write_str("</svg>")
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out)
    }
}

impl FastWritable for Icon {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(out)?)
    }
}

/// All of it is ours.
impl HtmlSafe for Icon {}

/// The inside of the SVG with this name; empty for a name that there is not (a test compares with the templates).
pub(super) fn drawing(name: &str) -> &'static str {
    match name {
        "alert" => r#"<path d="M10 3.2L18 16.8H2z"/><path d="M10 8v4M10 14.3v.2"/>"#,
        "arrow-down" => r#"<path d="M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5"/>"#,
        "arrow-up" => r#"<path d="M10 16V4.5M5.5 9L10 4.5 14.5 9"/>"#,
        "bell" => r#"<path d="M4.5 14.5c1.2-1.3 1.3-2.8 1.3-5.3a4.2 4.2 0 0 1 8.4 0c0 2.5.1 4 1.3 5.3zM8.3 17h3.4"/>"#,
        "calendar" => r#"<rect x="3" y="4" width="14" height="13" rx="2"/><path d="M3 8.2h14M7 2.2v3M13 2.2v3"/>"#,
        "chart" => r#"<path d="M3 3v14h14"/><path d="M6.5 12.5l3.2-3.7 2.6 2.3 4.2-5.4"/>"#,
        "check" => r#"<path d="M4.5 10.5l3.6 3.6 7.4-8"/>"#,
        "chevron" => r#"<path d="M5.5 8l4.5 4.5L14.5 8"/>"#,
        "clock" => r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 5.8V10l2.8 1.8"/>"#,
        "copy" => {
            r#"<rect x="7" y="7" width="10" height="10" rx="2"/><path d="M13 7V5a2 2 0 0 0-2-2H5a2 2 0 0 0-2 2v6a2 2 0 0 0 2 2h2"/>"#
        }
        "device" => r#"<rect x="3.5" y="4" width="13" height="9" rx="1.5"/><path d="M1.5 16h17"/>"#,
        "down" => r#"<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.8h13"/>"#,
        "gear" => {
            r#"<path d="M3 6h8M15 6h2M3 14h2M9 14h8"/><circle cx="13" cy="6" r="2"/><circle cx="7" cy="14" r="2"/>"#
        }
        "group" => {
            r#"<circle cx="10" cy="5.4" r="2.6"/><circle cx="4.900" cy="13.400" r="2.6"/><circle cx="15.100" cy="13.400" r="2.6"/><path d="M8.700 7.800l-2.300 3.200M11.300 7.800l2.300 3.200M7.7 13.400h4.6"/>"#
        }
        "help" => {
            r#"<circle cx="10" cy="10" r="7.5"/><path d="M7.8 8a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M10 14v.2"/>"#
        }
        "horn" => r#"<path d="M3 8.2v3.6h2.7l7.3 3.9V4.3L5.7 8.2zM15.6 7.7a3.2 3.2 0 0 1 0 4.6M6.5 12.2l1 4.3h1.8"/>"#,
        "home" => r#"<path d="M3 9.2L10 3l7 6.200M5 8v8.500h10V8"/>"#,
        "info" => r#"<circle cx="10" cy="10" r="7.5"/><path d="M10 9v5M10 6.2v.2"/>"#,
        "key" => r#"<circle cx="6.5" cy="10" r="3.5"/><path d="M10 10h7.500M14.5 10v3M17 10v2"/>"#,
        "list" => r#"<path d="M7.5 5h9.5M7.5 10h9.5M7.5 15h9.5M3.2 5h.2M3.2 10h.2M3.2 15h.2"/>"#,
        "window" => r#"<rect x="3" y="4" width="14" height="12" rx="2"/><path d="M3 8h14M5.6 6v.1M8 6v.1"/>"#,
        "lock" => r#"<rect x="4" y="9" width="12" height="8.5" rx="2"/><path d="M6.5 9V6.3a3.5 3.5 0 0 1 7 0V9"/>"#,
        "mail" => r#"<rect x="2.2" y="4.2" width="15.6" height="11.6" rx="2"/><path d="M2.8 5.6L10 11l7.2-5.4"/>"#,
        "menu" => r#"<path d="M3 5.5h14M3 10h14M3 14.5h14"/>"#,
        "out" => {
            r#"<path d="M12 3.5H5a1.5 1.5 0 0 0-1.5 1.5v10A1.5 1.5 0 0 0 5 16.500h7M8.5 10H17M13.8 6.8L17 10l-3.2 3.2"/>"#
        }
        "phone" => r#"<rect x="5.5" y="2" width="9" height="16" rx="2"/><path d="M9 15.3h2"/>"#,
        "plus" => r#"<path d="M10 4v12M4 10h12"/>"#,
        "print" => r#"<path d="M5.5 7V2.5h9V7M5.5 14H3.2V7.5h13.6V14h-2.3"/><path d="M5.5 11.5h9v6h-9z"/>"#,
        "right" => r#"<path d="M8 5.5l4.5 4.5L8 14.5"/>"#,
        "session" => {
            r#"<rect x="2.2" y="3.5" width="15.6" height="13" rx="2"/><path d="M2.2 7.5h15.6M4.9 5.5h.2M7.1 5.5h.2"/>"#
        }
        "shield" => {
            r#"<path d="M10 2.2l6.5 2.3v5c0 4.2-2.8 7-6.5 8.3-3.7-1.3-6.5-4.1-6.5-8.3v-5z"/><path d="M7 9.900l2.2 2.2 3.9-4.2"/>"#
        }
        "shield-off" => {
            r#"<path d="M10 2.2l6.5 2.3v5c0 4.2-2.8 7-6.5 8.3-3.7-1.3-6.5-4.1-6.5-8.3v-5z"/><path d="M7.7 7.5l4.6 4.8M12.3 7.5l-4.6 4.8"/>"#
        }
        "ticket" => {
            r#"<path d="M2.5 7V5h15v2.2a2.8 2.8 0 0 0 0 5.6V15h-15v-2.2a2.8 2.8 0 0 0 0-5.6z"/><path d="M11.5 5v10" stroke-dasharray="1.5 2.5"/>"#
        }
        "user" => r#"<circle cx="10" cy="6.5" r="3.5"/><path d="M3.3 17.2c.6-3.5 3.2-5.2 6.7-5.2s6.1 1.7 6.7 5.2"/>"#,
        "users" => {
            r#"<circle cx="7.4" cy="6.7" r="3.1"/><path d="M1.7 16.500c.5-3.1 2.700-4.600 5.700-4.600s5.200 1.500 5.700 4.600"/><path d="M12.8 3.900a3.1 3.1 0 0 1 0 5.7M15 12.3c1.9.6 3 2.1 3.4 4.2"/>"#
        }
        "view" => r#"<rect x="2.5" y="3.5" width="15" height="13" rx="2"/><path d="M2.5 8h15M8 8v8.5"/>"#,
        "x" => r#"<path d="M5 5l10 10M15 5L5 15"/>"#,
        _ => "",
    }
}
