//! `campaign`: made with the usual messages, listed, shown, started, paused, stopped. Texts are
//! written in the browser.

use std::num::NonZeroU32;

use actions::admin::campaign::{
    self as campaigns, By, CampaignEdit, CampaignFault, Drafted, Hindrance, Overview, Shown, ToldAgain, Went,
};
use actions::admin::desk::Acted;
use actions::admin::policy;
use clap::{Args, Subcommand, ValueEnum};
use domain::campaign::{CampaignState, Channels, Hours, Plan, PlanFault, Step, Tone};
use domain::time::Timestamp;
use domain::user::name_key;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::campaign_letters::Letters;
use super::print::{self, plain, say, table};
use super::{Failure, House, Place, campaign_watch};

#[derive(Debug, Subcommand)]
pub(super) enum Campaign {
    /// List campaigns, the newest on top
    List(List),
    /// Show what a campaign did and will do, and who is left
    Show(Show),
    /// Make a campaign with the usual messages; nothing is sent before it is started
    Make(Make),
    /// Start a campaign
    Start(Named),
    /// Send nothing more until it is resumed
    Pause(Named),
    /// Let a paused campaign go on
    Resume(Named),
    /// End a campaign for good
    Stop(Named),
    /// Tell those again of whose messages nobody knows whether they arrived
    Again(Named),
    /// Make letters on paper for those whom no mail reaches
    Letters(Letters),
    /// Follow a campaign while its messages go out; ends when none waits
    Watch(Named),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    #[command(flatten)]
    named: Named,
    /// For programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    /// Name of the campaign
    name: String,
}

