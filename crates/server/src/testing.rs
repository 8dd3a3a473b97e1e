//! A whole server inside a test (feature `testing`): the wiring of `serve`, a free port, a clock that moves, and mail that
//! goes to memory or to a sink. Several houses may share a database and a key, as several nodes do.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actions::admin::policies::{self, NewPolicy};
use actions::admin::selections;
use actions::admin::set_up::{self, NewOrganisation};
use actions::{Ctx, Organisation};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock::MovableClock;
use crate::jobs::Post;
use crate::mail::{Correspondent, Mailbox, Mailer};
use crate::radius::Radius;
use crate::scratch::Scratch;
use crate::serving::{self, Serving};
use crate::settings::{Overrides, Settings};
use crate::wire::{self, First};

/// Whatever went wrong at the start of a test.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a house is like. The default: SQLite in a folder of its own, mail in memory, the real time.
#[derive(Debug, Clone)]
pub struct HouseOptions {
    /// As the setting `database.url`; empty is SQLite in a folder of its own.
    pub database: String,
    /// The key file of another house that shares the database; else one of its own.
    pub key_file: Option<PathBuf>,
    /// As the setting `mail.smtp`, such as [`Sink::url`](crate::mail::sink::Sink::url); else mail stays in memory.
    pub smtp: Option<String>,
    /// As the setting `server.public_address`; else `http://localhost` with the port.
    pub public_address: Option<String>,
    /// The clock; a clone of one moves with it.
    pub clock: MovableClock,
    /// Policies to save when the organisation is made; a selection that one names is made too, of the group of that name.
    pub policies: Vec<NewPolicy>,
    /// Further settings, as `section.name` and text.
    pub settings: Vec<(&'static str, String)>,
}

impl Default for HouseOptions {
    fn default() -> Self {
        Self {
            database: String::new(),
            key_file: None,
            smtp: None,
            public_address: None,
            clock: MovableClock::real(),
            policies: Vec::new(),
            settings: Vec::new(),
        }
    }
}

/// A server on an empty database, as `serve` starts it. It ends when dropped.
pub struct Unset {
    /// The public address, without a final slash.
    pub site: String,
    /// The path of the link that makes the first `SuperUser`.
    pub link: String,
    running: JoinHandle<()>,
    /// Last, so that the folder outlives the server.
    _scratch: Scratch,
}

impl Unset {
    /// Starts it.
    pub async fn start() -> Result<Self, Error> {
        let scratch = Scratch::new()?;
        let (listener, address) = serving::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let settings = settings(&HouseOptions::default(), scratch.path())?;
        let public_address = settings.server.public_address(address)?;
        let ctx = wire::open(&settings, Arc::new(MovableClock::real()), First::Make).await?;
        let link = serving::set_up_link(&ctx, &settings, &public_address);
        let radius = Radius::default();
        let site = web::Site::new(serving::app(&ctx, &settings, (&public_address, &radius))?);
        let serving = Serving {
            ctx,
            listener,
            site,
            post: None,
            reporter: None,
            public_address: public_address.url().clone(),
            anchor: None,
            radius,
            grace: settings.server.shutdown_grace,
        };
        let site = public_address.as_str().to_owned();
        Ok(Self { site, link, running: tokio::spawn(serving.run(std::future::pending())), _scratch: scratch })
    }
}

impl Drop for Unset {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// A running server. It ends when dropped; [`House::stop`] ends it in order.
pub struct House {
    /// Where it listens.
    pub address: SocketAddr,
    /// The public address, without a final slash.
    pub site: String,
    /// Its clock.
    pub clock: MovableClock,
    /// The actions, to prepare and to look at.
    pub ctx: Ctx,
    /// Its organisation, made at the first start.
    pub organisation: Arc<Organisation>,
    /// The mail that it sent, where no SMTP server was named.
    pub mailbox: Arc<Mailbox>,
    /// Where devices ask by RADIUS; nowhere without the setting `radius.listen`.
    pub devices: Vec<SocketAddr>,
    key_file: PathBuf,
    stop: CancellationToken,
    running: Option<JoinHandle<()>>,
    /// Last, so that the folder outlives the server.
    _scratch: Scratch,
}

impl House {
    /// Starts a server; makes the organisation where the database has none.
    pub async fn start(options: HouseOptions) -> Result<Self, Error> {
        let scratch = Scratch::new()?;
        let (listener, address) = serving::listen(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let settings = settings(&options, scratch.path())?;
        let public_address = settings.server.public_address(address)?;
        let ctx = wire::open(&settings, Arc::new(options.clock.clone()), First::Make).await?;
        if ctx.organisations().is_empty() {
            make_organisation(&ctx, options.policies).await?;
        }
        let organisation = ctx.only_organisation()?;
        let mailbox = Arc::new(Mailbox::new());
        let moves = options.clock.moves();
        let by_smtp = serving::post(&ctx, &settings, &public_address, moves.clone());
        let post = if let Some(post) = by_smtp {
            post
        } else {
            let from = Correspondent::parse("Waterland <no-reply@waterland.example>")?;
            Post::new(ctx.clone(), Mailer::Mailbox(mailbox.clone()), from, public_address.url(), moves)
        };
        let radius = Radius::listen(&settings.radius.listen).await?;
        let devices = radius.addresses();
        let site = web::Site::new(serving::app(&ctx, &settings, (&public_address, &radius))?);
        let grace = settings.server.shutdown_grace;
        let reporter = serving::reporter(&settings);
        let serving = Serving {
            ctx: ctx.clone(),
            listener,
            site,
            post: Some(post),
            reporter,
            public_address: public_address.url().clone(),
            anchor: None,
            radius,
            grace,
        };
        let stop = CancellationToken::new();
        let running = tokio::spawn(serving.run(stop.clone().cancelled_owned()));
        let key_file = options.key_file.unwrap_or_else(|| scratch.path().join("keys"));
        Ok(Self {
            address,
            site: public_address.as_str().to_owned(),
            clock: options.clock,
            ctx,
            organisation,
            mailbox,
            devices,
            key_file,
            stop,
            running: Some(running),
            _scratch: scratch,
        })
    }

    /// The key, for another house that shares the database.
    pub fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// Ends as at SIGTERM: requests and mail under way are finished, the database is closed.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.stop.cancel();
        if let Some(running) = self.running.take() {
            running.await?;
        }
        Ok(())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(running) = &self.running {
            running.abort();
        }
    }
}

fn settings(options: &HouseOptions, data: &Path) -> Result<Settings, Error> {
    let data = data.to_str().ok_or("the temporary folder is not UTF-8")?;
    let mut overrides = Overrides::new().set("server.data", "test", data).set("server.shutdown_grace", "test", "5s");
    if !options.database.is_empty() {
        overrides = overrides.set("database.url", "test", options.database.as_str());
    }
    if let Some(path) = &options.key_file {
        overrides = overrides.set("keys.file", "test", path.to_str().ok_or("the key file is not UTF-8")?);
    }
    if let Some(smtp) = &options.smtp {
        overrides = overrides
            .set("mail.smtp", "test", smtp.as_str())
            .set("mail.from", "test", "Waterland <no-reply@waterland.example>")
            .set("mail.tls", "test", "none")
            .set("mail.timeout", "test", "5s");
    }
    if let Some(address) = &options.public_address {
        overrides = overrides.set("server.public_address", "test", address.as_str());
    }
    for (key, value) in &options.settings {
        overrides = overrides.set(key, "test", value.as_str());
    }
    Ok(Settings::load(None, std::iter::empty(), overrides)?)
}

async fn make_organisation(ctx: &Ctx, new: Vec<NewPolicy>) -> Result<(), Error> {
    let organisation = NewOrganisation {
        name: "Vereniging Waterland".to_owned(),
        host: "localhost".to_owned(),
        time_zone: "Europe/Amsterdam".to_owned(),
        language: "nl".to_owned(),
        helpdesk_telephone: Some("0299 000 123".to_owned()),
        support_url: None,
    };
    set_up::organisation(ctx, organisation).await?;
    let organisation = ctx.only_organisation()?;
    for policy in new {
        if let Some(group) = &policy.selection {
            policies::group(ctx, &organisation, group).await?;
            selections::of_group(ctx, &organisation, group).await?;
        }
        policies::save(ctx, &organisation, policy).await?;
    }
    Ok(())
}
