//! The form of an application that signs in here: as it is read, kept while it is wrong, and shown.

use actions::admin::attributes;
use actions::admin::relying_parties::{self, PartyEdit, PartyFault};
use domain::id::SelectionId;
use domain::relying_party::claims::MOST_CLAIMS;
use domain::relying_party::{Algorithm, ClaimSource, ClientKind, Refresh, RelyingParty, Template};
use domain::selection::Selected;
use domain::time::{Lifetime, Timestamp};

use super::super::say::{self as behind, Selections};
use super::copy::{self, Preset};
use super::say;
use super::{former_until, site, trial};
use crate::answer::{Answer, Failure};
use crate::extract::{Admin, Fields};
use crate::pages::{ClaimRow, Difference, EditRelyingParty, KnownRelyingParty, Place, Tick};
use crate::words::Words;

const EVERYONE: &str = "everyone";

/// The fields that few need, which are shown where they are wrong.
const RARE: [&str; 4] = ["logouts", "back-channel", "days", "claims"];

/// The form.
pub(super) struct Form {
    known: Option<RelyingParty>,
    version: i64,
    typed: PartyEdit,
    days: String,
    opened: bool,
    faults: Vec<PartyFault>,
    conflict: Vec<Difference>,
    notice: Option<&'static str>,
}

impl Form {
    /// A new one of a template, that stands at `base`.
    pub(super) fn fresh(words: Words, template: Template, base: Option<&str>) -> Self {
        let preset = Preset::of(template);
        let [redirect_addresses, logout_addresses, back_channel] = preset.addresses(base);
        let name = if template == Template::Own { String::new() } else { say::template(words, template) };
        let typed = PartyEdit {
            name,
            template,
            kind: ClientKind::Confidential,
            redirect_addresses,
            logout_addresses,
            back_channel,
            who: Selected::Everyone,
            second_factor: false,
            max_age: None,
            consent: false,
            refresh: Refresh::Never,
            without_pkce: preset.without_pkce,
            algorithm: preset.algorithm,
            claims: Vec::new(),
        };
        Self::with(None, 0, typed)
    }

    pub(super) fn of(there: RelyingParty) -> Self {
        let (version, typed) = (there.version, edit_of(&there));
        Self::with(Some(there), version, typed)
    }

    fn with(known: Option<RelyingParty>, version: i64, typed: PartyEdit) -> Self {
        let days = match typed.refresh {
            Refresh::Days(days) => days.to_string(),
            Refresh::Never | Refresh::WhileSignedIn => "30".to_owned(),
        };
        Self { known, version, typed, days, opened: false, faults: Vec::new(), conflict: Vec::new(), notice: None }
    }

