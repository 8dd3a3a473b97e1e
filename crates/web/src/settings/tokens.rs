//! `/admin/settings/tokens`: the stock of hardware tokens, and the files of their makers that bring them in.

use actions::admin::hardware_tokens::{self, Fate, FileFault, Imported, Token, TokenFault};
use actions::hardware_token::{Moving, Period, Which};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use domain::id::AuthenticatorId;
use domain::permission::Right;
use domain::time::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::zeroize::Zeroizing;

use crate::admin::settled;
use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::upload::{self, Sink};
use crate::extract::{Admin, Fields};
use crate::pages::{Frame, ImportTokens, Place, Tick, TokenLine, TokenPage, TokenStands, Tokens, TokensIn};

const ADDRESS: &str = "/admin/settings/tokens";
const IMPORT: &str = "/admin/settings/tokens/import";
/// A file of the most tokens, in PSKC with all its words, is smaller.
const LARGEST: usize = 16 * 1024 * 1024;

/// GET `/admin/settings/tokens`.
pub(super) async fn show(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let reader = &admin.reader;
    let notice = reader.notice().and_then(|(word, about)| {
        let key = ["token-noted-stock", "token-noted-lost", "token-noted-removed"].into_iter().find(|key| *key == word);
        key.map(|key| (key, about))
    });
    let (which, kind) = match reader.query("which").as_deref() {
        Some("stock") => ("stock", Which::InStock),
        Some("held") => ("held", Which::Held),
        Some("lost") => ("lost", Which::Lost),
        _ => ("all", Which::All),
    };
    let text: String = reader.query("q").unwrap_or_default().trim().chars().take(64).collect();
    let after = reader.query("after").unwrap_or_default();
    let page = hardware_tokens::list(reader.ctx(), reader.organisation(), (kind, &text), &after).await?;
    let word = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let next = page.next.map(|next| format!("{ADDRESS}?which={which}&q={}&after={}", word(&text), word(&next)));
    let counts = (page.counts.in_stock, page.counts.held, page.counts.lost);
    let tokens = page.tokens.into_iter().map(line).collect();
    let (may_edit, later) = (admin.who.has(hardware_tokens::RIGHT), !after.is_empty());
    let frame = admin.frame(Place::Settings);
    reader.page(frame, |frame| Tokens { frame, notice, counts, which, text, tokens, next, later, may_edit })
}

fn line(token: Token) -> TokenLine {
    let stands = match (token.holder, token.lost_at) {
        (Some(holder), _) => TokenStands::Held { by: holder.name, used: holder.last_used_at.map(Timestamp::micros) },
        (None, Some(at)) => TokenStands::Lost { at: at.micros() },
        (None, None) => TokenStands::InStock,
    };
    TokenLine {
        id: token.id.to_string(),
        serial: token.serial,
        model: token.model,
        moving: token.moving,
        digits: token.digits,
        stands,
    }
}

async fn found(admin: &Admin, text: &str) -> Result<Token, Failure> {
    let id = text.parse::<AuthenticatorId>().map_err(|_| Failure::NotFound)?;
    let reader = &admin.reader;
    let found = hardware_tokens::find(reader.ctx(), reader.organisation(), id).await?;
    found.ok_or(Failure::NotFound)
}

/// GET `/admin/settings/tokens/ID`.
pub(super) async fn ask(admin: Admin, Path(text): Path<String>) -> Answer {
    admin.where_active()?;
    admin.must(Right::SetupRead, "look").await?;
    let token = found(&admin, &text).await?;
    let (imported, may_edit) = (token.imported_at.micros(), admin.who.has(hardware_tokens::RIGHT));
    let frame = admin.frame(Place::Settings);
    admin.reader.page(frame, |frame| TokenPage { frame, token: line(token), imported, may_edit })
}

/// POST `/admin/settings/tokens/ID`.
pub(super) async fn settle(admin: Admin, Path(text): Path<String>, fields: Fields) -> Answer {
    admin.where_active()?;
    admin.must(hardware_tokens::RIGHT, "settle-token").await?;
    let token = found(&admin, &text).await?;
    let fate = Fate::from_word(&fields.get("fate")).ok_or(Failure::Form)?;
    let reader = &admin.reader;
    let acted = hardware_tokens::settle(reader.ctx(), reader.visit(), &admin.who, token.id, fate).await?;
    if let Err(elsewhere) = settled(&admin, acted, &format!("{ADDRESS}/{}", token.id))? {
        return Ok(elsewhere);
    }
    let word = match fate {
        Fate::Stock => "token-noted-stock",
        Fate::Lost => "token-noted-lost",
        Fate::Removed => "token-noted-removed",
    };
    reader.reply().notice(word, &token.serial).to(ADDRESS)
}

