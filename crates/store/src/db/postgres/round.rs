//! What the jobs of a group ask at the same moment: it goes to the server in one go, and what several ask alike goes as
//! one statement (`many.rs`). `together.rs` runs the jobs and ends the transaction.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use deadpool_postgres::Object;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join};
use tokio::sync::oneshot;
use tokio_postgres::types::Type;

use super::run::{self, Failure};
use super::{many, silent, tx};
use crate::db::only_reads;
use crate::error::Error;
use crate::value::{Row, Statement, Value};

/// One job's part in the transaction of its group.
#[derive(Debug)]
pub(in crate::db) struct Member {
    round: Round,
    /// Changes that go out with the next statement, or with the commit.
    waiting: Vec<Asked>,
    changed: bool,
}

impl Member {
    pub(super) fn new(round: Round) -> Member {
        Member { round, waiting: Vec::new(), changed: false }
    }

    /// Whether undoing this job takes more than forgetting it.
    pub(super) fn has_changed(&self) -> bool {
        self.changed
    }

    /// The changes that nothing was sent after.
    pub(super) fn into_waiting(self) -> Vec<Asked> {
        self.waiting
    }

    pub(in crate::db) fn later(&mut self, statement: &Statement, params: Vec<Value>) {
        self.changed = true;
        self.waiting.push(Asked { statement: *statement, params, answer: Answer::Nobody });
    }

    pub(in crate::db) fn claim(&mut self, statement: &Statement, params: Vec<Value>) {
        self.changed = true;
        self.waiting.push(Asked { statement: *statement, params, answer: Answer::Granted });
    }

    pub(in crate::db) async fn execute(&mut self, statement: &Statement, params: &[Value]) -> Result<u64, Error> {
        let count = self.ask(statement, params, Answer::Count).await?;
        self.changed |= count > 0;
        Ok(count)
    }

    pub(in crate::db) async fn all(&mut self, statement: &Statement, params: &[Value]) -> Result<Vec<Row>, Error> {
        let rows = self.ask(statement, params, Answer::Rows).await?;
        self.changed |= only_reads(statement).is_err();
        Ok(rows)
    }

    pub(in crate::db) async fn batch(&mut self, batch: &[(&Statement, Vec<Value>)]) -> Result<Vec<u64>, Error> {
        let mut counts = Vec::with_capacity(batch.len());
        for (statement, params) in batch {
            counts.push(self.execute(statement, params).await?);
        }
        Ok(counts)
    }

    async fn ask<T>(
        &mut self,
        statement: &Statement,
        params: &[Value],
        answer: fn(oneshot::Sender<T>) -> Answer,
    ) -> Result<T, Error> {
        let (sender, answered) = oneshot::channel();
        {
            let mut asked = self.round.lock();
            asked.append(&mut self.waiting);
            asked.push(Asked { statement: *statement, params: params.to_vec(), answer: answer(sender) });
        }
        // A round that fails is not answered: the whole group is given up.
        answered.await.map_err(|_| silent())
    }
}

/// What the members have asked and is not yet sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Round(Arc<Mutex<Vec<Asked>>>);

impl Round {
    pub(super) fn take(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Asked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement of one job.
#[derive(Debug)]
pub(super) struct Asked {
    statement: Statement,
    params: Vec<Value>,
    answer: Answer,
}

#[derive(Debug)]
enum Answer {
    Rows(oneshot::Sender<Vec<Row>>),
    Count(oneshot::Sender<u64>),
    /// That a row is changed: the job has gone on as if it were, so the server must fail where it is not.
    Granted,
    Nobody,
}

impl Answer {
    /// An error of `send` means that the job was given up.
    fn give(self, found: Found) {
        match (self, found) {
            (Answer::Rows(sender), Found::Rows(rows)) => drop(sender.send(rows)),
            (Answer::Count(sender), Found::Count(count)) => drop(sender.send(count)),
            _ => {}
        }
    }
}

enum Found {
    Rows(Vec<Row>),
    Count(u64),
    Nothing,
}

/// Writes the text for many from the text for one and the types of its parameters.
type Writes = fn(&str, &[Type]) -> Option<String>;

/// Texts for many at once, by the text for one. A server has one of these.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    answered: Known,
    granted: Known,
    both: KnownPairs,
}

type Known = Arc<Mutex<HashMap<&'static str, Arc<str>>>>;
/// Nothing where the two cannot be one statement.
type KnownPairs = Arc<Mutex<HashMap<(&'static str, &'static str), Option<Arc<str>>>>>;

impl Texts {
    pub(super) fn of(&self, statement: &Statement, one: &tokio_postgres::Statement) -> Result<Arc<str>, Error> {
        known(&self.answered, many::text, statement, one)
    }

    /// The text that fails where a set changes no row.
    fn of_granted(&self, statement: &Statement, one: &tokio_postgres::Statement) -> Result<Arc<str>, Error> {
        known(&self.granted, many::granted, statement, one)
    }