    /// As it was sent. A word that is none is nobody's slip.
    pub(super) fn read(fields: &Fields, known: Option<RelyingParty>) -> Result<Self, Failure> {
        let version = if known.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 };
        let template = Template::from_word(&fields.get("template")).ok_or(Failure::NotFound)?;
        let (names, froms): (Vec<_>, Vec<_>) = (fields.all("claim").collect(), fields.all("from").collect());
        if names.len() != froms.len() || names.len() > 2 * MOST_CLAIMS {
            return Err(Failure::Form);
        }
        let claim = |(name, from): (&str, &str)| {
            ClaimSource::from_word(from).map(|from| (name.to_owned(), from)).ok_or(Failure::NotFound)
        };
        let typed = PartyEdit {
            name: fields.get("name"),
            template,
            kind: ClientKind::from_word(&fields.get("kind")).ok_or(Failure::NotFound)?,
            redirect_addresses: fields.get("redirects"),
            logout_addresses: fields.get("logouts"),
            back_channel: fields.get("back-channel"),
            who: read_who(&fields.get("who"))?,
            second_factor: fields.is("second-factor", "1"),
            max_age: read_age(&fields.get("max-age"), known.as_ref())?,
            consent: read_consent(&fields.get("consent"))?,
            refresh: read_refresh(&fields.get("refresh"), &fields.get("days"))?,
            without_pkce: fields.is("without-pkce", "1"),
            algorithm: Algorithm::from_word(&fields.get("algorithm")).ok_or(Failure::NotFound)?,
            claims: names.into_iter().zip(froms).map(claim).collect::<Result<_, _>>()?,
        };
        let days = fields.get("days");
        Ok(Self { days, ..Self::with(known, version, typed) })
    }

    /// One claim more.
    pub(super) fn more(self) -> Self {
        let mut form = Self { opened: true, ..self };
        if form.typed.claims.len() < MOST_CLAIMS {
            form.typed.claims.push(blank());
        }
        form
    }

    pub(super) fn faulty(self, faults: Vec<PartyFault>) -> Self {
        Self { faults, ..self }
    }

    pub(super) fn noticed(self, notice: Option<&'static str>) -> Self {
        Self { notice, ..self }
    }

    pub(super) fn name(&self) -> &str {
        self.typed.name.trim()
    }

    pub(super) const fn edit(&self) -> &PartyEdit {
        &self.typed
    }

    /// Which one is changed, and the version that was read; none for a new one.
    pub(super) fn this(&self) -> Option<(domain::id::RelyingPartyId, i64)> {
        self.known.as_ref().map(|known| (known.id, self.version))
    }

    /// The same beside what somebody else saved meanwhile, which saving again overwrites; nothing where both say the same.
    pub(super) async fn beside(self, admin: &Admin, now: RelyingParty) -> Result<Option<Self>, Failure> {
        let words = admin.frame(Place::Applications).calendar.words;
        let (selections, attributes) = (behind::selections(admin).await?, attributes(admin).await?);
        let say = |edit: &PartyEdit| in_words(words, edit, (&selections, &attributes));
        let differ = say(&edit_of(&now)).into_iter().zip(say(&self.typed)).filter(|(now, typed)| now != typed);
        let conflict: Vec<_> = differ.map(|((key, now), (_, typed))| Difference { key, now, typed }).collect();
        let version = now.version;
        let form = Self { version, known: Some(now), opened: true, ..self };
        Ok((!conflict.is_empty()).then_some(Self { conflict, ..form }))
    }
}

fn blank() -> (String, ClaimSource) {
    (String::new(), ClaimSource::UserName)
}

/// One that is there as it would be typed.
fn edit_of(there: &RelyingParty) -> PartyEdit {
    PartyEdit {
        name: there.name.clone(),
        template: there.template,
        kind: there.kind,
        redirect_addresses: there.redirect_addresses.join("\n"),
        logout_addresses: there.logout_addresses.join("\n"),
        back_channel: there.back_channel.clone().unwrap_or_default(),
        who: there.who,
        second_factor: there.second_factor,
        max_age: there.max_age,
        consent: there.consent,
        refresh: there.refresh,
        without_pkce: there.without_pkce,
        algorithm: there.algorithm,
        claims: there.claims.iter().map(|claim| (claim.name.clone(), claim.from.clone())).collect(),
    }
}

/// One that is not there is told by the action.
fn read_who(word: &str) -> Result<Selected, Failure> {
    if word == EVERYONE {
        return Ok(Selected::Everyone);
    }
    Ok(Selected::Selection(word.parse::<SelectionId>().map_err(|_| Failure::NotFound)?))
}

/// One of the list, or the one that it has.
fn read_age(word: &str, known: Option<&RelyingParty>) -> Result<Option<Lifetime>, Failure> {
    if word.is_empty() {
        return Ok(None);
    }
    let listed = say::AGES.iter().map(|(age, _)| Lifetime::seconds(*age));
    let had = known.and_then(|known| known.max_age);
    let mut all = listed.chain(had);
    all.find(|age| say::seconds(*age).to_string() == word).map(Some).ok_or(Failure::NotFound)
}

