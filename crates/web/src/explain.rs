//! Why a person is asked for a second step or not, what holds, and which rule each part comes from, in sentences.
//! The pages, the helpdesk and the command line say these; `domain::policy::explain` decided them.

use actions::Standing;
use domain::assurance::ProofKind;
use domain::id::PolicyId;
use domain::policy::decide::LAST_WEEK;
use domain::policy::{
    Ask, AuthenticatorRule, EffectivePolicy, Exemption, Explanation, LateEnrolment, NextStep, Reason, Requirement, Stay,
};
use domain::session::LONGEST_WITHOUT_STAY;
use domain::time::Timestamp;
use domain::trusted_device::trusted_until;

use crate::explain::week::{every, span};
use crate::words::{Calendar, Sentence, Words};

mod rule;
mod week;

pub use rule::{
    ask_words, authenticators_word, change, deadline_words, idle_words, late_word, requirement_word, rule, stay_words,
};
pub use week::week;

/// Whom the sentences address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader<'a> {
    /// The person: "you".
    Self_,
    /// Somebody else, who reads about the person with this full name.
    About(&'a str),
}

/// The sentences: first why, with the date that counts and an exemption that ended; then, where it matters, how often
/// the second step is asked, how long people stay signed in, and what enrolling after the deadline needs; last, to others
/// than the person, which rules only watch.
///
/// Time zone, moment and language are those of the calendar.
pub fn sentences(
    explanation: &Explanation,
    standing: &Standing,
    calendar: &Calendar,
    reader: Reader<'_>,
) -> Vec<String> {
    let told = Told {
        explanation,
        exemption: standing.facts.person.exemption,
        rule_names: &|policy| standing.policy_name(policy),
        watching: standing.watching().map(|policy| policy.name.as_str()).collect(),
        calendar,
        reader,
    };
    told.all()
}