/// GET `/admin/settings/tokens/import`.
pub(super) async fn ask_import(admin: Admin) -> Answer {
    admin.where_active()?;
    admin.must(hardware_tokens::RIGHT, "import-tokens").await?;
    if let Some(needs) = actions::step_up::needs_now(admin.reader.ctx(), &admin.who.person) {
        return crate::portal::guard::to_confirm(&admin.reader, needs, IMPORT);
    }
    import_page(&admin, Moving::ALL[0], (None, None))
}

fn import_page(admin: &Admin, usual: Moving, (fault, done): (Option<&'static str>, Option<TokensIn>)) -> Answer {
    let frame = admin.frame(Place::Settings);
    let usual = usual_ticks(&frame, usual);
    let is_bad = fault.is_some();
    let mut answer = admin.reader.page(frame, |frame| ImportTokens { frame, usual, fault, done })?;
    if is_bad {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

fn usual_ticks(frame: &Frame, usual: Moving) -> Vec<Tick> {
    let tick = |moving: Moving| Tick {
        value: moving.word().to_owned(),
        name: frame.say(match moving {
            Moving::Counter => "usual-counter",
            Moving::Time(Period::Seconds30) => "usual-30",
            Moving::Time(Period::Seconds60) => "usual-60",
        }),
        hint: None,
        on: moving == usual,
        disabled: false,
    };
    Moving::ALL.into_iter().map(tick).collect()
}

/// A file in memory: it holds keys, and never lies on a disk.
struct Kept(Zeroizing<Vec<u8>>);

impl Sink for Kept {
    fn put(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        if self.0.len() + bytes.len() > LARGEST {
            return Ok(false);
        }
        self.0.extend_from_slice(bytes);
        Ok(true)
    }
}

/// POST `/admin/settings/tokens/import`.
pub(super) async fn import(admin: Admin, State(app): State<App>, request: Request) -> Answer {
    admin.where_active()?;
    admin.must(hardware_tokens::RIGHT, "import-tokens").await?;
    let reader = &admin.reader;
    let mut kept = Kept(Zeroizing::new(Vec::new()));
    let uploaded = upload::receive(request, &app, &mut kept).await?;
    let usual = Moving::from_word(uploaded.field("usual")).ok_or(Failure::Form)?;
    let opening = (uploaded.field("password"), usual);
    let acted = hardware_tokens::import(reader.ctx(), reader.visit(), &admin.who, &kept.0, opening).await?;
    match settled(&admin, acted, IMPORT)? {
        Err(elsewhere) => Ok(elsewhere),
        Ok(Ok(imported)) => import_page(&admin, usual, (None, Some(shown(imported)))),
        Ok(Err(fault)) => import_page(&admin, usual, (Some(file_fault(fault)), None)),
    }
}

fn shown(imported: Imported) -> TokensIn {
    let left = imported.left.into_iter().map(|left| (left.number, left.serial, token_fault(left.fault)));
    TokensIn { added: imported.added, known: imported.known, left: left.collect() }
}

const fn file_fault(fault: FileFault) -> &'static str {
    match fault {
        FileFault::Empty => "tokens-file-empty",
        FileFault::NotText => "tokens-file-not-text",
        FileFault::NotPskc => "tokens-file-not-pskc",
        FileFault::TooMany => "tokens-file-too-many",
        FileFault::NeedsPassword => "tokens-file-needs-password",
        FileFault::NotAKey => "tokens-file-not-a-key",
        FileFault::WrongPassword => "tokens-file-wrong-password",
        FileFault::Encryption => "tokens-file-encryption",
    }
}

const fn token_fault(fault: TokenFault) -> &'static str {
    match fault {
        TokenFault::Serial => "tokens-left-serial",
        TokenFault::Twice => "tokens-left-twice",
        TokenFault::Key => "tokens-left-key",
        TokenFault::KeyLength => "tokens-left-key-length",
        TokenFault::Kind => "tokens-left-kind",
        TokenFault::Digits => "tokens-left-digits",
        TokenFault::Period => "tokens-left-period",
        TokenFault::Algorithm => "tokens-left-algorithm",
        TokenFault::Counter => "tokens-left-counter",
        TokenFault::Mac => "tokens-left-mac",
    }
}
