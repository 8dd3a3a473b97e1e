//! `campaign watch`: how far a campaign is, while its messages go out.

use std::io::IsTerminal as _;
use std::time::Duration;

use actions::admin::campaign::{self as campaigns, Tally};
use indicatif::{ProgressBar, ProgressStyle};

use super::campaign::Named;
use super::print::say;
use super::{Failure, House};

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Follows it until no message waits.
pub(super) async fn watch(campaign: &Named, house: &House) -> Result<(), Failure> {
    let shown = campaign.find(house).await?;
    let bar = std::io::stderr().is_terminal().then(|| {
        let bar = ProgressBar::new(0);
        match ProgressStyle::with_template("{bar:40} {pos} of {len} sent, {msg}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    });
    let mut told = None;
    loop {
        let tallies = campaigns::tally(&house.ctx, &house.organisation, shown.campaign.id).await?;
        let sum = |count: fn(&Tally) -> u64| tallies.values().map(count).sum::<u64>();
        let written = sum(|tally| tally.all - tally.letters);
        let (sent, waiting) = (sum(|tally| tally.sent), sum(|tally| tally.waiting));
        let failed = written - sent - waiting;
        let line = format!("{sent} of {written} sent, {waiting} waiting, {failed} not arrived");
        match &bar {
            Some(bar) => {
                bar.set_length(written);
                bar.set_position(sent);
                bar.set_message(format!("{waiting} waiting, {failed} not arrived"));
            }
            None if told.as_ref() != Some(&line) => eprintln!("{line}"),
            None => {}
        }
        told = Some(line.clone());
        if waiting == 0 {
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
            return Ok(say(line)?);
        }
        tokio::time::sleep(LOOK).await;
    }
}
