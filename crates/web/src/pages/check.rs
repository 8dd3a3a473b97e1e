//! What holds for every page and every mail, in every state and every language.

use std::collections::HashSet;

use super::markup::{Element, read};
use super::{help_addresses, samples};
use crate::words::{Words, languages};

/// Every address that a page may lead to. A page never links to what does not exist.
const ADDRESSES: [&str; 187] = [
    "/",
    "/set-up",
    "/sign-in",
    "/sign-in/restart",
    "/sign-in/second-factor",
    "/sign-in/recovery-code",
    "/sign-in/code-card",
    "/sign-in/enrol/card",
    "/sign-in/enrol/card/pdf",
    "/profile/confirm/code-card",
    "/profile/two-factor/add-card",
    "/profile/two-factor/add-card/pdf",
    "/sign-in/pass",
    "/sign-in/back",
    "/oidc/consent",
    "/oidc/end-session/confirm",
    "/profile/applications/ID/end",
    "/api/v1/openapi.json",
    "https://crm.waterland.example/back",
    "/sign-in/enrol",
    "/sign-in/enrol/proof",
    "/sign-in/enrol/app",
    "/sign-out",
    "/profile/check-up",
    "/profile/confirm",
    "/profile/confirm/recovery-code",
    "/profile/two-factor",
    "/profile/two-factor/add",
    "/profile/two-factor/add-passkey",
    "/sign-in/enrol/passkey",
    "/sign-in/enrol/token",
    "/profile/two-factor/add-token",
    "/profile/two-factor/recovery-codes",
    "/profile/two-factor/ID/rename",
    "/profile/two-factor/ID/remove",
    "/profile/devices",
    "/profile/devices/ID/forget",
    "/profile/devices/forget-all",
    "/profile/sessions",
    "/profile/sessions/ID/end",
    "/profile/sessions/end-all",
    "/profile/password",
    "/announcements",
    "/admin/announcements/new",
    "/admin/announcements/ID",
    "/admin/announcements/ID/remove",
    "/admin/messages",
    "/admin/messages/new",
    "/admin/messages/ID",
    "/admin/messages/ID/go",
    "/admin/messages/ID/again",
    "/admin/messages/ID/edit",
    "/admin/messages/ID/remove",
    "/admin/messages/ID/text/announcement",
    "/admin/messages/ID/text/reminder",
    "/admin/messages/ID/text/day",
    "/admin/messages/ID/text/after",
    "/admin/messages/ID/told",
    "/admin/messages/ID/unreached",
    "/admin/messages/ID/export",
    "/admin/messages/ID/letters",
    "/admin/rollout",
    "/admin/rollout/people",
    "/admin/rollout/export",
    "/admin/rollout/rehearsal",
    "/admin/rollout/rehearsal/people",
    "/admin/rollout/rehearsal/export",
    "/admin/people",
    "/admin/people/import",
    "/admin/people/import/ID",
    "/admin/people/new",
    "/admin/people/ID/edit",
    "/admin/people/ID/second-factor-off",
    "/admin/people/ID/pass",
    "/admin/people/ID/token",
    "/admin/people/ID/code-card",
    "/admin/people/ID/password",
    "/admin/people/ID/exempt",
    "/admin/people/ID/end-exemption",
    "/admin/people/ID/sign-out-everywhere",
    "/admin/people/ID/remind",
    "/admin/people/ID/block",
    "/admin/people/ID/unblock",
    "/admin/audit",
    "/admin/audit/check",
    "/admin/audit/export",
    "/admin/exemptions",
    "/admin/groups",
    "/admin/groups/new",
    "/admin/groups/ID",
    "/admin/groups/ID/remove",
    "/admin/views",
    "/admin/views/new",
    "/admin/views/ID",
    "/admin/views/ID/remove",
    "/admin/roles",
    "/admin/roles/new",
    "/admin/roles/ID",
    "/admin/roles/ID/remove",
    "/admin/settings",
    "/admin/settings/attributes",
    "/admin/settings/attributes/new",
    "/admin/settings/attributes/ID",
    "/admin/settings/attributes/ID/remove",
    "/admin/settings/password",
    "/admin/settings/break-glass",
    "/admin/settings/contact",
    "/admin/settings/exemptions",
    "/admin/applications",
    "/admin/applications/new",
    "/admin/applications/ID",
    "/admin/applications/ID/proxy",
    "/admin/applications/ID/remove",
    "/admin/applications/sign-in/new",
    "/admin/applications/sign-in/ID",
    "/admin/applications/sign-in/ID/renew",
    "/admin/applications/sign-in/ID/end-former",
    "/admin/applications/sign-in/ID/remove",
    "/admin/applications/signing-keys",
    "/admin/applications/signing-keys/leaked",
    "/admin/settings/systems",
    "/admin/settings/systems/new",
    "/admin/settings/systems/ID",
    "/admin/settings/systems/ID/key",
    "/admin/settings/systems/ID/secret",
    "/admin/settings/systems/ID/test",
    "/admin/settings/systems/ID/again",
    "/admin/settings/systems/ID/replay",
    "/admin/settings/systems/ID/events",
    "/admin/settings/systems/ID/remove",
    "/admin/settings/keys",
    "/admin/settings/keys/new",
    "/admin/settings/keys/ID",
    "/admin/settings/keys/ID/renew",
    "/admin/settings/keys/ID/end-former",
    "/admin/settings/keys/ID/remove",
    "/admin/settings/radius",
    "/admin/settings/radius/new",
    "/admin/settings/radius/ID",
    "/admin/settings/radius/ID/renew",
    "/admin/settings/radius/ID/end-former",
    "/admin/settings/radius/ID/remove",
    "/admin/settings/sources",
    "/admin/settings/sources/new",
    "/admin/settings/sources/ID",
    "/admin/settings/sources/ID/try",
    "/admin/settings/sources/ID/renew",
    "/admin/settings/sources/ID/end-former",
    "/admin/settings/sources/ID/remove",
    "/admin/settings/directories/new",
    "/admin/settings/directories/ID",
    "/admin/settings/directories/ID/sync",
    "/admin/settings/tokens",
    "/admin/settings/tokens/ID",
    "/admin/settings/tokens/import",
    "/admin/settings/two-step",
    "/admin/settings/mail",
    "/admin/people/ID",
    "/admin/people/ID/what-if",
    "/admin/policies",
    "/admin/policies/new",
    "/admin/policies/ID",
    "/admin/policies/ID/dry-run",
    "/admin/policies/ID/history",
    "/admin/policies/ID/remove",
    "/admin/policies/ID/watching",
    "/admin/policies/ID/watching/people",
    "/admin/selections",
    "/admin/selections/new",
    "/admin/selections/new/file",
    "/admin/selections/ID",
    "/admin/selections/ID/file",
    "/admin/selections/ID/people",
    "/admin/selections/ID/remove",
    "/operator/organisations",
    "/operator/organisations/new",
    "/operator/organisations/ID",
    "/operator/organisations/ID/answer",
    "/operator/organisations/ID/close",
    "/operator/organisations/ID/reopen",
    "/demo",
    "/demo/mailbox",
    "/demo/phone",
    "/demo/clock",
    "/demo/wiki",
    "/demo/wiki/sign-in",
    "/demo/wiki/sign-out",
];

