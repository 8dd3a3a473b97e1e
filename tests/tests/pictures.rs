//! Every page has its picture in `docs/screens`, wide in English and on a telephone in Dutch: a page that is added without
//! one fails here, and so does a picture that the camera in `examples/screens` does not take any more.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use journeys::routes;

/// What shows a page.
enum Shown {
    /// This picture.
    As(&'static str),
    /// None, for this reason.
    Not(&'static str),
}
use Shown::{As, Not};

/// Every template that is a page.
const TEMPLATES: [(&str, Shown); 131] = [
    ("admin/ask.html", As("block")),
    ("portal/back.html", Not("leads on")),
    ("admin/audit.html", As("audit")),
    ("admin/dry_run.html", As("dry-run-list")),
    ("admin/edit_group.html", As("group")),
    ("admin/edit_person.html", As("person-edit")),
    ("admin/edit_role.html", As("role")),
    ("admin/edit_view.html", As("view")),
    ("admin/exempt.html", As("exempt")),
    ("admin/exemptions.html", As("exemptions")),
    ("admin/groups.html", As("groups")),
    ("admin/import.html", As("import-progress")),
    ("admin/import_columns.html", As("import-columns")),
    ("admin/import_start.html", As("import")),
    ("admin/mail_test.html", As("mail-test")),
    ("admin/pass.html", As("pass")),
    ("admin/token.html", As("give-token")),
    ("admin/card.html", As("give-card")),
    ("admin/pass_shown.html", As("pass-shown")),
    ("admin/password.html", As("make-password")),
    ("admin/password_shown.html", As("password-made")),
    ("admin/people.html", As("people")),
    ("admin/person.html", As("person")),
    ("admin/messages.html", As("messages")),
    ("admin/edit_announcement.html", As("announcement")),
    ("profile/announcements.html", As("announcements")),
    ("admin/campaign.html", As("campaign")),
    ("admin/campaign_letters.html", As("campaign-letters")),
    ("admin/campaign_text.html", As("campaign-text")),
    ("admin/campaign_told.html", As("campaign-told")),
    ("admin/campaign_unreached.html", As("campaign-unreached")),
    ("admin/edit_campaign.html", As("campaign-new")),
    ("admin/policies.html", As("rules")),
    ("admin/policy.html", As("rule")),
    ("admin/policy_history.html", As("rule-history")),
    ("admin/refused.html", As("refused")),
    ("admin/remove_policy.html", As("rule-remove")),
    ("admin/remove_selection.html", As("selection-in-use")),
    ("admin/roles.html", As("roles")),
    ("admin/rollout.html", As("rollout")),
    ("admin/rollout_people.html", As("rollout-people")),
    ("admin/rehearsal.html", As("rehearsal")),
    ("admin/rehearsal_people.html", As("rehearsal-people")),
    ("admin/watching.html", As("rule-watching")),
    ("admin/watching_people.html", As("rule-watching-people")),
    ("admin/selection.html", As("selection-difference")),
    ("admin/selection_people.html", As("selection-people")),
    ("admin/selections.html", As("selections")),
    ("admin/switch_off.html", As("switch-off")),
    ("admin/views.html", As("views")),
    ("admin/what_if.html", As("what-if")),
    ("demo/clock.html", As("demo-clock")),
    ("demo/mail.html", As("demo-mail")),
    ("demo/mailbox.html", As("demo-mailbox")),
    ("demo/phone.html", As("demo-phone")),
    ("demo/start.html", As("demo")),
    ("demo/wiki.html", Not("an application that is played, not a page of ours")),
    ("help/app.html", As("help-app")),
    ("help/home.html", As("help")),
    ("help/topic.html", As("help-topic")),
    ("layouts/page.html", Not("a layout: every page with a menu has it")),
    ("layouts/sheet.html", Not("a layout: every page of signing in has it")),
    ("operator/made.html", As("organisation-made")),
    ("operator/new_organisation.html", As("organisation-new")),
    ("operator/organisation.html", As("organisation")),
    ("operator/organisations.html", As("organisations")),
    ("portal/add_card.html", Not("as the page of the app, and printed")),
    ("portal/code_card.html", Not("as the page of the code")),
    ("portal/add_passkey.html", As("add-passkey")),
    ("portal/add_token.html", As("add-token")),
    ("portal/add_app.html", As("add-app")),
    ("portal/confirm_password.html", As("confirm-password")),
    ("portal/consent.html", As("consent")),
    ("portal/end_session.html", As("end-session")),
    ("portal/new_recovery_code.html", As("new-recovery-code")),
    ("portal/offer.html", As("offer")),
    ("portal/pass.html", As("pass-instead")),
    ("portal/problem.html", As("problem")),
    ("portal/proof.html", As("proof")),
    ("portal/recovery_code.html", As("recovery-code")),
    ("portal/recovery_codes.html", As("recovery-codes")),
    ("portal/second_factor.html", As("second-factor")),
    ("portal/set_up.html", As("set-up")),
    ("portal/sign_in.html", As("sign-in")),
    ("profile/devices.html", As("devices")),
    ("profile/home.html", As("home")),
    ("profile/password.html", As("password")),
    ("profile/remove_authenticator.html", As("remove")),
    ("profile/rename_authenticator.html", As("rename")),
    ("profile/renew_codes.html", As("renew-codes")),
    ("profile/sessions.html", As("sessions")),
    ("profile/sign_out_everywhere.html", As("sign-out-everywhere")),
    ("profile/two_factor.html", As("two-factor")),
    ("settings/attributes.html", As("attributes")),
    ("settings/break_glass.html", As("break-glass")),
    ("settings/break_glass_shown.html", As("break-glass-shown")),
    ("settings/contact.html", As("settings-contact")),
    ("settings/edit_attribute.html", As("attribute")),
    ("settings/home.html", As("settings")),
    ("settings/exemptions.html", As("settings-exemptions")),
    ("settings/password.html", As("settings-password")),
    ("settings/remove_attribute.html", As("attribute-remove")),
    ("admin/applications.html", As("applications")),
    ("admin/edit_application.html", As("application")),
    ("admin/application_proxy.html", As("application-proxy")),
    ("admin/new_relying_party.html", As("party-choose")),
    ("admin/edit_relying_party.html", As("party")),
    ("admin/relying_party_shown.html", As("party-shown")),
    ("admin/signing_keys.html", As("signing-keys")),
    ("settings/systems.html", As("systems")),
    ("settings/edit_system.html", As("system")),
    ("settings/system_shown.html", As("system-shown")),
    ("settings/system_events.html", As("system-events")),
    ("settings/remove_system.html", As("system-remove")),
    ("settings/keys.html", As("keys")),
    ("settings/edit_key.html", As("key")),
    ("settings/key_shown.html", As("key-shown")),
    ("settings/remove_key.html", As("key-remove")),
    ("settings/tokens.html", As("tokens")),
    ("settings/token.html", As("token")),
    ("settings/import_tokens.html", As("tokens-import")),
    ("settings/radius_clients.html", As("radius")),
    ("settings/edit_radius_client.html", As("radius-client")),
    ("settings/radius_client_shown.html", As("radius-shown")),
    ("settings/remove_radius_client.html", As("radius-remove")),
    ("settings/sources.html", As("sources")),
    ("settings/edit_source.html", As("source")),
    ("settings/source_shown.html", As("source-shown")),
    ("settings/remove_source.html", As("source-remove")),
    ("settings/directory.html", As("directory")),
    ("settings/two_step.html", As("settings-two-step")),
];

/// Every address that answers GET.
const ROUTES: [(&str, Shown); 173] = [
    ("/", As("home")),
    ("/sign-in", As("sign-in")),
    ("/sign-in/second-factor", As("second-factor")),
    ("/sign-in/recovery-code", As("recovery-code")),
    ("/sign-in/pass", As("pass-instead")),
    ("/sign-in/from-platform/{id}", Not("leads on")),
    ("/sign-in/back", Not("leads on")),
    ("/api/v1/openapi.json", Not("for machines")),
    ("/.well-known/openid-configuration", Not("for machines")),
    ("/oidc/authorize", As("consent")),
    ("/oidc/end-session", As("end-session")),
    ("/oidc/keys", Not("for machines")),
    ("/oidc/userinfo", Not("for machines")),
    ("/api/v1/sign-ins/{id}", Not("for machines")),
    ("/api/{*path}", Not("for machines")),
    ("/sign-in/enrol", As("offer")),
    ("/sign-in/enrol/proof", As("proof")),
    ("/sign-in/enrol/app", As("set-up-app")),
    ("/sign-in/enrol/passkey", As("add-passkey")),
    ("/sign-in/enrol/token", As("add-token")),
    ("/sign-in/code-card", Not("as the page of the code")),
    ("/sign-in/enrol/card", Not("as the page of the app, and printed")),
    ("/sign-in/enrol/card/pdf", Not("a file")),
    ("/profile/confirm/code-card", Not("as the page of the code")),
    ("/profile/two-factor/add-card", Not("as the page of the app, and printed")),
    ("/profile/two-factor/add-card/pdf", Not("a file")),
    ("/sign-out", Not("leads on")),
    ("/session", Not("for machines")),
    ("/auth/check", Not("for machines")),
    ("/auth/check/", Not("for machines")),
    ("/auth/check/{*path}", Not("for machines")),
    ("/auth/go", Not("leads on")),
    ("/healthz", Not("for machines")),
    ("/readyz", Not("for machines")),
    ("/assets/{*path}", Not("for machines")),
    ("/help", As("help")),
    ("/help/{topic}", As("help-topic")),
    ("/help/apps/{app}", As("help-app")),
    ("/profile", Not("leads on")),
    ("/profile/two-factor", As("two-factor")),
    ("/profile/two-factor/add", As("add-app")),
    ("/profile/two-factor/add-passkey", As("add-passkey")),
    ("/profile/two-factor/add-token", As("add-token")),
    ("/profile/two-factor/recovery-codes", As("renew-codes")),
    ("/profile/two-factor/{id}/rename", As("rename")),
    ("/profile/two-factor/{id}/remove", As("remove")),
    ("/profile/devices", As("devices")),
    ("/profile/sessions", As("sessions")),
    ("/profile/sessions/end-all", As("sign-out-everywhere")),
    ("/profile/password", As("password")),
    ("/profile/check-up", As("check-up")),
    ("/profile/confirm", As("confirm")),
    ("/profile/confirm/recovery-code", As("confirm-recovery-code")),
    ("/admin", Not("leads on")),
    ("/admin/people", As("people")),
    ("/admin/people/new", As("person-new")),
    ("/admin/people/import", As("import")),
    ("/admin/people/import/{id}", As("import-looked")),
    ("/admin/people/{id}", As("person")),
    ("/admin/people/{id}/edit", As("person-edit")),
    ("/admin/people/{id}/second-factor-off", As("switch-off")),
    ("/admin/people/{id}/password", As("make-password")),
    ("/admin/people/{id}/pass", As("pass")),
    ("/admin/people/{id}/token", As("give-token")),
    ("/admin/people/{id}/code-card", As("give-card")),
    ("/admin/people/{id}/exempt", As("exempt")),
    ("/admin/people/{id}/end-exemption", As("end-exemption")),
    ("/admin/people/{id}/sign-out-everywhere", As("sign-out-person")),
    ("/admin/people/{id}/remind", As("remind")),
    ("/admin/people/{id}/block", As("block")),
    ("/admin/people/{id}/unblock", As("unblock")),
    ("/admin/people/{id}/what-if", As("what-if")),
    ("/admin/audit", As("audit")),
    ("/admin/exemptions", As("exemptions")),
    ("/admin/groups", As("groups")),
    ("/admin/groups/new", As("group-new")),
    ("/admin/groups/{id}", As("group")),
    ("/admin/groups/{id}/remove", As("group-remove")),
    ("/admin/views", As("views")),
    ("/admin/views/new", As("view-new")),
    ("/admin/views/{id}", As("view")),
    ("/admin/views/{id}/remove", As("view-remove")),
    ("/admin/roles", As("roles")),
    ("/admin/roles/new", As("role-new")),
    ("/admin/roles/{id}", As("role")),
    ("/admin/roles/{id}/remove", As("role-remove")),
    ("/announcements", As("announcements")),
    ("/admin/announcements/new", Not("the form of one that is there")),
    ("/admin/announcements/{id}", As("announcement")),
    ("/admin/messages", As("messages")),
    ("/admin/messages/new", As("campaign-new")),
    ("/admin/messages/{id}", As("campaign")),
    ("/admin/messages/{id}/edit", Not("the form of a new one")),
    ("/admin/messages/{id}/letters", As("campaign-letters")),
    ("/admin/messages/{id}/text/{kind}", As("campaign-text")),
    ("/admin/messages/{id}/told", As("campaign-told")),
    ("/admin/messages/{id}/unreached", As("campaign-unreached")),
    ("/admin/policies", As("rules")),
    ("/admin/policies/new", As("rule-new")),
    ("/admin/policies/new/dry-run", Not("as of a rule that is saved")),
    ("/admin/policies/{id}", As("rule")),
    ("/admin/policies/{id}/dry-run", As("dry-run-list")),
    ("/admin/policies/{id}/history", As("rule-history")),
    ("/admin/policies/{id}/remove", As("rule-remove")),
    ("/admin/policies/{id}/watching", As("rule-watching")),
    ("/admin/policies/{id}/watching/people", As("rule-watching-people")),
    ("/admin/rollout", As("rollout")),
    ("/admin/rollout/people", As("rollout-people")),
    ("/admin/rollout/rehearsal", As("rehearsal")),
    ("/admin/rollout/rehearsal/people", As("rehearsal-people")),
    ("/admin/selections", As("selections")),
    ("/admin/selections/new", As("selection-new")),
    ("/admin/selections/{id}", As("selection")),
    ("/admin/selections/{id}/remove", As("selection-in-use")),
    ("/admin/selections/{id}/people", As("selection-people")),
    ("/admin/settings", As("settings")),
    ("/admin/settings/attributes", As("attributes")),
    ("/admin/settings/attributes/new", As("attribute-new")),
    ("/admin/settings/attributes/{id}", As("attribute")),
    ("/admin/settings/attributes/{id}/remove", As("attribute-remove")),
    ("/admin/applications", As("applications")),
    ("/admin/applications/new", As("application-new")),
    ("/admin/applications/{id}", As("application")),
    ("/admin/applications/{id}/proxy", As("application-proxy")),
    ("/admin/applications/{id}/remove", As("application-remove")),
    ("/admin/applications/sign-in/new", As("party-choose")),
    ("/admin/applications/sign-in/{id}", As("party")),
    ("/admin/applications/sign-in/{id}/remove", As("party-remove")),
    ("/admin/applications/signing-keys", As("signing-keys")),
    ("/admin/applications/signing-keys/leaked", As("signing-keys-leaked")),
    ("/admin/settings/systems", As("systems")),
    ("/admin/settings/systems/new", As("system-new")),
    ("/admin/settings/systems/{id}", As("system")),
    ("/admin/settings/systems/{id}/remove", As("system-remove")),
    ("/admin/settings/systems/{id}/events", As("system-events")),
    ("/admin/settings/keys", As("keys")),
    ("/admin/settings/keys/new", As("key-new")),
    ("/admin/settings/keys/{id}", As("key")),
    ("/admin/settings/keys/{id}/remove", As("key-remove")),
    ("/admin/settings/tokens", As("tokens")),
    ("/admin/settings/tokens/import", As("tokens-import")),
    ("/admin/settings/tokens/{id}", As("token")),
    ("/admin/settings/radius", As("radius")),
    ("/admin/settings/radius/new", As("radius-new")),
    ("/admin/settings/radius/{id}", As("radius-client")),
    ("/admin/settings/radius/{id}/remove", As("radius-remove")),
    ("/admin/settings/sources", As("sources")),
    ("/admin/settings/sources/new", As("source-new")),
    ("/admin/settings/sources/{id}", As("source")),
    ("/admin/settings/sources/{id}/remove", As("source-remove")),
    ("/admin/settings/directories/new", As("directory-new")),
    ("/admin/settings/directories/{id}", As("directory")),
    ("/scim/v2/ServiceProviderConfig", Not("for machines")),
    ("/scim/v2/ResourceTypes", Not("for machines")),
    ("/scim/v2/ResourceTypes/{name}", Not("for machines")),
    ("/scim/v2/Schemas", Not("for machines")),
    ("/scim/v2/Schemas/{id}", Not("for machines")),
    ("/scim/v2/Users", Not("for machines")),
    ("/scim/v2/Users/{id}", Not("for machines")),
    ("/scim/v2/Groups", Not("for machines")),
    ("/scim/v2/Groups/{id}", Not("for machines")),
    ("/scim/{*path}", Not("for machines")),
    ("/feeds/announcements.json", Not("for machines")),
    ("/feeds/announcements.atom", Not("for machines")),
    ("/admin/settings/mail", As("mail-test")),
    ("/admin/settings/break-glass", As("break-glass")),
    ("/admin/settings/contact", As("settings-contact")),
    ("/admin/settings/exemptions", As("settings-exemptions")),
    ("/admin/settings/password", As("settings-password")),
    ("/admin/settings/two-step", As("settings-two-step")),
    ("/operator/organisations", As("organisations")),
    ("/operator/organisations/new", As("organisation-new")),
    ("/operator/organisations/{id}", As("organisation")),
];

/// The templates that build on a layout; the others are parts.
fn pages() -> Result<BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/web/templates");
    let mut pages = BTreeSet::new();
    for file in files(&root)? {
        if std::fs::read_to_string(&file)?.starts_with("{% extends") {
            pages.insert(file.strip_prefix(&root)?.display().to_string());
        }
    }
    Ok(pages)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(self::files(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

/// What the pictures in the folder show, and which of the two of each is missing.
fn pictures() -> Result<(BTreeSet<String>, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens");
    let there: BTreeSet<_> =
        files(&folder)?.iter().filter_map(|file| Some(file.file_name()?.to_str()?.to_owned())).collect();
    let names: BTreeSet<_> =
        there.iter().map(|file| file.trim_end_matches(".png").trim_end_matches(".nl").to_owned()).collect();
    let both = names.iter().flat_map(|name| [format!("{name}.png"), format!("{name}.nl.png")]);
    let missing = both.filter(|file| !there.contains(file)).collect();
    Ok((names, missing))
}

fn hold(found: &BTreeSet<String>, table: &[(&str, Shown)], pictures: &BTreeSet<String>) -> Result<()> {
    let told: BTreeSet<_> = table.iter().map(|(page, _)| (*page).to_owned()).collect();
    let (new, gone): (Vec<_>, Vec<_>) = (found.difference(&told).collect(), told.difference(found).collect());
    ensure!(new.is_empty(), "photograph these in tests/examples/screens, and name the pictures here: {new:?}");
    ensure!(gone.is_empty(), "these are no pages any more: {gone:?}");
    for (page, shown) in table {
        match shown {
            As(picture) => ensure!(pictures.contains(*picture), "{page}: docs/screens has no {picture}.png"),
            Not(why) => ensure!(!why.is_empty(), "{page} has no picture, for no reason"),
        }
    }
    Ok(())
}

#[test]
fn every_page_and_every_address_has_its_picture() -> Result<()> {
    let (pictures, missing) = pictures()?;
    ensure!(missing.is_empty(), "taken in one language alone; scripts/screens takes both: {missing:?}");
    hold(&pages()?, &TEMPLATES, &pictures)?;
    let answering = routes::all().into_iter().filter(|route| route.get).map(|route| route.path).collect();
    hold(&answering, &ROUTES, &pictures)
}

/// A picture that the camera does not take would stay as it is for ever.
#[test]
fn every_picture_is_still_taken() -> Result<()> {
    let mut camera = String::new();
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/screens"))? {
        camera.push_str(&std::fs::read_to_string(file)?);
    }
    for name in pictures()?.0 {
        let taken = format!("\"{}\"", name.trim_end_matches("-dark"));
        ensure!(camera.contains(&taken), "docs/screens/{name}.png is a picture that scripts/screens does not take");
    }
    Ok(())
}
