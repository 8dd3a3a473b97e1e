//! The form of an application: as it is read, kept while it is wrong, and shown.

use actions::admin::applications::{self, ApplicationEdit, ApplicationFault, RuleEdit};
use domain::access::Opens;
use domain::application::{Answering, Application, MOST_RULES};
use domain::id::{ApplicationId, SelectionId};
use domain::selection::Selected;
use domain::time::Lifetime;

use super::say::{self, PROOFS, Selections};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{Difference, EditApplication, Place, RuleRow, Tick};
use crate::words::Words;

const EVERYONE: &str = "everyone";

/// What is wrong with a form.
pub(super) enum Fault {
    /// What the action says.
    Kept(ApplicationFault),
    /// A row says who, and not where.
    NoPath,
}

/// A row of the form.
#[derive(Clone)]
struct Row {
    path: String,
    opens: Opens,
    second_factor: bool,
    max_age: Option<Lifetime>,
}

impl Row {
    fn blank() -> Self {
        Self { path: String::new(), opens: Opens::default(), second_factor: false, max_age: None }
    }

    fn read(path: &str, opens: &str, proof: &str) -> Result<Self, Failure> {
        let opens = match opens {
            EVERYONE => Opens::default(),
            "anyone" => Opens::Anyone,
            "nobody" => Opens::Nobody,
            // One that is not there is told by the action.
            id => Opens::SignedIn(Selected::Selection(id.parse::<SelectionId>().map_err(|_| Failure::NotFound)?)),
        };
        let known = PROOFS.iter().find(|(word, ..)| *word == proof).ok_or(Failure::NotFound)?;
        Ok(Self { path: path.to_owned(), opens, second_factor: known.1, max_age: known.2.map(Lifetime::seconds) })
    }

    fn is_blank(&self) -> bool {
        self.path.trim().is_empty()
    }

    /// Whether it says something although it has no path.
    fn says(&self) -> bool {
        self.opens != Opens::default() || self.second_factor || self.max_age.is_some()
    }
}

/// The form.
pub(super) struct Form {
    known: Option<(ApplicationId, String)>,
    version: i64,
    name: String,
    addresses: String,
    answering: Answering,
    rows: Vec<Row>,
}

impl Form {
    pub(super) fn blank() -> Self {
        Self {
            known: None,
            version: 0,
            name: String::new(),
            addresses: String::new(),
            answering: Answering::Usual,
            rows: vec![Row::blank(), Row::blank()],
        }
    }

    pub(super) fn of(there: &Application) -> Self {
        let row = |rule: &domain::application::PathRule| Row {
            path: rule.path.clone(),
            opens: rule.opens,
            second_factor: rule.second_factor,
            max_age: rule.max_age,
        };
        Self {
            known: Some((there.id, there.name.clone())),
            version: there.version,
            name: there.name.clone(),
            addresses: there.addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            answering: there.answering,
            rows: there.rules.iter().map(row).chain([Row::blank()]).collect(),
        }
    }

    /// As it was sent. A word that is none is nobody's slip.
    pub(super) fn read(fields: &Fields, there: Option<&Application>) -> Result<Self, Failure> {
        let (paths, opens, proofs): (Vec<_>, Vec<_>, Vec<_>) =
            (fields.all("path").collect(), fields.all("opens").collect(), fields.all("proof").collect());
        if paths.is_empty() || paths.len() != opens.len() || paths.len() != proofs.len() || paths.len() > 2 * MOST_RULES
        {
            return Err(Failure::Form);
        }
        let rows = paths.into_iter().zip(opens).zip(proofs);
        Ok(Self {
            known: there.map(|there| (there.id, there.name.clone())),
            version: if there.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 },
            name: fields.get("name"),
            addresses: fields.get("addresses"),
            answering: Answering::from_word(&fields.get("answering")).ok_or(Failure::NotFound)?,
            rows: rows.map(|((path, opens), proof)| Row::read(path, opens, proof)).collect::<Result<_, _>>()?,
        })
    }

    /// One row more.
    pub(super) fn more(&mut self) {
        if self.rows.len() < MOST_RULES {
            self.rows.push(Row::blank());
        }
    }

    pub(super) fn name(&self) -> &str {
        self.name.trim()
    }

    /// What is wrong with the form itself.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.rows.iter().skip(1).any(|row| row.is_blank() && row.says()).then_some(Fault::NoPath)
    }

    pub(super) fn edit(&self) -> ApplicationEdit {
        let first = self.rows.iter().take(1);
        let others = self.rows.iter().skip(1).filter(|row| !row.is_blank());
        let rule = |row: &Row| RuleEdit {
            path: row.path.clone(),
            opens: row.opens,
            second_factor: row.second_factor,
            max_age: row.max_age,
        };
        ApplicationEdit {
            id: self.known.as_ref().map(|(id, _)| *id),
            version: self.version,
            name: self.name.clone(),
            addresses: self.addresses.clone(),
            rules: first.chain(others).map(rule).collect(),
            answering: self.answering,
        }
    }
}

