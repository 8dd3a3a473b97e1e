//! Roles, rights, columns, actions and events in words. Every word of the domain has a key here, so that none is forgotten.

use actions::admin::attributes::Kept;
use domain::permission::Right;
use domain::selection::AttributeKey;
use domain::user::Role;
use domain::view::{Column, Order, ViewAction};

use crate::pages::Frame;

/// The name of a role: of one of the organisation's own, what it is called.
pub(crate) fn role(frame: &Frame, role: Role, own: Option<&str>) -> String {
    let key = match role {
        Role::Member => "role-member",
        Role::Helpdesk => "role-helpdesk",
        Role::Auditor => "role-auditor",
        Role::PeopleManager => "role-people-manager",
        Role::SuperUser => "role-superuser",
        Role::Own(_) => return own.map_or_else(|| frame.say("role-gone"), str::to_owned),
    };
    frame.say(key)
}

/// The key of a right.
pub(crate) const fn right(right: Right) -> &'static str {
    match right {
        Right::PeopleRead => "right-people-read",
        Right::ViewsAll => "right-views-all",
        Right::PeopleEdit => "right-people-edit",
        Right::PeopleBlock => "right-people-block",
        Right::PasswordSet => "right-password-set",
        Right::SecondFactorOff => "right-second-factor-off",
        Right::PassGive => "right-pass-give",
        Right::Exempt => "right-exempt",
        Right::SessionsEnd => "right-sessions-end",
        Right::Remind => "right-remind",
        Right::CampaignsRun => "right-campaigns-run",
        Right::Import => "right-import",
        Right::SetupRead => "right-setup-read",
        Right::SelectionsEdit => "right-selections-edit",
        Right::ViewsEdit => "right-views-edit",
        Right::PoliciesEdit => "right-policies-edit",
        Right::RolesEdit => "right-roles-edit",
        Right::AuditRead => "right-audit-read",
        Right::SettingsEdit => "right-settings-edit",
    }
}

/// The name of a column. An attribute that is gone meanwhile is called by its key.
pub(crate) fn column(frame: &Frame, column: &Column, own: &[Kept]) -> String {
    frame.say(match column {
        Column::Name => "column-name",
        Column::UserName => "column-user-name",
        Column::Email => "column-email",
        Column::Groups => "column-groups",
        Column::SecondFactor => "column-second-factor",
        Column::LastSignIn => "column-last-sign-in",
        Column::Language => "language",
        Column::Role => "column-role",
        Column::PasswordChanged => "column-password-changed",
        Column::Own(key) => return attribute(key, own),
    })
}

fn attribute(key: &AttributeKey, own: &[Kept]) -> String {
    let named = own.iter().find(|kept| kept.attribute.key == *key);
    named.map_or_else(|| key.to_string(), |kept| kept.attribute.name.clone())
}

/// The name of an order.
pub(crate) fn order(frame: &Frame, order: &Order, own: &[Kept]) -> String {
    frame.say(match order {
        Order::Name => "order-name",
        Order::NameDown => "order-name-down",
        Order::UserName => "order-user-name",
        Order::LastSignInDown => "order-last-sign-in-down",
        Order::LastSignIn => "order-last-sign-in",
        Order::Own(key) => return frame.with("order-own").arg("name", attribute(key, own)).to_string(),
        Order::OwnDown(key) => return frame.with("order-own-down").arg("name", attribute(key, own)).to_string(),
    })
}

/// The key of an action.
pub(crate) const fn action(action: ViewAction) -> &'static str {
    match action {
        ViewAction::Remind => "act-remind",
        ViewAction::Pass => "act-pass",
        ViewAction::Exempt => "act-exempt",
        ViewAction::SignOut => "sign-out-everywhere",
        ViewAction::Edit => "act-edit",
        ViewAction::Block => "act-block",
        ViewAction::Password => "act-password",
        ViewAction::SecondFactorOff => "act-second-factor-off",
    }
}

/// What happened: its key, drawing and tone.
pub(crate) fn event(kind: &str) -> (&'static str, &'static str, &'static str) {
    match kind {
        "person-added" => ("event-person-added", "plus", "ok"),
        "person-changed" | "person-edited" => ("event-person-changed", "user", ""),
        "group-joined" => ("event-group-joined", "user", ""),
        "group-left" => ("event-group-left", "user", ""),
        "person-blocked" => ("event-blocked", "lock", "danger"),
        "person-unblocked" => ("event-unblocked", "check", "ok"),
        "role-given" => ("event-role-given", "key", ""),
        "password-failed" => ("event-password-failed", "alert", "warn"),
        "password-throttled" => ("event-password-throttled", "clock", "warn"),
        "password-accepted" => ("event-password-accepted", "check", ""),
        "factor-accepted" => ("event-factor-accepted", "check", "ok"),
        "factor-failed" => ("event-factor-failed", "alert", "warn"),
        "factor-replayed" => ("event-factor-replayed", "alert", "warn"),
        "passkey-copied" => ("log-passkey-copied", "alert", "danger"),
        "factor-disabled" => ("event-factor-disabled", "lock", "danger"),
        "signed-in" => ("event-signed-in", "check", "ok"),
        "signed-out" => ("event-signed-out", "out", ""),
        "sessions-ended" | "signed-out-by-admin" => ("event-sessions-ended", "out", ""),
        "offer-put-off" => ("event-put-off", "clock", ""),
        "authenticator-added" => ("event-app-added", "plus", "ok"),
        "authenticator-renamed" => ("event-app-renamed", "phone", ""),
        "authenticator-removed" => ("event-app-removed", "x", "warn"),
        "recovery-codes-made" => ("event-codes-made", "list", ""),
        "recovery-code-used" => ("event-code-used", "list", "warn"),
        "enrolment-code-sent" => ("event-code-sent", "mail", ""),
        "late-enrolment-proved" => ("event-late-proved", "check", ""),
        "begun-anew" => ("event-begun-anew", "ticket", "warn"),
        "device-trusted" => ("event-device-trusted", "device", ""),
        "devices-forgotten" => ("event-devices-forgotten", "device", ""),
        "password-changed" => ("event-password-changed", "lock", ""),
        "password-set" => ("event-password-set", "lock", "warn"),
        "second-factor-switched-off" => ("event-switched-off", "shield-off", "danger"),
        "token-given" => ("log-token-given", "device", ""),
        "token-synchronised" => ("log-token-synchronised", "device", ""),
        "token-moved" => ("log-token-moved", "device", "warn"),
        "code-card-made" => ("event-card-made", "list", ""),
        "pass-given" => ("event-pass-given", "ticket", ""),
        "exemption-granted" => ("event-exempt", "calendar", ""),
        "exemption-ended" => ("event-exemption-ended", "calendar", ""),
        "exemption-end-told" => ("event-exemption-told", "mail", ""),
        "reminded" => ("event-reminded", "bell", ""),
        "act-refused" => ("event-act-refused", "alert", "warn"),
        "unknown-devices-closed" => ("event-devices-closed", "lock", "danger"),
        "unknown-devices-reopened" => ("event-reopened", "check", "ok"),
        _ => ("event-other", "info", ""),
    }
}