    /// The text that does both, where that can be one statement.
    fn of_both(&self, granted: &Prepared<'_>, added: &Prepared<'_>) -> Option<Arc<str>> {
        let ((first, first_types), (second, second_types)) = (granted, added);
        let mut all = self.both.lock().unwrap_or_else(PoisonError::into_inner);
        let text = all.entry((first.sql, second.sql)).or_insert_with(|| {
            let update = (first.sql, first_types.params());
            many::granted_and_added(update, (second.sql, second_types.params())).map(Into::into)
        });
        text.clone()
    }
}

/// A statement, and what the server made of it alone.
type Prepared<'a> = (&'a Statement, &'a tokio_postgres::Statement);

fn known(
    texts: &Known,
    write: Writes,
    statement: &Statement,
    one: &tokio_postgres::Statement,
) -> Result<Arc<str>, Error> {
    let mut all = texts.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(statement.sql) {
        return Ok(known.clone());
    }
    let text = write(statement.sql, one.params());
    let text: Arc<str> = text.ok_or_else(|| statement.broken("it cannot be asked for many at once"))?.into();
    all.insert(statement.sql, text.clone());
    Ok(text)
}

/// What stands around what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// BEGIN goes ahead.
    Begin,
    /// The transaction is open and stays so.
    Nothing,
    /// COMMIT follows.
    Commit,
    /// Both.
    BeginAndCommit,
}

/// Sends all of it in one go. Answers when all has succeeded; the first failure counts, because those after it only
/// follow from it.
pub(super) async fn send(client: &Object, texts: &Texts, asked: Vec<Asked>, mut around: Around) -> Result<(), Failure> {
    let all = gather(asked);
    if around == Around::BeginAndCommit {
        match all.as_slice() {
            // Where a statement is all there is, it is a transaction by itself.
            [_] => around = Around::Nothing,
            [granted, added] if granted.is_granted() && sent_as_one(client, texts, granted, added).await? => {
                return Ok(());
            }
            _ => {}
        }
    }
    let mut prepared = Vec::new();
    for alike in all {
        prepared.push(alike.prepare(client, texts).await?);
    }
    let (begins, commits) = (
        matches!(around, Around::Begin | Around::BeginAndCommit),
        matches!(around, Around::Commit | Around::BeginAndCommit),
    );
    let begin = async {
        if begins {
            client.batch_execute(tx::BEGIN).await.map_err(|e| run::failure("begin", &e))?;
        }
        Ok::<(), Failure>(())
    };
    let end = async { if commits { tx::commit(client).await } else { Ok(()) } };
    let work = prepared.iter().map(|(alike, prepared)| alike.run(client, prepared)).collect();
    // `join` asks its left side first, and asking is what sends.
    let (started, (found, ended)) = join(begin, join(run::in_order(work), end)).await;
    started?;
    let found = found.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    ended?;
    for ((alike, _), found) in prepared.into_iter().zip(found) {
        for (asked, found) in alike.asked.into_iter().zip(found) {
            asked.answer.give(found);
        }
    }
    Ok(())
}

/// Sends what is granted, and what is added with it, in one statement, which is a transaction by itself. False where that
/// cannot be; then nothing was sent.
async fn sent_as_one(client: &Object, texts: &Texts, granted: &Alike, added: &Alike) -> Result<bool, Failure> {
    let (Some(update), Some(insert)) = (granted.asked.first(), added.asked.first()) else { return Ok(false) };
    if !matches!(insert.answer, Answer::Nobody) {
        return Ok(false);
    }
    let first = run::prepare_change(client, &update.statement, &update.params).await?;
    let second = run::prepare_change(client, &insert.statement, &insert.params).await?;
    let Some(text) = texts.of_both(&(&update.statement, &first), &(&insert.statement, &second)) else {
        return Ok(false);
    };
    let both = client.prepare_cached(&text).await.map_err(|e| run::failure(update.statement.name, &e))?;
    let sets: Vec<&[Value]> = granted.asked.iter().map(|one| one.params.as_slice()).collect();
    let more: Vec<&[Value]> = added.asked.iter().map(|one| one.params.as_slice()).collect();
    run::all_of_both(client, &update.statement, &both, (&sets, &more)).await.map(|_| true)
}

/// Whether it may be asked before the transaction begins: a transaction here sees at each statement what is there by then, so
/// what is read ahead of it sees no less.
pub(super) fn may_go_ahead(asked: &[Asked]) -> bool {
    let reads = |one: &Asked| one.statement.sql.starts_with("SELECT") && !one.statement.sql.contains(" FOR ");
    asked.iter().all(|one| matches!(one.answer, Answer::Rows(_)) && reads(one))
}

/// What is asked with one statement.
struct Alike {
    asked: Vec<Asked>,
}

