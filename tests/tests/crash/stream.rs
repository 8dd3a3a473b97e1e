//! Clients in parallel that go through their people's steps, note every answer, and are cut off in the middle.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use journeys::crowd::PASSWORD;
use journeys::seat::{Said, Seat, gives, recovery_code_on, said};
use journeys::visitor::{Page, key_on};
use tokio::sync::watch;
use tokio::task::JoinSet;
use verifier::Entropy;
use verifier::entropy::below;
use verifier::totp::{Secret, step_at};

use crate::crash::now;
use crate::crash::subject::{Kind, Subject};

/// Clients that stream at the same time.
const CLIENTS: usize = 6;

/// When the stream is cut off: after so many answers to steps of a kind, and a moment more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interruption {
    kind: Option<Kind>,
    answers: usize,
    more: Duration,
}

impl Interruption {
    /// By chance. In one round of eight it waits for an enrolment with all its hashes, which else would seldom be answered.
    pub(crate) fn by_chance(dice: &dyn Entropy) -> Self {
        let more = Duration::from_micros(u64::from(below(dice, 6000)));
        match below(dice, 8) {
            0 => Self { kind: Some(Kind::Enrol), answers: 2, more },
            _ => Self { kind: None, answers: 1 + usize::try_from(below(dice, 12)).unwrap_or(0), more },
        }
    }

    fn counts(self, kind: Kind) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
    }
}

/// What became of someone.
#[derive(Clone)]
pub(crate) struct Touched {
    pub(crate) subject: Subject,
    /// The step of time in which the first step began: its code is the first to be used.
    pub(crate) step: i64,
    /// Steps that were answered: done.
    pub(crate) answered: usize,
    /// Whether one more was sent, and no answer came.
    pub(crate) in_flight: bool,
    /// The key of the app that was enrolled, once the page showed it.
    pub(crate) key: Option<Secret>,
    /// Sessions that were given.
    pub(crate) sessions: Vec<String>,
    /// The recovery code that took the place of the used one.
    pub(crate) replacement: Option<String>,
}

/// Who waits, and what became of whoever had a turn.
pub(crate) struct Journal {
    pub(crate) untouched: VecDeque<Subject>,
    pub(crate) touched: Vec<Touched>,
}

impl Journal {
    pub(crate) fn of(waiting: VecDeque<Subject>) -> Self {
        Self { untouched: waiting, touched: Vec::new() }
    }
}

/// Streams until the interruption, which `interrupt` does; answers when every client has ended.
pub(crate) async fn run(
    site: &str,
    journal: &mut Journal,
    interruption: Interruption,
    interrupt: impl AsyncFnOnce() -> Result<()>,
) -> Result<()> {
    let mut seats = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        seats.push(Seat::new(site).await?);
    }
    let queue = Arc::new(Mutex::new(std::mem::take(&mut journal.untouched)));
    let (answers, mut heard) = watch::channel(0_usize);
    let answers = Arc::new(answers);
    let mut clients = JoinSet::new();
    for seat in seats {
        clients.spawn(client(seat, queue.clone(), answers.clone(), interruption));
    }
    drop(answers);
    // An error means that everyone was through before it: the people ran out, and nothing is in flight.
    if heard.wait_for(|count| *count >= interruption.answers).await.is_ok() {
        tokio::time::sleep(interruption.more).await;
    }
    interrupt().await?;
    // No more turns: after a cut the program lives, and would go on.
    let rest = std::mem::take(&mut *queue.lock().unwrap_or_else(PoisonError::into_inner));
    while let Some(done) = clients.join_next().await {
        journal.touched.extend(done??);
    }
    journal.untouched = rest;
    Ok(())
}

/// One client: person after person, until the program is gone.
async fn client(
    mut seat: Seat,
    queue: Arc<Mutex<VecDeque<Subject>>>,
    answers: Arc<watch::Sender<usize>>,
    interruption: Interruption,
) -> Result<Vec<Touched>> {
    let mut done = Vec::new();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(subject) = next else { return Ok(done) };
        let kind = subject.kind;
        let mut touched = Touched {
            subject,
            step: step_at(now().seconds()),
            answered: 0,
            in_flight: false,
            key: None,
            sessions: Vec::new(),
            replacement: None,
        };
        while touched.answered < Kind::STEPS {
            touched.in_flight = true;
            match touched.go(&mut seat).await? {
                Answered::Yes => {
                    touched.answered += 1;
                    touched.in_flight = false;
                    if interruption.counts(kind) {
                        answers.send_modify(|count| *count += 1);
                    }
                }
                Answered::No => break,
            }
        }
        let cut_off = touched.in_flight;
        done.push(touched);
        if cut_off {
            return Ok(done);
        }
    }
}

/// Whether the program said that a step is done.
enum Answered {
    Yes,
    No,
}

/// What came back: nothing when the program is gone, or the database is away.
fn arrived(page: Result<Page>) -> Option<Page> {
    page.ok().filter(|page| page.status != 503)
}

