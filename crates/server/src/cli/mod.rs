//! The command line: what can be said, and how it ends. 0 is done; 1 is refused or failed, with one clear line on
//! standard error that says what to do; 2 is wrong use. Each command is a file and calls one action.

mod api_key;
mod application;
mod attribute;
mod audit;
mod audit_verify;
mod break_glass;
mod campaign;
mod campaign_letters;
mod campaign_watch;
mod completions;
mod demo;
mod directory;
mod doctor;
mod failure;
mod import;
mod import_told;
mod organisation;
mod passwords;
mod person;
mod person_show;
mod policy;
mod policy_explain;
mod policy_rehearse;
mod policy_save;
mod policy_show;
mod print;
mod radius;
mod relying_party;
mod selection;
mod serve;
mod setup;
mod source;
mod when;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use actions::audit_chain::Sealer;
use actions::{Ctx, Organisation};
use clap::{Args, Parser, Subcommand};

use crate::clock::SystemClock;
use crate::logging;
use crate::settings::{Level, Overrides, Settings, environment};
use crate::wire::{self, First};
use failure::{Failure, report};

/// Two-step sign-in for an organisation.
#[derive(Debug, Parser)]
#[command(name = "tweestap", version, about, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Which installation a command is about.
#[derive(Debug, Clone, Args)]
struct Place {
    /// Settings file (TOML); without one, settings come from the environment and presets
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the embedded database and the key
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Host of the organisation, where there are several
    #[arg(long, global = true, value_name = "HOST")]
    organisation: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Serve),
    /// Show everything with a made-up organisation, on this machine
    Demo(demo::Demo),
    /// Make the organisation and its first SuperUser
    Setup(setup::Setup),
    /// Add, list, show, import and help people
    #[command(subcommand)]
    Person(person::Person),
    /// List, add, close and reopen organisations, and activate their module
    #[command(subcommand)]
    Organisation(organisation::Tenants),
    /// List, show, count, set and explain policies
    #[command(subcommand)]
    Policy(policy::Policy),
    /// List, show, start, pause, stop and watch campaigns, and make their letters
    #[command(subcommand)]
    Campaign(campaign::Campaign),
    /// Make the emergency code of the organisation, for a SuperUser who lost the second step
    #[command(subcommand)]
    BreakGlass(break_glass::BreakGlass),
    /// List, add and remove what is kept of people beside names and addresses
    #[command(subcommand)]
    Attribute(attribute::Attribute),
    /// List, show, count and save selections of people
    #[command(subcommand)]
    Selection(selection::Selection),
    /// Read and write out the audit log, and prove that nothing was changed in it
    #[command(subcommand)]
    Audit(audit::Audit),
    /// List, make and remove keys of the API, for platforms that check passwords themselves
    #[command(subcommand)]
    ApiKey(api_key::Keys),
    /// List, connect and let go systems from which people come in
    #[command(subcommand)]
    Source(source::Sources),
    /// List, add and remove devices, such as a VPN, that ask by RADIUS who may in
    #[command(subcommand)]
    Radius(radius::Radius),
    /// List and show applications behind a proxy that asks here who may pass
    #[command(subcommand)]
    Application(application::Behind),
    /// List, show, add and remove applications that sign in by OpenID Connect
    #[command(subcommand)]
    RelyingParty(relying_party::Parties),
    /// Print the document of the API, for programs
    Openapi,
    /// Check the installation, and say what to mend
    Doctor(doctor::Doctor),
    /// Print completions for a shell
    Completions(completions::Completions),
}

/// Runs the program with these arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let wrong = error.use_stderr();
            // Help that nobody reads any more is no failure.
            let printed = error.print();
            return if wrong || printed.is_err() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    report(execute(cli))
}

fn execute(Cli { place, command }: Cli) -> Result<(), Failure> {
    match command {
        Command::Completions(completions) => completions.run(),
        Command::Demo(demo) => runtime()?.block_on(demo.run(place)),
        Command::Serve(serve) => runtime()?.block_on(serve.run(place)),
        Command::Setup(setup) => runtime()?.block_on(setup.run(place)),
        Command::Person(person) => runtime()?.block_on(person.run(place)),
        Command::Organisation(it) => runtime()?.block_on(it.run(place)),
        Command::Policy(policy) => runtime()?.block_on(policy.run(place)),
        Command::Campaign(campaign) => runtime()?.block_on(campaign.run(place)),
        Command::BreakGlass(it) => runtime()?.block_on(it.run(place)),
        Command::Attribute(attribute) => runtime()?.block_on(attribute.run(place)),
        Command::Selection(selection) => runtime()?.block_on(selection.run(place)),
        Command::Audit(audit) => runtime()?.block_on(audit.run(place)),
        Command::ApiKey(keys) => runtime()?.block_on(keys.run(place)),
        Command::Source(sources) => runtime()?.block_on(sources.run(place)),
        Command::Radius(radius) => runtime()?.block_on(radius.run(place)),
        Command::Application(it) => runtime()?.block_on(it.run(place)),
        Command::RelyingParty(it) => runtime()?.block_on(it.run(place)),
        Command::Openapi => api_key::document(),
        Command::Doctor(doctor) => runtime()?.block_on(doctor.run(place)),
    }
}

/// As many threads as cores; on one core, one that never hands work to another.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut builder = match cores {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    builder.enable_all().build().map_err(|error| Failure::refused(format!("the system gives no threads: {error}")))
}

impl Place {
    /// The settings, with what the flags say on top.
    fn settings(&self, mut overrides: Overrides) -> Result<Settings, Failure> {
        if let Some(data) = &self.data {
            let text = data.to_str().ok_or_else(|| Failure::usage("--data: the path is not UTF-8"))?;
            overrides = overrides.set("server.data", "--data", text);
        }
        Ok(Settings::load(self.config.as_deref(), environment(), overrides)?)
    }

    /// Opens the installation for a command. Nothing is made where there is nothing yet.
    async fn open(&self) -> Result<House, Failure> {
        let settings = self.settings(Overrides::new())?;
        quiet_log(&settings)?;
        let ctx = wire::open(&settings, Arc::new(SystemClock), First::Refuse).await?;
        let organisation = match &self.organisation {
            Some(host) => ctx.organisation_named(host),
            None => ctx.only_organisation(),
        };
        match organisation {
            Ok(organisation) => Ok(House { ctx, organisation }),
            Err(error) => {
                ctx.db().close().await;
                Err(error.into())
            }
        }
    }
}

/// An opened installation.
struct House {
    ctx: Ctx,
    organisation: Arc<Organisation>,
}

impl House {
    /// Gives what was done its place in the audit log, and puts everything into the main file before the program ends.
    async fn close(self) {
        if let Err(error) = Sealer::default().round(&self.ctx).await {
            tracing::warn!(%error, "what was done gets its place in the audit log when the server looks next");
        }
        self.ctx.db().close().await;
    }
}

/// A command speaks for itself: only what went wrong is logged, unless more was asked for.
fn quiet_log(settings: &Settings) -> Result<(), Failure> {
    let log = crate::settings::Log { level: Level::Error, ..settings.log.clone() };
    Ok(logging::start(&log)?)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
