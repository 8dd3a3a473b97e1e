//! The clock of the server, for `doctor` alone: rules are given the time, and nothing else ever asks a database for it.

use domain::time::Timestamp;

use super::{Db, DbArm};
use crate::error::Error;

impl Db {
    /// What the clock of the server shows; nothing for the embedded database, which has none of its own.
    pub async fn clock(&self) -> Result<Option<Timestamp>, Error> {
        match &*self.arm {
            DbArm::Sqlite(_) => Ok(None),
            DbArm::Postgres(postgres) => postgres.clock().await.map(Some),
        }
    }
}
