//! People from a file: new ones are added, those who are there are changed. A file is looked at as a whole before anything
//! is done; then it is done a few hundred lines to a transaction. `text`, `table`, `column` and `line` read; `twice` and
//! `plan` judge; `write` does.

pub mod background;
mod column;
mod line;
mod plan;
mod table;
mod text;
mod twice;
pub mod worker;
mod write;

use std::collections::HashMap;
use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::ImportId;
use domain::permission::{self, Party};
use domain::time::Timestamp;
use domain::user::{Role, name_key};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::import::Import as Kept;
use store::people_bulk::Reads;

pub use column::{Column, ColumnFault, MOST_ADDRESSES};
pub use line::{Bad, Fault, Problem};
pub use store::import::Counts;
pub use table::Table;
pub use text::{Encoding, Source, TextFault};

use crate::admin::selections;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::Organisation;
use line::{Line, Sheet};
use plan::{Plan, Planner, Present};
use write::{Work, Wrote};

/// Lines to a transaction.
const BATCH: usize = 500;

/// Whom lines may be about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// New people are added, known ones changed.
    #[default]
    AddAndChange,
    /// New people alone.
    NewOnly,
    /// Known people alone.
    KnownOnly,
}

/// What happens where a line will not do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnBad {
    /// Nothing is imported.
    #[default]
    Stop,
    /// The other lines are.
    Skip,
}

/// What is chosen for a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// What each column means, in the order of the file.
    pub columns: Vec<Column>,
    /// The column by which people are known.
    pub key: Column,
    /// Whom lines may be about.
    pub mode: Mode,
    /// What happens where a line will not do.
    pub on_bad: OnBad,
}

/// What would be, or was, different about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The column.
    pub column: Column,
    /// Its name in the file.
    pub name: String,
    /// What was there.
    pub before: String,
    /// What comes in its place.
    pub after: String,
}

/// What a line came to, or would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// A person with this user name is added.
    Added(String),
    /// The person with this user name is changed.
    Changed(String, Vec<Difference>),
    /// The person with this user name stays as they are.
    Same(String),
    /// It will not do.
    Bad(Vec<Fault>),
}

/// A line and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The line of the file.
    pub line: u64,
    /// What it came to.
    pub outcome: Outcome,
}

/// Who watches an import.
pub trait Watch: Send {
    /// A line was looked at, or done.
    fn line(&mut self, told: &Told);
    /// So much of the present stage is over, from 0 to 1.
    fn at(&mut self, share: f64);
    /// What is to be kept of the lines so far, where that is kept.
    fn kept(&self) -> Option<String> {
        None
    }
}

