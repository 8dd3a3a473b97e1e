//! Someone who speaks HTTP as a browser without scripts does: keeps cookies, fills in the forms that a page holds, and
//! follows redirects one at a time. Neighbour: [`crate::browser`] is the real thing.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use url::Url;

/// What a visitor gets.
#[derive(Clone, Debug)]
pub struct Page {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Content.
    pub body: String,
    /// The same as it came, for files that are no text.
    pub bytes: Vec<u8>,
    /// Path and query that answered.
    pub address: String,
}

impl Page {
    /// Where a redirect leads; empty where there is none.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of a header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The hidden and other fields of the form that posts to `action` (the first one of it), as they stand.
    pub fn form(&self, action: &str) -> Result<Vec<(String, String)>> {
        let start = self.body.match_indices("<form").map(|(at, _)| at).find(|at| {
            let tag = self.body.get(*at..).and_then(|rest| rest.split('>').next()).unwrap_or_default();
            attribute(tag, "action").as_deref() == Some(action)
        });
        let start = start.with_context(|| format!("no form to {action} on {}: {}", self.address, self.body))?;
        let rest = self.body.get(start..).unwrap_or_default();
        let form = rest.split("</form>").next().unwrap_or_default();
        let inputs = form.split("<input").skip(1).filter_map(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            let is_box = matches!(attribute(tag, "type").as_deref(), Some("checkbox" | "radio"));
            if is_box && !tag.contains(" checked") {
                return None;
            }
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        });
        Ok(inputs.collect())
    }

    /// What the form that posts to `action` asks of passkeys; nothing where it asks nothing.
    pub fn asked(&self, action: &str) -> Option<String> {
        let forms = self.body.split("<form").skip(1).filter_map(|form| form.split('>').next());
        let form = forms.into_iter().find(|tag| attribute(tag, "action").as_deref() == Some(action))?;
        attribute(form, "data-options")
    }

    /// The path that answered, without its query.
    pub fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    /// What the answer sets this cookie to, with its attributes; empty where it leaves the cookie alone.
    pub fn set_cookie(&self, name: &str) -> &str {
        let start = format!("{name}=");
        let values = self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        values.rev().find(|value| value.starts_with(&start)).unwrap_or_default()
    }

    /// Whether it is a page of someone who is signed in: those alone have the button that signs out.
    pub fn is_of_someone_signed_in(&self) -> bool {
        self.body.contains("action=\"/sign-out\"")
    }

    /// The addresses on this site that the page links to.
    pub fn links(&self) -> Vec<String> {
        let hrefs = self.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        hrefs.map(unescape).filter(|href| href.starts_with('/')).collect()
    }

    /// The text of the page without tags, spaces folded.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                _ if !inside => text.push(c),
                _ => {}
            }
        }
        let text = unescape(&text);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The value of an attribute in a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag.get(start..)?.split('"').next()?;
    Some(unescape(value))
}

