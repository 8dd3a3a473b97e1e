//! A sign-in that a device asks for: password, then a code behind it or as the answer to a challenge. Each step is the action of
//! our own pages, with its throttles, locks, register of codes and log; only how it is asked and where it ends differs.

use domain::audit::{Actor, AuditEvent};
use domain::id::UserId;
use domain::policy::NextStep;
use domain::radius::packet::Method;
use domain::radius::{Fault, FaultKind, Groups, Way, field};
use domain::throttle::Closed;
use domain::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use verifier::code::RecoveryCode;

use super::{Received, failed, used};
use crate::check_code::{APP, Codes};
use crate::ctx::Ctx;
use crate::error::{Error, broken};
use crate::open_session::Remember;
use crate::record::Scribe;
use crate::sign_in::Step;
use crate::sign_in::half::{self, Half};
use crate::sign_in::password::{self, Credentials};
use crate::sign_in::recovery_code::{self, Recovery};
use crate::sign_in::second_factor::{self, Outcome};
use crate::visit::Visit;

/// What the device is answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// The person is in; with the names of their groups, where the device is told them.
    Accept(Vec<String>),
    /// A code is asked; what comes back with it.
    Challenge(String),
    /// The person is not in.
    Reject(Why),
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Name and password do not belong together; also said of whoever is blocked or unknown.
    Wrong,
    /// Too many tries: nothing is looked at before this moment.
    Wait(Timestamp),
    /// The directory that has the password does not answer.
    Away,
    /// The password has to be changed in the directory that has it, before it opens anything.
    OldPassword,
    /// The person is not among those who may in here.
    NotHere,
    /// A second factor has to be set up first, on our own pages.
    Enrol,
    /// None of the person's second factors can be shown here.
    NoKind,
    /// The code is missing: it stands behind the password.
    NoCode,
    /// The code is wrong.
    WrongCode,
    /// The code was used before.
    UsedCode,
    /// No code is looked at until the person or the helpdesk acts.
    Closed,
    /// The challenge is over, was answered, or is somebody else's.
    Expired,
    /// The device asks by CHAP, MS-CHAP or EAP.
    OtherMethod,
    /// Name or password is missing, or not UTF-8.
    Unreadable,
}

/// An answer, and in which language its words are.
#[derive(Debug)]
pub struct Answer {
    /// The language of the person, once the password was right; else that of the organisation, so that it tells nothing.
    pub language: String,
    /// It.
    pub reply: Reply,
}

/// What a request says.
struct Said {
    name: String,
    field: SecretString,
}

/// Answers a request for somebody.
pub async fn answer(ctx: &Ctx, received: &Received) -> Result<Answer, Error> {
    let now = ctx.now();
    let (organisation, client) = (&received.organisation, &received.client);
    let said = match said(received) {
        Ok(said) => said,
        Err((why, kind)) => {
            if let Some(kind) = kind {
                failed(ctx, organisation, client, Fault { kind, at: now, from: received.from }).await?;
            }
            return Ok(Door::of(ctx, received, now).rejects(why));
        }
    };
    used(ctx, organisation, client, now).await?;
    let door = Door::of(ctx, received, now);
    match received.request.state() {
        None => Box::pin(door.begin(&said)).await,
        Some(state) => Box::pin(door.go_on(&said, state)).await,
    }
}

fn said(received: &Received) -> Result<Said, (Why, Option<FaultKind>)> {
    let request = &received.request;
    let hidden = match request.method() {
        Method::Password(hidden) => hidden,
        Method::Other => return Err((Why::OtherMethod, Some(FaultKind::OtherMethod))),
        Method::None => return Err((Why::Unreadable, None)),
    };
    let not_text = (Why::Unreadable, Some(FaultKind::NotText));
    let open = received.secret.open(hidden, &request.authenticator());
    let name = request.user_name().ok_or((Why::Unreadable, None))?;
    let name = std::str::from_utf8(name).map_err(|_| not_text)?.to_owned();
    let field = std::str::from_utf8(&open).map_err(|_| not_text)?;
    Ok(Said { name, field: SecretString::from(field) })
}

