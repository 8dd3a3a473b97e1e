//! How many people a sync of a directory writes in a second, when they are new and when nothing changed, beside the rate at which bare
//! rows of people are inserted in batches on the same core: `scripts/bench` runs it. The directory is one in memory, so that what is
//! measured is ours. Never part of the product.
//!
//! use: `ldap_rate DATABASE PEOPLE`; DATABASE as in the setting `database.url`, and empty.

#[path = "house/bare.rs"]
mod bare;
#[path = "house/found.rs"]
mod found;
mod house;
#[path = "house/pace.rs"]
mod pace;

use std::path::Path;
use std::sync::Arc;

use actions::admin::directories::{DirectoryEdit, SavedDirectory, make_by_command_line, sync_by_command_line};
use actions::directory::port::{Bound, Directories, Door, Entry, Fault, Page, Person, Reply, Search};
use actions::directory::sync::Unwatched;
use actions::{Clock, Ctx, Rules};
use domain::directory::Shape;
use secrecy::SecretString;
use store::{DatabaseUrl, Db, Options};
use tokio::sync::mpsc;
use verifier::{KeyRing, OsEntropy, PoolSize, Verifier};

use bare::inserts_a_second;
use found::found;
use house::{MachineClock, People, Problem, argument, fill};
use pace::{per_second, started};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "ldap_rate DATABASE PEOPLE";
const MASTER_KEY: &str = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
/// People who are there already.
const HERE: usize = 1_000;
/// As an import has in one transaction, and a sync.
const BATCH: usize = 500;

/// A directory of so many people.
struct Everybody(usize);

impl Directories for Everybody {
    fn is_filter(&self, _: &str) -> bool {
        true
    }

    fn has_certificates(&self, _: &str) -> bool {
        true
    }

    fn list(&self, _: Door, _: Search) -> mpsc::Receiver<Result<Page, Fault>> {
        let (sender, pages) = mpsc::channel(1);
        let count = self.0;
        tokio::spawn(async move {
            for first in (0..count).step_by(BATCH) {
                let entries = (first..count.min(first + BATCH)).map(entry).collect();
                if sender.send(Ok(Page::Entries(entries))).await.is_err() {
                    return;
                }
            }
            if sender.send(Ok(Page::End)).await.is_err() {
                eprintln!("nobody waited for the end");
            }
        });
        pages
    }

    fn bind(&self, _: Door, _: Person, _: SecretString) -> Reply<Bound> {
        Box::pin(async { Ok(Bound::Wrong) })
    }
}

fn entry(number: usize) -> Entry {
    let text = |text: String| vec![text.into_bytes()];
    Entry {
        dn: format!("uid=person{number},ou=people,dc=directory,dc=example"),
        values: vec![
            ("entryUUID".to_owned(), text(format!("{number:08}-4c1f-4d6e-9f0a-6a1b2c3d4e5f"))),
            ("uid".to_owned(), text(format!("person{number}@directory.example"))),
            ("cn".to_owned(), text(format!("Person Number {number}"))),
            ("mail".to_owned(), text(format!("person{number}@directory.example"))),
        ],
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Problem> {
    let url = DatabaseUrl::parse(&argument::<String>(1, USAGE)?, Path::new("."))?;
    let count: usize = argument(2, USAGE)?;
    let db = Db::open(&url, Options::default()).await?;
    db.migrate().await?;
    let verifier =
        Verifier::start(KeyRing::from_text(MASTER_KEY)?, Arc::new(OsEntropy), PoolSize { threads: 1, queue: 1 })?;
    let org = found(&db, &verifier, MachineClock.now()).await?;
    // Nobody connects a directory to a house where nobody is.
    fill(&db, &verifier, org, People { count: HERE, password_hash: None, now: MachineClock.now() }).await?;
    let inserts = inserts_a_second(&db, org, count).await?;
    let ctx = Ctx::new(db, verifier, Arc::new(MachineClock), Rules::default()).await?;
    ctx.ask_directories_through(Arc::new(Everybody(count)));
    let organisation = ctx.only_organisation()?;
    let mut edit = DirectoryEdit::fresh("Directory", Shape::General);
    edit.settings.urls = vec!["ldaps://directory.example".to_owned()];
    "cn=reader".clone_into(&mut edit.settings.bind_dn);
    "dc=directory,dc=example".clone_into(&mut edit.settings.base);
    edit.password = Some(SecretString::from("of the reader"));
    let SavedDirectory::Saved(id) = make_by_command_line(&ctx, &organisation, &edit).await? else {
        return Err("no directory was made".into());
    };
    let mut rates = Vec::new();
    for new in [true, false] {
        let began = started();
        let done = sync_by_command_line(&ctx, &organisation, (id, false, None), &mut Unwatched).await?;
        rates.push(per_second(count, began.elapsed()));
        let (sync, report) = done.ok_or("somebody else is at it")?;
        let written = if new { sync.counts.added } else { sync.counts.same };
        if written != count as u64 {
            return Err(format!("{:?} of {count}: {:?}", sync.counts, report.fault).into());
        }
    }
    println!("RESULT rate={} again={} inserts={inserts}", rates.first().unwrap_or(&0), rates.last().unwrap_or(&0));
    Ok(())
}
