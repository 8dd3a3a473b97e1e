//! What a relying party is told about somebody: facts of the directory as its scopes and its mapping ask for them.

use domain::id::{OrganisationId, UserId};
use domain::relying_party::{ClaimSource, RelyingParty, Scope, Scopes};
use domain::selection::{AttributeKey, OwnValue};
use serde_json::{Map, Value, json};
use store::facts::PersonFacts;

use crate::ctx::Ctx;
use crate::error::Error;

/// Claims by name.
pub type Claims = Map<String, Value>;

/// What is read beside the facts, where a scope or a claim wants it.
struct Extras {
    email: Option<String>,
    attributes: Vec<(AttributeKey, OwnValue)>,
}

impl Extras {
    async fn load(
        ctx: &Ctx,
        org: OrganisationId,
        user: UserId,
        (party, scopes): (&RelyingParty, Scopes),
    ) -> Result<Self, Error> {
        let wants = |of: fn(&ClaimSource) -> bool| party.claims.iter().any(|claim| of(&claim.from));
        let email = if scopes.has(Scope::Email) || wants(|from| *from == ClaimSource::Email) {
            store::user::addresses(ctx.db(), org, user).await?.into_iter().next()
        } else {
            None
        };
        let attributes = if wants(|from| matches!(from, ClaimSource::Attribute(_))) {
            store::attribute::of_user(ctx.db(), org, user).await?
        } else {
            Vec::new()
        };
        Ok(Self { email, attributes })
    }
}

/// What is told about a person, `sub` first (OpenID Connect Core section 5.1). What is not known is left out.
pub(crate) async fn of_person(
    ctx: &Ctx,
    org: OrganisationId,
    facts: &PersonFacts,
    (party, scopes): (&RelyingParty, Scopes),
) -> Result<Claims, Error> {
    let extras = Extras::load(ctx, org, facts.id, (party, scopes)).await?;
    let mut claims = Claims::new();
    claims.insert("sub".into(), facts.id.to_string().into());
    if scopes.has(Scope::Profile) {
        claims.insert("name".into(), (*facts.display_name).into());
        claims.insert("preferred_username".into(), (*facts.user_name).into());
        if let Some(language) = &facts.language {
            claims.insert("locale".into(), (**language).into());
        }
    }
    if scopes.has(Scope::Email)
        && let Some(email) = &extras.email
    {
        claims.insert("email".into(), (**email).into());
        // Whoever administers the organisation says which address is whose; people cannot change their own.
        claims.insert("email_verified".into(), true.into());
    }
    if scopes.has(Scope::Groups) {
        claims.insert("groups".into(), groups(facts));
    }
    for rule in &party.claims {
        let value = match &rule.from {
            ClaimSource::UserName => Some((*facts.user_name).into()),
            ClaimSource::DisplayName => Some((*facts.display_name).into()),
            ClaimSource::Email => extras.email.as_deref().map(Value::from),
            ClaimSource::Groups => Some(groups(facts)),
            ClaimSource::Attribute(key) => {
                extras.attributes.iter().find(|(of, _)| of == key).map(|(_, value)| of_value(value))
            }
        };
        if rule.name == "email" && rule.from != ClaimSource::Email {
            // Nobody vouches for an address that an attribute names.
            claims.remove("email_verified");
        }
        match value {
            Some(value) => claims.insert(rule.name.clone(), value),
            None => claims.remove(&rule.name),
        };
    }
    Ok(claims)
}

fn groups(facts: &PersonFacts) -> Value {
    facts.groups.iter().map(|group| Value::from(&*group.name)).collect()
}

fn of_value(value: &OwnValue) -> Value {
    match value {
        OwnValue::Text(text) => json!(text),
        OwnValue::Number(number) => {
            let text = number.to_string();
            text.parse::<serde_json::Number>().map_or_else(|_| text.into(), Value::Number)
        }
        OwnValue::Date(date) => json!(date.to_string()),
        OwnValue::YesNo(yes) => json!(yes),
    }
}