/// Why a file is not imported at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It is no text.
    #[error(transparent)]
    Text(#[from] TextFault),
    /// Its columns do not make people.
    #[error(transparent)]
    Column(#[from] ColumnFault),
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All of it is done.
    Done(Counts),
    /// A line would do when the file was looked at and does not any more; the lines before it are done.
    Stopped(Counts, Bad),
}

/// An import of a file.
pub struct Import {
    ctx: Ctx,
    organisation: Arc<Organisation>,
    /// Who imports; none at the command line.
    actor: Option<Party>,
    table: Table,
    sheet: Arc<Sheet>,
    choices: Choices,
    kept: Kept,
    bad: twice::Lines,
}

/// The words by which roles are known in files, with what each may do.
pub(crate) async fn roles(
    ctx: &Ctx,
    organisation: &Organisation,
) -> Result<HashMap<String, (Role, permission::Rights)>, Error> {
    let mut all = HashMap::new();
    for role in Role::BUILT_IN {
        all.insert(role.word().into_owned(), (role, permission::built_in(role).unwrap_or_default()));
    }
    for own in store::role::list(ctx.db(), organisation.id).await? {
        let role = Role::Own(own.id);
        all.insert(role.word().into_owned(), (role, own.rights));
        all.entry(name_key(&own.name)).or_insert((role, own.rights));
    }
    Ok(all)
}

/// What the columns of a file mean: as `said`, by heading and word, or else as their names say.
pub async fn columns(
    ctx: &Ctx,
    organisation: &Organisation,
    headings: &[String],
    said: &[(String, String)],
) -> Result<Result<Vec<Column>, ColumnFault>, Error> {
    let schema = selections::schema(ctx, organisation).await?;
    let one = |heading: &String| {
        let word = said.iter().find(|(name, _)| name_key(name) == name_key(heading)).map(|(_, word)| word);
        let column = match word {
            Some(word) => Column::from_word(word, &schema),
            None => Column::guess(heading, &schema),
        };
        column.ok_or_else(|| ColumnFault::Unknown(word.unwrap_or(heading).clone()))
    };
    Ok(headings.iter().map(one).collect())
}

/// The column that a word for the key means.
pub async fn key(ctx: &Ctx, organisation: &Organisation, word: &str) -> Result<Result<Column, ColumnFault>, Error> {
    let schema = selections::schema(ctx, organisation).await?;
    Ok(Column::from_word(word, &schema).ok_or_else(|| ColumnFault::KeyFault(word.to_owned())))
}

impl Import {
    /// Prepares an import at the command line. One of the same file with the same choices that was cut off goes on.
    pub async fn by_command_line(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        (table, file_name): (Table, &str),
        choices: Choices,
    ) -> Result<Result<Self, ColumnFault>, Error> {
        if let Err(fault) = column::check(&choices.columns, &choices.key) {
            return Ok(Err(fault));
        }
        let now = ctx.now();
        let text = serde_json::to_string(&choices).map_err(|error| Error::Broken(error.to_string()))?;
        let digest = Sha256::new().chain_update(table.facts.digest).chain_update(&text).finalize().to_vec();
        let same = store::import::find_same(ctx.db(), organisation.id, &digest, ADDING).await?;
        let kept = same.unwrap_or_else(|| Kept {
            id: ImportId::from_bytes(ctx.new_id(now)),
            started_by: None,
            source: None,
            started_at: now,
            changed_at: now,
            file_name: file_name.to_owned(),
            digest,
            choices: text,
            state: NEW.to_owned(),
            line: 0,
            lines: table.facts.lines,
            counts: Counts::default(),
            report: String::new(),
            held_until: Timestamp::from_micros(0),
        });
        Self::of(ctx, organisation, (table, kept), (choices, None)).await.map(Ok)
    }

    pub(crate) async fn of(
        ctx: &Ctx,
        organisation: &Arc<Organisation>,
        (table, kept): (Table, Kept),
        (choices, actor): (Choices, Option<Party>),
    ) -> Result<Self, Error> {
        let sheet = Arc::new(Sheet {
            headings: table.headings.clone(),
            columns: choices.columns.clone(),
            key: choices.key.clone(),
            schema: selections::schema(ctx, organisation).await?,
            roles: roles(ctx, organisation).await?,
        });
        let (ctx, organisation) = (ctx.clone(), organisation.clone());
        Ok(Self { ctx, organisation, actor, table, sheet, choices, kept, bad: twice::Lines::default() })
    }

    /// The line behind which an import that was cut off goes on; 0 for a new one.
    pub fn goes_on_behind(&self) -> u64 {
        self.kept.line
    }

    /// Looks at every line: what it would do, or what is wrong with it. Nothing is done. Lines that were done before the
    /// import was cut off are counted as they were.
    pub async fn look(&mut self, watch: &mut dyn Watch) -> Result<Counts, Error> {
        let (org, all) = (self.organisation.id, self.table.facts.lines);
        let repeats = twice::find(&mut self.table, &self.sheet, &mut |share| watch.at(share / 4.0));
        let repeats = repeats.map_err(|error| unreadable(&error))?;
        let mut counts = self.kept.counts;
        let mut lines = self.table.lines().map_err(|error| unreadable(&error))?;
        loop {
            let mut batch = read(&mut lines, &self.sheet).map_err(|error| unreadable(&error))?;
            let Some(last) = batch.last().map(|(number, _)| *number) else { return Ok(counts) };
            batch.retain(|(number, _)| *number > self.kept.line);
            let good: Vec<Line> = batch.iter().filter_map(|(_, line)| line.as_ref().ok()).cloned().collect();
            let present = Present::read(&mut Reads::Outside(self.ctx.db()), org, &good).await?;
            let planner =
                Planner { sheet: &self.sheet, mode: self.choices.mode, actor: self.actor.as_ref(), present: &present };
            let mut place = 0;
            for (number, line) in batch {
                let outcome = match line {
                    Err(bad) => Outcome::Bad(bad.faults),
                    Ok(line) => {
                        place += 1;
                        match repeats.of(number) {
                            Some(first) => Outcome::Bad(vec![repeated(&self.sheet, &line, first)]),
                            None => planner.plan(place - 1, &line).into(),
                        }
                    }
                };
                if matches!(outcome, Outcome::Bad(_)) {
                    self.bad.put(number);
                }
                outcome.count(&mut counts);
                watch.line(&Told { line: number, outcome });
                watch.at(0.25 + 0.75 * share(number, all));
            }
            if self.kept.started_by.is_some() {
                let now = self.ctx.now();
                let mut after = Kept { held_until: now.plus(HOLDS), ..self.kept.clone() };
                if self.kept.state == LOOKING {
                    let report = watch.kept().unwrap_or_default();
                    after = Kept { line: last, counts, report, ..after };
                }
                advance(&self.ctx, org, (&self.kept, &after), now).await?;
                self.kept = after;
            }
            // Reads are made in place: whoever else waits for this thread gets a turn.
            tokio::task::yield_now().await;
        }
    }

    /// Does every line that was not bad when the file was looked at.
    pub async fn run(&mut self, watch: &mut dyn Watch) -> Result<Ended, Error> {
        self.begin().await?;
        let all = self.table.facts.lines;
        let mut lines = self.table.lines().map_err(|error| unreadable(&error))?;
        loop {
            let mut batch = read(&mut lines, &self.sheet).map_err(|error| unreadable(&error))?;
            let Some(last) = batch.last().map(|(number, _)| *number) else { break };
            batch.retain(|(number, _)| *number > self.kept.line);
            if batch.is_empty() {
                continue;
            }
            let read = batch.len();
            let good = batch.into_iter().filter(|(number, _)| !self.bad.has(*number));
            let good: Vec<Line> = good.filter_map(|(_, line)| line.ok()).collect();
            let mut after = Kept { line: last, ..self.kept.clone() };
            after.counts.bad += (read - good.len()) as u64;
            let now = self.ctx.now();
            let work = Work {
                ctx: self.ctx.clone(),
                scribe: scribe(&self.ctx, &self.organisation, (&self.kept, now)),
                sheet: self.sheet.clone(),
                mode: self.choices.mode,
                on_bad: self.choices.on_bad,
                actor: self.actor,
                lines: good,
                before: self.kept.clone(),
                after: Kept { held_until: now.plus(HOLDS), ..after },
            };
            match write::write(work).await? {
                Wrote::Stopped(bad) => return Ok(Ended::Stopped(self.kept.counts, bad)),
                Wrote::Done(told, kept) => {
                    self.kept = *kept;
                    for told in &told {
                        watch.line(told);
                    }
                    watch.at(share(last, all));
                }
            }
        }
        drop(lines);
        self.end().await
    }

    /// Where it stands.
    pub(crate) fn into_kept(self) -> Kept {
        self.kept
    }

    /// Notes that lines are being done from now on, unless that was noted before.
    async fn begin(&mut self) -> Result<(), Error> {
        if self.kept.state != NEW {
            return Ok(());
        }
        ADDING.clone_into(&mut self.kept.state);
        let (org, kept) = (self.organisation.id, self.kept.clone());
        self.ctx
            .write((org, kept), |tx, (org, kept)| {
                Box::pin(async move { Ok(store::import::insert(tx, *org, kept).await?) })
            })
            .await
    }

    async fn end(&mut self) -> Result<Ended, Error> {
        let now = self.ctx.now();
        let after = Kept { state: DONE.to_owned(), ..self.kept.clone() };
        let counts = after.counts;
        let input = (scribe(&self.ctx, &self.organisation, (&self.kept, now)), self.kept.clone(), after);
        self.ctx
            .write(input, |tx, (scribe, before, after)| {
                Box::pin(async move {
                    let org = scribe.organisation.id;
                    if !store::import::advance(tx, org, (before, after), scribe.now).await? {
                        return Err(Error::Refused("somebody else goes on with this import".to_owned()));
                    }
                    store::import::drop_parts(tx, org, after.id).await?;
                    let Counts { added, changed, .. } = after.counts;
                    scribe.note(tx, None, AuditEvent::PeopleImported { added, changed })
                })
            })
            .await?;
        Ok(Ended::Done(counts))
    }
}

/// Why an import that goes on without whoever started it stops.
const NO_LONGER: &str = "whoever started this import may no longer import people";
const LAST_SUPERUSER: &str = "the file would leave no SuperUser who can sign in";

/// States of an import.
const NEW: &str = "new";
const LOOKING: &str = "looking";
const ADDING: &str = "adding";
const DONE: &str = "done";

/// Whoever works on an import holds it so long after each part; another takes it over when that is past.
const HOLDS: domain::time::Lifetime = domain::time::Lifetime::minutes(1);

/// Moves an import on; it is an error where somebody else did.
async fn advance(
    ctx: &Ctx,
    org: domain::id::OrganisationId,
    (before, after): (&Kept, &Kept),
    now: Timestamp,
) -> Result<(), Error> {
    let input = (org, before.clone(), after.clone(), now);
    let moved = ctx
        .write(input, |tx, (org, before, after, now)| {
            Box::pin(async move { Ok(store::import::advance(tx, *org, (before, after), *now).await?) })
        })
        .await?;
    if moved { Ok(()) } else { Err(Error::Conflict) }
}

fn scribe(ctx: &Ctx, organisation: &Arc<Organisation>, (kept, now): (&Kept, Timestamp)) -> Scribe {
    match kept.started_by {
        None => Scribe::of_command_line(ctx, organisation, now),
        Some(user) => Scribe::of_user(ctx, organisation, now, (user, kept.source.clone())),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of progress")]
fn share(line: u64, all: u64) -> f64 {
    (line as f64 / all.max(1) as f64).min(1.0)
}

fn unreadable(error: &std::io::Error) -> Error {
    Error::Refused(format!("the file cannot be read further: {error}"))
}

/// The next lines, each read or told what is wrong with it; none at the end.
fn read(lines: &mut table::Lines<'_>, sheet: &Sheet) -> std::io::Result<Vec<(u64, Result<Line, Bad>)>> {
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        let Some((number, fields)) = lines.next()? else { break };
        batch.push((number, sheet.read(number, &fields)));
    }
    Ok(batch)
}

fn repeated(sheet: &Sheet, line: &Line, first: u64) -> Fault {
    let value = match (&line.user_name, &line.key) {
        (Some(name), _) => name.clone(),
        (None, store::people_bulk::Key::UserName(text) | store::people_bulk::Key::Address(text)) => text.clone(),
        (None, store::people_bulk::Key::Own(_, value)) => value.shown(),
    };
    sheet.fault(&sheet.key, value, Problem::StandsOn(first))
}

impl From<Result<Plan, Bad>> for Outcome {
    fn from(planned: Result<Plan, Bad>) -> Self {
        match planned {
            Ok(Plan::Add(after)) => Self::Added(after.user_name),
            Ok(Plan::Change(_, after, differences)) => Self::Changed(after.user_name, differences),
            Ok(Plan::Same(name)) => Self::Same(name),
            Err(bad) => Self::Bad(bad.faults),
        }
    }
}
