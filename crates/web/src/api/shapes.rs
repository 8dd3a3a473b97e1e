//! What is sent to the API and what it answers, as JSON. The document of the API is made from these types.

use serde::{Deserialize, Serialize};

/// `POST /api/v1/sign-ins`: somebody whose password the platform has checked.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInRequest {
    /// User name, or an e-mail address as at sign-in.
    pub(crate) person: String,
    /// The IP address that the platform sees the browser at, without a port.
    pub(crate) source: String,
    /// The `User-Agent` of the browser.
    pub(crate) user_agent: Option<String>,
    /// What was answered as `device.token` in this browser before, from a cookie of the platform.
    pub(crate) device: Option<String>,
    /// Where a browser that goes on on the pages of Tweestap is sent back to: an address that the key lists.
    pub(crate) return_to: Option<String>,
}

/// A code for a sign-in.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeRequest {
    /// As it was typed: spaces and dashes are fine.
    pub(crate) code: String,
    /// What it is; a code of an app where nothing is said.
    #[serde(default)]
    pub(crate) method: Method,
    /// Whether the person wants the browser remembered; it is where the policy has an ask period.
    #[serde(default)]
    pub(crate) remember: bool,
}

/// What somebody proves a second step by.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Method {
    /// A code of an authenticator app.
    #[default]
    App,
    /// A recovery code.
    RecoveryCode,
    /// The code that was mailed for late enrolment.
    EmailedCode,
    /// A helpdesk pass, or the emergency code of the organisation.
    HelpdeskPass,
}

/// `POST /api/v1/sign-ins/{id}/later`
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct LaterRequest {
    /// When the offer returns; at the next sign-in where nothing is said.
    #[serde(default)]
    pub(crate) when: Later,
}

/// When an offer returns.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Later {
    /// At the next sign-in.
    #[default]
    NextSignIn,
    /// After a day.
    InADay,
    /// After a week.
    InAWeek,
}

/// `POST` with nothing to say.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// `POST /api/v1/sign-ins/{id}/enrolment/confirm`
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmRequest {
    /// The first code that the app shows.
    pub(crate) code: String,
    /// What the person calls the app or phone; at most 40 characters.
    #[serde(default)]
    pub(crate) name: String,
}

/// `POST /api/v1/sign-ins/{id}/result`
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ResultRequest {
    /// What the browser brought back as `tweestap` in the query of `return_to`.
    pub(crate) result: String,
}

/// `POST /api/v1/sessions/check`
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequest {
    /// What was answered as `session.token`.
    pub(crate) session: String,
    /// How many seconds old the newest proof may be, for something sensitive.
    pub(crate) max_age: Option<u32>,
}

/// `POST /api/v1/sessions/end`
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct EndRequest {
    /// What was answered as `session.token`.
    pub(crate) session: String,
}

/// `POST /api/v1/sessions/verify`
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionCodeRequest {
    /// What was answered as `session.token`.
    pub(crate) session: String,
    /// As it was typed.
    pub(crate) code: String,
    /// What it is: `app` or `recovery-code`.
    #[serde(default)]
    pub(crate) method: Method,
}

/// `POST /api/v1/verify`: a bare check.
#[derive(Deserialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyRequest {
    /// User name, or an e-mail address as at sign-in.
    pub(crate) person: String,
    /// A code of an authenticator app, as it was typed.
    pub(crate) code: String,
    /// The IP address that the platform sees the person at, without a port.
    pub(crate) source: String,
}

/// What comes next. Whoever reads nothing but `decision` and lets in on `allow` alone is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Decision {
    /// Signed in.
    Allow,
    /// Setting up a second step is offered; the person may say "later".
    Offer,
    /// Setting up a second step comes first.
    Enrol,
    /// A second step comes first.
    Prove,
    /// Nobody signs in.
    Refuse,
}

/// What became of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Verdict {
    /// Right, and spent.
    Right,
    /// Wrong; counted.
    Wrong,
    /// Used before.
    Replayed,
    /// No such code at all; counted unless it is empty.
    Malformed,
    /// Not looked at before `wait_until`.
    Wait,
    /// Not looked at: closed until the person or the helpdesk acts.
    Closed,
}

/// A sentence in both languages, for the person. Plain text.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Said {
    /// In Dutch.
    pub(crate) nl: String,
    /// In English.
    pub(crate) en: String,
}

/// Where a sign-in stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SignIn {
    /// What comes next.
    pub(crate) decision: Decision,
    /// Why, in a word: `refused`, `module-inactive`, `not-required`, `proved`, `device-trusted`, `exempt`, `put-off`, `factor-asked`,
    /// `other-authenticator-asked`, `other-authenticator-offered`, `other-authenticator-due`, `offered`, `due-ahead`, `due`.
    pub(crate) reason: &'static str,
    /// What to say to the person.
    pub(crate) text: Said,
    /// Until when the decision stands by itself (RFC 3339). What an administrator changes may end it before: ask.
    pub(crate) valid_until: Option<String>,
    /// What became of the code that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verdict: Option<Verdict>,
    /// Tries before a wait begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tries_left: Option<u32>,
    /// Nothing is looked at before this moment (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wait_until: Option<String>,
    /// The handle of a sign-in that waits for something. Keep it in the platform's own session, never in a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<PersonShape>,
    /// With `prove`: by what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) prove: Option<ProveShape>,
    /// With `offer` and `enrol`: on what terms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) enrol: Option<EnrolShape>,
    /// The page of Tweestap to send the browser to, where `return_to` was given. It opens once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<String>,
    /// With `allow`: the terms of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<SessionShape>,
    /// The browser is remembered, or its token changed: put it in a cookie and send it at the next sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<DeviceShape>,
    /// The recovery codes that come with the first app. Show them once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recovery_codes: Option<Vec<String>>,
}