/// Why nobody can go on from here, whatever they type.
fn shut(half: &Half) -> Option<Why> {
    match &half.next {
        _ if half.standing.door.is_none_or(|door| !door.may) => Some(Why::NotHere),
        NextStep::Prove(prove) if second_factor::takes_codes(&prove.kinds) => None,
        NextStep::Prove(_) => Some(Why::NoKind),
        NextStep::Enrol(_) | NextStep::Grant(_) | NextStep::Refuse(_) => Some(Why::Enrol),
    }
}

/// One request at the door of a device.
struct Door<'a> {
    ctx: &'a Ctx,
    received: &'a Received,
    visit: Visit,
    now: Timestamp,
}

impl<'a> Door<'a> {
    fn of(ctx: &'a Ctx, received: &'a Received, now: Timestamp) -> Self {
        Self { ctx, received, visit: received.visit(), now }
    }

    /// In the language of the organisation: nothing is known of the person yet.
    fn rejects(&self, why: Why) -> Answer {
        Answer { language: self.visit.organisation.language.clone(), reply: Reply::Reject(why) }
    }

    fn language(&self, half: &Half) -> String {
        half.standing.facts.language.clone().unwrap_or_else(|| self.visit.organisation.language.clone())
    }

    /// How long a code is that may stand behind the password; nothing where the person has nothing that makes codes. Looked at for
    /// everybody, so that nobody who is not there is answered sooner.
    async fn code_length(&self, name: &str) -> Result<Option<usize>, Error> {
        let org = self.visit.organisation.id;
        let account = store::user::find_account(self.ctx.db(), org, name).await?;
        let user = account.map_or(UserId::from_bytes([0; 16]), |account| account.id);
        let codes = Codes::load(self.ctx, org, user, APP).await?;
        let length = if codes.lengths().0 { field::SHORT } else { field::LONG };
        Ok((!codes.factor.secrets.is_empty()).then_some(length))
    }

    /// A name and a password, and perhaps a code behind it.
    async fn begin(&self, said: &Said) -> Result<Answer, Error> {
        let client = &self.received.client;
        let length = self.code_length(&said.name).await?;
        let typed = said.field.expose_secret();
        let (password, code) = match (client.way, length) {
            (Way::OneField | Way::Both, Some(length)) => {
                field::split(typed, length, |text| RecoveryCode::parse(text).is_ok())
            }
            (Way::OneField | Way::Both | Way::Challenge, _) => (typed, None),
        };
        let credentials = Credentials {
            name: said.name.clone(),
            password: SecretString::from(password),
            return_to: None,
            device: None,
        };
        let token = match password::sign_in(self.ctx, &self.visit, credentials).await? {
            password::Outcome::Wrong => return Ok(self.rejects(Why::Wrong)),
            password::Outcome::Wait(until) => return Ok(self.rejects(Why::Wait(until))),
            password::Outcome::Away => return Ok(self.rejects(Why::Away)),
            password::Outcome::Expired => return Ok(self.rejects(Why::OldPassword)),
            password::Outcome::Right(Step::SignedIn(_)) => return self.accepts(&said.name).await,
            password::Outcome::Right(Step::Prove(token) | Step::Enrol(token)) => token,
            password::Outcome::Right(Step::Back(_)) => return Err(broken("a device has nobody to send back")),
        };
        let Some(half) = half::load(self.ctx, &self.visit, &token, None).await? else {
            return Ok(self.rejects(Why::Expired));
        };
        match (shut(&half), code) {
            (Some(why), _) => self.refuses(&half, why).await,
            (None, Some(code)) => self.prove((&half, &token), &said.name, code).await,
            (None, None) if client.way == Way::OneField => {
                self.ends(&half).await?;
                Ok(Answer { language: self.language(&half), reply: Reply::Reject(Why::NoCode) })
            }
            (None, None) => Ok(Answer { language: self.language(&half), reply: Reply::Challenge(token) }),
        }
    }

