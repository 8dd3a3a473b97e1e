//! The sentences that tell a person which rules hold and from when: the same on every page.

use super::Ask;
use crate::words::Calendar;

/// What holds for a person, and by which rules. Rules are told by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whether a second step is demanded.
    pub requirement: Requirement,
    /// Until when the person is exempt: the first moment at which the exemption no longer holds.
    pub exempt_until: Option<i64>,
    /// How often a code is asked, by which rule; none when it does not matter yet.
    pub ask: Option<(Ask, String)>,
}

/// Whether a second step is demanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// No rule asks for one.
    None,
    /// A rule offers it.
    Optional {
        /// The name of the rule.
        rule: String,
    },
    /// A rule demands it.
    Mandatory {
        /// The name of the rule.
        rule: String,
        /// From when on, for this person; none for at once.
        deadline: Option<i64>,
        /// Whether the person came under the rule so late that days of grace moved the deadline.
        by_grace: bool,
    },
}

impl Terms {
    /// The sentences, in the language of the calendar. Empty when no rule holds.
    pub fn sentences(&self, calendar: &Calendar) -> Vec<String> {
        let words = calendar.words;
        let mut said = Vec::new();
        let first_rule = match &self.requirement {
            Requirement::None => return said,
            Requirement::Optional { rule } => {
                said.push(words.with("explain-optional").arg("rule", rule).to_string());
                rule
            }
            Requirement::Mandatory { rule, deadline: None, .. } => {
                said.push(words.with("explain-mandatory").arg("rule", rule).to_string());
                rule
            }
            Requirement::Mandatory { rule, deadline: Some(deadline), by_grace } => {
                let sentence = if calendar.now < *deadline {
                    words.with("explain-mandatory-from")
                } else {
                    words.with("explain-mandatory-since")
                };
                said.push(sentence.arg("rule", rule).arg("day", calendar.start(*deadline)).to_string());
                if *by_grace {
                    said.push(words.say("explain-grace"));
                }
                rule
            }
        };
        if let Some(until) = self.exempt_until {
            said.push(words.with("explain-exempt").arg("day", calendar.start(until)).to_string());
        }
        match &self.ask {
            None => {}
            Some((Ask::Always, rule)) if rule == first_rule => said.push(words.say("explain-always-same")),
            Some((Ask::Always, rule)) => said.push(words.with("explain-always").arg("rule", rule).to_string()),
            Some((Ask::Every(seconds), rule)) if rule == first_rule => {
                said.push(words.with("explain-every-same").arg("span", calendar.span(*seconds)).to_string());
            }
            Some((Ask::Every(seconds), rule)) => {
                let sentence = words.with("explain-every").arg("span", calendar.span(*seconds)).arg("rule", rule);
                said.push(sentence.to_string());
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Words;

    const DAY: i64 = 86_400_000_000;

    fn say(tag: &str, now: i64, terms: &Terms) -> String {
        let calendar = Calendar { words: Words::find(tag).unwrap(), zone: TimeZone::UTC, now };
        terms.sentences(&calendar).join(" ")
    }

    fn mandatory(deadline: Option<i64>, by_grace: bool) -> Terms {
        let requirement = Requirement::Mandatory { rule: "Backend".to_owned(), deadline, by_grace };
        Terms { requirement, exempt_until: None, ask: None }
    }

    #[test]
    fn a_deadline_is_ahead_until_its_first_moment() {
        let terms = mandatory(Some(10 * DAY), false);
        assert_eq!(
            say("nl", 10 * DAY - 1, &terms),
            "Door de regel ‘Backend’ heb je vanaf 11 januari 1970 een tweede stap nodig."
        );
        assert_eq!(
            say("nl", 10 * DAY, &terms),
            "Door de regel ‘Backend’ heb je sinds 11 januari 1970 een tweede stap nodig."
        );
    }

    #[test]
    fn a_rule_is_named_once_when_it_says_both_things() {
        let ask = |rule: &str| Some((Ask::Every(30 * 86_400), rule.to_owned()));
        let same = Terms { ask: ask("Backend"), ..mandatory(None, false) };
        let other = Terms { ask: ask("Everyone"), ..mandatory(None, false) };
        assert_eq!(say("en", 0, &same).matches("Backend").count(), 1);
        assert!(say("en", 0, &other).contains("‘Everyone’"));
    }

    #[test]
    fn no_rule_says_nothing() {
        let terms = Terms { requirement: Requirement::None, exempt_until: Some(DAY), ask: None };
        assert_eq!(say("nl", 0, &terms), "");
    }

    #[test]
    fn grace_and_exemption_are_told() {
        let terms = Terms { exempt_until: Some(5 * DAY), ..mandatory(Some(10 * DAY), true) };
        let said = say("en", 0, &terms);
        assert!(said.contains("came under this rule later") && said.contains("exempt until 6 January 1970"), "{said}");
    }
}
