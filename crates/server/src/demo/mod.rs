//! The demo: a believable organisation, for looking around. Nothing in here exists under `serve`.
//!
//! `people` and `names` say who there is, `past` what they did so far, `seed` puts them into a fresh database, `backend` plays their telephones, their
//! mailbox and the clock, `wiki` is an application of theirs, `text` is what the start says.

mod addresses;
mod announcement;
mod backend;
mod campaign;
pub mod names;
mod past;
pub mod people;
mod seed;
mod text;
mod wiki;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use web::{App, AppOptions};

use crate::anchor::Anchor;
use crate::clock::MovableClock;
use crate::jobs::Post;
use crate::mail::{Correspondent, Mailbox, Mailer};
use crate::radius::Radius;
use crate::scratch::Scratch;
use crate::serving::{ListenError, Serving, listen};
use crate::settings::{Faults, Format, Level, Log, Overrides, PublicAddress, Settings};
use crate::wire::{self, First, WireError};

/// What can be chosen.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many people there are; those with a part of their own always are.
    pub people: usize,
    /// Where to listen.
    pub listen: SocketAddr,
    /// A folder to keep; else one that goes with the demo.
    pub data: Option<PathBuf>,
}

/// A demo, ready to run.
pub struct Demo {
    serving: Serving,
    text: String,
    address: String,
    _scratch: Option<Scratch>,
}

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// It cannot listen.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The database cannot be opened.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The people could not be added.
    #[error(transparent)]
    Action(#[from] actions::Error),
    /// Its own settings are wrong.
    #[error(transparent)]
    Settings(#[from] Faults),
    /// There is no folder for it.
    #[error("no folder for the demo could be made in {}: {source}; choose one with --data DIR", .place.display())]
    Folder {
        /// Where it was tried.
        place: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds something real.
    #[error("{} holds the data of `{name}`, which is no demo: choose another folder with --data DIR", .folder.display())]
    NotADemo {
        /// The folder.
        folder: PathBuf,
        /// Whose data it holds.
        name: String,
    },
    /// A value of our own does not parse.
    #[error("the demo is broken: {0}")]
    Broken(String),
}

/// Whom its mails come from.
const FROM: &str = "Vereniging Waterland <no-reply@waterland.example>";

/// How the demo logs: what goes wrong, nothing else.
pub fn log() -> Log {
    Log { level: Level::Warn, format: Format::Text, filter: None }
}

impl Demo {
    /// Listens, and makes the organisation with its people. Settings files and the environment play no part: whatever is
    /// set up elsewhere on this machine stays untouched, and no mail leaves it.
    pub async fn start(options: Options) -> Result<Self, DemoError> {
        let (listener, bound) = listen(options.listen).await?;
        let scratch = match &options.data {
            Some(_) => None,
            None => Some(Scratch::new().map_err(|source| DemoError::Folder { place: std::env::temp_dir(), source })?),
        };
        let data = options.data.as_deref().or(scratch.as_ref().map(Scratch::path)).unwrap_or(Path::new("."));
        let address = PublicAddress::parse(&format!("http://localhost:{}", bound.port())).map_err(DemoError::Broken)?;
        let settings = settings(data, &address)?;
        let clock = MovableClock::real();
        let ctx = wire::open(&settings, Arc::new(clock.clone()), First::Make).await?;
        let planted = match &*ctx.organisations() {
            [] => seed::plant(&ctx, &clock, options.people).await?,
            [one] if one.name == people::ORGANISATION => seed::planted(&ctx, one).await?,
            [one, ..] => {
                ctx.db().close().await;
                return Err(DemoError::NotADemo { folder: data.to_owned(), name: one.name.clone() });
            }
        };
        wiki::plant(&ctx, &ctx.only_organisation()?, address.as_str()).await?;
        let mailbox = Arc::new(Mailbox::new());
        let text = text::start(&address, &planted, options.data.as_deref());
        let from = Correspondent::parse(FROM).map_err(DemoError::Broken)?;
        let mailer = Mailer::Mailbox(mailbox.clone());
        let post = Post::new(ctx.clone(), mailer, from, address.url(), clock.moves());
        let backend = Arc::new(backend::Backend::new(planted, mailbox, clock));
        let app = App::new(
            ctx.clone(),
            AppOptions {
                public_address: address.url().clone(),
                return_to: Vec::new(),
                domain: None,
                trusted_proxies: Vec::new(),
                radius: Vec::new(),
                demo: true,
            },
        );
        let site = web::Site::with(app, web::demo::routes(backend));
        let grace = settings.server.shutdown_grace;
        let anchor = Some(Anchor::in_folder(data));
        let public_address = address.url().clone();
        let (post, reporter) = (Some(post), None);
        let serving =
            Serving { ctx, listener, site, post, reporter, public_address, anchor, radius: Radius::default(), grace };
        Ok(Self { serving, text, address: address.as_str().to_owned(), _scratch: scratch })
    }

    /// What to say at the start: ten lines.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it is, without a final slash.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Runs until `stop`. A folder of its own is gone afterwards.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        self.serving.run(stop).await;
    }
}

fn settings(data: &Path, address: &PublicAddress) -> Result<Settings, DemoError> {
    let data = data.to_str().ok_or_else(|| DemoError::Broken("the path of the folder is not UTF-8".to_owned()))?;
    let overrides = Overrides::new()
        .set("server.data", "--data", data)
        .set("server.public_address", "--listen", address.as_str())
        // Browsers keep connections open; nobody waits for them at the end of a demo.
        .set("server.shutdown_grace", "demo", "2s");
    Ok(Settings::load(None, std::iter::empty(), overrides)?)
}
