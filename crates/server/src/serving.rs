//! A server that runs: listener, pages, jobs, and an end in order. `serve`, the demo and the tests share it, so that
//! what is tested is what runs.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actions::Ctx;
use actions::admin::set_up::{self, NewOrganisation};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
use url::Url;
use web::{App, AppOptions, Site};

use crate::anchor::Anchor;
use crate::jobs::{Jobs, Post, Reporter};
use crate::mail::Mailer;
use crate::radius::Radius;
use crate::reports::ReportBox;
use crate::settings::{PublicAddress, Settings};

/// Everything that a server needs to run.
pub struct Serving {
    /// The actions.
    pub ctx: Ctx,
    /// Where it listens.
    pub listener: TcpListener,
    /// What it answers.
    pub site: Site,
    /// Who sends its mail; nobody where no mail server is set.
    pub post: Option<Post>,
    /// Who reads what was not delivered; nobody where no mailbox is set.
    pub reporter: Option<Reporter>,
    /// The address that people know the product by.
    pub public_address: Url,
    /// Where the newest checkpoints of the audit log are kept.
    pub anchor: Option<Anchor>,
    /// Where devices ask by RADIUS; nowhere where none may.
    pub radius: Radius,
    /// How long an end waits for what is under way.
    pub grace: Duration,
}

impl Serving {
    /// Runs until `stop`; then finishes the requests and the mail under way, and closes the database.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let jobs = Jobs::start(&self.ctx, &self.public_address, (self.post, self.reporter), self.anchor);
        let devices = self.radius.start(&self.ctx, &self.public_address);
        listener::serve(self.listener, Arc::new(self.site), stop, self.grace).await;
        devices.stop(self.grace).await;
        jobs.stop(self.grace).await;
        self.ctx.db().close().await;
    }
}

/// Why it cannot listen; says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Another program listens there.
    #[error("{0} is in use: another program listens there; stop it, or choose another port with --listen ADDRESS:PORT")]
    InUse(SocketAddr),
    /// Ports below 1024 are not for everyone.
    #[error("this user may not listen on {0}: choose a port above 1023 with --listen, and let a proxy forward to it")]
    NotAllowed(SocketAddr),
    /// The system refused.
    #[error("cannot listen on {address}: {source}; choose another address with --listen ADDRESS:PORT")]
    Other {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Listens; the second value is where, which for port 0 is only known now.
pub async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ListenError> {
    let refused = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AddrInUse => ListenError::InUse(address),
        std::io::ErrorKind::PermissionDenied => ListenError::NotAllowed(address),
        _ => ListenError::Other { address, source },
    };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}

/// The state of the pages, as the settings say.
pub fn app(
    ctx: &Ctx,
    settings: &Settings,
    (public_address, radius): (&PublicAddress, &Radius),
) -> Result<App, url::ParseError> {
    let return_to = settings.sign_in.return_to.iter().map(|to| Url::parse(to.as_str())).collect::<Result<_, _>>()?;
    let options = AppOptions {
        public_address: public_address.url().clone(),
        return_to,
        domain: settings.sign_in.domain.clone(),
        trusted_proxies: settings.server.trusted_proxies.clone(),
        radius: radius.addresses(),
        demo: false,
    };
    Ok(App::new(ctx.clone(), options))
}

/// The path of the link that makes the first organisation, for whoever started a server that has none.
pub fn set_up_link(ctx: &Ctx, settings: &Settings, public_address: &PublicAddress) -> String {
    let known = &settings.organisation;
    let preset = NewOrganisation {
        name: known.name.clone().unwrap_or_default(),
        host: public_address.host().to_owned(),
        time_zone: known.time_zone.clone(),
        language: known.language.tag().to_owned(),
        helpdesk_telephone: known.helpdesk_telephone.clone(),
        support_url: known.support_url.as_ref().map(ToString::to_string),
    };
    format!("/set-up?code={}", set_up::invite(ctx, preset))
}

/// Who sends the mail, as the settings say; nobody where no mail server is set.
pub fn post(ctx: &Ctx, settings: &Settings, public_address: &PublicAddress, sooner: Arc<Notify>) -> Option<Post> {
    let mail = settings.mail.as_ref()?;
    let mailer = Mailer::new(Some(mail.clone()));
    Some(Post::new(ctx.clone(), mailer, mail.from.clone(), public_address.url(), sooner))
}

/// Who reads the reports of delivery, as the settings say; nobody where no mailbox is set, or no mail is sent.
pub fn reporter(settings: &Settings) -> Option<Reporter> {
    let (mail, reports) = (settings.mail.as_ref()?, settings.reports.as_ref()?);
    Some(Reporter::new(ReportBox::new(reports.clone()), mail.from.clone()))
}

/// The signals that end the program: SIGTERM, and SIGINT (Ctrl-C).
#[derive(Debug)]
pub struct EndSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl EndSignals {
    /// Hears them from now on: before anything is opened, so that none ends the program half-way.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Answers when one was heard.
    pub async fn heard(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_told_with_what_to_do() {
        let (_listener, bound) = listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let error = listen(bound).await.unwrap_err().to_string();
        assert!(error.contains(&bound.to_string()) && error.contains("--listen"), "{error}");
    }
}
