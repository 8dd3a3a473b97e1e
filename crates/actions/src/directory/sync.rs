//! A sync of a directory, or a dry run of one: the same steps, of which a dry run undoes every transaction. Whoever is named comes or
//! changes as they are listed. Nobody is blocked before the whole listing is there, and nobody where too many would be.

use std::collections::HashSet;
use std::sync::Arc;

use domain::directory::Directory;
use domain::id::{OrganisationId, UserId};
use domain::people_source::{Mapping, PeopleSource, SourceKind};
use domain::selection::Schema;
use domain::time::{Lifetime, Timestamp};
use store::directory as kept;
use store::directory::Counts;
use store::people_bulk::Reads;
use store::sourced::{self, Link};
use tokio::sync::mpsc;

use super::entries::{self, Mark, mark};
use super::group::{self, Members};
use super::port::{Directories, Door, Entry, Fault, Page};
use super::report::Report;
use super::transaction::{part_with, tell};
use crate::admin::selections::schema;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::scim::people::{Named, Refusal, What};
use crate::scim::{Caller, Document, mapping};
use crate::visit::Organisation;

/// Whoever works on a directory holds it for so long, and says so again in between.
pub(super) const HOLDS: Lifetime = Lifetime::minutes(5);

/// So many people are in one transaction.
pub const BATCH: usize = 500;

/// Of those who are to be blocked, so many are at hand at once.
const GONE_AT_ONCE: usize = 100;

/// Looks on while a directory is read.
pub trait Watch: Send + Sync {
    /// So many people were listed so far.
    fn listed(&mut self, people: u64);
}

/// Nobody looks on.
pub struct Unwatched;

impl Watch for Unwatched {
    fn listed(&mut self, _: u64) {}
}

/// What is synced.
pub(super) struct Subject {
    pub(super) organisation: Arc<Organisation>,
    pub(super) source: PeopleSource,
    pub(super) known: kept::Directory,
    pub(super) settings: Directory,
    pub(super) door: Door,
    pub(super) dry: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) counts: Counts,
    pub(super) report: Report,
    /// The mapping by which all of it was read.
    pub(super) read_by: String,
    /// Until when it is held now.
    pub(super) held_until: Option<Timestamp>,
    /// Whether it stopped for a reason that is not the directory's.
    pub(super) stopped: bool,
}

/// Why a sync ends early.
pub(super) enum Stop {
    /// The directory's fault: it is told.
    Fault(Fault),
    /// Ours, or the database is away.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Error(error.into())
    }
}

/// A sync under way.
pub(super) struct Run<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) subject: &'a Subject,
    speaks: Arc<dyn Directories>,
    pub(super) mapping: Mapping,
    pub(super) read_by: Mapping,
    pub(super) schema: Arc<Schema>,
    watch: &'a mut dyn Watch,
    /// Those whom the directory named.
    seen: HashSet<Mark>,
    members: Members,
    /// Those whom it says to block now, while they are few enough that it may be believed.
    to_block: Vec<Named>,
    blocking: u64,
    /// People of it who are here.
    here: u64,
    held_until: Timestamp,
    pub(super) outcome: Outcome,
}

impl<'a> Run<'a> {
    /// Makes ready.
    pub(super) async fn new(ctx: &'a Ctx, subject: &'a Subject, watch: &'a mut dyn Watch) -> Result<Self, Error> {
        let schema = schema(ctx, &subject.organisation).await?;
        let mapping = mapping(&subject.source, &schema);
        let counts = sourced::counts(ctx.db(), subject.organisation.id).await?;
        let before = Mapping::from_lines(SourceKind::Ldap, &subject.known.read_by);
        Ok(Self {
            ctx,
            subject,
            speaks: ctx.directories()?,
            read_by: before
                .map_or_else(|| mapping.clone(), |before| before.without_gone(|key| schema.own(key).is_some())),
            schema: Arc::new(schema),
            watch,
            seen: HashSet::new(),
            members: Members::of(&subject.settings),
            to_block: Vec::new(),
            blocking: 0,
            here: counts.get(&subject.source.id).map(|(people, _)| *people).unwrap_or_default(),
            held_until: subject.known.held_until,
            outcome: Outcome { read_by: mapping.lines(), ..Outcome::default() },
            mapping,
        })
    }

    pub(super) fn org(&self) -> OrganisationId {
        self.subject.organisation.id
    }

    fn caller(&self) -> Caller {
        Caller::asked(self.subject.source.clone())
    }