fn tick(value: &str, name: String, on: bool) -> Tick {
    Tick { value: value.to_owned(), name, hint: None, on, disabled: false }
}

/// Everyone to whom pages may open. A selection that is gone stays chosen and unnamed: the first of the list is not to pass
/// for it.
fn all_opens(words: Words, chosen: Opens, selections: &Selections) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = [(EVERYONE, Opens::default()), ("anyone", Opens::Anyone), ("nobody", Opens::Nobody)]
        .map(|(word, opens)| tick(word, say::opens(words, opens, selections), opens == chosen))
        .to_vec();
    let of = |id: SelectionId| Opens::SignedIn(Selected::Selection(id));
    let known = selections.iter();
    ticks.extend(known.map(|(id, _)| tick(&id.to_string(), say::opens(words, of(*id), selections), of(*id) == chosen)));
    if let Some(gone) = chosen.selection().filter(|id| !selections.iter().any(|(one, _)| one == id)) {
        ticks.push(tick(&gone.to_string(), "…".to_owned(), true));
    }
    ticks
}

fn answering(words: Words, chosen: Answering) -> Vec<Tick> {
    let key = |one| match one {
        Answering::Usual => "application-answering-usual",
        Answering::Redirect => "application-answering-redirect",
        Answering::Status => "application-answering-status",
    };
    Answering::ALL.map(|one| tick(one.word(), words.say(key(one)), one == chosen)).to_vec()
}

/// The page of the form.
pub(super) async fn page(admin: &Admin, form: Form, faults: Vec<Fault>) -> Answer {
    shown(admin, form, faults, Vec::new()).await
}

/// The same beside what somebody else saved meanwhile; saving again overwrites that.
pub(super) async fn page_beside(admin: &Admin, mut form: Form, now: &Application) -> Answer {
    let words = admin.frame(Place::Applications).calendar.words;
    let selections = say::selections(admin).await?;
    let there = Form::of(now);
    let lines = |form: &Form| {
        let rules = form.edit().rules.into_iter();
        let said = rules.map(|one| {
            let rule = domain::application::PathRule {
                path: one.path,
                opens: one.opens,
                second_factor: one.second_factor,
                max_age: one.max_age,
            };
            say::rule(words, &rule, &selections)
        });
        said.collect::<Vec<_>>().join("; ")
    };
    let chosen = |form: &Form| {
        answering(words, form.answering).into_iter().find(|tick| tick.on).map(|tick| tick.name).unwrap_or_default()
    };
    let typed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(", ");
    let pairs = [
        ("name", there.name.clone(), form.name().to_owned()),
        ("application-addresses", typed(&there.addresses), typed(&form.addresses)),
        ("application-g-rules", lines(&there), lines(&form)),
        ("application-g-answering", chosen(&there), chosen(&form)),
    ];
    let differ = pairs.into_iter().filter(|(_, now, typed)| now != typed);
    let conflict = differ.map(|(key, now, typed)| Difference { key, now, typed }).collect();
    form.version = now.version;
    shown(admin, form, Vec::new(), conflict).await
}

async fn shown(admin: &Admin, mut form: Form, faults: Vec<Fault>, conflict: Vec<Difference>) -> Answer {
    let (reader, frame) = (&admin.reader, admin.frame(Place::Applications));
    let words = frame.calendar.words;
    let selections = say::selections(admin).await?;
    // There is always a row to begin another rule with.
    if !form.rows.iter().skip(1).any(Row::is_blank) {
        form.more();
    }
    let row = |row: &Row| RuleRow {
        path: row.path.clone(),
        opens: all_opens(words, row.opens, &selections),
        proof: PROOFS
            .iter()
            .map(|(word, factor, age, key)| {
                let on = *factor == row.second_factor && age.map(Lifetime::seconds) == row.max_age;
                tick(word, words.say(key), on)
            })
            .collect(),
    };
    let page = EditApplication {
        id: form.known.as_ref().map(|(id, _)| id.to_string()),
        known_as: form.known.map(|(_, name)| name),
        version: form.version,
        name: form.name,
        addresses: form.addresses,
        domain: reader.app().options().domain.clone(),
        answering: answering(words, form.answering),
        rules: form.rows.iter().map(row).collect(),
        told: faults.iter().map(|fault| say::fault(words, fault)).collect(),
        conflict,
        may_edit: admin.who.has(applications::RIGHT),
        frame: frame.clone(),
    };
    reader.page(frame, |frame| EditApplication { frame, ..page })
}