/// By statement, where that may be shared. What nobody waits for comes first: its job has asked something after it.
fn gather(asked: Vec<Asked>) -> Vec<Alike> {
    let nobody_waits = |asked: &Asked| matches!(asked.answer, Answer::Nobody | Answer::Granted);
    let (first, second): (Vec<_>, Vec<_>) = asked.into_iter().partition(nobody_waits);
    let mut all: Vec<Alike> = Vec::new();
    for one in first.into_iter().chain(second) {
        let alike = all.iter_mut().find(|alike| one.statement.shared && alike.is_of(&one));
        match alike {
            Some(alike) => alike.asked.push(one),
            None => all.push(Alike { asked: vec![one] }),
        }
    }
    for alike in &mut all {
        // Groups of two processes that change the same rows do it in the same order, so that neither waits for the other.
        alike.asked.sort_by(|one, other| one.params.cmp(&other.params));
    }
    all
}

impl Alike {
    fn is_granted(&self) -> bool {
        self.asked.first().is_some_and(Asked::is_granted)
    }

    fn is_of(&self, one: &Asked) -> bool {
        let alike = |first: &Asked| first.statement == one.statement && first.is_granted() == one.is_granted();
        self.asked.first().is_some_and(alike)
    }

    async fn prepare(self, client: &Object, texts: &Texts) -> Result<(Alike, tokio_postgres::Statement), Failure> {
        let first = self.asked.first().ok_or_else(|| Error::Broken("nothing is asked".into()))?;
        let statement = &first.statement;
        let one = match first.answer {
            Answer::Rows(_) => run::prepare(client, statement, &first.params).await?,
            Answer::Count(_) | Answer::Granted | Answer::Nobody => {
                run::prepare_change(client, statement, &first.params).await?
            }
        };
        let text = match (&first.answer, self.asked.len()) {
            (Answer::Granted, _) => texts.of_granted(statement, &one)?,
            (_, 1) => return Ok((self, one)),
            _ => texts.of(statement, &one)?,
        };
        let many = client.prepare_cached(&text).await.map_err(|e| run::failure(statement.name, &e))?;
        Ok((self, many))
    }

    fn run<'a>(
        &'a self,
        client: &'a Object,
        prepared: &'a tokio_postgres::Statement,
    ) -> BoxFuture<'a, Result<Vec<Found>, Failure>> {
        async move {
            match self.asked.as_slice() {
                [] => Ok(Vec::new()),
                [one] if !one.is_granted() => one.run(client, prepared).await.map(|found| vec![found]),
                many => run_many(client, prepared, many).await,
            }
        }
        .boxed()
    }
}

impl Asked {
    fn is_granted(&self) -> bool {
        matches!(self.answer, Answer::Granted)
    }

    async fn run(&self, client: &Object, prepared: &tokio_postgres::Statement) -> Result<Found, Failure> {
        let (statement, params) = (&self.statement, self.params.as_slice());
        match self.answer {
            Answer::Rows(_) => run::all(client, statement, prepared, params).await.map(Found::Rows),
            Answer::Count(_) => run::execute(client, statement, prepared, params).await.map(Found::Count),
            Answer::Nobody => run::execute(client, statement, prepared, params).await.map(|_| Found::Nothing),
            // Alone it would not fail where nothing is changed.
            Answer::Granted => Err(statement.broken("what is granted is asked as of many").into()),
        }
    }
}

async fn run_many(
    client: &Object,
    prepared: &tokio_postgres::Statement,
    asked: &[Asked],
) -> Result<Vec<Found>, Failure> {
    let Some(first) = asked.first() else { return Ok(Vec::new()) };
    let sets: Vec<&[Value]> = asked.iter().map(|one| one.params.as_slice()).collect();
    let rows = run::all_of_many(client, &first.statement, prepared, &sets).await?;
    if first.is_granted() {
        // It has not failed: every one of them is changed.
        return Ok(asked.iter().map(|_| Found::Nothing).collect());
    }
    let mut found: Vec<Found> = asked
        .iter()
        .map(|one| match one.answer {
            Answer::Rows(_) => Found::Rows(Vec::new()),
            Answer::Count(_) => Found::Count(0),
            Answer::Granted | Answer::Nobody => Found::Nothing,
        })
        .collect();
    for Row(mut values) in rows {
        let place = values.first().and_then(|place| match place {
            Value::Int(place) => usize::try_from(*place).ok()?.checked_sub(1),
            _ => None,
        });
        match place.and_then(|place| found.get_mut(place)) {
            Some(Found::Rows(rows)) => {
                values.remove(0);
                rows.push(Row(values));
            }
            Some(Found::Count(count)) => *count += 1,
            Some(Found::Nothing) => {}
            None => return Err(first.statement.broken("an answer to something that was not asked").into()),
        }
    }
    Ok(found)
}