fn read_consent(word: &str) -> Result<bool, Failure> {
    match word {
        "own" => Ok(false),
        "ask" => Ok(true),
        _ => Err(Failure::NotFound),
    }
}

/// What is no number of days is more than may be: the action tells of it.
fn read_refresh(word: &str, days: &str) -> Result<Refresh, Failure> {
    match word {
        "never" => Ok(Refresh::Never),
        "signed-in" => Ok(Refresh::WhileSignedIn),
        "days" => Ok(Refresh::Days(days.trim().parse().ok().filter(|days| *days > 0).unwrap_or(u32::MAX))),
        _ => Err(Failure::NotFound),
    }
}

/// Everything that a form says, each with the key of its field.
fn in_words(
    words: Words,
    edit: &PartyEdit,
    (selections, attributes): (&Selections, &[(String, String)]),
) -> Vec<(&'static str, String)> {
    let lines = |text: &str| text.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    let refresh = match edit.refresh {
        Refresh::Days(days) => format!("{} ({days})", words.say("party-refresh-days")),
        Refresh::Never | Refresh::WhileSignedIn => words.say(say::refresh(edit.refresh).1),
    };
    let claims = edit.claims.iter().filter(|(name, _)| !name.trim().is_empty());
    let claims = claims.map(|(name, from)| format!("{} = {}", name.trim(), say::source(words, from, attributes)));
    vec![
        ("name", edit.name.trim().to_owned()),
        ("party-redirects", lines(&edit.redirect_addresses)),
        ("party-who", say::who(words, edit.who, selections)),
        ("party-second-factor", say::yes(words, edit.second_factor)),
        ("party-max-age", say::age(words, edit.max_age)),
        ("party-consent", say::consent(words, edit.consent)),
        ("party-kind", say::kind(words, edit.kind)),
        ("party-logouts", lines(&edit.logout_addresses)),
        ("party-back-channel", edit.back_channel.trim().to_owned()),
        ("party-refresh", refresh),
        ("party-without-pkce", say::yes(words, edit.without_pkce)),
        ("party-algorithm", say::algorithm(words, edit.algorithm)),
        ("party-g-claims", claims.collect::<Vec<_>>().join(", ")),
    ]
}

/// Attributes of the organisation's own: their keys and names.
async fn attributes(admin: &Admin) -> Result<Vec<(String, String)>, Failure> {
    let all = attributes::list(admin.reader.ctx(), admin.reader.organisation()).await?;
    Ok(all.into_iter().map(|kept| (kept.attribute.key.to_string(), kept.attribute.name)).collect())
}

fn tick(value: &str, name: String, on: bool) -> Tick {
    Tick { value: value.to_owned(), name, hint: None, on, disabled: false }
}

/// A selection that is gone stays chosen and unnamed: the first of the list is not to pass for it.
fn all_who(words: Words, chosen: Selected, selections: &Selections) -> Vec<Tick> {
    let named = |who: Selected| say::who(words, who, selections);
    let mut ticks = vec![tick(EVERYONE, named(Selected::Everyone), chosen == Selected::Everyone)];
    let of = |id: SelectionId| Selected::Selection(id);
    ticks.extend(selections.iter().map(|(id, _)| tick(&id.to_string(), named(of(*id)), of(*id) == chosen)));
    if let Some(gone) = chosen.selection().filter(|id| !selections.iter().any(|(one, _)| one == id)) {
        ticks.push(tick(&gone.to_string(), "…".to_owned(), true));
    }
    ticks
}

/// One that no page offers stays as long as nobody chooses another.
fn all_ages(words: Words, chosen: Option<Lifetime>) -> Vec<Tick> {
    let listed = say::AGES.iter().map(|(age, _)| Some(Lifetime::seconds(*age)));
    let mut ages: Vec<_> = std::iter::once(None).chain(listed).collect();
    if !ages.contains(&chosen) {
        ages.push(chosen);
    }
    let word = |age: Option<Lifetime>| age.map(|age| say::seconds(age).to_string()).unwrap_or_default();
    ages.into_iter().map(|age| tick(&word(age), say::age(words, age), age == chosen)).collect()
}

