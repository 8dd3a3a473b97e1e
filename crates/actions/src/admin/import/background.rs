//! Imports that are started in a browser: a file is sent, its columns are chosen, it is looked at, and it is done, the last
//! two by `worker.rs` on any server of the database. Where each stands is in the database, so that a server that dies loses
//! nothing: another takes over. Only whoever sent a file sees it.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use domain::id::ImportId;
use domain::permission::Freshness;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::import::{Counts, Import as Kept};

use super::column::{self, Column, ColumnFault};
use super::text::TextFault;
use super::{ADDING, Choices, LOOKING, Mode, OnBad, Table, Told};
use crate::admin::desk::{Acted, Admin, freshness};
use crate::admin::roles::not_found;
use crate::admin::selections;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::visit::{Organisation, Visit};

const ARRIVED: &str = "arrived";
pub(super) const LOOKED: &str = "looked";
pub(super) const STOPPED: &str = "stopped";

/// No file that is sent is larger.
pub const LARGEST: u64 = 256 * 1024 * 1024;
/// Bytes of a part, as it is kept.
const PART: usize = 256 * 1024;
/// So many imports are listed.
const LISTED: i64 = 10;

/// A file while it arrives.
pub struct Inbox {
    pub(super) file: std::fs::File,
    size: u64,
}

impl Inbox {
    /// An empty one, under no name and gone with this value.
    pub fn new() -> Result<Self, Error> {
        Ok(Self { file: tempfile::tempfile().map_err(|error| no_room(&error))?, size: 0 })
    }

    /// Takes bytes; false where the file becomes too large.
    pub fn put(&mut self, bytes: &[u8]) -> Result<bool, Error> {
        self.size += bytes.len() as u64;
        if self.size > LARGEST {
            return Ok(false);
        }
        self.file.write_all(bytes).map_err(|error| no_room(&error)).map(|()| true)
    }
}

pub(super) fn no_room(error: &std::io::Error) -> Error {
    Error::Unavailable(format!("a file that was sent cannot be kept: {error}"))
}

/// What is chosen and known of a file that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Plan {
    headings: Vec<String>,
    /// The first line, as an example of each column.
    example: Vec<String>,
    pub(super) choices: Choices,
}

/// What is told of lines, and why an import stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) told: Vec<Told>,
    pub(super) stopped: Option<Why>,
}

/// Why an import stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Lines are bad, or became so.
    Bad,
    /// Whoever started it may no longer import.
    NoLonger,
    /// It would leave no `SuperUser`.
    LastSuperUser,
    /// The file cannot be read further, or is not there any more.
    Lost,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The file is here; its columns are to be chosen.
    Arrived,
    /// It is being looked at.
    Looking,
    /// It was looked at; nothing is done.
    Looked,
    /// It is being done.
    Adding,
    /// It is done.
    Done,
    /// It stopped; the lines before are done.
    Stopped,
}

/// An import, for whoever sent the file.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Identity.
    pub id: ImportId,
    /// Name of the file.
    pub file_name: String,
    /// When it was sent.
    pub started_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// Names of the columns, each with what the first line says.
    pub columns: Vec<(String, String)>,
    /// What is chosen; at first what the names say.
    pub choices: Choices,
    /// Lines of the file.
    pub lines: u64,
    /// The last line of the present stage.
    pub line: u64,
    /// What the lines came to, or would.
    pub counts: Counts,
    /// The first lines that would not stay as they are, or are bad.
    pub told: Vec<Told>,
    /// Why it stopped.
    pub stopped: Option<Why>,
}

