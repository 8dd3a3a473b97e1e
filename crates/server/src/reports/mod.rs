//! Reports of delivery: many mail servers take a mail first and say later that it cannot be delivered, in a mail to its
//! sender. `mailbox.rs` reads that mailbox over IMAP, `report.rs` understands such a mail; what it is believed of is for
//! `actions::undelivered`. `jobs/reports.rs` does all of it now and then.

mod mailbox;
mod report;
#[cfg(any(test, feature = "testing"))]
pub mod samples;

pub use mailbox::{Mail, Opened, ReportBox, Trouble};
pub use report::{Failed, Read, Report, read};