/// The elements that our pages are made of: anything else came in through a value.
const ELEMENTS: [&str; 69] = [
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "nav",
    "main",
    "footer",
    "section",
    "div",
    "span",
    "p",
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "dl",
    "noscript",
    "dt",
    "dd",
    "form",
    "input",
    "button",
    "label",
    "select",
    "option",
    "datalist",
    "details",
    "summary",
    "strong",
    "b",
    "i",
    "code",
    "pre",
    "br",
    "hr",
    "time",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "svg",
    "path",
    "rect",
    "circle",
    "em",
    "small",
    "fieldset",
    "legend",
    "textarea",
    "figure",
    "figcaption",
    "img",
    "style",
    "aside",
    "mark",
    "caption",
    "progress",
    "article",
    "text",
    "g",
];

struct Page {
    title: String,
    html: String,
    lang: &'static str,
    elements: Vec<Element>,
}

impl Page {
    fn within(&self, form: usize) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |it| it.around.contains(&form))
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |it| it.name == name)
    }

    fn ids(&self) -> HashSet<&str> {
        self.elements.iter().filter_map(|it| it.get("id")).collect()
    }
}

/// Runs a check over every sample and reports every page that fails it.
fn for_every_page(check: impl Fn(&Page) -> Result<(), String>) {
    let mut faults = Vec::new();
    let mut count = 0;
    for language in languages() {
        for sample in samples::pages(Words::find(&language.tag).unwrap()) {
            let title = format!("{} ({})", sample.name, language.tag);
            let html = sample.html.unwrap_or_else(|fault| panic!("{title}: {fault}"));
            let elements = read(&html).unwrap_or_else(|fault| panic!("{title}: {fault}"));
            let page = Page { title, html, lang: &language.tag, elements };
            count += 1;
            if let Err(fault) = check(&page) {
                faults.push(format!("{}: {fault}", page.title));
            }
        }
    }
    assert!(count > 200, "only {count} samples");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn holds(condition: bool, fault: impl Into<String>) -> Result<(), String> {
    if condition { Ok(()) } else { Err(fault.into()) }
}

fn is_field(element: &Element) -> bool {
    matches!(element.name.as_str(), "input" | "select" | "textarea")
        && element.get("type") != Some("hidden")
        && element.get("hidden").is_none()
}

#[test]
fn every_page_says_its_language_and_has_one_heading_and_a_title() {
    for_every_page(|page| {
        holds(page.all("html").all(|html| html.get("lang") == Some(page.lang)), "another language")?;
        holds(page.all("h1").count() == 1, "not one h1")?;
        holds(page.all("h1").all(|heading| !heading.text.trim().is_empty()), "an empty h1")?;
        holds(page.all("title").all(|title| title.text.contains(" · Vereniging Waterland")), "no title")?;
        holds(page.all("main").count() == 1, "not one main")
    });
}

#[test]
fn ids_are_unique_and_everything_that_is_pointed_at_exists() {
    for_every_page(|page| {
        let ids = page.ids();
        let count = page.elements.iter().filter(|it| it.get("id").is_some()).count();
        holds(ids.len() == count, "an id stands twice")?;
        for element in &page.elements {
            for attribute in ["for", "aria-describedby", "aria-labelledby", "data-target"] {
                for id in element.get(attribute).unwrap_or_default().split_whitespace() {
                    holds(ids.contains(id), format!("{attribute} points at {id}"))?;
                }
            }
            if let Some(id) = element.get("href").and_then(|href| href.strip_prefix('#')) {
                holds(ids.contains(id), format!("a link points at #{id}"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn every_field_has_a_visible_label_and_every_fault_is_said_beside_it() {
    for_every_page(|page| {
        for field in page.elements.iter().filter(|it| is_field(it)) {
            let id = field.get("id").ok_or("a field without an id")?;
            let labelled = page.all("label").any(|label| label.get("for") == Some(id) && !label.text.trim().is_empty());
            holds(labelled, format!("{id} has no label"))?;
            if field.get("aria-invalid").is_some() {
                let said = field.get("aria-describedby").unwrap_or_default().ends_with("-error");
                holds(said, format!("{id} does not say its fault"))?;
                let summed_up = page.elements.iter().any(|it| it.get("role") == Some("alert"));
                holds(summed_up, "no summary of the fault")?;
            }
        }
        for pressed in page.elements.iter().filter(|it| it.name == "button" || it.name == "a") {
            holds(!pressed.text.trim().is_empty() || pressed.get("aria-label").is_some(), "a button without words")?;
        }
        Ok(())
    });
}

#[test]
fn every_form_that_posts_holds_the_token_and_one_primary_button() {
    for_every_page(|page| {
        for (at, form) in page.elements.iter().enumerate().filter(|(_, it)| it.name == "form") {
            if form.get("method") == Some("post") {
                // The set-up is bound to the code of its link; before that there is nobody, and no browser to bind to.
                let name = if form.get("action").is_some_and(|to| to.starts_with("/set-up")) { "code" } else { "csrf" };
                let token = page.within(at).filter(|it| it.get("name") == Some(name)).count();
                holds(token == 1, "a form without one token")?;
            }
            let nested = form.around.iter().any(|outer| page.elements[*outer].name == "form");
            holds(!nested, "a form in a form")?;
            let primary = page
                .within(at)
                .filter(|it| it.name == "button" && (it.has_class("primary") || it.has_class("danger-solid")))
                .count();
            // A search changes nothing; the primary button of its page stands elsewhere.
            let has_fields = page.within(at).any(is_field) && form.get("role") != Some("search");
            holds(primary == 1 || (primary == 0 && !has_fields), format!("{primary} primary buttons"))?;
            holds(page.within(at).any(|it| it.name == "button"), "a form without a button")?;
        }
        Ok(())
    });
}

#[test]
fn nothing_needs_a_looser_content_security_policy() {
    for_every_page(|page| {
        for element in &page.elements {
            for (name, value) in &element.attributes {
                holds(name != "style" && !name.starts_with("on"), format!("<{} {name}>", element.name))?;
                holds(!value.trim_start().to_lowercase().starts_with("javascript:"), "a javascript: address")?;
            }
            holds(element.name != "style", "an inline style sheet")?;
            if element.name == "script" {
                holds(element.get("src").is_some() && element.text.trim().is_empty(), "an inline script")?;
            }
            if let Some(source) = element.get("src") {
                holds(source.starts_with("/assets/"), format!("loads {source}"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn no_value_becomes_markup() {
    for_every_page(|page| {
        for element in &page.elements {
            holds(ELEMENTS.contains(&element.name.as_str()), format!("<{}>", element.name))?;
        }
        Ok(())
    });
}

#[test]
fn a_page_leads_only_to_what_exists() {
    let help = help_addresses();
    for_every_page(|page| {
        for element in &page.elements {
            let Some(address) = element.get("href").or(element.get("action")) else { continue };
            let path = address.split(['?', '#']).next().unwrap_or_default();
            let known = path.is_empty()
                || ADDRESSES.contains(&path)
                || help.iter().any(|known| known == path)
                || path.starts_with("/assets/")
                || path == "https://hulp.waterland.example"
                || path.starts_with("tel:")
                || path.starts_with("otpauth:")
                || path.starts_with("data:text/plain")
                || path.starts_with("/demo/mailbox/")
                || ADDRESSES.iter().any(|known| one_id_apart(known, path))
                // Where a sample itself is said to stand: only the link to another language leads there.
                || element.get("hreflang").is_some();
            holds(known, format!("leads to {address}"))?;
        }
        Ok(())
    });
}

fn one_id_apart(known: &str, path: &str) -> bool {
    let (known, path): (Vec<&str>, Vec<&str>) = (known.split('/').collect(), path.split('/').collect());
    known.len() == path.len() && known.iter().zip(&path).all(|(known, part)| *known == "ID" || known == part)
}

#[test]
fn nothing_is_promised_that_is_not_there() {
    for_every_page(|page| {
        let said = page.html.to_lowercase();
        for word in ["wachtwoord vergeten", "forgot your"] {
            holds(!said.contains(word), format!("says {word}"))?;
        }
        Ok(())
    });
}

#[test]
fn without_the_module_no_page_shows_a_trace_of_it() {
    for language in languages() {
        for sample in samples::pages(Words::find(&language.tag).unwrap()) {
            if sample.name.ends_with("-inactive") {
                let said = sample.html.unwrap().to_lowercase();
                for word in
                    ["2fa", "tweestapsverificatie", "two-step sign-in", "/two-factor", "/devices", "stap 1", "step 1"]
                {
                    assert!(!said.contains(word), "{} says {word}", sample.name);
                }
            }
        }
    }
}

#[test]
fn outside_the_demonstration_nothing_leads_into_it() {
    for_every_page(|page| {
        let name = page.title.split(' ').next().unwrap_or_default();
        holds(name.contains("demo") || !page.html.contains("/demo"), "leads to the demonstration")
    });
}

#[test]
fn every_mail_says_the_same_as_text_and_as_html_and_holds_no_link() {
    for language in languages() {
        for sample in samples::mails(Words::find(&language.tag).unwrap()) {
            let mail = sample.mail.unwrap_or_else(|fault| panic!("{}: {fault}", sample.name));
            let elements = read(&mail.html).unwrap_or_else(|fault| panic!("{}: {fault}", sample.name));
            assert!(!mail.subject.chars().any(char::is_control), "{}: {:?}", sample.name, mail.subject);
            assert!(mail.subject.contains("Vereniging Waterland"), "{}: {}", sample.name, mail.subject);
            // What is ahead, or asked, did not happen at a moment.
            let ahead = ["mail-reminder", "mail-exemption", "mail-deadline", "mail-campaign"]
                .iter()
                .any(|start| sample.name.starts_with(start));
            let moment = ["24 november 2026, 09:12", "24 November 2026, 09:12"];
            assert!(ahead || moment.iter().any(|moment| mail.text.contains(moment)), "{}", sample.name);
            assert!(!mail.text.contains("&#") && !mail.text.contains('<'), "{}: {}", sample.name, mail.text);
            let body = elements.iter().find(|it| it.name == "body").unwrap();
            for line in mail.text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "--") {
                let said = line.split_once(": ").map_or(line, |(_, value)| value);
                let escaped = said.replace('\'', "&#39;").replace('"', "&#34;");
                assert!(body.text.contains(&escaped), "{}: only in the text: {line}", sample.name);
            }
            for element in &elements {
                assert!(!["a", "img", "script", "link", "form"].contains(&element.name.as_str()), "{}", sample.name);
            }
        }
    }
}

#[test]
fn the_file_with_recovery_codes_holds_every_code() {
    let words = Words::find("en").unwrap();
    let page = samples::pages(words).into_iter().find(|sample| sample.name == "recovery-codes").unwrap();
    let elements = read(&page.html.unwrap()).unwrap();
    let link = elements.iter().find(|it| it.get("download").is_some()).unwrap();
    let file = percent_encoding::percent_decode_str(link.get("href").unwrap()).decode_utf8().unwrap().into_owned();
    let codes: Vec<&str> = file.split("\r\n").filter(|line| line.len() == 24 && line.contains('-')).collect();
    assert_eq!(codes.len(), 10, "{file}");
}
