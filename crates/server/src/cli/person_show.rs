//! `person show`: a person, what holds for them, and what a sign-in in an unknown browser would lead to.

use actions::admin::attributes;
use actions::admin::people::{self, Shown};
use clap::Args;
use domain::selection::{Attribute, OwnValue};
use serde_json::{Value, json};

use super::policy_explain::{calendar, effective, language};
use super::print::{self, local, plain, rfc3339, rfc3339_or_null, say};
use super::{Failure, House};

#[derive(Debug, Args)]
pub(super) struct Show {
    /// User name or e-mail address
    person: String,
    /// Language of the sentences: nl or en; else the organisation's
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// For programs
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let words = language(self.lang.as_deref(), &house.organisation)?;
        let id = people::find(&house.ctx, &house.organisation, &self.person).await?;
        let shown = people::show(&house.ctx, &house.organisation, id).await?;
        let own = attributes::values(&house.ctx, &house.organisation, id).await?;
        let calendar = calendar(words, &house.organisation, house.ctx.now());
        let about = web::explain::Reader::About(&shown.user.display_name);
        let why = web::explain::sentences(&shown.explanation, &shown.standing, &calendar, about);
        if self.json {
            let mut all = as_json(&shown, &why);
            if let Some(fields) = all.as_object_mut() {
                fields.insert("attributes".to_owned(), own_as_json(&own));
            }
            return Ok(print::json(&all)?);
        }
        as_text(house, &shown, &own, &why)
    }
}

fn as_json(shown: &Shown, why: &[String]) -> Value {
    let user = &shown.user;
    let authenticators: Vec<Value> = shown
        .standing
        .facts
        .authenticators
        .iter()
        .map(|one| {
            json!({
                "kind": one.kind.word(),
                "label": one.label,
                "added_at": rfc3339(one.added_at),
                "last_used_at": rfc3339_or_null(one.last_used_at),
            })
        })
        .collect();
    json!({
        "id": user.id.to_string(),
        "user_name": user.user_name,
        "display_name": user.display_name,
        "addresses": shown.addresses,
        "language": user.language,
        "role": user.role.word(),
        "groups": shown.groups,
        "blocked": user.blocked,
        "last_sign_in_at": rfc3339_or_null(user.last_sign_in_at),
        "password_changed_at": rfc3339_or_null(user.password_changed_at),
        "authenticators": authenticators,
        "recovery_codes_left": shown.recovery_codes,
        "exempt_until": rfc3339_or_null(shown.standing.facts.person.exemption.map(|exemption| exemption.until)),
        "policy": effective(&shown.standing),
        "why": why,
    })
}

type Own = [(Attribute, Option<OwnValue>)];

/// What the person has a value of, by key; yes and no as such.
fn own_as_json(own: &Own) -> Value {
    let with = own.iter().filter_map(|(attribute, value)| Some((attribute.key.to_string(), value.as_ref()?)));
    let as_json = |value: &OwnValue| match value {
        OwnValue::YesNo(truth) => json!(truth),
        other => json!(other.shown()),
    };
    with.map(|(key, value)| (key, as_json(value))).collect::<serde_json::Map<_, _>>().into()
}

fn as_text(house: &House, shown: &Shown, own: &Own, why: &[String]) -> Result<(), Failure> {
    let zone = &house.organisation.zone;
    let user = &shown.user;
    let or_none = |texts: &[String]| if texts.is_empty() { "none".to_owned() } else { plain(&texts.join(", ")) };
    let moment = |at: Option<_>| at.map_or_else(|| "never".to_owned(), |at| local(at, zone));
    let line = |name: &str, value: String| say(format!("{name:<18}{value}"));
    line("user name", plain(&user.user_name))?;
    line("name", plain(&user.display_name))?;
    line("e-mail", or_none(&shown.addresses))?;
    line(
        "language",
        user.language.clone().unwrap_or_else(|| format!("{} (organisation)", house.organisation.language)),
    )?;
    line("role", user.role.word().into_owned())?;
    line("groups", or_none(&shown.groups))?;
    for (attribute, value) in own {
        if let Some(value) = value {
            line(attribute.key.as_str(), plain(&value.shown()))?;
        }
    }
    line("may sign in", if user.blocked { "no: blocked".to_owned() } else { "yes".to_owned() })?;
    line(
        "password",
        user.password_changed_at.map_or_else(|| "none".to_owned(), |at| format!("since {}", local(at, zone))),
    )?;
    line("last sign-in", moment(user.last_sign_in_at))?;
    let apps = &shown.standing.facts.authenticators;
    if apps.is_empty() {
        line("second step", "none".to_owned())?;
    }
    for one in apps {
        let last = moment(one.last_used_at);
        line("second step", format!("{} ({}), last used: {last}", plain(&one.label), one.kind.word()))?;
    }
    line("recovery codes", format!("{} left", shown.recovery_codes))?;
    say("")?;
    for sentence in why {
        say(plain(sentence))?;
    }
    Ok(())
}