fn all_sources(words: Words, chosen: &ClaimSource, attributes: &[(String, String)]) -> Vec<Tick> {
    let own = attributes.iter().filter_map(|(key, _)| ClaimSource::from_word(&format!("attribute:{key}")));
    let mut all: Vec<ClaimSource> = ClaimSource::COMMON.into_iter().chain(own).collect();
    if !all.contains(chosen) {
        all.push(chosen.clone());
    }
    all.iter().map(|one| tick(&one.word(), say::source(words, one, attributes), one == chosen)).collect()
}

/// The page of the form.
pub(super) async fn page(admin: &Admin, form: Form) -> Answer {
    let (reader, frame) = (&admin.reader, admin.frame(Place::Applications));
    let words = frame.calendar.words;
    let (selections, attributes) = (behind::selections(admin).await?, attributes(admin).await?);
    let known = match &form.known {
        None => None,
        Some(there) => Some(KnownRelyingParty {
            id: there.id.to_string(),
            name: there.name.clone(),
            made: there.made_at.micros(),
            last_used: there.last_used_at.map(Timestamp::micros),
            former_until: former_until(admin, there),
            has_secret: there.kind == ClientKind::Confidential,
            copy: copy::view(words, &site(admin), there, None),
            trial: trial(admin, there).await?,
        }),
    };
    let mut typed = form.typed;
    let may_edit = admin.who.has(relying_parties::RIGHT);
    // There is always a row to begin another claim with.
    if may_edit && !typed.claims.iter().any(|(name, _)| name.trim().is_empty()) && typed.claims.len() < MOST_CLAIMS {
        typed.claims.push(blank());
    }
    let told: Vec<_> = form.faults.iter().map(|fault| say::fault(words, fault)).collect();
    let opened = form.opened || !may_edit || told.iter().any(|(field, _)| RARE.contains(&field.as_str()));
    let claim = |(name, from): &(String, ClaimSource)| ClaimRow {
        name: name.clone(),
        from: all_sources(words, from, &attributes),
    };
    let refresh = [Refresh::Never, Refresh::WhileSignedIn, Refresh::Days(0)].map(|one| {
        let (word, key) = say::refresh(one);
        tick(word, words.say(key), word == say::refresh(typed.refresh).0)
    });
    let kinds = ClientKind::ALL.iter().map(|one| tick(one.word(), say::kind(words, *one), *one == typed.kind));
    let algorithms =
        Algorithm::ALL.iter().map(|one| tick(one.word(), say::algorithm(words, *one), *one == typed.algorithm));
    let consent = [("own", false), ("ask", true)]
        .map(|(word, asks)| tick(word, say::consent(words, asks), asks == typed.consent));
    let page = EditRelyingParty {
        known,
        template: typed.template.word(),
        version: form.version,
        who: all_who(words, typed.who, &selections),
        second_factor: typed.second_factor,
        max_age: all_ages(words, typed.max_age),
        consent: consent.to_vec(),
        kind: kinds.collect(),
        refresh: refresh.to_vec(),
        days: form.days,
        without_pkce: tick("1", words.say("party-without-pkce"), typed.without_pkce),
        algorithm: algorithms.collect(),
        claims: typed.claims.iter().map(claim).collect(),
        name: typed.name,
        redirects: typed.redirect_addresses,
        logouts: typed.logout_addresses,
        back_channel: typed.back_channel,
        opened,
        told,
        conflict: form.conflict,
        notice: form.notice,
        may_edit,
        frame: frame.clone(),
    };
    reader.page(frame, |frame| EditRelyingParty { frame, ..page })
}