/// A person.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct PersonShape {
    /// Identity; it stays when the name changes.
    pub(crate) id: String,
    /// Name to sign in with.
    pub(crate) user_name: String,
    /// Full name.
    pub(crate) display_name: String,
}

/// A second step that is asked.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct ProveShape {
    /// What does; the first one is to be asked, the others are ways out.
    pub(crate) methods: Vec<Method>,
    /// Whether `remember` means something.
    pub(crate) may_remember: bool,
    /// Whether setting up an allowed authenticator follows.
    pub(crate) then_enrol: bool,
}

/// Setting up a second step.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct EnrolShape {
    /// From when it is a duty (RFC 3339); none where it is none.
    pub(crate) deadline: Option<String>,
    /// The choices of "later"; none where it is due.
    pub(crate) later: Vec<Later>,
    /// What comes before, where it is late.
    pub(crate) late: Option<LateShape>,
}

/// What comes before enrolling late.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct LateShape {
    /// What does.
    pub(crate) methods: Vec<Method>,
    /// The address that a code goes to, masked; none where the person has none.
    pub(crate) address: Option<String>,
    /// Until when the code that was sent counts (RFC 3339); none where none was.
    pub(crate) sent_until: Option<String>,
}

/// The terms of a session.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SessionShape {
    /// By which the platform asks after it. It is worth nothing without the platform's key.
    pub(crate) token: String,
    /// When it ends at the latest (RFC 3339).
    pub(crate) expires_at: String,
    /// Whether the platform's cookie outlives the browser.
    pub(crate) persistent: bool,
    /// It ends after so many seconds without a request; none for no such limit.
    pub(crate) idle_seconds: Option<i64>,
    /// What was proved (RFC 8176): `pwd`, and with a second step `otp` or `swk` and `mfa`.
    pub(crate) amr: Vec<&'static str>,
}

/// A browser that is remembered.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct DeviceShape {
    /// For a cookie of the platform: `Secure`, `HttpOnly`, `SameSite=Lax`.
    pub(crate) token: String,
    /// Until when the cookie is of use (RFC 3339).
    pub(crate) expires_at: String,
}

/// A code that is on its way.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct CodeSent {
    /// Whether a code was sent now.
    pub(crate) sent: bool,
    /// Where to, masked; none where the person has no address, and only a helpdesk pass does.
    pub(crate) address: Option<String>,
    /// Another can be asked for at this moment (RFC 3339); none where one was sent now.
    pub(crate) again_at: Option<String>,
}

/// A key for an authenticator app. It counts once its first code was confirmed.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct EnrolmentShape {
    /// The address that a QR code holds, also for a link on a phone.
    pub(crate) uri: String,
    /// The key as text, in groups of four.
    pub(crate) key: String,
    /// The QR code as SVG: dark on white with its margin, whatever surrounds it.
    pub(crate) qr: String,
}

/// What a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Step {
    /// Everything.
    Open,
    /// Nothing before a second step: `POST /api/v1/sessions/verify`.
    Prove,
    /// Nothing before the password was typed anew: begin a new sign-in.
    Password,
    /// Nothing before a second step is set up: begin a new sign-in.
    Enrol,
    /// It is over: the person is signed out.
    End,
}

/// Where a session stands. Whoever goes on at `open` alone is safe.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct SessionState {
    /// What it may do now.
    pub(crate) step: Step,
    /// What to say to the person, where it is not open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<Said>,
    /// Until when this stands by itself (RFC 3339). What an administrator changes may end it before: ask.
    pub(crate) valid_until: Option<String>,
    /// What became of the code that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verdict: Option<Verdict>,
    /// Tries before a wait begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tries_left: Option<u32>,
    /// Nothing is looked at before this moment (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wait_until: Option<String>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<PersonShape>,
    /// The terms; with a new token after a proof, whose former one is worth nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<SessionShape>,
    /// The recovery code that takes the place of the one that was used. Show it once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recovery_codes: Option<Vec<String>>,
}

/// What a bare check found.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Verified {
    /// `right`, `wrong`, `wait` or `closed`. Unknown people and those without an app are `wrong`.
    pub(crate) verdict: Verdict,
    /// Nothing is looked at before this moment (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wait_until: Option<String>,
}

/// A session that was ended.
#[derive(Serialize)]
#[cfg_attr(test, derive(utoipa::ToSchema))]
pub(crate) struct Ended {
    /// Always true: a session that is not there has ended, too.
    pub(crate) ended: bool,
}
