//! People who sign in without end, each client as a browser does: page, password, page, code, with forms and cookies.
//! Everyone has the password and the key that `examples/fill_house.rs` gives. Prints whole sign-ins a
//! second and how long one takes; with 0 seconds it signs one person in and prints the cookies.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use limits::{Problem, argument};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const USAGE: &str = "sign_in PORT CLIENTS SECONDS FIRST (signs in u{FIRST}, u{FIRST+1} and so on)";
const PASSWORD: &str = "bench correct horse battery staple";
const SECRET: &[u8] = b"12345678901234567890";
const STEP: u64 = 30;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let (port, clients, seconds, first): (u16, usize, u64, usize) =
        (argument(1, USAGE)?, argument(2, USAGE)?, argument(3, USAGE)?, argument(4, USAGE)?);
    if seconds == 0 {
        let mut browser = Browser::open(port).await?;
        browser.sign_in(first).await?;
        println!("{}", browser.cookies());
        return Ok(());
    }
    let (began, length) = (Instant::now(), Duration::from_secs(seconds));
    let running: Vec<_> = (0..clients)
        .map(|client| {
            tokio::spawn(async move {
                let mut times = Vec::new();
                let mut person = first + client;
                while began.elapsed() < length {
                    let mut browser = Browser::open(port).await?;
                    let start = Instant::now();
                    browser.sign_in(person).await?;
                    times.push(start.elapsed().as_micros());
                    person += clients;
                }
                Ok::<_, Problem>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for client in running {
        times.append(&mut client.await??);
    }
    let all = began.elapsed().as_secs_f64();
    times.sort_unstable();
    let part = |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).copied().unwrap_or(0);
    println!(
        "RESULT rps={:.1} p50={} p90={} p99={} requests={} refused=0 broken=0",
        times.len() as f64 / all,
        part(50),
        part(90),
        part(99),
        times.len()
    );
    Ok(())
}

/// One browser: a connection that stays open, and cookies.
struct Browser {
    port: u16,
    stream: TcpStream,
    unread: Vec<u8>,
    jar: Vec<(String, String)>,
}

struct Answer {
    status: u16,
    location: Option<String>,
    body: String,
}

impl Browser {
    async fn open(port: u16) -> Result<Self, Problem> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { port, stream, unread: Vec::new(), jar: Vec::new() })
    }

    async fn sign_in(&mut self, person: usize) -> Result<(), Problem> {
        let page = self.get("/sign-in").await?;
        let form = format!("csrf={}&username=u{person}&password={}", token(&page)?, PASSWORD.replace(' ', "+"));
        let asked = self.post("/sign-in", &form).await?;
        if asked.location.as_deref() != Some("/sign-in/second-factor") {
            return Err(format!("u{person}: no second step: {} {:?}", asked.status, asked.location).into());
        }
        let page = self.get("/sign-in/second-factor").await?;
        let form = format!("csrf={}&code={:06}", token(&page)?, code_now()?);
        let done = self.post("/sign-in/second-factor", &form).await?;
        if done.location.as_deref() != Some("/") {
            return Err(format!("u{person}: not signed in: {} {:?}", done.status, done.location).into());
        }
        Ok(())
    }

    async fn get(&mut self, path: &str) -> Result<Answer, Problem> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n{}\r\n", self.headers())).await
    }

    async fn post(&mut self, path: &str, form: &str) -> Result<Answer, Problem> {
        let head = format!(
            "POST {path} HTTP/1.1\r\n{}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.headers(),
            form.len()
        );
        self.ask(&head).await
    }

    fn headers(&self) -> String {
        format!(
            "Host: localhost:{}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n\
             Accept: text/html,application/xhtml+xml\r\nAccept-Language: nl,en;q=0.5\r\nSec-Fetch-Site: same-origin\r\n\
             Cookie: {}\r\n",
            self.port,
            self.cookies()
        )
    }

    fn cookies(&self) -> String {
        self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn ask(&mut self, request: &str) -> Result<Answer, Problem> {
        self.stream.write_all(request.as_bytes()).await?;
        let end = loop {
            if let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            self.more().await?;
        };
        let head = String::from_utf8(self.unread.drain(..end + 4).collect())?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("no status")?.parse()?;
        let (mut length, mut location) = (0, None);
        for line in lines {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "location" => location = Some(value.trim().to_owned()),
                "set-cookie" => self.keep(value.trim()),
                _ => {}
            }
        }
        while self.unread.len() < length {
            self.more().await?;
        }
        let body = String::from_utf8(self.unread.drain(..length).collect())?;
        Ok(Answer { status, location, body })
    }

    async fn more(&mut self) -> Result<(), Problem> {
        match self.stream.read_buf(&mut self.unread).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }

    fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split("; ");
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        self.jar.retain(|(kept, _)| kept != name);
        if !parts.any(|part| part == "Max-Age=0") {
            self.jar.push((name.to_owned(), value.to_owned()));
        }
    }
}

/// The token that a form of the page carries.
fn token(page: &Answer) -> Result<&str, Problem> {
    let (_, rest) =
        page.body.split_once("name=\"csrf\" value=\"").ok_or_else(|| format!("no form: {}", page.status))?;
    rest.split('"').next().ok_or_else(|| "no token".into())
}

// RFC 6238 over RFC 4226 section 5.3.
fn code_now() -> Result<u32, Problem> {
    let step = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / STEP;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(SECRET)?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().ok_or("no digest")? & 15);
    let word: [u8; 4] = digest.get(offset..offset + 4).ok_or("no word")?.try_into()?;
    Ok((u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}
