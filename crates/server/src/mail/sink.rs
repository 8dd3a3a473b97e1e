//! A mail server for tests: it takes mail over real SMTP and keeps it, or refuses, hangs or hangs up at the stage that
//! a test names. Reads messages back with decoded headers and parts. Never part of the program.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

mod captured;

pub use captured::Captured;

/// A running sink. It stops when dropped.
#[derive(Debug)]
pub struct Sink {
    address: SocketAddr,
    shared: Arc<Shared>,
    listening: tokio::task::AbortHandle,
}

/// A moment of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// When a client connects.
    Greeting,
    /// At EHLO or HELO.
    Hello,
    /// At AUTH.
    SignIn,
    /// At MAIL FROM.
    Sender,
    /// At RCPT TO.
    Recipient,
    /// At DATA.
    Data,
    /// After the message itself.
    Content,
}

/// What the sink does instead of agreeing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Says this line, such as `550 5.1.1 no such user`, and goes on.
    Say(String),
    /// Says nothing and keeps the connection open.
    Hang,
    /// Closes the connection. After the content: the mail is kept, but the client never hears of it.
    HangUp,
}

/// What the sink keeps of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    Everything,
    Envelopes,
}

#[derive(Debug)]
struct Shared {
    answers: Mutex<Vec<(Stage, Answer, usize)>>,
    refused: Mutex<Vec<String>>,
    commands: Mutex<Vec<String>>,
    kept: watch::Sender<Vec<Captured>>,
    keep: Keep,
    ended: watch::Sender<usize>,
    connected: watch::Sender<usize>,
}