    /// All of it. What was done before it stopped is in the outcome all the same.
    pub(super) async fn go(&mut self) -> Result<(), Stop> {
        self.people().await?;
        let groups = self.groups().await?;
        let gone = self.gone().await?;
        let leaving = gone.len() as u64 + self.blocking;
        let let_go = self.subject.known.let_go;
        if self.subject.settings.most_gone.holds_back(leaving, self.here) && leaving > let_go {
            self.outcome.report.held = Some(leaving);
            return Ok(());
        }
        let to_block = std::mem::take(&mut self.to_block);
        for part in to_block.chunks(BATCH) {
            self.batch(part.iter().map(|named| (named.clone(), Vec::new())).collect()).await?;
        }
        for part in gone.chunks(GONE_AT_ONCE) {
            self.part_with(part).await?;
        }
        if let Some(listed) = groups {
            let plan = group::plan(self.ctx, &self.subject.organisation, &self.caller(), listed).await?;
            if let Some(held) = plan.too_many(self.subject.settings.most_gone)
                && held > let_go
            {
                self.outcome.report.held_groups = Some(held);
                return Ok(());
            }
            let caller = self.caller();
            let report = (&mut self.outcome.report, self.subject.dry);
            group::carry_out(self.ctx, (&self.subject.organisation, &caller), plan, report).await?;
        }
        Ok(())
    }

    /// Takes hold again where that is due; nobody else works on it meanwhile.
    async fn keep_hold(&mut self) -> Result<(), Error> {
        let now = self.ctx.now();
        if self.held_until.since(now) > Lifetime::minutes(3) {
            return Ok(());
        }
        let (held, until) = (self.held_until, now.plus(HOLDS));
        let input = (self.org(), self.subject.source.id, held, until);
        let kept = self
            .ctx
            .write(input, |tx, (org, source, held, until)| {
                Box::pin(async move { Ok(kept::hold(tx, *org, *source, (*held, *until)).await?) })
            })
            .await?;
        if !kept {
            return Err(Error::Conflict);
        }
        self.held_until = until;
        self.outcome.held_until = Some(until);
        Ok(())
    }

    /// What comes next of a listing; nothing at its end.
    async fn next(pages: &mut mpsc::Receiver<Result<Page, Fault>>) -> Result<Option<Vec<Entry>>, Stop> {
        match pages.recv().await {
            Some(Ok(Page::Entries(entries))) => Ok(Some(entries)),
            Some(Ok(Page::End)) => Ok(None),
            Some(Err(fault)) => Err(Stop::Fault(fault)),
            // Whoever was listing died.
            None => Err(Stop::Fault(Fault::NotLdap)),
        }
    }

    async fn people(&mut self) -> Result<(), Stop> {
        let search = entries::search(&self.subject.settings, &self.mapping);
        let mut pages = self.speaks.list(self.subject.door.clone(), search);
        while let Some(entries) = Self::next(&mut pages).await? {
            for part in entries.chunks(BATCH) {
                self.listed(part).await?;
            }
        }
        // A base or a filter that means nobody takes everybody away: nobody ever means that.
        if self.outcome.counts.listed == 0 { Err(Stop::Fault(Fault::Nobody)) } else { Ok(()) }
    }

    /// Some of them.
    async fn listed(&mut self, part: &[Entry]) -> Result<(), Stop> {
        let (mut people, mut off) = (Vec::with_capacity(part.len()), Vec::new());
        for entry in part {
            if let Some(id) = entries::id_of(entry, &self.subject.settings.id_attribute)
                && !self.seen.insert(mark(&id))
            {
                // It moved while it was being listed.
                continue;
            }
            self.outcome.counts.listed += 1;
            match entries::person(entry, &self.subject.settings, &self.mapping) {
                Err(refusal) => self.refused(|| entry.dn.clone(), &refusal),
                Ok(named) => {
                    let marks = self.members.marks(entry);
                    let is_off = named.document.active().is_ok_and(|active| active == Some(false));
                    if is_off { off.push((named, marks)) } else { people.push((named, marks)) }
                }
            }
        }
        self.put_off(off, &mut people).await?;
        self.batch(people).await?;
        self.watch.listed(self.outcome.counts.listed);
        self.keep_hold().await?;
        Ok(())
    }

    /// Whoever may sign in here and shall not from now on waits until it is known how many those are.
    async fn put_off(&mut self, off: Vec<Marked>, people: &mut Vec<Marked>) -> Result<(), Stop> {
        let names: Vec<&str> = off.iter().map(|(named, _)| named.external_id.as_str()).collect();
        let place = (self.subject.source.id, names.as_slice());
        let links = sourced::by_external_ids(&mut Reads::Outside(self.ctx.db()), self.org(), place).await?;
        for ((named, marks), links) in off.into_iter().zip(links) {
            let was_on = |link: &&Link| {
                let active = Document::kept(&link.document).and_then(|then| then.active().ok().flatten());
                link.gone_at.is_none() && active != Some(false)
            };
            let Some(link) = links.iter().find(was_on) else {
                people.push((named, marks));
                continue;
            };
            self.members.note(link.user, marks);
            self.blocking += 1;
            if self.are_too_many(self.blocking) {
                self.to_block.clear();
            } else {
                self.to_block.push(named);
            }
        }
        Ok(())
    }