fn shown(kept: Kept) -> Result<Shown, Error> {
    let broken = |error: serde_json::Error| Error::Broken(format!("an import cannot be read: {error}"));
    let plan: Plan = serde_json::from_str(&kept.choices).map_err(broken)?;
    let report: Report =
        if kept.report.is_empty() { Report::default() } else { serde_json::from_str(&kept.report).map_err(broken)? };
    let stage = match kept.state.as_str() {
        ARRIVED => Stage::Arrived,
        LOOKING => Stage::Looking,
        LOOKED => Stage::Looked,
        ADDING => Stage::Adding,
        super::DONE => Stage::Done,
        _ => Stage::Stopped,
    };
    let examples = plan.example.into_iter().chain(std::iter::repeat(String::new()));
    Ok(Shown {
        id: kept.id,
        file_name: kept.file_name,
        started_at: kept.started_at,
        stage,
        columns: plan.headings.into_iter().zip(examples).collect(),
        choices: plan.choices,
        lines: kept.lines,
        line: kept.line,
        counts: kept.counts,
        told: report.told,
        stopped: report.stopped,
    })
}

/// The last imports of whoever asks.
pub async fn list(ctx: &Ctx, organisation: &Organisation, admin: &Admin) -> Result<Vec<Shown>, Error> {
    let all = store::import::list(ctx.db(), organisation.id, admin.party.user, LISTED).await?;
    all.into_iter().map(shown).collect()
}

/// One import of whoever asks.
pub async fn find(ctx: &Ctx, organisation: &Organisation, admin: &Admin, id: ImportId) -> Result<Option<Shown>, Error> {
    own(ctx, organisation, admin, id).await?.map(shown).transpose()
}

async fn own(ctx: &Ctx, organisation: &Organisation, admin: &Admin, id: ImportId) -> Result<Option<Kept>, Error> {
    let kept = store::import::find(ctx.db(), organisation.id, id).await?;
    Ok(kept.filter(|kept| kept.started_by == Some(admin.party.user)))
}

/// Keeps a file that arrived, unless it is no list of people.
pub async fn receive(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (inbox, file_name): (Inbox, &str),
) -> Result<Result<ImportId, TextFault>, Error> {
    let (org, now) = (visit.organisation.id, ctx.now());
    let mut file = inbox.file;
    let copy = file.try_clone().map_err(|error| no_room(&error))?;
    let mut table = match Table::open(Box::new(copy), None).map_err(|error| no_room(&error))? {
        Ok(table) => table,
        Err(fault) => return Ok(Err(fault)),
    };
    let example = table.lines().and_then(|mut lines| lines.next()).map_err(|error| no_room(&error))?;
    let schema = selections::schema(ctx, &visit.organisation).await?;
    let columns: Vec<Column> =
        table.headings.iter().map(|heading| Column::guess(heading, &schema).unwrap_or(Column::Ignored)).collect();
    let key = if columns.contains(&Column::UserName) { Column::UserName } else { Column::Email(1) };
    let choices = Choices { columns, key, mode: Mode::default(), on_bad: OnBad::default() };
    let headings = table.headings.clone();
    let plan = Plan { headings, example: example.map(|(_, fields)| fields).unwrap_or_default(), choices };
    let kept = Kept {
        id: ImportId::from_bytes(ctx.new_id(now)),
        started_by: Some(admin.party.user),
        source: Some(visit.source.clone()),
        started_at: now,
        changed_at: now,
        file_name: file_name.chars().filter(|c| !domain::user::is_unseen(*c)).take(200).collect(),
        digest: table.facts.digest.to_vec(),
        choices: json(&plan)?,
        state: ARRIVED.to_owned(),
        line: 0,
        lines: table.facts.lines,
        counts: Counts::default(),
        report: String::new(),
        held_until: Timestamp::from_micros(0),
    };
    let id = kept.id;
    drop(table);
    ctx.write((org, kept), |tx, (org, kept)| Box::pin(async move { Ok(store::import::insert(tx, *org, kept).await?) }))
        .await?;
    file.seek(SeekFrom::Start(0)).map_err(|error| no_room(&error))?;
    for number in 0.. {
        let mut part = Vec::with_capacity(PART);
        std::io::Read::read_to_end(&mut std::io::Read::take(&mut file, PART as u64), &mut part)
            .map_err(|error| no_room(&error))?;
        if part.is_empty() {
            break;
        }
        ctx.write((org, id, number, part), |tx, (org, id, number, part)| {
            Box::pin(async move { Ok(store::import::put_part(tx, *org, *id, (*number, part)).await?) })
        })
        .await?;
    }
    Ok(Ok(id))
}

