//! A form with a file (RFC 7578), read as it arrives: fields are kept, the file goes on in pieces, and nothing of it is
//! taken before the form has shown its token. Neighbour: `form` has the forms without files.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use bytes::{Buf as _, BytesMut};
use futures_util::StreamExt as _;
use secrecy::zeroize::Zeroizing;

use super::form::is_ours;
use crate::answer::Failure;
use crate::app::App;
use crate::cookies::Kind;

/// A piece of the body arrives within this long.
const WITHIN: Duration = Duration::from_secs(15);
/// All of it within this long.
const IN_ALL: Duration = Duration::from_mins(30);
/// Headers of a part, and a field, are shorter.
const LONGEST: usize = 8 * 1024;
/// No form has more parts.
const MOST_PARTS: usize = 20;

/// Takes a file in pieces; false where it is too large.
pub(crate) trait Sink: Send {
    fn put(&mut self, bytes: &[u8]) -> Result<bool, Failure>;
}

/// What came of a form with one file.
#[derive(Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Uploaded {
    /// The name of the file, as the browser says; empty where none was chosen.
    pub(crate) file_name: String,
    /// Bytes of the file.
    pub(crate) size: u64,
    /// The other fields, by name.
    fields: Vec<(String, Zeroizing<String>)>,
}

impl Uploaded {
    /// What a field holds; empty where there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Reads the form of a request; its file is the field `file`.
pub(crate) async fn receive(request: Request, app: &App, sink: &mut dyn Sink) -> Result<Uploaded, Failure> {
    let (parts, body) = request.into_parts();
    if !is_ours(&parts.headers, app) {
        return Err(Failure::Form);
    }
    let boundary = boundary(&parts.headers).ok_or(Failure::Form)?;
    let cookie = app.cookies().read(&parts.headers, Kind::Form).ok_or(Failure::Form)?;
    let shown = |token: &str| app.ctx().verifier().check_form_token(cookie, token);
    let reading = read(body, &boundary, &shown, sink);
    tokio::time::timeout(IN_ALL, reading).await.map_err(|_| Failure::Form)?
}

/// The boundary of the parts (RFC 2046 §5.1.1: 1 to 70 characters).
fn boundary(headers: &HeaderMap) -> Option<Vec<u8>> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let mut parts = kind.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then(|| value.trim_matches('"'))
    })?;
    (1..=70).contains(&boundary.len()).then(|| [b"\r\n--", boundary.as_bytes()].concat())
}

/// The body as it arrives.
struct Arriving {
    stream: axum::body::BodyDataStream,
    buffer: BytesMut,
}

impl Arriving {
    /// Waits for more; an error where there is none, or where it takes too long.
    async fn more(&mut self) -> Result<(), Failure> {
        let next = tokio::time::timeout(WITHIN, self.stream.next()).await.map_err(|_| Failure::Form)?;
        let chunk = next.ok_or(Failure::Form)?.map_err(|_| Failure::Form)?;
        self.buffer.extend_from_slice(&chunk);
        Ok(())
    }

    /// Everything up to a mark, which is at most `longest` bytes away.
    async fn until(&mut self, mark: &[u8], longest: usize) -> Result<Vec<u8>, Failure> {
        loop {
            if let Some(at) = find(&self.buffer, mark) {
                let found = self.buffer.get(..at).unwrap_or_default().to_vec();
                self.buffer.advance(at + mark.len());
                return Ok(found);
            }
            if self.buffer.len() > longest + mark.len() {
                return Err(Failure::Form);
            }
            self.more().await?;
        }
    }

