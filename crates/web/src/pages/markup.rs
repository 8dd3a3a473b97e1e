//! A strict reader of our own HTML, for tests: it refuses what a browser would silently repair.

use std::collections::HashMap;

/// One element, with what stands in it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: HashMap<String, String>,
    /// All text inside, the text of its children included.
    pub(super) text: String,
    /// Places of the elements around it, outermost first.
    pub(super) around: Vec<usize>,
}

impl Element {
    pub(super) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
    }
}

const VOID: [&str; 6] = ["meta", "link", "input", "br", "hr", "img"];

/// Reads a whole page. Every element is closed in its order, every attribute is quoted or bare and stands once.
pub(super) fn read(html: &str) -> Result<Vec<Element>, String> {
    let mut rest = html.strip_prefix("<!DOCTYPE html>").ok_or("no doctype")?;
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while !rest.is_empty() {
        let tag_at = rest.find('<').unwrap_or(rest.len());
        let (text, after) = rest.split_at(tag_at);
        check_text(text)?;
        for at in &open {
            elements[*at].text.push_str(text);
        }
        let Some(tag) = after.strip_prefix('<') else { break };
        let end = tag.find('>').ok_or_else(|| format!("no end: {}", first(tag)))?;
        let (inside, after) = tag.split_at(end);
        rest = &after[1..];
        if let Some(name) = inside.strip_prefix('/') {
            let at = open.pop().ok_or_else(|| format!("</{name}> closes nothing"))?;
            if elements[at].name != name {
                return Err(format!("</{name}> closes <{}>", elements[at].name));
            }
            continue;
        }
        let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let (name, attributes) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
        if name.is_empty() || !name.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(format!("no name: <{}", first(inside)));
        }
        elements.push(Element {
            name: name.to_owned(),
            attributes: read_attributes(attributes).map_err(|fault| format!("<{name}>: {fault}"))?,
            text: String::new(),
            around: open.clone(),
        });
        if !closed && !VOID.contains(&name) {
            open.push(elements.len() - 1);
        }
    }
    match open.pop() {
        None => Ok(elements),
        Some(at) => Err(format!("<{}> is never closed", elements[at].name)),
    }
}

fn read_attributes(mut rest: &str) -> Result<HashMap<String, String>, String> {
    let mut attributes = HashMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(attributes);
        }
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let value = if let Some(quoted) = after.strip_prefix("=\"") {
            let (value, after) = quoted.split_once('"').ok_or("no closing quote")?;
            check_text(value)?;
            rest = after;
            if !(rest.is_empty() || rest.starts_with([' ', '\n'])) {
                return Err(format!("no space after {name}"));
            }
            value
        } else {
            rest = after;
            ""
        };
        if name.is_empty() || rest.starts_with('=') {
            return Err(format!("no attribute: {}", first(rest)));
        }
        if attributes.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(format!("{name} stands twice"));
        }
    }
}

/// An ampersand begins a reference, or is written as one.
fn check_text(text: &str) -> Result<(), String> {
    for after in text.split('&').skip(1) {
        let reference = after.split(';').next().unwrap_or_default();
        let fine = reference.len() < after.len()
            && (reference.starts_with('#') || ["amp", "lt", "gt", "quot", "nbsp"].contains(&reference));
        if !fine {
            return Err(format!("a bare ampersand: &{}", first(after)));
        }
    }
    Ok(())
}

fn first(text: &str) -> String {
    text.chars().take(40).collect()
}

#[test]
fn the_reader_refuses_what_a_browser_would_repair() {
    for bad in [
        "<p></p>",
        "<!DOCTYPE html><p>",
        "<!DOCTYPE html><p><b></p></b>",
        "<!DOCTYPE html><p class=\"a\" class=\"b\"></p>",
        "<!DOCTYPE html><p class=a></p>",
        "<!DOCTYPE html><p>a & b</p>",
        "<!DOCTYPE html></p>",
    ] {
        assert!(read(bad).is_err(), "{bad}");
    }
    let page = read("<!DOCTYPE html><p class=\"a b\">x<b>y</b></p>").unwrap();
    assert_eq!(page[0].text, "xy");
    assert!(page[0].has_class("b"));
    assert_eq!(page[1].around, [0]);
}