pub(super) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Broken(error.to_string()))
}

/// What became of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The columns make no people.
    Fault(ColumnFault),
    /// It is not at that stage any more.
    Elsewhere,
    /// It goes on.
    Goes,
}

/// Chooses what columns mean, and has the file looked at.
pub async fn choose(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    id: ImportId,
    choices: Choices,
) -> Result<Option<Chosen>, Error> {
    let Some(before) = own(ctx, &visit.organisation, admin, id).await? else { return Ok(None) };
    let old: Plan = serde_json::from_str(&before.choices).map_err(|error| Error::Broken(error.to_string()))?;
    if ![ARRIVED, LOOKED].contains(&before.state.as_str()) || choices.columns.len() != old.headings.len() {
        return Ok(Some(Chosen::Elsewhere));
    }
    if let Err(fault) = column::check(&choices.columns, &choices.key) {
        return Ok(Some(Chosen::Fault(fault)));
    }
    let choices = json(&Plan { choices, ..old })?;
    let after = Kept {
        state: LOOKING.to_owned(),
        line: 0,
        counts: Counts::default(),
        report: String::new(),
        choices,
        ..before.clone()
    };
    moved(ctx, &visit.organisation, before, after).await.map(Some)
}

/// Goes back to choosing.
pub async fn choose_again(ctx: &Ctx, visit: &Visit, admin: &Admin, id: ImportId) -> Result<Option<Chosen>, Error> {
    let Some(before) = own(ctx, &visit.organisation, admin, id).await? else { return Ok(None) };
    if before.state != LOOKED {
        return Ok(Some(Chosen::Elsewhere));
    }
    let after = Kept { state: ARRIVED.to_owned(), line: 0, ..before.clone() };
    moved(ctx, &visit.organisation, before, after).await.map(Some)
}

/// Has a file done that was looked at. It changes people, so it asks a fresh proof; one that gives roles, a second factor.
pub async fn start(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (id, on_bad): (ImportId, OnBad),
) -> Result<Acted<Chosen>, Error> {
    let Some(before) = own(ctx, &visit.organisation, admin, id).await? else {
        return not_found(ctx, visit, admin, "import").await;
    };
    let mut plan: Plan = serde_json::from_str(&before.choices).map_err(|error| Error::Broken(error.to_string()))?;
    let gives_roles = plan.choices.columns.contains(&Column::Role);
    let wanted = if gives_roles { Freshness::SecondFactor } else { Freshness::Proof };
    if let Some(not) = freshness(&admin.person, wanted, ctx.now()) {
        return Ok(not);
    }
    if before.state != LOOKED || (before.counts.bad > 0 && on_bad == OnBad::Stop) {
        return Ok(Acted::Done(Chosen::Elsewhere));
    }
    plan.choices.on_bad = on_bad;
    let after = Kept {
        state: ADDING.to_owned(),
        line: 0,
        counts: Counts::default(),
        choices: json(&plan)?,
        source: Some(visit.source.clone()),
        ..before.clone()
    };
    moved(ctx, &visit.organisation, before, after).await.map(Acted::Done)
}

pub(super) async fn moved(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    before: Kept,
    mut after: Kept,
) -> Result<Chosen, Error> {
    let now = ctx.now();
    after.held_until = Timestamp::from_micros(0);
    let done = ctx
        .write((organisation.id, before, after, now), |tx, (org, before, after, now)| {
            Box::pin(async move { Ok(store::import::advance(tx, *org, (before, after), *now).await?) })
        })
        .await?;
    Ok(if done { Chosen::Goes } else { Chosen::Elsewhere })
}
