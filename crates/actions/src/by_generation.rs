//! What is read as a whole and kept in memory until anything of the organisation changes: applications, keys of the API.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::id::OrganisationId;

use crate::error::Error;
use crate::session_cache::SessionCache;

/// With the generation under which each was read: under another one it is old.
pub(crate) struct ByGeneration<T>(RwLock<HashMap<OrganisationId, (i64, Arc<T>)>>);

impl<T> Default for ByGeneration<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> ByGeneration<T> {
    /// What counts now: what is in memory, where nothing has changed since it was read; else `read`, which is made when it is needed
    /// and kept apart: whoever finds what is in memory carries nothing of it.
    pub(crate) async fn current<R>(
        &self,
        sessions: &SessionCache,
        org: OrganisationId,
        read: impl FnOnce() -> R,
    ) -> Result<Arc<T>, Error>
    where
        R: Future<Output = Result<T, Error>>,
    {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&org).cloned();
        // Before it is read: a change that comes between makes it look older than it is, never newer.
        let generation = sessions.generation(org);
        if let Some((under, known)) = known
            && under == generation
            && !sessions.is_blind()
        {
            return Ok(known);
        }
        let read = Arc::new(Box::pin(read()).await?);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(org, (generation, read.clone()));
        Ok(read)
    }
}