/// The first of them alone, and what enrolling needs, for a list of many people. `policies` are those that are named.
pub fn why(
    explanation: &Explanation,
    exemption: Option<Exemption>,
    policies: &[(PolicyId, String)],
    (calendar, reader): (&Calendar, Reader<'_>),
) -> String {
    let rule_names = |id| policies.iter().find(|(policy, _)| *policy == id).map(|(_, name)| name.as_str());
    let told = Told { explanation, exemption, rule_names: &rule_names, watching: Vec::new(), calendar, reader };
    [Some(told.why()), told.late()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What is told, to whom.
struct Told<'a> {
    explanation: &'a Explanation,
    exemption: Option<Exemption>,
    rule_names: &'a dyn Fn(PolicyId) -> Option<&'a str>,
    /// The rules that only watch the person.
    watching: Vec<&'a str>,
    calendar: &'a Calendar,
    reader: Reader<'a>,
}

impl Told<'_> {
    fn all(&self) -> Vec<String> {
        let ask = self.asks().then(|| self.ask());
        let stay = (!matches!(self.explanation.step, NextStep::Refuse(_))).then(|| self.stay());
        let said = [Some(self.why()), ask, stay, self.late()].into_iter().flatten();
        said.chain(self.watching()).collect()
    }

    /// The rules that ask nothing and only look on: for whoever administers, and nobody's concern who signs in.
    fn watching(&self) -> impl Iterator<Item = String> {
        let told = self.watching.iter().filter(|_| self.reader != Reader::Self_);
        told.map(|rule| self.with("why-watches").arg("rule", (*rule).to_owned()).to_string())
    }

    /// THE sentence. One string; a reason and a date can take more than one full stop.
    fn why(&self) -> String {
        let parts = match self.explanation.reason {
            Reason::Blocked => vec![self.with("why-blocked").to_string()],
            Reason::OrganisationClosed => vec![self.say("why-closed")],
            Reason::ModuleInactive => vec![self.say("why-inactive")],
            Reason::NotRequired => vec![self.with("why-not-required").to_string()],
            Reason::Exempt { until } => {
                let exempt = self.with("why-exempt").arg("until", self.through(until)).to_string();
                vec![exempt, self.demand(Some(until))]
            }
            Reason::Proved { kind } => {
                let proved = self.with("why-proved").arg("kind", self.say(by(kind))).to_string();
                vec![self.demand(None), proved]
            }
            Reason::DeviceTrusted { passed_at } => vec![self.demand(None), self.trusted(passed_at)],
            Reason::FactorAsked => vec![self.demand(None), self.say("why-asked")],
            Reason::OtherAuthenticatorAsked => {
                let mut parts = vec![self.demand(None), self.not_enough(), self.say("why-still-asked")];
                if matches!(&self.explanation.step, NextStep::Prove(prove) if prove.then_enrol) {
                    parts.push(self.say("why-then-enrol"));
                    parts.extend(self.exemption_ended());
                }
                parts
            }
            Reason::OtherAuthenticatorDue { deadline: _ } => {
                let mut parts = vec![self.demand(None), self.not_enough(), self.say("why-other-due")];
                parts.extend(self.exemption_ended());
                parts
            }
            Reason::OtherAuthenticatorOffered => {
                vec![self.demand(None), self.not_enough(), self.say("why-other-offered")]
            }
            Reason::PutOff { until, deadline } => {
                let later = match until {
                    None => self.with("why-later-next").to_string(),
                    Some(until) => {
                        // In the last week the offer returns at every sign-in, whatever was chosen before.
                        let last_week = deadline.map(|deadline| deadline.minus(LAST_WEEK));
                        let moment = match last_week.filter(|start| *start < until) {
                            Some(start) => self.calendar.start(start.micros()),
                            None => self.calendar.soon(until.micros()),
                        };
                        self.with("why-later-until").arg("moment", moment).to_string()
                    }
                };
                let mut parts = vec![self.demand(None), later];
                parts.extend(deadline.and_then(|_| self.exemption_ended()));
                parts
            }
            Reason::Offered => {
                vec![self.demand(None), self.with("why-nothing-yet").to_string(), self.say("why-offered")]
            }
            Reason::DueAhead { deadline: _ } => {
                let mut parts = vec![self.demand(None), self.with("why-nothing-yet").to_string()];
                parts.extend(self.exemption_ended());
                parts
            }
            Reason::Due { deadline: _ } => {
                let nothing_yet = self.with("why-nothing-yet").to_string();
                let mut parts = vec![self.demand(None), nothing_yet, self.say("why-nothing-else")];
                parts.extend(self.exemption_ended());
                parts
            }
        };
        parts.join(" ")
    }

    /// Which rule the person is under, what it demands, and from when; not before `not_before`, where an exemption
    /// holds until then.
    fn demand(&self, not_before: Option<Timestamp>) -> String {
        let Some(due) = self.policy().due else {
            return self.with("why-may").arg("rule", self.rule(self.policy().requirement.policy)).to_string();
        };
        let at = not_before.map_or(due.at, |moment| moment.max(due.at)).micros();
        let rule = self.rule(Some(due.policy));
        let day = self.calendar.start(at);
        if at <= self.calendar.now {
            return self.with("why-must-since").arg("rule", rule).arg("day", day).to_string();
        }
        let when = self.calendar.in_days(at);
        let must = self.with("why-must-from").arg("rule", rule).arg("day", day).arg("when", when).to_string();
        if due.by_grace && at == due.at.micros() {
            return format!("{must} {}", self.with("why-own-deadline"));
        }
        must
    }

    fn trusted(&self, passed_at: Timestamp) -> String {
        // Decided by the same function, so there is an end; were there none, nothing is spared after this moment.
        let until = trusted_until(passed_at, self.policy()).map_or(self.calendar.now, Timestamp::micros);
        self.with("why-trusted")
            .arg("passed", self.calendar.soon(passed_at.micros()))
            .arg("until", self.calendar.soon(until))
            .to_string()
    }

    fn not_enough(&self) -> String {
        let sentence = match self.policy().authenticators.value {
            AuthenticatorRule::Any | AuthenticatorRule::NoCodeCard => self.with("why-card-not-enough"),
            AuthenticatorRule::PhishingResistant => self.with("why-key-needed"),
        };
        sentence.arg("rule", self.rule(self.policy().authenticators.policy)).to_string()
    }

    /// An exemption that is over: without it the duty could surprise.
    fn exemption_ended(&self) -> Option<String> {
        let ended = self.exemption.filter(|exemption| exemption.until.micros() <= self.calendar.now)?;
        if self.policy().requirement.value != Requirement::Mandatory {
            return None;
        }
        Some(self.with("why-exemption-ended").arg("until", self.through(ended.until)).to_string())
    }

    /// Whether a second step is ever asked of this person.
    fn asks(&self) -> bool {
        match self.explanation.reason {
            Reason::Blocked
            | Reason::OrganisationClosed
            | Reason::ModuleInactive
            | Reason::NotRequired
            | Reason::Exempt { .. } => false,
            Reason::Proved { .. }
            | Reason::DeviceTrusted { .. }
            | Reason::FactorAsked
            | Reason::OtherAuthenticatorAsked
            | Reason::OtherAuthenticatorDue { .. }
            | Reason::OtherAuthenticatorOffered
            | Reason::PutOff { .. }
            | Reason::Offered
            | Reason::DueAhead { .. }
            | Reason::Due { .. } => true,
        }
    }

    fn ask(&self) -> String {
        let policy = self.policy();
        let rule = self.same_or(policy.ask.policy);
        match policy.ask.value {
            Ask::Every(period) => {
                let every = every(self.words(), period);
                self.words().with("why-ask-every").arg("every", every).arg("rule", rule).to_string()
            }
            Ask::Always => {
                let always = self.words().with("why-ask-always").arg("rule", rule).to_string();
                // Another rule may have a period: that one counts inside a session that lasts longer.
                match policy.ask_again.value.filter(|period| *period < policy.longest_session.value) {
                    None => always,
                    Some(period) => {
                        let inside = self.words().with("why-ask-inside").arg("every", every(self.words(), period));
                        format!("{always} {}", inside.arg("rule", self.same_or(policy.ask_again.policy)))
                    }
                }
            }
        }
    }

    fn stay(&self) -> String {
        let policy = self.policy();
        let limit = policy.longest_session;
        let rule = self.same_or(policy.stay.policy);
        let stay = match policy.stay.value {
            Stay::For(stay) => self.with("why-stay-for").arg("span", span(self.words(), stay)).arg("rule", rule),
            Stay::UntilBrowserCloses if limit.value < LONGEST_WITHOUT_STAY && limit.policy != policy.stay.policy => {
                let sentence = self.with("why-stay-browser-limit").arg("limit", self.same_or(limit.policy));
                sentence.arg("span", span(self.words(), limit.value)).arg("rule", rule)
            }
            Stay::UntilBrowserCloses => {
                self.with("why-stay-browser").arg("span", span(self.words(), limit.value)).arg("rule", rule)
            }
        };
        match policy.idle.value {
            None => stay.to_string(),
            Some(idle) => {
                let idle = self.with("why-idle").arg("span", span(self.words(), idle));
                format!("{stay} {}", idle.arg("rule", self.same_or(policy.idle.policy)))
            }
        }
    }

    /// What enrolling needs besides the password, now or after the deadline; only for whoever has nothing to show.
    fn late(&self) -> Option<String> {
        let (late, when) = match (self.explanation.reason, &self.explanation.step) {
            (Reason::Due { .. }, NextStep::Enrol(enrol)) => (enrol.late?, "now"),
            (Reason::DueAhead { .. } | Reason::PutOff { deadline: Some(_), .. }, step) if !has_proved(step) => {
                (self.policy().late_enrolment.value, "after")
            }
            _ => return None,
        };
        let sentence = match late {
            LateEnrolment::AtSignIn => return None,
            LateEnrolment::EmailedCode => self.words().with("why-late-mail"),
            LateEnrolment::HelpdeskPass => self.words().with("why-late-pass"),
        };
        Some(sentence.arg("when", when).arg("rule", self.same_or(self.policy().late_enrolment.policy)).to_string())
    }

    fn policy(&self) -> &EffectivePolicy {
        &self.explanation.policy
    }

    fn words(&self) -> Words {
        self.calendar.words
    }

    fn say(&self, key: &str) -> String {
        self.words().say(key)
    }

    /// A sentence about the person.
    fn with(&self, key: &'static str) -> Sentence<'_> {
        let (reader, name) = match self.reader {
            Reader::Self_ => ("self", ""),
            Reader::About(name) => ("other", name),
        };
        self.words().with(key).arg("reader", reader).arg("name", name)
    }

    fn rule(&self, policy: Option<PolicyId>) -> String {
        match policy.map(|policy| (self.rule_names)(policy)) {
            None => self.say("why-no-rule"),
            Some(None) => self.say("why-a-rule"),
            Some(Some(name)) => self.words().with("why-rule").arg("name", name).to_string(),
        }
    }

    /// The rule of a further sentence: where the first sentence told this one and no other, its name stands once.
    fn same_or(&self, policy: Option<PolicyId>) -> String {
        let policies = self.policy();
        let told = policies.due.map_or(policies.requirement.policy, |due| Some(due.policy));
        let names_another = matches!(
            self.explanation.reason,
            Reason::OtherAuthenticatorAsked | Reason::OtherAuthenticatorDue { .. } | Reason::OtherAuthenticatorOffered
        ) && policies.authenticators.policy != told;
        if self.asks() && policy.is_some() && policy == told && !names_another {
            self.say("why-same-rule")
        } else {
            self.rule(policy)
        }
    }

    /// "tot en met 1 oktober 2026": the last day before a moment at which a day begins; else "tot" the moment.
    fn through(&self, until: Timestamp) -> String {
        let at = until.micros();
        if self.calendar.clock(at) == "00:00" {
            self.words().with("why-through").arg("day", self.calendar.eve(at)).to_string()
        } else {
            self.words().with("why-until").arg("moment", self.calendar.moment(at)).to_string()
        }
    }
}

/// Whether a second factor was passed in this sign-in: then enrolling needs nothing more.
fn has_proved(step: &NextStep) -> bool {
    matches!(step, NextStep::Grant(grant) if grant.proof.is_some())
}

fn by(kind: ProofKind) -> &'static str {
    match kind {
        ProofKind::App => "why-by-app",
        ProofKind::CodeCard => "why-by-card",
        ProofKind::HardwareToken => "why-by-token",
        ProofKind::Passkey => "why-by-passkey",
        ProofKind::RecoveryCode => "why-by-recovery-code",
    }
}

#[cfg(test)]
mod tests;
