//! `/admin/settings/password`: what new passwords must be.

use actions::admin::password_rule::{self, SavedRule};
use actions::step_up::needs_now;
use domain::password::{PasswordRule, RuleFault};
use domain::permission::Right;

use crate::admin::settled;
use crate::answer::Answer;
use crate::extract::{Admin, Fields};
use crate::pages::{PasswordSettings, Place, RuleState, TypedRule};
use crate::portal::guard::to_confirm;

const ADDRESS: &str = "/admin/settings/password";

/// GET `/admin/settings/password`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    // Asked before anything is typed, so that nothing typed is lost.
    if let Some(needs) = needs_now(reader.ctx(), &admin.who.person).filter(|_| admin.who.has(Right::SettingsEdit)) {
        return to_confirm(reader, needs, ADDRESS);
    }
    let saved = reader.notice().is_some_and(|(word, _)| word == "rule-saved");
    let state = if saved { RuleState::Saved } else { RuleState::Ask };
    let organisation = reader.organisation();
    page(&admin, (typed(&organisation.password), organisation.password_version), state)
}

fn page(admin: &Admin, (typed, version): (TypedRule, i64), state: RuleState) -> Answer {
    let editable = admin.who.has(Right::SettingsEdit);
    let frame = admin.frame(Place::Settings);
    admin.reader.page(frame, |frame| PasswordSettings { frame, typed, version, state, editable })
}

fn typed(rule: &PasswordRule) -> TypedRule {
    TypedRule {
        alone: rule.alone.to_string(),
        with_second_factor: rule.with_second_factor.to_string(),
        words: rule.words.join("\n"),
    }
}

/// POST `/admin/settings/password`.
pub(super) async fn save(admin: Admin, fields: Fields) -> Answer {
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let typed_now = TypedRule {
        alone: fields.get("alone"),
        with_second_factor: fields.get("with_second_factor"),
        words: fields.get("words"),
    };
    // What is no number is none that fits.
    let number = |text: &str| text.trim().parse().unwrap_or(0);
    let version = fields.get("version").parse().unwrap_or(-1);
    let rule = PasswordRule {
        alone: number(&typed_now.alone),
        with_second_factor: number(&typed_now.with_second_factor),
        words: typed_now.words.lines().map(str::to_owned).collect(),
    };
    let saved = password_rule::save(reader.ctx(), reader.visit(), &admin.who, (rule, version)).await?;
    let (version, state) = match settled(&admin, saved, ADDRESS)? {
        Ok(SavedRule::Saved) => return reader.reply().notice("rule-saved", "").to(ADDRESS),
        Ok(SavedRule::Changed(now, version)) => (version, RuleState::Changed(typed(&now))),
        Ok(SavedRule::Faults(faults)) => (version, faulty(&faults)),
        Err(elsewhere) => return Ok(elsewhere),
    };
    page(&admin, (typed_now, version), state)
}

fn faulty(faults: &[RuleFault]) -> RuleState {
    let word = faults.iter().find_map(|fault| match fault {
        RuleFault::Word(word) => Some(word.clone()),
        RuleFault::Alone | RuleFault::WithSecondFactor | RuleFault::Order | RuleFault::TooManyWords => None,
    });
    RuleState::Faults {
        alone: faults.contains(&RuleFault::Alone),
        with_second_factor: faults.contains(&RuleFault::WithSecondFactor),
        order: faults.contains(&RuleFault::Order),
        word,
        too_many: faults.contains(&RuleFault::TooManyWords),
    }
}
