//! `/admin/people/import`: people from a CSV file. The file is read as it arrives; what takes long is done by a job, and its
//! page asks to be asked again, so that nothing needs a script. `import_words` has the words.

use actions::admin::import::background::{self, Chosen, Inbox, Shown, Stage, Why};
use actions::admin::import::{Choices, Column, Mode, OnBad, Outcome, TextFault, Told};
use actions::admin::selections;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use domain::id::ImportId;
use domain::permission::Right;

use crate::admin::{id, import_words, settled};
use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::upload::{self, Sink};
use crate::extract::{Admin, Fields};
use crate::pages::{
    Frame, ImportColumn, ImportColumns, ImportLine, ImportPage, ImportStart, ImportState, ImportTold, Place,
};

const ADDRESS: &str = "/admin/people/import";
/// A page about work that is under way is asked for again after so many seconds.
const AGAIN: &str = "2";

/// GET `/admin/people/import`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.must(Right::Import, "import").await?;
    start_page(&admin, None).await
}

async fn start_page(admin: &Admin, fault: Option<TextFault>) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::People);
    let all = background::list(reader.ctx(), reader.organisation(), &admin.who).await?;
    let imports = all.into_iter().map(|it| ImportLine {
        id: it.id.to_string(),
        file_name: it.file_name,
        lines: it.lines,
        stage: stage(it.stage),
        at: it.started_at.micros(),
    });
    let fault_said = fault.map(|fault| import_words::text_fault(&frame, fault));
    let is_bad = fault_said.is_some();
    let page = ImportStart { frame: frame.clone(), fault: fault_said, imports: imports.collect() };
    let mut answer = reader.page(frame, |frame| ImportStart { frame, ..page })?;
    if is_bad {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Arrived => "import-stage-arrived",
        Stage::Looking => "import-stage-looking",
        Stage::Looked => "import-stage-looked",
        Stage::Adding => "import-stage-adding",
        Stage::Done => "import-stage-done",
        Stage::Stopped => "import-stage-stopped",
    }
}

impl Sink for Inbox {
    fn put(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        Ok(Self::put(self, bytes)?)
    }
}

/// POST `/admin/people/import`.
pub(super) async fn send(admin: Admin, State(app): State<App>, request: Request) -> Answer {
    admin.must(Right::Import, "import").await?;
    let reader = &admin.reader;
    let mut inbox = Inbox::new()?;
    let uploaded = upload::receive(request, &app, &mut inbox).await?;
    let sent = background::receive(reader.ctx(), reader.visit(), &admin.who, (inbox, &uploaded.file_name)).await?;
    match sent {
        Ok(id) => reader.to(&format!("{ADDRESS}/{id}")),
        Err(fault) => start_page(&admin, Some(fault)).await,
    }
}

/// The import of an address; one that is not there, or somebody else's, is kept as tried.
async fn found(admin: &Admin, text: &str) -> Result<Shown, Failure> {
    admin.must(Right::Import, "import").await?;
    let reader = &admin.reader;
    if let Ok(id) = id::<ImportId>(text)
        && let Some(shown) = background::find(reader.ctx(), reader.organisation(), &admin.who, id).await?
    {
        return Ok(shown);
    }
    admin.nothing_there("import").await
}

/// GET `/admin/people/import/ID`.
pub(super) async fn look(admin: Admin, Path(text): Path<String>) -> Answer {
    let shown = found(&admin, &text).await?;
    page(&admin, shown, None).await
}

async fn page(admin: &Admin, shown: Shown, fault: Option<String>) -> Answer {
    let frame = admin.frame(Place::People);
    let state = match shown.stage {
        Stage::Arrived => return columns_page(admin, shown, fault).await,
        Stage::Looking | Stage::Adding => ImportState::Under { line: shown.line, adding: shown.stage == Stage::Adding },
        Stage::Looked => ImportState::Looked,
        Stage::Done => ImportState::Done,
        Stage::Stopped => ImportState::Stopped(match shown.stopped {
            Some(Why::Bad) => "import-stopped-bad",
            Some(Why::NoLonger) => "import-stopped-no-longer",
            Some(Why::LastSuperUser) => "import-stopped-superuser",
            Some(Why::Lost) | None => "import-stopped-lost",
        }),
    };
    let under = matches!(state, ImportState::Under { .. });
    let page = ImportPage {
        frame: frame.clone(),
        id: shown.id.to_string(),
        file_name: shown.file_name,
        lines: shown.lines,
        state,
        counts: import_words::counts(&frame, shown.counts),
        bad: shown.counts.bad,
        told: if under { Vec::new() } else { shown.told.iter().map(|told| told_of(&frame, told)).collect() },
    };
    let mut answer = admin.reader.page(frame, |frame| ImportPage { frame, ..page })?;
    if under {
        answer.headers_mut().insert(header::REFRESH, HeaderValue::from_static(AGAIN));
    }
    Ok(answer)
}

