//! `serve`: the server. Where nobody can sign in yet, it prints the link with which the first SuperUser is made.

use std::sync::Arc;

use clap::Args;
use tokio::sync::Notify;

use super::print::say;
use super::{Failure, Place};
use crate::anchor::Anchor;
use crate::clock::SystemClock;
use crate::logging;
use crate::radius::Radius;
use crate::serving::{self, EndSignals, Serving};
use crate::settings::Overrides;
use crate::wire::{self, First};

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

impl Serve {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let mut overrides = Overrides::new();
        if let Some(listen) = self.listen {
            overrides = overrides.set("server.listen", "--listen", listen);
        }
        let settings = place.settings(overrides)?;
        logging::start(&settings.log)?;
        let end = end_signals()?;
        let (listener, bound) = serving::listen(settings.server.listen).await.map_err(Failure::refused)?;
        let address = settings.server.public_address(bound).map_err(Failure::refused)?;
        let radius = Radius::listen(&settings.radius.listen).await.map_err(Failure::refused)?;
        let ctx = wire::open(&settings, Arc::new(SystemClock), First::Make).await?;
        let app = serving::app(&ctx, &settings, (&address, &radius)).map_err(Failure::refused)?;
        let post = serving::post(&ctx, &settings, &address, Arc::new(Notify::new()));
        if post.is_none() {
            tracing::warn!("no mail server is set (mail.smtp): messages wait");
        }
        if ctx.organisations().is_empty() {
            let link = serving::set_up_link(&ctx, &settings, &address);
            // To the terminal alone: what stands in a log is kept, and sent elsewhere.
            say(format!(
                "Nobody can sign in yet. Make the organisation and its first SuperUser with this link; it works once, for a \
                 day:\n\n    {}{link}\n",
                address.as_str()
            ))?;
        }
        tracing::info!(listen = %bound, public_address = %address, "serving");
        for place in radius.addresses() {
            tracing::info!(listen = %place, "hearing devices by RADIUS");
        }
        let anchor = Some(Anchor::in_folder(&settings.server.data));
        let grace = settings.server.shutdown_grace;
        let reporter = serving::reporter(&settings);
        let public_address = address.url().clone();
        let site = web::Site::new(app);
        let serving = Serving { ctx, listener, site, post, reporter, public_address, anchor, radius, grace };
        serving.run(end.heard()).await;
        tracing::info!("ended");
        Ok(())
    }
}

/// Hears the signals that end the program.
pub(super) fn end_signals() -> Result<EndSignals, Failure> {
    EndSignals::listen().map_err(|error| Failure::refused(format!("signals cannot be heard: {error}")))
}