    /// Two bytes, taken off.
    async fn pair(&mut self) -> Result<[u8; 2], Failure> {
        loop {
            if let [first, second, ..] = self.buffer.as_ref() {
                let pair = [*first, *second];
                self.buffer.advance(2);
                return Ok(pair);
            }
            self.more().await?;
        }
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

async fn read(
    body: Body,
    boundary: &[u8],
    shown: &(dyn Fn(&str) -> bool + Sync),
    sink: &mut dyn Sink,
) -> Result<Uploaded, Failure> {
    // The first boundary may stand at the very beginning; so every one of them follows a line end.
    let mut body = Arriving { stream: body.into_data_stream(), buffer: BytesMut::from(&b"\r\n"[..]) };
    body.until(boundary, LONGEST).await?;
    let (mut uploaded, mut trusted) = (Uploaded::default(), false);
    for _ in 0..MOST_PARTS {
        match &body.pair().await? {
            b"--" => return if trusted { Ok(uploaded) } else { Err(Failure::Form) },
            b"\r\n" => {}
            _ => return Err(Failure::Form),
        }
        let head = body.until(b"\r\n\r\n", LONGEST).await?;
        let (name, file_name) = described(&String::from_utf8_lossy(&head)).ok_or(Failure::Form)?;
        match file_name {
            Some(file_name) if name == "file" => {
                if !trusted || !uploaded.file_name.is_empty() {
                    return Err(Failure::Form);
                }
                uploaded.size = copy(&mut body, boundary, sink).await?;
                uploaded.file_name = file_name;
            }
            _ => {
                let value = Zeroizing::new(body.until(boundary, LONGEST).await?);
                let value = std::str::from_utf8(&value).map_err(|_| Failure::Form)?;
                if name == "csrf" {
                    trusted = shown(value);
                    if !trusted {
                        return Err(Failure::Form);
                    }
                } else {
                    uploaded.fields.push((name, Zeroizing::new(value.to_owned())));
                }
            }
        }
    }
    Err(Failure::Form)
}

/// Hands a file on, up to its boundary.
async fn copy(body: &mut Arriving, boundary: &[u8], sink: &mut dyn Sink) -> Result<u64, Failure> {
    let mut size = 0;
    loop {
        let found = find(&body.buffer, boundary);
        // What may be the beginning of a boundary waits for the rest.
        let safe = found.unwrap_or_else(|| body.buffer.len().saturating_sub(boundary.len()));
        size += safe as u64;
        if !sink.put(body.buffer.get(..safe).unwrap_or_default())? {
            return Err(Failure::TooLarge);
        }
        body.buffer.advance(safe);
        if found.is_some() {
            body.buffer.advance(boundary.len());
            return Ok(size);
        }
        body.more().await?;
    }
}

/// Name and file name of a part. Browsers write a quote in them as `%22`.
fn described(head: &str) -> Option<(String, Option<String>)> {
    let line = head.split("\r\n").find(|line| {
        let name = line.split(':').next().unwrap_or_default();
        name.eq_ignore_ascii_case("content-disposition")
    })?;
    let value = |name: &str| {
        let rest = line.split_once(&format!("; {name}=\""))?.1;
        Some(rest.split_once('"')?.0.replace("%22", "\""))
    };
    Some((value("name")?, value("filename")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Kept {
        bytes: Vec<u8>,
        most: usize,
    }

    impl Sink for Kept {
        fn put(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
            self.bytes.extend_from_slice(bytes);
            Ok(self.bytes.len() <= self.most)
        }
    }

    fn form(token: &str, file: &str) -> String {
        format!(
            "--XX\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
             --XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22.csv\"\r\nContent-Type: text/csv\r\n\r\n\
             {file}\r\n--XX--\r\n"
        )
    }

    async fn sent(text: &str, size: usize, most: usize) -> Result<(Uploaded, Vec<u8>), Failure> {
        let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
            text.as_bytes().chunks(size).map(|chunk| Ok(chunk.to_vec())).collect();
        let body = Body::from_stream(futures_util::stream::iter(chunks));
        let mut kept = Kept { most, ..Kept::default() };
        let read = read(body, b"\r\n--XX", &|token| token == "good", &mut kept).await;
        read.map(|uploaded| (uploaded, kept.bytes))
    }

    #[tokio::test]
    async fn a_file_arrives_whole_however_it_is_cut() {
        let file = "a,b\r\n--X\r\n--\r\n1,2\r\n";
        for size in [1, 2, 3, 7, 64, 4096] {
            let (uploaded, bytes) = sent(&form("good", file), size, 1_000).await.unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), file, "{size}");
            assert_eq!(
                uploaded,
                Uploaded { file_name: "a\".csv".to_owned(), size: file.len() as u64, fields: Vec::new() }
            );
        }
        let (uploaded, _) = sent(&form("good", ""), 5, 1_000).await.unwrap();
        assert_eq!(uploaded.size, 0);
    }

    #[tokio::test]
    async fn nothing_is_taken_without_the_token_or_beyond_the_limit() {
        assert!(matches!(sent(&form("bad", "x"), 9, 100).await, Err(Failure::Form)));
        assert!(matches!(sent(&form("good", "0123456789"), 9, 5).await, Err(Failure::TooLarge)));
        let file_first = form("good", "x").replacen("name=\"csrf\"", "name=\"other\"", 1);
        assert!(matches!(sent(&file_first, 9, 100).await, Err(Failure::Form)));
        let cut = form("good", "x").replace("--XX--", "");
        assert!(matches!(sent(&cut, 9, 100).await, Err(Failure::Form)));
        assert!(matches!(sent("", 9, 100).await, Err(Failure::Form)));
    }

    #[test]
    fn a_boundary_is_read_from_the_kind() {
        let of = |kind: &str| boundary(&HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]));
        assert_eq!(of("multipart/form-data; boundary=----abc").unwrap(), b"\r\n------abc");
        assert_eq!(of("multipart/form-data; boundary=\"a b\"").unwrap(), b"\r\n--a b");
        for bad in ["multipart/form-data", "application/x-www-form-urlencoded", "multipart/mixed; boundary=a"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
