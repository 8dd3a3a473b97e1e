//! Lists of tokens, one a line: with names above the columns, as Microsoft Entra and most makers have it, or without, as
//! `serial, key` and perhaps `type, digits, period or counter` (privacyIDEA's form).

use data_encoding::{BASE32_NOPAD, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::{FileFault, Item, Listed, MOST_TOKENS, TokenFault};
use crate::hardware_token::{Moving, Seed};
use crate::totp::{Algorithm, Digits, Period};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Serial,
    Key,
    Kind,
    Digits,
    Period,
    Algorithm,
    Counter,
    Maker,
    Model,
    /// How often it was pressed or how long a code stands, whichever its codes move by.
    Moment,
}

const NAMES: &[(&str, Column)] = &[
    ("serialnumber", Column::Serial),
    ("serial", Column::Serial),
    ("serialno", Column::Serial),
    ("sn", Column::Serial),
    ("tokenserial", Column::Serial),
    ("serienummer", Column::Serial),
    ("secretkey", Column::Key),
    ("secret", Column::Key),
    ("seed", Column::Key),
    ("key", Column::Key),
    ("hashkey", Column::Key),
    ("sleutel", Column::Key),
    ("type", Column::Kind),
    ("tokentype", Column::Kind),
    ("soort", Column::Kind),
    ("digits", Column::Digits),
    ("otplen", Column::Digits),
    ("otplength", Column::Digits),
    ("cijfers", Column::Digits),
    ("timeinterval", Column::Period),
    ("timestep", Column::Period),
    ("period", Column::Period),
    ("interval", Column::Period),
    ("tijdstap", Column::Period),
    ("algorithm", Column::Algorithm),
    ("hashfunction", Column::Algorithm),
    ("hashlib", Column::Algorithm),
    ("hash", Column::Algorithm),
    ("algoritme", Column::Algorithm),
    ("counter", Column::Counter),
    ("teller", Column::Counter),
    ("manufacturer", Column::Maker),
    ("fabrikant", Column::Maker),
    ("model", Column::Model),
    ("product", Column::Model),
];

/// The order of a list without names.
const PLAIN: [Option<Column>; 5] =
    [Some(Column::Serial), Some(Column::Key), Some(Column::Kind), Some(Column::Digits), Some(Column::Moment)];

pub(super) fn read(text: &str, usual: Moving) -> Result<Vec<Item>, FileFault> {
    let lines = || {
        let all = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        all.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    };
    let Some((_, first)) = lines().next() else { return Err(FileFault::Empty) };
    let delimiter = [',', ';', '\t'].into_iter().max_by_key(|sign| first.matches(*sign).count());
    let delimiter = delimiter.filter(|sign| first.contains(*sign));
    let named = names(&cells(first, delimiter));
    let columns = named.clone().unwrap_or_else(|| PLAIN.to_vec());
    let mut items = Vec::new();
    for (number, line) in lines().skip(usize::from(named.is_some())) {
        if items.len() >= MOST_TOKENS {
            return Err(FileFault::TooMany);
        }
        let cells = cells(line, delimiter);
        let cell = |column| {
            let place = columns.iter().position(|one| *one == Some(column))?;
            cells.get(place).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
        };
        let serial = cell(Column::Serial).unwrap_or_default();
        items.push(Item {
            number,
            serial: serial.chars().take(super::LONGEST_SERIAL).collect(),
            listed: listed(serial, cell, (named.is_some(), usual)),
        });
    }
    Ok(items)
}

/// The columns by the names above them; nothing where the first line has no name of a key.
fn names(first: &[Zeroizing<String>]) -> Option<Vec<Option<Column>>> {
    let column = |cell: &Zeroizing<String>| {
        let plain: String = cell.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_lowercase();
        NAMES.iter().find(|(name, _)| *name == plain).map(|(_, column)| *column)
    };
    let columns: Vec<Option<Column>> = first.iter().map(column).collect();
    (columns.contains(&Some(Column::Key)) && columns.contains(&Some(Column::Serial))).then_some(columns)
}

/// The cells of a line. Where there is no sign between them, blanks are.
fn cells(line: &str, delimiter: Option<char>) -> Vec<Zeroizing<String>> {
    let Some(delimiter) = delimiter.and_then(|sign| u8::try_from(sign).ok()) else {
        return line.split_whitespace().map(|cell| Zeroizing::new(cell.to_owned())).collect();
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    // What is no line of cells has none.
    let read = reader.read_record(&mut record).unwrap_or(false);
    record.iter().filter(|_| read).map(|cell| Zeroizing::new(cell.to_owned())).collect()
}

fn listed<'a>(
    serial: &str,
    cell: impl Fn(Column) -> Option<&'a str>,
    (is_named, usual): (bool, Moving),
) -> Result<Listed, TokenFault> {
    let serial = super::serial(serial)?;
    let kind = cell(Column::Kind).map(kind).transpose()?;
    // In a list without names one column holds either.
    let moment = cell(Column::Moment);
    let interval = cell(Column::Period).or(moment).map(super::period);
    let moving = match (kind, interval) {
        (Some(Kind::Counter), _) => Moving::Counter,
        (Some(Kind::Time), None) => match usual {
            Moving::Time(period) => Moving::Time(period),
            Moving::Counter => Moving::Time(Period::Seconds30),
        },
        (Some(Kind::Time), Some(period)) => Moving::Time(period?),
        (None, Some(period)) if is_named => Moving::Time(period?),
        (None, _) => usual,
    };
    let pressed = cell(Column::Counter).or(moment).filter(|_| moving == Moving::Counter);
    let seed = Seed {
        secret: super::secret(&key(cell(Column::Key).ok_or(TokenFault::Key)?)?)?,
        moving,
        algorithm: cell(Column::Algorithm).map_or(Ok(Algorithm::Sha1), super::algorithm)?,
        digits: cell(Column::Digits).map_or(Ok(Digits::Six), super::digits)?,
    };
    let model = super::model(cell(Column::Maker).unwrap_or_default(), cell(Column::Model).unwrap_or_default());
    Ok(Listed { serial, model, seed, counter: pressed.map_or(Ok(0), super::counter)? })
}

enum Kind {
    Time,
    Counter,
}

fn kind(text: &str) -> Result<Kind, TokenFault> {
    match text.trim().to_ascii_lowercase().as_str() {
        "totp" | "time" | "oath-totp" => Ok(Kind::Time),
        "hotp" | "event" | "counter" | "oath-hotp" => Ok(Kind::Counter),
        _ => Err(TokenFault::Kind),
    }
}

/// A key in hexadecimal or base32: whichever it can be, hexadecimal first. What is both is a key of base32 with no letter after F
/// and no digit but 2 to 7, which does not happen by chance.
fn key(text: &str) -> Result<Zeroizing<Vec<u8>>, TokenFault> {
    let plain: Zeroizing<String> =
        Zeroizing::new(text.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '=' | '-')).collect());
    let plain = plain.strip_prefix("0x").unwrap_or(&plain);
    if let Ok(bytes) = HEXLOWER_PERMISSIVE.decode(plain.as_bytes()) {
        return Ok(Zeroizing::new(bytes));
    }
    let upper = Zeroizing::new(plain.to_ascii_uppercase());
    BASE32_NOPAD.decode(upper.as_bytes()).map(Zeroizing::new).map_err(|_| TokenFault::Key)
}
