//! People and what they do: each goes through a few steps, and after each of them the database must hold exactly this.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use domain::id::UserId;
use domain::time::Timestamp;
use journeys::crowd::{App, Crowd, Member, Recovery};
use verifier::totp::{Secret, code_at, step_at};

use crate::crash::facts::Facts;

/// What someone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Two codes of an app, each in a half sign-in.
    SignIn,
    /// Password and code.
    WholeSignIn,
    /// A recovery code, then the one that took its place.
    Recover,
    /// Enrols an app at sign-in; ten recovery codes come with it.
    Enrol,
    /// The same with a recovery code that is there already, so that no hash holds it up.
    EnrolAgain,
    /// Adds a second app in My profile.
    Add,
    /// Two wrong codes in one half sign-in: whoever is told so is charged, whatever happens next.
    Guess,
}

impl Kind {
    /// Everyone who is there for a round.
    pub(crate) const ROUND: [Self; 28] = {
        use Kind::{Add, Enrol, EnrolAgain, Guess, Recover, SignIn, WholeSignIn};
        [
            Enrol,
            SignIn,
            Guess,
            EnrolAgain,
            Recover,
            Add,
            SignIn,
            Guess,
            WholeSignIn,
            EnrolAgain,
            SignIn,
            Add,
            Recover,
            SignIn,
            EnrolAgain,
            Guess,
            SignIn,
            Add,
            SignIn,
            WholeSignIn,
            EnrolAgain,
            SignIn,
            Recover,
            Guess,
            Add,
            SignIn,
            EnrolAgain,
            SignIn,
        ]
    };
    /// Every kind.
    pub(crate) const ALL: [Self; 7] =
        [Self::SignIn, Self::WholeSignIn, Self::Recover, Self::Enrol, Self::EnrolAgain, Self::Add, Self::Guess];
    /// Steps that each of them takes.
    pub(crate) const STEPS: usize = 2;

    fn has_app(self) -> bool {
        !matches!(self, Self::Enrol | Self::EnrolAgain)
    }

    fn has_code(self) -> bool {
        matches!(self, Self::Recover | Self::EnrolAgain | Self::Add)
    }

    fn halves(self) -> usize {
        match self {
            Self::SignIn | Self::Recover => 2,
            Self::Enrol | Self::EnrolAgain | Self::Guess => 1,
            Self::WholeSignIn | Self::Add => 0,
        }
    }
}

/// Someone, before the first step.
#[derive(Clone)]
pub(crate) struct Subject {
    pub(crate) kind: Kind,
    pub(crate) member: Member,
    /// The app that was there from the start.
    pub(crate) app: Option<App>,
    /// Step up to which its codes count as used from the start.
    imported: Option<i64>,
    /// Half sign-ins to use, the next one last.
    pub(crate) halves: Vec<String>,
    /// A session to use.
    pub(crate) session: Option<String>,
    /// The recovery code that was there from the start.
    pub(crate) code: Option<Recovery>,
}

impl std::fmt::Debug for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {}", self.kind, self.member.name)
    }
}

impl Subject {
    /// The app's code at a step of time.
    pub(crate) fn code_at(secret: &Secret, step: i64) -> String {
        code_at(secret, step * 30)
    }

    /// Six digits that the app shows at no step near this one.
    pub(crate) fn wrong_code(&self, step: i64) -> Result<String> {
        let secret = &self.app.as_ref().context("no app")?.secret;
        let near: Vec<String> = (step - 5..=step + 5).map(|step| Self::code_at(secret, step)).collect();
        let mut candidates = (0..=near.len()).map(|number| format!("{number:06}"));
        candidates.find(|code| !near.contains(code)).context("every code is right")
    }