fn told_of(frame: &Frame, told: &Told) -> ImportTold {
    let (who, what) = match &told.outcome {
        Outcome::Added(name) => (name.clone(), vec![frame.say("import-adds")]),
        Outcome::Changed(name, differences) => {
            (name.clone(), differences.iter().map(|one| import_words::difference(frame, one)).collect())
        }
        Outcome::Same(name) => (name.clone(), Vec::new()),
        Outcome::Bad(faults) => (String::new(), faults.iter().map(|one| import_words::fault(frame, one)).collect()),
    };
    ImportTold { line: told.line, who, what, bad: matches!(told.outcome, Outcome::Bad(_)) }
}

async fn columns_page(admin: &Admin, shown: Shown, fault: Option<String>) -> Answer {
    let reader = &admin.reader;
    let frame = admin.frame(Place::People);
    let schema = selections::schema(reader.ctx(), reader.organisation()).await?;
    let meanings = import_words::meanings(&frame, &schema);
    let known = |word: &str| meanings.iter().any(|(one, _)| one == word);
    let columns = shown.columns.into_iter().zip(&shown.choices.columns).map(|((heading, example), column)| {
        let word = column.word();
        let extra = (!known(&word)).then(|| import_words::column(&frame, &schema, column));
        ImportColumn { heading, example, word, extra }
    });
    let (is_bad, columns) = (fault.is_some(), columns.collect());
    let keys = import_words::keys(&frame, &schema);
    let page = ImportColumns {
        frame: frame.clone(),
        id: shown.id.to_string(),
        file_name: shown.file_name,
        lines: shown.lines,
        fault,
        columns,
        keys,
        key: shown.choices.key.word(),
        mode: mode_word(shown.choices.mode).to_owned(),
        meanings,
    };
    let mut answer = reader.page(frame, |frame| ImportColumns { frame, ..page })?;
    if is_bad {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

const fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::AddAndChange => "all",
        Mode::NewOnly => "new",
        Mode::KnownOnly => "known",
    }
}

/// POST `/admin/people/import/ID`.
pub(super) async fn go_on(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    let shown = found(&admin, &text).await?;
    let (reader, import) = (&admin.reader, shown.id);
    let (ctx, visit) = (reader.ctx(), reader.visit());
    let here = format!("{ADDRESS}/{import}");
    match fields.get("act").as_str() {
        "look" => {
            let choices = choices(&admin, &shown, &fields).await?;
            let chosen = background::choose(ctx, visit, &admin.who, import, choices.clone()).await?;
            match chosen.ok_or(Failure::NotFound)? {
                Chosen::Fault(fault) => {
                    let said = import_words::column_fault(&admin.frame(Place::People), &fault);
                    page(&admin, Shown { choices, stage: Stage::Arrived, ..shown }, Some(said)).await
                }
                Chosen::Elsewhere | Chosen::Goes => reader.to(&here),
            }
        }
        "again" => {
            background::choose_again(ctx, visit, &admin.who, import).await?;
            reader.to(&here)
        }
        "import" => {
            let on_bad = if fields.is("skip", "1") { OnBad::Skip } else { OnBad::Stop };
            let acted = background::start(ctx, visit, &admin.who, (import, on_bad)).await?;
            match settled(&admin, acted, &here)? {
                Ok(_) => reader.to(&here),
                Err(elsewhere) => Ok(elsewhere),
            }
        }
        _ => Err(Failure::Form),
    }
}

/// What a form chooses. A column that it does not name, or a word that means nothing, is left out.
async fn choices(admin: &Admin, shown: &Shown, fields: &Fields) -> Result<Choices, Failure> {
    let reader = &admin.reader;
    let schema = selections::schema(reader.ctx(), reader.organisation()).await?;
    let word = |name: &str| Column::from_word(&fields.get(name), &schema);
    let columns = (0..shown.columns.len()).map(|place| word(&format!("column_{place}")).unwrap_or(Column::Ignored));
    let mode = match fields.get("mode").as_str() {
        "new" => Mode::NewOnly,
        "known" => Mode::KnownOnly,
        _ => Mode::AddAndChange,
    };
    let key = word("key").ok_or(Failure::Form)?;
    Ok(Choices { columns: columns.collect(), key, mode, on_bad: OnBad::Stop })
}