#[derive(Debug, Args)]
pub(super) struct Make {
    #[command(flatten)]
    named: Named,
    /// Name of the policy that it is for: one that is mandatory from a day on
    #[arg(long)]
    policy: String,
    /// Local day of the announcement
    #[arg(long, value_name = "DATE")]
    announce: Date,
    /// Reminders, in days before the deadline
    #[arg(long, value_name = "DAYS", value_delimiter = ',', default_value = "14,7,1")]
    before: Vec<u16>,
    /// Reminders, in days after the deadline
    #[arg(long, value_name = "DAYS", value_delimiter = ',', default_value = "7")]
    after: Vec<u16>,
    /// No message on the day of the deadline
    #[arg(long)]
    not_on_the_day: bool,
    /// First hour in which messages leave
    #[arg(long, value_name = "HOUR", default_value_t = 9)]
    from: u8,
    /// First hour that is quiet again
    #[arg(long, value_name = "HOUR", default_value_t = 17)]
    until: u8,
    /// The most messages a day
    #[arg(long, value_name = "NUMBER")]
    a_day: Option<NonZeroU32>,
    /// Address people with u in Dutch
    #[arg(long)]
    formal: bool,
    /// How people are reached
    #[arg(long, value_name = "WAY", value_enum, default_value = "both")]
    by: Way,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Way {
    /// By e-mail alone
    Mail,
    /// In the product alone, after signing in
    Product,
    /// By e-mail and in the product
    Both,
}

impl Campaign {
    pub(super) async fn run(self, place: Place) -> Result<(), Failure> {
        let house = place.open().await?;
        let done = match self {
            Self::Letters(letters) => letters.run((&place, &house)).await,
            Self::List(list) => list.run(&house).await,
            Self::Show(show) => show.run(&house).await,
            Self::Make(make) => make.run(&house).await,
            Self::Start(named) | Self::Resume(named) => named.go(&house, CampaignState::Running).await,
            Self::Pause(named) => named.go(&house, CampaignState::Paused).await,
            Self::Stop(named) => named.go(&house, CampaignState::Stopped).await,
            Self::Again(named) => named.tell_again(&house).await,
            Self::Watch(named) => campaign_watch::watch(&named, &house).await,
        };
        house.close().await;
        done
    }
}

impl Make {
    async fn run(&self, house: &House) -> Result<(), Failure> {
        let wanted = name_key(&self.policy);
        let all = policy::list(&house.ctx, &house.organisation).await?;
        let kept = all.into_iter().find(|kept| name_key(&kept.policy.name) == wanted).ok_or_else(|| {
            let name = plain(&self.policy);
            Failure::refused(format!("there is no policy `{name}`: `tweestap policy list` shows all"))
        })?;
        let plan = Plan {
            announce_on: self.announce,
            before: self.before.clone(),
            on_the_day: !self.not_on_the_day,
            after: self.after.clone(),
            hours: Hours { from: self.from, until: self.until },
            a_day: self.a_day,
            tone: if self.formal { Tone::Formal } else { Tone::Informal },
            channels: Channels { mail: self.by != Way::Product, home: self.by != Way::Mail },
        };
        let (name, policy) = (self.named.name.clone(), kept.policy.id);
        let edit = CampaignEdit { id: None, version: 0, policy, name, plan };
        match campaigns::make(&house.ctx, By::CommandLine(&house.organisation), &edit).await? {
            Acted::Done(Drafted::Saved(_)) => {
                let name = plain(self.named.name.trim());
                Ok(say(format!("{name} was made. Start it with `tweestap campaign start`."))?)
            }
            Acted::Done(Drafted::Faults(faults)) => {
                Err(Failure::refused(faults.into_iter().map(wrong).collect::<Vec<_>>().join("; ")))
            }
            _ => Err(Failure::refused(format!("there is a campaign `{}` already", plain(&self.named.name)))),
        }
    }
}

fn wrong(of: CampaignFault) -> String {
    match of {
        CampaignFault::Name => format!("the name is empty or longer than {} characters", campaigns::LONGEST_NAME),
        CampaignFault::NoDeadline => why(&Hindrance::NoDeadline),
        CampaignFault::OnlyWatches => why(&Hindrance::OnlyWatches),
        CampaignFault::Plan(plan) => fault(plan),
    }
}

impl List {
    async fn run(&self, house: &House) -> Result<(), Failure> {
        let all = campaigns::list(&house.ctx, &house.organisation).await?;
        if self.json {
            return Ok(print::json(&Value::Array(all.iter().map(in_short).collect()))?);
        }
        let rows: Vec<Vec<String>> = all
            .iter()
            .map(|shown| {
                let campaign = &shown.campaign;
                let rule = shown.policy.as_ref().map_or("(gone)", |kept| kept.policy.name.as_str());
                let deadline = shown.deadline().map_or_else(|| "-".to_owned(), |day| day.to_string());
                let announced = campaign.plan.announce_on.to_string();
                vec![campaign.name.clone(), campaign.state.word().to_owned(), rule.to_owned(), announced, deadline]
            })
            .collect();
        if rows.is_empty() {
            return Ok(say(
                "No campaign yet. Make one with `tweestap campaign make`, or in the browser, under Messages.",
            )?);
        }
        Ok(table(&["name", "state", "policy", "announced", "deadline"], &rows)?)
    }
}

impl Show {
    async fn run(&self, house: &House) -> Result<(), Failure> {
        let shown = self.named.find(house).await?;
        let look = campaigns::overview(&house.ctx, &house.organisation, &shown).await?;
        if self.json {
            return Ok(print::json(&in_full(&shown, &look))?);
        }
        let campaign = &shown.campaign;
        say(format!("{}: {}", plain(&campaign.name), campaign.state.word()))?;
        let rule = shown.policy.as_ref().map_or_else(|| "(gone)".to_owned(), |kept| plain(&kept.policy.name));
        match shown.deadline() {
            Some(day) => say(format!("Policy {rule}, mandatory from {day}."))?,
            None => say(format!("Policy {rule} demands nothing from a day on: nobody is told anything."))?,
        }
        say(format!("{} of {} have a second step; {} are to be told.", look.have, look.under, look.left))?;
        if look.unreached > 0 {
            say(format!("{} of them have no address that mail arrives at.", look.unreached))?;
        }
        if let Some(days) = look.days_a_wave {
            let most = campaign.plan.a_day.map_or(0, NonZeroU32::get);
            say(format!("At most {most} a day: a message to everyone takes {days} days."))?;
        }
        if let Some(step) = look.overlong {
            say(format!("{} has not reached everyone when the next message begins.", step.word()))?;
        }
        say("")?;
        let zone = &house.organisation.zone;
        let rows: Vec<Vec<String>> = look
            .steps
            .iter()
            .map(|step| {
                let at = step.at.map_or_else(|| "-".to_owned(), |at| print::local(at, zone));
                let tally = &step.tally;
                let numbers =
                    [tally.all, tally.sent, tally.waiting, tally.failed, tally.unknown, tally.again, tally.letters];
                [step.step.word(), at].into_iter().chain(numbers.map(|number| number.to_string())).collect()
            })
            .collect();
        Ok(table(
            &["message", "from", "written", "sent", "waiting", "failed", "unknown", "told again", "letters"],
            &rows,
        )?)
    }
}

impl Named {
    pub(super) async fn find(&self, house: &House) -> Result<Shown, Failure> {
        let all = campaigns::list(&house.ctx, &house.organisation).await?;
        let wanted = name_key(&self.name);
        all.into_iter().find(|shown| name_key(&shown.campaign.name) == wanted).ok_or_else(|| {
            Failure::refused(format!(
                "there is no campaign `{}`: `tweestap campaign list` shows all",
                plain(&self.name)
            ))
        })
    }

