//! A row of the audit log as bytes: what its mac and the chain are computed over. Each column is preceded by its length,
//! so no two rows give the same bytes. Neighbours: `audit` has the events, `verifier::audit` the hashing.

use crate::id::OrganisationId;

/// The columns of a row that tell something, as they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditColumns<'a> {
    /// Identity, in the order of time.
    pub id: &'a [u8],
    /// When, in microseconds since the Unix epoch.
    pub at: i64,
    /// Word of the event.
    pub kind: &'a str,
    /// Who did it: an id, `source:` and an id, or a word such as `command-line`.
    pub actor: &'a str,
    /// To whom.
    pub subject: Option<&'a [u8]>,
    /// From which address.
    pub source: Option<&'a str>,
    /// The event as JSON.
    pub details: &'a str,
}

/// Stands where the length of a column would, for one that is absent.
const ABSENT: u64 = u64::MAX;

impl AuditColumns<'_> {
    /// Puts the row of an organisation in place of what `bytes` held.
    pub fn encode(&self, organisation: OrganisationId, bytes: &mut Vec<u8>) {
        bytes.clear();
        put(bytes, Some(&organisation.bytes()));
        put(bytes, Some(self.id));
        put(bytes, Some(&self.at.to_be_bytes()));
        put(bytes, Some(self.kind.as_bytes()));
        put(bytes, Some(self.actor.as_bytes()));
        put(bytes, self.subject);
        put(bytes, self.source.map(str::as_bytes));
        put(bytes, Some(self.details.as_bytes()));
    }
}

fn put(bytes: &mut Vec<u8>, column: Option<&[u8]>) {
    let length = column.map_or(ABSENT, |column| column.len() as u64);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(column.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(columns: AuditColumns<'_>) -> Vec<u8> {
        let mut bytes = vec![1, 2, 3];
        columns.encode(OrganisationId::from_bytes([9; 16]), &mut bytes);
        bytes
    }

    const ROW: AuditColumns<'_> = AuditColumns {
        id: &[1; 16],
        at: 5,
        kind: "signed-in",
        actor: "anonymous",
        subject: Some(&[2; 16]),
        source: Some("192.0.2.1"),
        details: "{}",
    };

    #[test]
    fn every_column_counts() {
        let others = [
            AuditColumns { id: &[3; 16], ..ROW },
            AuditColumns { at: 6, ..ROW },
            AuditColumns { kind: "signed-out", ..ROW },
            AuditColumns { actor: "system", ..ROW },
            AuditColumns { subject: None, ..ROW },
            AuditColumns { subject: Some(&[]), ..ROW },
            AuditColumns { source: None, ..ROW },
            AuditColumns { source: Some(""), ..ROW },
            AuditColumns { details: "[]", ..ROW },
        ];
        let mut all: Vec<Vec<u8>> = others.into_iter().chain([ROW]).map(encoded).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 10);
    }

    #[test]
    fn what_moves_from_one_column_to_the_next_is_another_row() {
        let one = AuditColumns { kind: "ab", actor: "c", ..ROW };
        let other = AuditColumns { kind: "a", actor: "bc", ..ROW };
        assert_ne!(encoded(one), encoded(other));
    }
}