    /// Whether so many are not blocked without somebody having looked.
    fn are_too_many(&self, blocking: u64) -> bool {
        let most = self.subject.settings.most_gone;
        most.holds_back(blocking, self.here) && blocking > self.subject.known.let_go
    }

    fn refused(&mut self, who: impl FnOnce() -> String, refusal: &Refusal) {
        self.outcome.counts.refused += 1;
        self.outcome.report.refuse(who, refusal);
    }

    /// Writes some of those who were named.
    async fn batch(&mut self, people: Vec<Marked>) -> Result<(), Error> {
        if people.is_empty() {
            return Ok(());
        }
        let (people, marks): (Vec<Named>, Vec<Vec<Mark>>) = people.into_iter().unzip();
        let people: Arc<[Named]> = people.into();
        let told = self.transact(people.clone(), tell).await?;
        for ((told, named), marks) in told.into_iter().zip(people.iter()).zip(marks) {
            let who = || named.document.user_name(&self.mapping).unwrap_or_else(|| named.external_id.clone());
            match told {
                Ok(done) => {
                    self.outcome.note(who, &done.what);
                    self.members.note(done.user, marks);
                }
                Err(refusal) => {
                    self.outcome.counts.refused += 1;
                    self.outcome.report.refuse(who, &refusal);
                }
            }
        }
        Ok(())
    }

    /// The groups of the directory, where they come along.
    async fn groups(&mut self) -> Result<Option<Vec<group::Listed>>, Stop> {
        let Some(search) = group::search(&self.subject.settings) else { return Ok(None) };
        let mut pages = self.speaks.list(self.subject.door.clone(), search);
        let mut all = Vec::new();
        while let Some(entries) = Self::next(&mut pages).await? {
            for entry in entries {
                let listed = group::listed(&entry, &self.subject.settings, &self.members).map_err(Stop::Fault)?;
                all.extend(listed);
            }
            self.keep_hold().await?;
        }
        Ok(Some(all))
    }

    /// Who is here and was not named.
    async fn gone(&mut self) -> Result<Vec<Link>, Error> {
        let (mut gone, mut after) = (Vec::new(), String::new());
        loop {
            let place = (after.as_str(), 1_000);
            let links = sourced::there(self.ctx.db(), self.org(), self.subject.source.id, place).await?;
            let Some(last) = links.last().and_then(|link| link.external_id.clone()) else { return Ok(gone) };
            after = last;
            let is_gone = |link: &Link| link.external_id.as_ref().is_some_and(|id| !self.seen.contains(&mark(id)));
            // What it said of them is not needed, and would be many bytes.
            gone.extend(links.into_iter().filter(is_gone).map(|link| Link { document: String::new(), ..link }));
            self.keep_hold().await?;
        }
    }

    /// Parts with some of those who were not named.
    async fn part_with(&mut self, part: &[Link]) -> Result<(), Error> {
        let ids: Arc<[UserId]> = part.iter().map(|link| link.user).collect();
        for (name, told) in self.transact(ids, part_with).await? {
            match told {
                Ok(done) => self.outcome.note(|| name, &done.what),
                Err(refusal) => {
                    self.outcome.counts.refused += 1;
                    self.outcome.report.refuse(|| name, &refusal);
                }
            }
        }
        self.keep_hold().await
    }
}

/// Somebody as the directory names them, and that by which its groups do.
type Marked = (Named, Vec<Mark>);

impl Outcome {
    fn note(&mut self, who: impl FnOnce() -> String, what: &What) {
        let counts = &mut self.counts;
        match what {
            What::Added => {
                counts.added += 1;
                self.report.tell(who, ("added", String::new()));
            }
            What::Changed(fields) => {
                counts.changed += 1;
                self.report.tell(who, ("changed", fields.join(", ")));
            }
            What::Same => counts.same += 1,
            What::Blocked => {
                counts.blocked += 1;
                self.report.tell(who, ("blocked", String::new()));
            }
            What::LetIn => {
                counts.let_in += 1;
                self.report.tell(who, ("let-in", String::new()));
            }
            What::Gone => {
                counts.gone += 1;
                self.report.tell(who, ("gone", String::new()));
            }
        }
    }
}