    /// What stands in the database after so many steps, the first of which began in this step of time.
    pub(crate) fn expected(&self, stage: usize, step: i64) -> Facts {
        let n = i64::try_from(stage).unwrap_or(i64::MAX);
        let (first, second) = (n.clamp(0, 1), (n - 1).clamp(0, 1));
        let mut facts = Facts {
            apps: i64::from(self.kind.has_app()),
            last_step: self.imported,
            halves: i64::try_from(self.kind.halves()).unwrap_or(i64::MAX),
            pending: 0,
            first_code: self.kind.has_code(),
            codes: i64::from(self.kind.has_code()),
            sessions: i64::from(self.session.is_some()),
            unproved: 0,
            charged: 0,
            audit: BTreeMap::new(),
            mails: BTreeMap::new(),
        };
        match self.kind {
            Kind::SignIn => {
                facts.halves -= n;
                facts.sessions = n;
                if stage > 0 {
                    facts.last_step = Some(step + n - 1);
                }
                facts.audits([("factor-accepted", n), ("signed-in", n)]);
            }
            Kind::WholeSignIn => {
                facts.halves = first - second;
                facts.sessions = second;
                if stage == 2 {
                    facts.last_step = Some(step);
                }
                facts.audits([("password-accepted", first), ("factor-accepted", second), ("signed-in", second)]);
            }
            Kind::Recover => {
                facts.halves -= n;
                facts.sessions = n;
                facts.first_code = stage == 0;
                facts.audits([("factor-accepted", n), ("recovery-code-used", n), ("signed-in", n)]);
                facts.mailed("recovery-code-used", n);
            }
            Kind::Enrol | Kind::EnrolAgain => {
                facts.pending = first - second;
                facts.halves -= second;
                facts.apps = second;
                facts.sessions = second;
                facts.last_step = (stage == 2).then_some(step);
                facts.audits([("authenticator-added", second), ("signed-in", second)]);
                facts.mailed("authenticator-added", second);
                if self.kind == Kind::Enrol {
                    facts.codes = 10 * second;
                    facts.audits([("recovery-codes-made", second)]);
                }
            }
            Kind::Add => {
                facts.pending = first - second;
                facts.apps += second;
                if stage == 2 {
                    facts.last_step = Some(step);
                }
                facts.audits([("authenticator-added", second)]);
                facts.mailed("authenticator-added", second);
            }
            Kind::Guess => {
                facts.charged = n;
                facts.audits([("factor-failed", n)]);
            }
        }
        facts
    }
}

/// The people of a round.
pub(crate) async fn prepare(crowd: &Crowd, number: &mut usize, now: Timestamp) -> Result<Vec<Subject>> {
    let names: Vec<String> = Kind::ROUND
        .iter()
        .map(|_| {
            *number += 1;
            format!("person-{number}")
        })
        .collect();
    let members = crowd.add(&names, now).await?;
    let mut subjects: Vec<Subject> = Kind::ROUND
        .iter()
        .zip(members)
        .map(|(kind, member)| Subject {
            kind: *kind,
            member,
            app: None,
            imported: kind.has_app().then_some(step_at(now.seconds()) - 2),
            halves: Vec::new(),
            session: None,
            code: None,
        })
        .collect();
    let ids = |wants: fn(&Subject) -> usize, subjects: &[Subject]| -> Vec<UserId> {
        subjects.iter().flat_map(|subject| std::iter::repeat_n(subject.member.id, wants(subject))).collect()
    };
    let with_app = ids(|subject| usize::from(subject.kind.has_app()), &subjects);
    let mut apps = crowd.give_apps(&with_app, now).await?.into_iter();
    let with_half = ids(|subject| subject.kind.halves(), &subjects);
    let mut halves = crowd.halves(&with_half, now).await?.into_iter();
    let with_session = ids(|subject| usize::from(subject.kind == Kind::Add), &subjects);
    let mut sessions = crowd.sessions(&with_session, now).await?.into_iter();
    for subject in subjects.iter_mut().filter(|subject| subject.kind == Kind::Recover) {
        let code = crowd.recovery(subject.member.id).await?;
        crowd.give_recovery(&[subject.member.id], &code, now).await?;
        subject.code = Some(code);
    }
    // Whoever only has to have a code gets one that nobody can use: a hash for each would take long.
    let with_code = ids(|subject| usize::from(subject.kind.has_code() && subject.code.is_none()), &subjects);
    let code = crowd.recovery(with_code.first().copied().context("nobody has a code")?).await?;
    crowd.give_recovery(&with_code, &code, now).await?;
    for subject in &mut subjects {
        if subject.kind.has_app() {
            subject.app = Some(apps.next().context("an app too few")?);
        }
        if subject.kind == Kind::Add {
            subject.session = Some(sessions.next().context("a session too few")?);
        }
        if subject.kind.has_code() {
            subject.code.get_or_insert_with(|| code.clone());
        }
        subject.halves = halves.by_ref().take(subject.kind.halves()).collect();
    }
    Ok(subjects)
}
