//! What a sync writes, each part in a transaction of its own, under the lock of the organisation. Of a dry run all of it is undone.

use std::sync::{Arc, Mutex, PoisonError};

use domain::id::UserId;
use store::Tx;
use store::people_bulk::{self, Reads};
use store::sourced;

use super::sync::Run;
use crate::ctx::Work;
use crate::error::{Error, broken};
use crate::record::Scribe;
use crate::scim::people::{Done, Named, Refusal, Telling, ToldMany, What, tell_many, vanish};

/// A change that lost against another is tried so often.
const TRIES: usize = 4;

/// What a transaction does: its answer, and whether whoever is signed in has to be looked at anew.
pub(super) type Job<I, T> = for<'t> fn(&'t mut Tx, &'t Telling, &'t I) -> Work<'t, (T, bool)>;

pub(super) fn tell<'t>(tx: &'t mut Tx, telling: &'t Telling, people: &'t [Named]) -> Work<'t, (ToldMany, bool)> {
    Box::pin(async move {
        let told = tell_many(tx, telling, people).await?;
        let is_new = |done: &Done| matches!(done.what, What::Added | What::Same);
        let afresh = told.iter().flatten().any(|done| !is_new(done));
        Ok((told, afresh))
    })
}

/// Names, and what became of each.
pub(super) type ToldByName = Vec<(String, Result<Done, Refusal>)>;

pub(super) fn part_with<'t>(tx: &'t mut Tx, telling: &'t Telling, ids: &'t [UserId]) -> Work<'t, (ToldByName, bool)> {
    Box::pin(async move {
        let org = telling.scribe.organisation.id;
        let mut reads = Reads::Inside(&mut *tx);
        let mut links = sourced::of(&mut reads, org, ids).await?;
        let mut all = people_bulk::known(&mut reads, org, ids).await?;
        let mut told = Vec::with_capacity(ids.len());
        for id in ids {
            let (Some(link), Some(known)) = (links.remove(id), all.remove(id)) else { continue };
            if link.source == telling.source.id && link.gone_at.is_none() {
                let name = known.user.user_name.clone();
                told.push((name, vanish(tx, telling, (known, link)).await?));
            }
        }
        Ok((told, true))
    })
}

impl Run<'_> {
    /// Does some work in a transaction, under the lock of the organisation. Of a dry run all of it is undone.
    pub(super) async fn transact<I, T>(&self, input: Arc<I>, job: Job<I, T>) -> Result<T, Error>
    where
        I: Send + Sync + ?Sized + 'static,
        T: Send + 'static,
    {
        let org = self.org();
        let told = |out: &Arc<Mutex<Option<T>>>| out.lock().unwrap_or_else(PoisonError::into_inner).take();
        for _ in 0..TRIES {
            let id = (self.subject.source.id, None);
            let telling = Telling {
                scribe: Scribe::of_people_source(self.ctx, &self.subject.organisation, self.ctx.now(), id),
                source: self.subject.source.clone(),
                mapping: self.mapping.clone(),
                read_by: self.read_by.clone(),
                schema: self.schema.clone(),
            };
            let out: Arc<Mutex<Option<T>>> = Arc::default();
            let work = (telling, input.clone(), out.clone(), job, self.subject.dry);
            let written = self
                .ctx
                .write(work, |tx, (telling, input, out, job, dry)| {
                    Box::pin(async move {
                        let org = telling.scribe.organisation.id;
                        store::organisation::lock(tx, org).await?;
                        let (done, afresh) = job(tx, telling, input).await?;
                        *out.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
                        match (dry, afresh) {
                            (true, _) => Err(Error::NotFound),
                            (false, false) => Ok(None),
                            (false, true) => Ok(Some(store::organisation::bump_generation(tx, org).await?)),
                        }
                    })
                })
                .await;
            match (written, told(&out)) {
                (Ok(generation), Some(done)) => {
                    if let Some(generation) = generation {
                        self.ctx.sessions().saw_generation(org, generation);
                    }
                    return Ok(done);
                }
                (Err(Error::NotFound), Some(done)) if self.subject.dry => return Ok(done),
                (Err(Error::Conflict), _) => {}
                (Err(error), _) => return Err(error),
                (Ok(_), None) => return Err(broken("a transaction answered nothing")),
            }
        }
        Err(Error::Conflict)
    }
}
