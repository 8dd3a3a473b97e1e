//! A mail server that takes everything and keeps nothing but counts: where the product and the bare loop send to, so that
//! both meet the same other side. HELP says what came so far.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::time::Instant;

use limits::{Problem, argument};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const USAGE: &str = "mail_sink PORT";

#[derive(Default)]
struct Counts {
    messages: usize,
    /// By their Message-ID.
    different: HashSet<u64>,
    bytes: usize,
    connections: usize,
    first: Option<Instant>,
    last: Option<Instant>,
}

impl Counts {
    fn took(&mut self, id: u64, bytes: usize) {
        let now = Instant::now();
        self.messages += 1;
        self.different.insert(id);
        self.bytes += bytes;
        self.first.get_or_insert(now);
        self.last = Some(now);
    }

    fn line(&self) -> String {
        let seconds = self.last.zip(self.first).map_or(0.0, |(last, first)| last.duration_since(first).as_secs_f64());
        // The first is where the time begins.
        let rps = if seconds > 0.0 { (self.messages - 1) as f64 / seconds } else { 0.0 };
        format!(
            "214 messages={} different={} rps={rps:.0} bytes={} connections={}\r\n",
            self.messages,
            self.different.len(),
            self.bytes / self.messages.max(1),
            self.connections
        )
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let listener = TcpListener::bind(("127.0.0.1", argument(1, USAGE)?)).await?;
    let counts = Rc::new(RefCell::new(Counts::default()));
    tokio::task::LocalSet::new()
        .run_until(async {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let counts = counts.clone();
                // A client that goes away ends its own conversation only.
                drop(tokio::task::spawn_local(async move { converse(stream, &counts).await }));
            }
        })
        .await
}

async fn converse(stream: TcpStream, counts: &RefCell<Counts>) -> Result<(), Problem> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    stream.get_mut().write_all(b"220 sink ESMTP\r\n").await?;
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match &*verb {
            b"EHLO" => {
                counts.borrow_mut().connections += 1;
                b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
            }
            b"DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await?;
                let (id, bytes) = message(&mut stream).await?;
                counts.borrow_mut().took(id, bytes);
                b"250 2.0.0 taken\r\n"
            }
            b"HELP" => {
                let told = counts.borrow().line();
                stream.get_mut().write_all(told.as_bytes()).await?;
                continue;
            }
            b"QUIT" => b"221 2.0.0 bye\r\n",
            _ => b"250 2.0.0 fine\r\n",
        };
        stream.get_mut().write_all(answer).await?;
    }
}

/// Reads a message up to the lone dot; answers the hash of its Message-ID and its length.
async fn message(stream: &mut BufReader<TcpStream>) -> Result<(u64, usize), Problem> {
    let (mut id, mut bytes, mut line) = (0, 0, Vec::new());
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err("hung up within a message".into());
        }
        if line == b".\r\n" {
            return Ok((id, bytes));
        }
        bytes += line.len();
        if id == 0 && line.to_ascii_lowercase().starts_with(b"message-id:") {
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            id = hasher.finish();
        }
    }
}
