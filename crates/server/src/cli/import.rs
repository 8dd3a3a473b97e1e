//! `person import`: people from a CSV file, new ones added and known ones changed. The file is looked at as a whole first;
//! nothing is done while a line is bad, unless bad lines are to be skipped. `import_told` says what lines come to.

use std::fs::File;
use std::path::{Path, PathBuf};

use actions::admin::import::{self, Choices, Encoding, Ended, Import, Mode, OnBad, Table};
use clap::Args;

use super::import_told::Teller;
use super::print::{Form, plain};
use super::{Failure, House, attribute};

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(super) struct ImportFile {
    #[arg(
        help = "A CSV file whose first line names columns, in Dutch or English: user_name, display_name, email, email2 and \
                  on, language, role, groups with | between them, group:NAME with yes or no, and your own attributes. An \
                  empty field leaves what is there; a dash takes it away"
    )]
    file: PathBuf,
    /// The column by which people are known: `user_name`, `email`, or the key of one of your own attributes
    #[arg(long, value_name = "COLUMN", default_value = "user_name")]
    key: String,
    /// What a column means where its name does not say so; `-` leaves it out; may be given more than once
    #[arg(long, value_name = "HEADING=COLUMN", value_parser = attribute::pair)]
    column: Vec<(String, String)>,
    /// New people alone: a line about someone who is there is bad
    #[arg(long, conflicts_with = "known_only")]
    new_only: bool,
    /// People who are there alone: a line about someone else is bad
    #[arg(long)]
    known_only: bool,
    /// What the file is written in, where it is not seen rightly: UTF-8 or Windows-1252
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Import the good lines although others are bad
    #[arg(long)]
    skip_bad: bool,
    /// Say line by line what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// The outcome for programs
    #[arg(long)]
    json: bool,
}

impl ImportFile {
    pub(super) async fn run(self, house: &House) -> Result<(), Failure> {
        let (ctx, organisation) = (&house.ctx, &house.organisation);
        let shown = self.file.display().to_string();
        let unreadable = |error: std::io::Error| Failure::refused(format!("cannot read {shown}: {error}"));
        let file = File::open(&self.file).map_err(unreadable)?;
        let table = Table::open(Box::new(file), self.encoding).map_err(unreadable)?;
        let table = table.map_err(|fault| Failure::refused(format!("{shown}: {fault}")))?;
        let fault = |fault: import::ColumnFault| Failure::refused(format!("{shown}:1: {}", plain(&fault.to_string())));
        let columns = import::columns(ctx, organisation, &table.headings, &self.column).await?.map_err(fault)?;
        let key = import::key(ctx, organisation, &self.key).await?.map_err(fault)?;
        let mode = match (self.new_only, self.known_only) {
            (true, _) => Mode::NewOnly,
            (_, true) => Mode::KnownOnly,
            _ => Mode::AddAndChange,
        };
        let on_bad = if self.skip_bad { OnBad::Skip } else { OnBad::Stop };
        let choices = Choices { columns, key, mode, on_bad };
        let encoding = table.facts.encoding;
        let opened = Import::by_command_line(ctx, organisation, (table, &name(&self.file)), choices).await?;
        let mut import = opened.map_err(fault)?;
        let mut teller = Teller::new(shown, Form::json_if(self.json), self.dry_run)?;
        if encoding == Encoding::Windows1252 && self.encoding.is_none() {
            teller.note("the file is written in Windows-1252 and is read so");
        }
        if import.goes_on_behind() > 0 && !self.dry_run {
            teller.note(&format!(
                "an import of this file was cut off; it goes on behind line {}",
                import.goes_on_behind()
            ));
        }
        teller.stage("looking");
        let looked = import.look(&mut teller).await?;
        let stops = looked.bad > 0 && !self.skip_bad;
        if self.dry_run || stops {
            teller.end(looked, 0)?;
            return if stops { Err(refused(&looked)) } else { Ok(()) };
        }
        teller.stage("importing");
        match import.run(&mut teller).await? {
            Ended::Done(counts) => teller.end(counts, counts.added + counts.changed),
            Ended::Stopped(counts, bad) => {
                teller.bad(bad.line, &bad.faults)?;
                teller.end(counts, counts.added + counts.changed)?;
                Err(Failure::refused(format!(
                    "line {} was good when the file was looked at and is not any more; the lines above it are imported: \
                     mend it and import the file again",
                    bad.line
                )))
            }
        }
    }
}

fn refused(counts: &import::Counts) -> Failure {
    Failure::refused(format!(
        "{} of {} lines are bad, so nothing was imported: mend them, or say --skip-bad",
        counts.bad,
        counts.bad + counts.same + counts.added + counts.changed
    ))
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::from_name(text).ok_or_else(|| "expected UTF-8 or Windows-1252".to_owned())
}