    async fn go(&self, house: &House, to: CampaignState) -> Result<(), Failure> {
        let shown = self.find(house).await?;
        let by = By::CommandLine(&house.organisation);
        let (name, was) = (plain(&shown.campaign.name), shown.campaign.state.word());
        match campaigns::go(&house.ctx, by, shown.campaign.id, to).await? {
            Acted::Done(Went::Done) => {
                let said = match to {
                    CampaignState::Running => "is running: the server writes what is due within a minute",
                    CampaignState::Paused => "is paused",
                    CampaignState::Draft | CampaignState::Stopped => "was stopped",
                };
                Ok(say(format!("{name} {said}."))?)
            }
            Acted::Done(Went::Changed) => {
                Err(Failure::refused(format!("{name} is {was}: from there it cannot become {}", to.word())))
            }
            Acted::Done(Went::Hindered(hindrance)) => {
                Err(Failure::refused(format!("{name} cannot start: {}", why(&hindrance))))
            }
            _ => Err(Failure::refused(format!("{name} is not there any more"))),
        }
    }

    async fn tell_again(&self, house: &House) -> Result<(), Failure> {
        let shown = self.find(house).await?;
        let name = plain(&shown.campaign.name);
        let by = By::CommandLine(&house.organisation);
        match campaigns::tell_again(&house.ctx, by, shown.campaign.id).await? {
            Acted::Done(ToldAgain::Done(messages)) => Ok(say(format!(
                "Of {messages} messages nobody knew. Whoever still needs one is told what is due now, within a minute."
            ))?),
            Acted::Done(ToldAgain::Nothing) => {
                Ok(say(format!("{name}: of every message it is known what became of it."))?)
            }
            Acted::Done(ToldAgain::Over) => {
                Err(Failure::refused(format!("{name} is {}: it tells nobody anything", shown.campaign.state.word())))
            }
            _ => Err(Failure::refused(format!("{name} is not there any more"))),
        }
    }
}

/// Why it cannot start.
fn why(hindrance: &Hindrance) -> String {
    match hindrance {
        Hindrance::OnlyWatches => {
            "its policy only watches: nobody has to do anything, so that nobody is told".to_owned()
        }
        Hindrance::NoDeadline => "its policy does not demand a second factor from a day on".to_owned(),
        Hindrance::Nobody => "everyone under its policy has a second factor, or nobody is under it".to_owned(),
        Hindrance::Another(name) => format!("the campaign `{}` is for its policy already", plain(name)),
        Hindrance::Plan(faults) => faults.iter().copied().map(fault).collect::<Vec<_>>().join("; "),
    }
}

fn fault(fault: PlanFault) -> String {
    match fault {
        PlanFault::AnnouncedTooLate => "the announcement is not before the deadline".to_owned(),
        PlanFault::AnnouncedInThePast => "the announcement is in the past".to_owned(),
        PlanFault::Before => "the days before are not different numbers from 1 to 180".to_owned(),
        PlanFault::After => "the days after are not different numbers from 1 to 180".to_owned(),
        PlanFault::BeforeAnnouncement(days) => format!("the reminder of {days} days before precedes the announcement"),
        PlanFault::Hours => "its hours end before they begin".to_owned(),
        PlanFault::NoChannel => "it reaches nobody: neither by mail nor in the product".to_owned(),
    }
}

fn in_short(shown: &Shown) -> Value {
    let campaign = &shown.campaign;
    json!({
        "id": campaign.id.to_string(),
        "name": campaign.name,
        "state": campaign.state.word(),
        "policy": shown.policy.as_ref().map(|kept| kept.policy.name.as_str()),
        "announced": campaign.plan.announce_on.to_string(),
        "deadline": shown.deadline().map(|day| day.to_string()),
    })
}

fn in_full(shown: &Shown, look: &Overview) -> Value {
    let step = |of: Step, at: Option<Timestamp>, tally: &campaigns::Tally| {
        json!({
            "message": of.word(),
            "from": print::rfc3339_or_null(at),
            "written": tally.all,
            "sent": tally.sent,
            "waiting": tally.waiting,
            "failed": tally.failed,
            "unknown": tally.unknown,
            "told_again": tally.again,
            "letters": tally.letters,
        })
    };
    let steps: Vec<Value> = look.steps.iter().map(|one| step(one.step, one.at, &one.tally)).collect();
    let mut value = in_short(shown);
    if let Value::Object(fields) = &mut value {
        fields.extend([
            ("under".to_owned(), look.under.into()),
            ("have".to_owned(), look.have.into()),
            ("left".to_owned(), look.left.into()),
            ("unreached".to_owned(), look.unreached.into()),
            ("corrections".to_owned(), look.corrections.all.into()),
            ("messages".to_owned(), Value::Array(steps)),
        ]);
    }
    value
}