impl Touched {
    /// One step. An answer that is neither "done" nor a broken connection is a fault of the program.
    async fn go(&mut self, seat: &mut Seat) -> Result<Answered> {
        let second = self.answered == 1;
        match self.subject.kind {
            Kind::SignIn => self.prove(seat, i64::from(second)).await,
            Kind::WholeSignIn if second => self.prove(seat, 0).await,
            Kind::WholeSignIn => self.password(seat).await,
            Kind::Recover => self.recover(seat).await,
            Kind::Enrol | Kind::EnrolAgain if second => self.confirm(seat, "/sign-in/enrol/app").await,
            Kind::Enrol | Kind::EnrolAgain => self.begin(seat).await,
            Kind::Add if second => self.confirm(seat, "/profile/two-factor/add").await,
            Kind::Add => self.begin_adding(seat).await,
            Kind::Guess => self.guess(seat).await,
        }
    }

    /// A wrong code. It is done when the program says that it is wrong: from then on it counts.
    async fn guess(&mut self, seat: &mut Seat) -> Result<Answered> {
        seat.take_half(self.subject.halves.last().context("no half sign-in")?);
        let code = self.subject.wrong_code(self.step)?;
        let Some(page) = arrived(seat.post("/sign-in/second-factor", &[("code", &code)]).await) else {
            return Ok(Answered::No);
        };
        let said = said(&page);
        ensure!(said == Said::Wrong, "{:?}: {said:?}", self.subject);
        Ok(Answered::Yes)
    }

    async fn prove(&mut self, seat: &mut Seat, later: i64) -> Result<Answered> {
        if let Some(half) = self.subject.halves.pop() {
            seat.take_half(&half);
        }
        let app = self.subject.app.as_ref().context("no app")?;
        let code = Subject::code_at(&app.secret, self.step + later);
        let Some(page) = arrived(seat.post("/sign-in/second-factor", &[("code", &code)]).await) else {
            return Ok(Answered::No);
        };
        self.session_of(seat, &page)
    }

    fn session_of(&mut self, seat: &Seat, page: &Page) -> Result<Answered> {
        let said = said(page);
        ensure!(said == Said::Passed, "{:?}: {said:?}", self.subject);
        self.sessions.push(seat.session().context("no session")?.to_owned());
        Ok(Answered::Yes)
    }

    async fn password(&mut self, seat: &mut Seat) -> Result<Answered> {
        seat.take_half("");
        let fields = [("username", self.subject.member.name.as_str()), ("password", PASSWORD)];
        let Some(page) = arrived(seat.post("/sign-in", &fields).await) else { return Ok(Answered::No) };
        ensure!(page.location() == "/sign-in/second-factor", "{:?}: {}", self.subject, page.text());
        Ok(Answered::Yes)
    }

    async fn recover(&mut self, seat: &mut Seat) -> Result<Answered> {
        seat.take_half(&self.subject.halves.pop().context("no half sign-in")?);
        let first = self.subject.code.as_ref().context("no code")?.text.clone();
        let code = self.replacement.clone().unwrap_or(first);
        let Some(page) = arrived(seat.post("/sign-in/recovery-code", &[("code", &code)]).await) else {
            return Ok(Answered::No);
        };
        let answered = self.session_of(seat, &page)?;
        self.replacement = Some(recovery_code_on(&page)?);
        Ok(answered)
    }

    async fn begin(&mut self, seat: &mut Seat) -> Result<Answered> {
        seat.take_half(self.subject.halves.last().context("no half sign-in")?);
        self.shown_key(seat, "/sign-in/enrol", [("choice", "now")]).await
    }

    async fn begin_adding(&mut self, seat: &mut Seat) -> Result<Answered> {
        seat.take_session(self.subject.session.as_deref().context("no session")?);
        self.shown_key(seat, "/profile/two-factor/add", [("act", "start")]).await
    }

    /// Has a key made. It is done when the program says so; the page that shows it is asked for next.
    async fn shown_key(&mut self, seat: &mut Seat, path: &str, fields: [(&str, &str); 1]) -> Result<Answered> {
        let Some(page) = arrived(seat.post(path, &fields).await) else { return Ok(Answered::No) };
        ensure!(page.status == 303, "{:?}: {} {}", self.subject, page.status, page.text());
        let to = page.location().to_owned();
        if let Some(page) = arrived(seat.visitor.get(&to).await) {
            ensure!(page.status == 200, "{:?}: {to} leads to {}", self.subject, page.location());
            let bytes = data_encoding::BASE32_NOPAD.decode(key_on(&page)?.as_bytes())?;
            self.key = Secret::from_bytes(&bytes);
        }
        Ok(Answered::Yes)
    }

    async fn confirm(&mut self, seat: &mut Seat, path: &str) -> Result<Answered> {
        // The page with the key never came: nothing is sent.
        let Some(key) = &self.key else { return Ok(Answered::No) };
        let code = Subject::code_at(key, self.step);
        let Some(page) = arrived(seat.post(path, &[("code", &code), ("label", "New phone")]).await) else {
            return Ok(Answered::No);
        };
        let counted = gives(&page, journeys::seat::SESSION);
        if !counted {
            bail!("{:?}: {} {}", self.subject, page.status, page.text());
        }
        self.session_of(seat, &page)
    }
}
