//! How far a policy is with its people: [`board()`] shows it, [`list()`] names them, [`export()`] writes them out, and
//! [`take_snapshots`] keeps what was counted, day by day. [`rehearse()`] counts as if it were another day.
//!
//! Every figure is a count of the decision itself, over the same walk as a dry run. The board of many people shows what was
//! counted last; that of few counts while it opens.

mod board;
mod choice;
mod export;
mod measure;
mod people;
mod rehearsal;
mod snapshots;

pub use board::{Board, PartLine, board};
pub use choice::{part_name, parts, policies};
pub use export::{Export, export};
pub use people::{Chosen, Listed, Person, list};
pub use rehearsal::{
    Meeting, Meetings, Rehearsal, RehearsalExport, Scene, export_rehearsal, list_rehearsal, people, rehearse,
};
pub use snapshots::take_snapshots;
