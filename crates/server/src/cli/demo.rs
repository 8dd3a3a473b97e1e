//! `demo`: everything, with a made-up organisation, in one command.

use std::net::SocketAddr;

use clap::Args;

use super::print::say;
use super::serve::end_signals;
use super::{Failure, Place};
use crate::demo::people::USUAL_NUMBER;
use crate::demo::{self, Options};
use crate::logging;

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// How many people there are
    #[arg(long, value_name = "N", default_value_t = USUAL_NUMBER)]
    people: usize,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        if place.config.is_some() {
            return Err(Failure::usage("the demo takes no settings file: it touches nothing that is set up"));
        }
        logging::start(&demo::log())?;
        let end = end_signals()?;
        let options = Options { people: self.people, listen: self.listen, data: place.data };
        let demo = demo::Demo::start(options).await.map_err(Failure::refused)?;
        say(demo.text())?;
        demo.run(end.heard()).await;
        Ok(())
    }
}