    /// The answer to a challenge. Each counts once, whatever stands in it, and only from this client for this person.
    async fn go_on(&self, said: &Said, state: &[u8]) -> Result<Answer, Error> {
        let org = self.visit.organisation.id;
        let db = self.ctx.db();
        let Some(old) = std::str::from_utf8(state).ok().and_then(|text| self.visit.hash(text)) else {
            return Ok(self.rejects(Why::Expired));
        };
        let Some(account) = store::user::find_account(db, org, &said.name).await? else {
            return Ok(self.rejects(Why::Expired));
        };
        let token = self.ctx.verifier().new_token();
        let input = (org, (old, self.visit.bound(token.hash())), (account.id, self.now));
        let is_first = self
            .ctx
            .write(input, |tx, (org, tokens, of)| {
                Box::pin(async move { Ok(store::half_sign_in::take(tx, *org, *tokens, *of).await?) })
            })
            .await?;
        if !is_first {
            return Ok(self.rejects(Why::Expired));
        }
        let token = token.text();
        let Some(half) = half::load(self.ctx, &self.visit, &token, None).await? else {
            return Ok(self.rejects(Why::Expired));
        };
        match shut(&half) {
            Some(why) => self.refuses(&half, why).await,
            None => self.prove((&half, &token), &said.name, said.field.expose_secret()).await,
        }
    }

    /// A code of an app, or a recovery code. What was not right ends the sign-in: the next try begins with the password.
    async fn prove(&self, (half, token): (&Half, &str), name: &str, code: &str) -> Result<Answer, Error> {
        let (ctx, visit) = (self.ctx, &self.visit);
        let outcome = if RecoveryCode::parse(code).is_ok() {
            recovery_code::prove(ctx, visit, (token, None), code).await?.map(|recovered| match recovered.step {
                Recovery::SignIn(step) => step,
                // No session is asked for a proof here.
                Recovery::Session(_) => Step::Back(String::new()),
            })
        } else {
            second_factor::prove(ctx, visit, (token, None), code, Remember::No).await?.map(|(step, _)| step)
        };
        let why = match outcome {
            Outcome::Passed(Step::SignedIn(_)) => return self.accepts(name).await,
            Outcome::Passed(Step::Enrol(token)) => {
                return match half::load(ctx, visit, &token, None).await? {
                    Some(half) => self.refuses(&half, Why::Enrol).await,
                    None => Ok(self.rejects(Why::Enrol)),
                };
            }
            Outcome::Passed(Step::Prove(_) | Step::Back(_)) => return Err(broken("a proof that proves nothing")),
            Outcome::Fault(..) | Outcome::Wrong(_) => Why::WrongCode,
            Outcome::Replayed => Why::UsedCode,
            Outcome::Closed(Closed::Wait(until)) => Why::Wait(until),
            Outcome::Closed(Closed::Disabled | Closed::UnknownDevices) => Why::Closed,
            Outcome::Expired | Outcome::Elsewhere => Why::Expired,
        };
        self.ends(half).await?;
        Ok(Answer { language: self.language(half), reply: Reply::Reject(why) })
    }

    async fn accepts(&self, name: &str) -> Result<Answer, Error> {
        let (db, org) = (self.ctx.db(), self.visit.organisation.id);
        let mut names = Vec::new();
        if self.received.client.groups != Groups::None
            && let Some(account) = store::user::find_account(db, org, name).await?
        {
            names = store::group::of_user(db, org, account.id).await?.into_iter().map(|group| group.name).collect();
        }
        Ok(Answer { language: self.visit.organisation.language.clone(), reply: Reply::Accept(names) })
    }

    /// Ends a sign-in that goes no further, and keeps why.
    async fn refuses(&self, half: &Half, why: Why) -> Result<Answer, Error> {
        let word = match why {
            Why::NotHere => "selection",
            Why::NoKind => "kind",
            _ => "enrol",
        };
        let event = AuditEvent::RadiusRefused { device: self.received.client.name.clone(), why: word.to_owned() };
        let scribe = Scribe::of_visit(self.ctx, &self.visit, self.now, Actor::User(half.user()));
        self.ctx
            .write((scribe, half.hash, half.user(), event), |tx, (scribe, half, user, event)| {
                Box::pin(async move {
                    store::half_sign_in::spend(tx, scribe.organisation.id, *half, *user).await?;
                    scribe.note(tx, Some(*user), event.clone())
                })
            })
            .await?;
        Ok(Answer { language: self.language(half), reply: Reply::Reject(why) })
    }

    async fn ends(&self, half: &Half) -> Result<(), Error> {
        self.ctx
            .write((half.org, half.hash, half.user()), |tx, (org, half, user)| {
                Box::pin(async move { Ok(store::half_sign_in::spend(tx, *org, *half, *user).await.map(drop)?) })
            })
            .await
    }
}