fn unescape(text: &str) -> String {
    let pairs = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    pairs.into_iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A visitor. A clone is another browser with the same cookies.
#[derive(Clone, Debug)]
pub struct Visitor {
    site: Url,
    client: Client,
    /// Cookies by name; attributes are checked elsewhere.
    pub cookies: BTreeMap<String, String>,
    /// Names of the cookies that outlive the browser.
    lasting: BTreeSet<String>,
    /// Every address that was opened or named in a redirect, oldest first: what a history or a proxy's log would keep.
    pub trail: Vec<String>,
    /// Headers that every request carries.
    pub headers: HeaderMap,
}

impl Visitor {
    /// Someone without cookies, who reads English.
    pub fn new(site: &str) -> Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert("accept-language", HeaderValue::from_static("en"));
        headers
            .insert("user-agent", HeaderValue::from_static("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"));
        Ok(Self {
            site: Url::parse(site)?,
            client: Client::builder().redirect(redirect::Policy::none()).no_proxy().build()?,
            cookies: BTreeMap::new(),
            lasting: BTreeSet::new(),
            trail: Vec::new(),
            headers,
        })
    }

    /// Changes a header that every request carries.
    pub fn header(&mut self, name: &'static str, value: &str) -> Result<()> {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        Ok(())
    }

    /// Any request, with this body; cookies that come back are kept.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<String>) -> Result<Page> {
        let mut headers = self.headers.clone();
        if body.is_some() && !headers.contains_key("content-type") {
            headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        }
        self.send_as(method, path, headers, body.map(String::into_bytes)).await
    }

    /// Any request with exactly these headers beside the cookies, and any bytes as its body.
    pub async fn send_as(
        &mut self,
        method: Method,
        path: &str,
        headers: HeaderMap,
        body: Option<Vec<u8>>,
    ) -> Result<Page> {
        let url = self.site.join(path)?;
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.client.request(method, url.clone()).headers(headers);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            self.keep(cookie.to_str()?)?;
        }
        let address = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let bytes = response.bytes().await?.to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let page = Page { status, headers, body, bytes, address };
        self.trail.extend([page.address.clone(), page.location().to_owned()]);
        Ok(page)
    }

    fn keep(&mut self, text: &str) -> Result<()> {
        let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).context("no cookie")?;
        self.lasting.remove(name);
        if text.contains("Max-Age=0") {
            self.cookies.remove(name);
            return Ok(());
        }
        if text.contains("Max-Age=") {
            self.lasting.insert(name.to_owned());
        }
        self.cookies.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    /// Closes the browser and opens it again: cookies without an end are gone.
    pub fn close_browser(&mut self) {
        let lasting = &self.lasting;
        self.cookies.retain(|name, _| lasting.contains(name));
    }

    /// Every page that can be reached from these addresses by links, and those addresses themselves.
    pub async fn crawl(&mut self, from: &[String]) -> Result<Vec<Page>> {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut ahead: Vec<String> = from.to_vec();
        let mut pages = Vec::new();
        while let Some(path) = ahead.pop() {
            if !seen.insert(path.clone()) {
                continue;
            }
            let page = self.get(&path).await?;
            ahead.extend(page.links());
            if page.location().starts_with('/') {
                ahead.push(page.location().to_owned());
            }
            pages.push(page);
        }
        Ok(pages)
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Result<Page> {
        self.send(Method::GET, path, None).await
    }

    /// Opens a page and follows redirects to the end, on this site alone.
    pub async fn open(&mut self, path: &str) -> Result<Page> {
        let page = self.get(path).await?;
        self.follow(page).await
    }

    /// Follows the redirects of an answer to the end.
    pub async fn follow(&mut self, mut page: Page) -> Result<Page> {
        for _ in 0..10 {
            if !(300..400).contains(&page.status) {
                return Ok(page);
            }
            let to = page.location().to_owned();
            ensure!(to.starts_with('/'), "a redirect to {to}");
            page = self.get(&to).await?;
        }
        bail!("too many redirects, last to {}", page.address)
    }

    /// Fills in the form to `action` that stands on `page` and sends it; fields not named keep their value. Redirects
    /// are not followed.
    pub async fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let mut pairs = page.form(action)?;
        for (name, value) in fields {
            pairs.retain(|(key, _)| key != name);
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.send(Method::POST, action, Some(encode(&pairs))).await
    }

    /// The same, and follows redirects to the end.
    pub async fn fill(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Result<Page> {
        let page = self.submit(page, action, fields).await?;
        self.follow(page).await
    }

    /// Name and password on the sign-in page, and on to wherever that leads.
    pub async fn sign_in(&mut self, name: &str, password: &str) -> Result<Page> {
        let page = self.open("/sign-in").await?;
        self.fill(&page, "/sign-in", &[("username", name), ("password", password)]).await
    }

    /// Sets up an app from the page of the offer or duty, with a code of `oathtool` at `unix_seconds`; answers the
    /// page that follows and the key in Base32.
    pub async fn enrol(&mut self, page: &Page, unix_seconds: i64) -> Result<(Page, String)> {
        let setup = self.fill(page, "/sign-in/enrol", &[("choice", "now")]).await?;
        self.confirm_app(&setup, "/sign-in/enrol/app", unix_seconds).await
    }

    /// The first code of the app whose key stands on `setup`.
    pub async fn confirm_app(&mut self, setup: &Page, action: &str, unix_seconds: i64) -> Result<(Page, String)> {
        let key = key_on(setup)?;
        let code = crate::tools::oathtool(&key, unix_seconds)?;
        let done = self.submit(setup, action, &[("code", &code), ("label", "Phone")]).await?;
        Ok((done, key))
    }

    /// A code of the app on the page of the second factor.
    pub async fn prove(&mut self, page: &Page, key: &str, unix_seconds: i64) -> Result<Page> {
        let code = crate::tools::oathtool(key, unix_seconds)?;
        self.submit(page, "/sign-in/second-factor", &[("code", &code)]).await
    }
}

/// The key that a set-up page shows, from its `otpauth:` link.
pub fn key_on(page: &Page) -> Result<String> {
    let uri = page.body.split("otpauth://").nth(1).context("no otpauth link")?;
    let secret = uri.split("secret=").nth(1).context("no secret in the link")?;
    Ok(secret.chars().take_while(char::is_ascii_alphanumeric).collect())
}

/// Fields as a form sends them.
pub fn encode(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        format!("{}={}", utf8_percent_encode(name, NON_ALPHANUMERIC), utf8_percent_encode(value, NON_ALPHANUMERIC))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// A percent-encoded text read back.
pub fn decode(text: &str) -> Result<String> {
    Ok(percent_decode_str(text).decode_utf8()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_found_by_where_it_posts_with_its_fields() {
        let body = r#"<form action="/a"><input name="x" value="1"></form><form method="post" action="/b">
            <input type="hidden" name="csrf" value="a&amp;b"><input type="checkbox" name="remember" value="1">
            <input id="c" name="code" required></form>"#;
        let page = Page {
            status: 200,
            headers: HeaderMap::new(),
            body: body.to_owned(),
            bytes: body.as_bytes().to_vec(),
            address: "/".to_owned(),
        };
        let pairs = page.form("/b").unwrap();
        assert_eq!(pairs, [("csrf".into(), "a&b".into()), ("code".into(), String::new())]);
        assert!(page.form("/c").is_err());
    }
}
