//! The fields of a form. A form counts only with the token of this browser and from a page of ours (the
//! `Sec-Fetch-Site` and `Origin` that browsers send); what is too large or malformed is told apart from what is wrong.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::BytesMut;
use futures_util::StreamExt as _;
use percent_encoding::percent_decode_str;

use crate::answer::Failure;
use crate::app::App;
use crate::cookies::Kind;

/// A form of ours fits in this many bytes.
const LARGEST: usize = 64 * 1024;
/// And arrives within this long.
const WITHIN: Duration = Duration::from_secs(15);
/// So much more is read and thrown away, so that the sender gets to read the answer.
const DRAINED: usize = 4 * 1024 * 1024;

/// The fields of a form that passed the checks.
#[derive(Debug, Default)]
pub struct Fields {
    pairs: Vec<(String, String)>,
    too_large: bool,
}

impl Fields {
    /// The value of a field; empty where there is none. A field that stands twice is no value that fits anything: both,
    /// joined by a character that no field takes.
    pub fn get(&self, name: &str) -> String {
        let values: Vec<&str> = self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| &**value).collect();
        values.join("\u{0}")
    }

    /// Every value of a field that may stand more than once: the boxes that were ticked.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A typed code. One in a form that is too large is too long.
    pub fn code(&self, name: &str) -> String {
        if self.too_large { "9".repeat(64) } else { self.get(name) }
    }

    /// Whether a field was sent with this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }
}

impl FromRequest<App> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let fields = read(request, app).await?;
        if fields.too_large { Err(Failure::TooLarge) } else { Ok(fields) }
    }
}

/// The fields of a form that holds a code: one that is too large is a wrong code, to be counted as one.
#[derive(Debug)]
pub(crate) struct CodeFields(pub Fields);

impl FromRequest<App> for CodeFields {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        read(request, app).await.map(Self)
    }
}

/// The fields of a form that holds a secret of its own, which no other page can know; it needs no token beside that.
pub(crate) async fn with_own_secret(request: Request, app: &App) -> Result<Fields, Failure> {
    let (_, fields) = sent(request, app).await?;
    if fields.too_large { Err(Failure::TooLarge) } else { Ok(fields) }
}

async fn read(request: Request, app: &App) -> Result<Fields, Failure> {
    let (headers, fields) = sent(request, app).await?;
    if fields.too_large {
        return Ok(fields);
    }
    let cookie = app.cookies().read(&headers, Kind::Form).ok_or(Failure::Form)?;
    if app.ctx().verifier().check_form_token(cookie, &fields.get("csrf")) { Ok(fields) } else { Err(Failure::Form) }
}

/// What was sent, from a page of ours as far as the browser says.
async fn sent(request: Request, app: &App) -> Result<(HeaderMap, Fields), Failure> {
    let (parts, body) = request.into_parts();
    if !is_ours(&parts.headers, app) {
        return Err(Failure::Form);
    }
    let form = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if form.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return Err(Failure::Form);
    }
    let collected = tokio::time::timeout(WITHIN, collect(body)).await.map_err(|_| Failure::Form)?;
    let Some(bytes) = collected? else { return Ok((parts.headers, Fields { pairs: Vec::new(), too_large: true })) };
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::Form)?;
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect::<Option<Vec<_>>>();
    Ok((parts.headers, Fields { pairs: pairs.ok_or(Failure::Form)?, too_large: false }))
}

/// From a page of ours, as far as the browser says. One that says nothing must still have the token.
pub(super) fn is_ours(headers: &HeaderMap, app: &App) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let origin = origin.to_str().unwrap_or_default();
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
            let own = app.options().public_address.origin().ascii_serialization();
            // Each organisation has a host of its own, under the scheme of the installation.
            let scheme = app.options().public_address.scheme();
            origin == own || (!host.is_empty() && origin == format!("{scheme}://{host}"))
        }
    }
}

/// The body, or nothing where it is too large.
async fn collect(body: Body) -> Result<Option<BytesMut>, Failure> {
    let mut stream = body.into_data_stream();
    let mut bytes = BytesMut::new();
    let mut size = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Failure::Form)?;
        size += chunk.len();
        if size > DRAINED {
            break;
        }
        if size <= LARGEST {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok((size <= LARGEST).then_some(bytes))
}

pub(crate) fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    Some((decode(key)?, decode(value)?))
}

/// A text as forms write it.
pub(crate) fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields { pairs: text.split('&').map(|text| pair(text).unwrap()).collect(), too_large: false }
    }

    #[test]
    fn fields_are_read_as_browsers_write_them() {
        let fields = fields("code=12+34&label=Telefoon%20van%20Zo%C3%AB&empty=");
        assert_eq!(fields.get("code"), "12 34");
        assert_eq!(fields.get("label"), "Telefoon van Zoë");
        assert_eq!(fields.get("empty"), "");
        assert_eq!(fields.get("absent"), "");
    }

    #[test]
    fn a_field_that_stands_twice_fits_nothing() {
        assert_eq!(fields("code=123456&code=123456").get("code"), "123456\u{0}123456");
        assert!(!fields("choice=later&choice=now").is("choice", "later"));
    }

    #[test]
    fn boxes_that_were_ticked_are_all_there() {
        let fields = fields("role=a&x=1&role=b");
        assert_eq!(fields.all("role").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(fields.all("none").count(), 0);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        assert_eq!(pair("code=%FF"), None);
    }
}
