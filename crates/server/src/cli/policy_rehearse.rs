//! `policy rehearse`: as if it were another day. What everyone would meet at a sign-in then, in figures, and who would meet
//! one thing, with the reason of each.

use std::io::IsTerminal as _;

use actions::admin::rollout::{self, Rehearsal, Scene};
use actions::admin::selections;
use clap::Args;
use domain::policy::Outlook;
use domain::rollout::Part;
use domain::time::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::policy_explain::{calendar, language};
use super::print::{self, local, plain, rfc3339, say};
use super::when::When;
use super::{Failure, House};

/// Plain progress is told every so many people.
const TOLD_EVERY: u64 = 100_000;
/// People that are listed at once.
const PAGE: usize = 2_000;

#[derive(Debug, Args)]
pub(super) struct Rehearse {
    /// As if it were this date (its first second) or date and time, in the organisation's time zone
    #[arg(long, value_name = "DATE", value_parser = When::parse)]
    at: When,
    /// Only the people of this selection
    #[arg(long = "for", value_name = "SELECTION")]
    selection: Option<String>,
    /// List who would meet this, and why: has, offered, ahead, obliged, exempt, out-of-reach, not-asked or blocked
    #[arg(long, value_name = "WORD", value_parser = class)]
    list: Option<Outlook>,
    /// Language of the reasons: nl or en; else the organisation's
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Rehearse {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let at = self.at.at(&organisation.zone);
        if at < ctx.now() {
            return Err(Failure::usage("--at: that has passed; say today's date with a later time, or a later date"));
        }
        let part = match &self.selection {
            None => Part::Whole,
            Some(name) => Part::Selection(selections::by_name(ctx, organisation, name).await?.id),
        };
        let scene = Scene { part, at };
        if let Some(class) = self.list {
            return self.list(house, (scene, class)).await;
        }
        let all = rollout::people(ctx, organisation).await?;
        let teller = Teller::new(all);
        let counted = rollout::rehearse(ctx, organisation, scene, |read| teller.at(read)).await?;
        teller.end();
        if self.json {
            return Ok(print::json(&as_json(&counted, at))?);
        }
        say(format!("At {}, of {} people:", local(at, &organisation.zone), counted.people))?;
        for class in Outlook::ALL {
            let (now, then) = (counted.now(class), counted.then(class));
            if now > 0 || then > 0 || class == Outlook::OutOfReach {
                let change = match then.cmp(&now) {
                    std::cmp::Ordering::Equal => String::new(),
                    _ => format!(" (now {now})"),
                };
                say(format!("{then:>9}  {}{change}", words(class)))?;
            }
        }
        Ok(())
    }

    /// One line a person, page by page.
    async fn list(&self, house: &House, (scene, class): (Scene, Outlook)) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let calendar = calendar(language(self.lang.as_deref(), organisation)?, organisation, scene.at);
        let mut after = None;
        loop {
            let listed = rollout::list_rehearsal(ctx, organisation, (scene, class), (after, PAGE)).await?;
            for one in &listed.people {
                let about = web::explain::Reader::About(&one.name);
                let why = web::explain::why(&one.explanation, one.exemption, &listed.policies, (&calendar, about));
                if self.json {
                    // A line each, so that no length of the list is too much.
                    say(json!({ "user_name": one.user_name, "meets": class.word(), "why": why }).to_string())?;
                } else {
                    say(format!("{}  {}", plain(&one.user_name), plain(&why)))?;
                }
            }
            after = listed.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

fn class(text: &str) -> Result<Outlook, String> {
    Outlook::from_word(text).ok_or_else(|| format!("expected one of {}", Outlook::ALL.map(Outlook::word).join(", ")))
}

fn as_json(counted: &Rehearsal, at: Timestamp) -> Value {
    let class = |class: Outlook| json!({ "class": class.word(), "people": counted.then(class), "people_now": counted.now(class) });
    json!({ "at": rfc3339(at), "people": counted.people, "classes": Outlook::ALL.map(class) })
}

const fn words(class: Outlook) -> &'static str {
    match class {
        Outlook::Has => "are asked for a code",
        Outlook::Offered => "are offered a second step and need not",
        Outlook::Ahead => "are offered one, with a deadline still ahead",
        Outlook::Obliged => "must set one up before anything opens",
        Outlook::Exempt => "are exempt and get in with the password",
        Outlook::OutOfReach => "must set one up and cannot",
        Outlook::NotAsked => "get in with the password, nothing asked",
        Outlook::Blocked => "are blocked and do not get in",
    }
}

/// Tells how far it is, on standard error: a bar on a terminal, a line now and then elsewhere.
struct Teller {
    all: u64,
    bar: Option<ProgressBar>,
}

impl Teller {
    fn new(all: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(all);
            let style = ProgressStyle::with_template("{bar:40} {percent}%");
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        Self { all, bar }
    }

    fn at(&self, read: u64) {
        match &self.bar {
            Some(bar) => bar.set_position(read),
            None if read.is_multiple_of(TOLD_EVERY) => eprintln!("{read} of {} people looked at", self.all),
            None => {}
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
