//! The newest checkpoint of each audit log, kept in a file beside the database: whoever cuts off the end of a log inside
//! the database does not reach it. Neighbours: `jobs::audit` keeps it, `audit verify` holds the log against it.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use actions::audit_chain::Checkpoint;
use domain::id::OrganisationId;

const NAME: &str = "audit-checkpoints";

/// The file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor(PathBuf);

impl Anchor {
    /// In the data folder.
    #[must_use]
    pub fn in_folder(data: &Path) -> Self {
        Self(data.join(NAME))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What it knows; nothing where it is not there yet. A line that is no checkpoint is an error: somebody wrote in it.
    pub fn read(&self) -> io::Result<BTreeMap<OrganisationId, Checkpoint>> {
        let text = match fs::read_to_string(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(error),
        };
        text.lines()
            .map(|line| line.parse().map(|known: Checkpoint| (known.organisation, known)))
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)
    }

    /// Writes it anew: whole or not at all.
    pub fn write(&self, known: &BTreeMap<OrganisationId, Checkpoint>) -> io::Result<()> {
        let new = self.0.with_extension("new");
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        for checkpoint in known.values() {
            writeln!(file, "{checkpoint}")?;
        }
        file.sync_all()?;
        fs::rename(new, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn checkpoint(organisation: u8, batch: i64) -> Checkpoint {
        let line = format!(
            "tweestap-audit 1 {} {batch} 9 9 {} 1796684400000000 1 {}",
            OrganisationId::from_bytes([organisation; 16]),
            "ab".repeat(32),
            "cd".repeat(64)
        );
        line.parse().unwrap()
    }

    #[test]
    fn what_is_kept_is_read_again_and_a_line_that_is_no_checkpoint_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let anchor = Anchor::in_folder(folder.path());
        assert!(anchor.read().unwrap().is_empty());
        let known = [checkpoint(1, 3), checkpoint(2, 8)].map(|known| (known.organisation, known));
        anchor.write(&known.clone().into()).unwrap();
        let read = anchor.read().unwrap();
        assert_eq!(read, known.into());
        assert!(read.values().all(|known| known.sealed_at == Timestamp::from_seconds(1_796_684_400)));
        fs::write(anchor.path(), "tweestap-audit 1 something else\n").unwrap();
        assert!(anchor.read().is_err());
    }
}
