//! `campaign letters`: letters on paper to those whom no mail reaches, as PDF files of their own. Neighbour: `campaign`.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use actions::admin::campaign::{By, FURTHEST_DATED, LetterOrder, LetterTo, MOST_LINES, MOST_ON_A_LINE};
use actions::admin::desk::Acted;
use clap::Args;
use domain::campaign::TextKind;
use domain::selection::AttributeKey;
use jiff::civil::Date;
use web::letters::{A_FILE, LetterFile, NoFile, NotMade, OrderFault, Posted, Press, Unprintable, usual_kind};
use web::mail::site_of;

use super::campaign::Named;
use super::print::{plain, say};
use super::{Failure, House, Place};
use crate::settings::Overrides;

#[derive(Debug, Args)]
pub(super) struct Letters {
    #[command(flatten)]
    named: Named,
    /// A new PDF file, for its owner alone; what does not fit in it goes to FILE-2, FILE-3 and so on
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Which message: announcement, reminder, day or after; the next one if left out
    #[arg(long, value_name = "MESSAGE", value_parser = text)]
    text: Option<TextKind>,
    /// Attributes that stand on a line of the address, in their order; once for each line below the name
    #[arg(long, value_name = "ATTRIBUTE,..", value_parser = line)]
    line: Vec<Line>,
    /// Day that stands on the letters; today if left out
    #[arg(long, value_name = "DATE")]
    dated: Option<Date>,
    /// Also for those whom the message has reached on another way
    #[arg(long)]
    everyone: bool,
    /// These letters will be posted: whoever gets one counts as told, and gets no mail of that message
    #[arg(long)]
    posted: bool,
}

/// Attributes on one line of an address.
#[derive(Clone, Debug)]
struct Line(Vec<AttributeKey>);

fn text(word: &str) -> Result<TextKind, String> {
    TextKind::from_word(word).ok_or_else(|| "expected announcement, reminder, day or after".to_owned())
}

#[expect(clippy::unnecessary_wraps, reason = "clap asks a parser for a Result")]
fn line(text: &str) -> Result<Line, String> {
    let keys = text.split(',').map(str::trim).filter(|key| !key.is_empty());
    Ok(Line(keys.map(AttributeKey::kept).collect()))
}

impl Letters {
    pub(super) async fn run(self, (place, house): (&Place, &House)) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let shown = self.named.find(house).await?;
        let settings = place.settings(Overrides::new())?;
        let public = settings.server.public_address(settings.server.listen).map_err(Failure::refused)?;
        let site = site_of(ctx, public.url(), organisation);
        let order = LetterOrder {
            kind: self.text.unwrap_or_else(|| usual_kind(organisation, &shown, ctx.now())),
            lines: self.line.iter().map(|Line(keys)| keys.clone()).collect(),
            dated: self.dated.unwrap_or_else(|| ctx.now().date_in(&organisation.zone)),
            to: if self.everyone { LetterTo::Everyone } else { LetterTo::NotYet },
        };
        let posted = if self.posted { Posted::Yes } else { Posted::No };
        let press = Press { ctx, by: By::CommandLine(organisation), shown: &shown, site: &site, organisation };
        let (mut after, mut number) = (None, 1);
        loop {
            let path = numbered(&self.to, number);
            // The file is there before anybody counts as told.
            let mut file = new(&path)?;
            let made = press.make((&order, after), posted).await;
            let made = match made.map_err(Failure::from).and_then(done) {
                Ok(made) => made,
                Err(failure) => {
                    drop(file);
                    std::fs::remove_file(&path).map_err(|error| cannot_write(&path, &error))?;
                    return Err(failure);
                }
            };
            file.write_all(&made.pdf).and_then(|()| file.sync_all()).map_err(|error| lost(&path, &error))?;
            tell(&path, &made)?;
            match made.next {
                None => return Ok(()),
                next => (after, number) = (next, number + 1),
            }
        }
    }
}

/// `letters.pdf`, `letters-2.pdf` and so on.
fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{number}{ending}"))
}

fn new(path: &Path) -> Result<File, Failure> {
    let new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    new.map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::refused(format!("cannot write {}: {error}; name a file that is not there yet", path.display()))
}

fn lost(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::refused(format!("cannot write {path}: {error}; its letters are noted already: make them with --everyone"))
}

fn done(acted: Acted<Result<LetterFile, NoFile>>) -> Result<LetterFile, Failure> {
    match acted {
        Acted::Done(Ok(file)) => Ok(file),
        Acted::Done(Err(NoFile::Faults(faults))) => {
            Err(Failure::refused(faults.into_iter().map(wrong).collect::<Vec<_>>().join("; ")))
        }
        Acted::Done(Err(NoFile::Nobody(not))) if not.is_empty() => {
            Err(Failure::refused("there is nobody whom no mail reaches and who has not had this message"))
        }
        Acted::Done(Err(NoFile::Nobody(not))) => {
            let all = not.iter().map(cannot).collect::<Vec<_>>().join("; ");
            Err(Failure::refused(format!("no letter can be made: {all}")))
        }
        Acted::Done(Err(NoFile::NotRunning)) => Err(Failure::refused(
            "nobody can count as told while the campaign is a draft or over: leave --posted out, or start it",
        )),
        _ => Err(Failure::refused("the campaign changed meanwhile: try again")),
    }
}

fn tell(path: &Path, made: &LetterFile) -> Result<(), Failure> {
    for not in &made.not {
        eprintln!("not made: {}", cannot(not));
    }
    let letters = if made.letters == 1 { "1 letter".to_owned() } else { format!("{} letters", made.letters) };
    let told = match made.told {
        0 => String::new(),
        1 => " 1 person counts as told now.".to_owned(),
        told => format!(" {told} people count as told now."),
    };
    let more = if made.next.is_some() { format!(" A file has at most {A_FILE}.") } else { String::new() };
    Ok(say(format!("{letters} in {}.{told}{more}", path.display()))?)
}

fn cannot(one: &NotMade) -> String {
    let why = match &one.why {
        Unprintable::Characters(all) => format!("the font does not have {}", plain(all)),
        Unprintable::Text(all) => format!("the text has {}, which the font does not have", plain(all)),
        Unprintable::AddressTooLong => "name and address do not fit in the window".to_owned(),
    };
    format!("{} ({}): {why}", plain(&one.name), plain(&one.user_name))
}

fn wrong(fault: OrderFault) -> String {
    match fault {
        OrderFault::Kind => "the campaign has no message with that text".to_owned(),
        OrderFault::Lines => format!(
            "an address has at most {MOST_LINES} lines of at most {MOST_ON_A_LINE} attributes, which are no date and no \
             yes or no: `tweestap attribute list` shows them"
        ),
        OrderFault::Dated => format!("the letters can be dated from today to {FURTHEST_DATED} days ahead"),
    }
}