impl Sink {
    /// Listens on a free port of this machine.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_keeping(Keep::Everything).await
    }

    /// The same for very many mails: of each, sender and recipients alone are kept, and no commands.
    pub async fn start_for_many() -> std::io::Result<Self> {
        Self::start_keeping(Keep::Envelopes).await
    }

    async fn start_keeping(keep: Keep) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            answers: Mutex::default(),
            refused: Mutex::default(),
            commands: Mutex::default(),
            kept: watch::Sender::new(Vec::new()),
            keep,
            ended: watch::Sender::new(0),
            connected: watch::Sender::new(0),
        });
        let for_task = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&for_task);
                shared.connected.send_modify(|count| *count += 1);
                tokio::spawn(async move {
                    // A client that goes away ends its own session only.
                    let _ = Session::new(stream, &shared).run().await;
                    shared.ended.send_modify(|count| *count += 1);
                });
            }
        });
        Ok(Self { address, shared, listening: task.abort_handle() })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// As `mail.smtp` writes it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on the next `times` clients that come to `stage` get this answer.
    pub fn answer(&self, stage: Stage, answer: Answer, times: usize) {
        lock(&self.shared.answers).push((stage, answer, times));
    }

    /// From now on this recipient is refused for good: nobody has that address.
    pub fn refuse(&self, address: &str) {
        lock(&self.shared.refused).push(address.to_owned());
    }

    /// Agrees with everything again.
    pub fn agree(&self) {
        lock(&self.shared.answers).clear();
    }

    /// The mails taken so far, oldest first.
    pub fn messages(&self) -> Vec<Captured> {
        self.shared.kept.borrow().clone()
    }

    /// How many mails were taken so far.
    pub fn count(&self) -> usize {
        self.shared.kept.borrow().len()
    }

    /// Waits until at least `count` mails were taken, and answers all. The test sets how long it will wait.
    pub async fn wait_for(&self, count: usize) -> Vec<Captured> {
        self.wait_for_count(count).await;
        self.messages()
    }

    /// Waits until at least `count` mails were taken.
    pub async fn wait_for_count(&self, count: usize) {
        wait(&self.shared.kept, |kept| kept.len() >= count).await;
    }

    /// Waits until `count` connections were closed.
    pub async fn wait_for_ended(&self, count: usize) {
        wait(&self.shared.ended, |ended| *ended >= count).await;
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *self.shared.connected.borrow()
    }

    /// The commands heard so far, as sent.
    pub fn commands(&self) -> Vec<String> {
        lock(&self.shared.commands).clone()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn wait<T>(sender: &watch::Sender<T>, enough: impl FnMut(&T) -> bool) {
    // The sender lives as long as the sink, so waiting ends with the condition only.
    let _ = sender.subscribe().wait_for(enough).await;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One client's conversation.
struct Session<'a> {
    stream: BufReader<TcpStream>,
    shared: &'a Shared,
    from: Option<String>,
    to: Vec<String>,
    account: Option<String>,
}

/// What follows an answer.
#[derive(PartialEq, Eq)]
enum Next {
    Agreed,
    End,
    Refused,
}

impl<'a> Session<'a> {
    fn new(stream: TcpStream, shared: &'a Shared) -> Self {
        Self { stream: BufReader::new(stream), shared, from: None, to: Vec::new(), account: None }
    }

    async fn run(mut self) -> std::io::Result<()> {
        if self.reply(Stage::Greeting, "220 sink.example ESMTP").await? == Next::End {
            return Ok(());
        }
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let line = line.trim_end_matches(['\r', '\n']).to_owned();
            if self.shared.keep == Keep::Everything {
                lock(&self.shared.commands).push(line.clone());
            }
            if self.obey(&line).await? == Next::End {
                return Ok(());
            }
        }
    }

    async fn obey(&mut self, line: &str) -> std::io::Result<Next> {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let extensions = "250-sink.example\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 AUTH PLAIN";
                self.reply(Stage::Hello, extensions).await
            }
            "HELO" => self.reply(Stage::Hello, "250 sink.example").await,
            "AUTH" => {
                let next = self.reply(Stage::SignIn, "235 2.7.0 welcome").await?;
                if next == Next::Agreed {
                    self.account = line.strip_prefix("AUTH PLAIN ").map(str::to_owned);
                }
                Ok(next)
            }
            "MAIL" => {
                let next = self.reply(Stage::Sender, "250 2.1.0 sender fine").await?;
                self.from = (next == Next::Agreed).then(|| path(line));
                self.to.clear();
                Ok(next)
            }
            "RCPT" if self.from.is_none() => self.say("503 5.5.1 MAIL first").await,
            "RCPT" if lock(&self.shared.refused).contains(&path(line)) => self.say("550 5.1.1 no such user").await,
            "RCPT" => {
                let next = self.reply(Stage::Recipient, "250 2.1.5 recipient fine").await?;
                if next == Next::Agreed {
                    self.to.push(path(line));
                }
                Ok(next)
            }
            "DATA" if self.to.is_empty() => self.say("503 5.5.1 RCPT first").await,
            "DATA" => match self.reply(Stage::Data, "354 go on").await? {
                Next::Agreed => self.take().await,
                other => Ok(other),
            },
            "RSET" => {
                self.from = None;
                self.to.clear();
                self.say("250 2.0.0 forgotten").await
            }
            "NOOP" => self.say("250 2.0.0 still here").await,
            "QUIT" => {
                self.say("221 2.0.0 bye").await?;
                Ok(Next::End)
            }
            _ => self.say("502 5.5.2 not known here").await,
        }
    }

    /// Reads the message up to the lone dot, and keeps it unless the test refuses it.
    async fn take(&mut self) -> std::io::Result<Next> {
        let mut bytes = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(Next::End);
            }
            if line == b".\r\n" {
                break;
            }
            // RFC 5321 §4.5.2: the dot that the client doubled.
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let refused = matches!(self.due(Stage::Content, Due::Look), Some(Answer::Say(_) | Answer::Hang));
        if !refused {
            let mut mail = match self.shared.keep {
                Keep::Everything => Captured::parse(bytes),
                Keep::Envelopes => Captured::default(),
            };
            mail.from = self.from.take().unwrap_or_default();
            mail.to = std::mem::take(&mut self.to);
            mail.account.clone_from(&self.account);
            self.shared.kept.send_modify(|kept| kept.push(mail));
        }
        self.reply(Stage::Content, "250 2.0.0 kept as 1").await
    }

    /// Says `usual`, or does what the test wants at this stage.
    async fn reply(&mut self, stage: Stage, usual: &str) -> std::io::Result<Next> {
        match self.due(stage, Due::Spend) {
            None => {
                self.say(usual).await?;
                Ok(Next::Agreed)
            }
            Some(Answer::Say(line)) => {
                self.say(&line).await?;
                Ok(Next::Refused)
            }
            Some(Answer::Hang) => {
                // Until the client gives up and closes.
                let mut rest = String::new();
                while self.stream.read_line(&mut rest).await? > 0 {}
                Ok(Next::End)
            }
            Some(Answer::HangUp) => Ok(Next::End),
        }
    }

    async fn say(&mut self, line: &str) -> std::io::Result<Next> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        stream.flush().await?;
        Ok(Next::Agreed)
    }

    /// The answer that the test laid ready for this stage.
    fn due(&self, stage: Stage, due: Due) -> Option<Answer> {
        let mut answers = lock(&self.shared.answers);
        let (_, answer, times) = answers.iter_mut().find(|(of, _, times)| *of == stage && *times > 0)?;
        if due == Due::Spend {
            *times -= 1;
        }
        Some(answer.clone())
    }
}

/// Whether looking at an answer uses it up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Look,
    Spend,
}

/// The address between the brackets of MAIL and RCPT.
fn path(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inside.map_or_else(String::new, |(path, _)| path.to_owned())
}
