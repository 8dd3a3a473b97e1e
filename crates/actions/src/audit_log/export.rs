//! The audit log written out, oldest event first, a page at a time: as CSV, which no spreadsheet takes for formulas, or
//! as JSON lines.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::id::AuditId;
use domain::time::Timestamp;
use serde_json::{Value, json};

use super::{Entry, Filter, Names, Who, may_read};
use crate::admin::desk::Admin;
use crate::csv;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::record::Scribe;
use crate::visit::{Organisation, Visit};

/// Events that are read at once.
const PAGE: i64 = 1_000;
const HEADINGS: &str = "time,id,kind,actor,actor_name,subject,subject_name,source,details\r\n";

/// How the log is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with headings.
    Csv,
    /// An object on each line.
    JsonLines,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::JsonLines];

    /// The word for it, which is also the ending of the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// What a word means.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word() == word)
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/x-ndjson; charset=utf-8",
        }
    }
}

/// A log that is being written out.
#[derive(Debug)]
pub struct Export {
    organisation: Arc<Organisation>,
    filter: Filter,
    format: Format,
    names: Names,
    after: Option<AuditId>,
    begun: bool,
    done: bool,
}

/// Begins to write the log out for somebody who may read it, and notes that; nothing for whoever may not.
pub async fn export(
    ctx: &Ctx,
    visit: &Visit,
    admin: &Admin,
    (filter, format): (Filter, Format),
) -> Result<Option<Export>, Error> {
    if !may_read(ctx, visit, admin).await? {
        return Ok(None);
    }
    let now = ctx.now();
    let export = Export::new(&visit.organisation, (filter, format), now);
    note(ctx, admin.scribe(ctx, visit, now), format).await?;
    Ok(Some(export))
}

/// Begins to write the log out at the command line of the server, and notes that.
pub async fn export_by_command_line(
    ctx: &Ctx,
    organisation: &Arc<Organisation>,
    (filter, format): (Filter, Format),
) -> Result<Export, Error> {
    let now = ctx.now();
    note(ctx, Scribe::of_command_line(ctx, organisation, now), format).await?;
    Ok(Export::new(organisation, (filter, format), now))
}

async fn note(ctx: &Ctx, scribe: Scribe, format: Format) -> Result<(), Error> {
    ctx.write((scribe, format), |tx, (scribe, format)| {
        Box::pin(async move { scribe.note(tx, None, AuditEvent::AuditExported { format: format.word().to_owned() }) })
    })
    .await
}

impl Export {
    fn new(organisation: &Arc<Organisation>, (mut filter, format): (Filter, Format), now: Timestamp) -> Self {
        // What happens meanwhile is left out, so that it comes to an end.
        filter.to = Some(filter.to.map_or(now, |to| to.min(now)));
        let (organisation, names) = (organisation.clone(), Names::default());
        Self { organisation, filter, format, names, after: None, begun: false, done: false }
    }

    /// The next part of the file; nothing at its end.
    pub async fn next(&mut self, ctx: &Ctx) -> Result<Option<String>, Error> {
        if self.done {
            return Ok(None);
        }
        let kept = store::audit::oldest(ctx.db(), self.organisation.id, &self.filter, self.after, PAGE).await?;
        self.names.learn(ctx, &self.organisation, &kept).await?;
        self.done = i64::try_from(kept.len()).is_ok_and(|count| count < PAGE);
        self.after = kept.last().map(|last| last.id);
        let mut part = String::with_capacity(kept.len() * 256);
        if !self.begun && self.format == Format::Csv {
            part.push_str(HEADINGS);
        }
        self.begun = true;
        for kept in kept {
            let entry = self.names.entry(kept);
            match self.format {
                Format::Csv => csv_line(&entry, &mut part),
                Format::JsonLines => json_line(&entry, &mut part),
            }
        }
        Ok(Some(part))
    }
}

/// What an event tells beside its kind.
pub fn details(entry: &Entry) -> Value {
    match serde_json::from_str(&entry.details) {
        Ok(Value::Object(mut fields)) => {
            fields.remove("kind");
            Value::Object(fields)
        }
        Ok(other) => other,
        Err(_) => Value::String(entry.details.clone()),
    }
}

fn csv_line(entry: &Entry, line: &mut String) {
    let subject = entry.subject.as_ref();
    let cells = [
        entry.at.rfc3339(),
        entry.id.to_string(),
        entry.kind.clone(),
        entry.actor.kept(),
        entry.actor.user_name().unwrap_or_default().to_owned(),
        subject.map(Who::kept).unwrap_or_default(),
        subject.and_then(Who::user_name).unwrap_or_default().to_owned(),
        entry.source.clone().unwrap_or_default(),
        details(entry).to_string(),
    ];
    csv::line(&cells, line);
}

/// An event as a program reads it: the object on a line of the export.
pub fn as_json(entry: &Entry) -> Value {
    let subject = entry.subject.as_ref();
    json!({
        "time": entry.at.rfc3339(),
        "id": entry.id.to_string(),
        "kind": entry.kind,
        "actor": entry.actor.kept(),
        "actor_name": entry.actor.user_name(),
        "subject": subject.map(Who::kept),
        "subject_name": subject.and_then(Who::user_name),
        "source": entry.source,
        "details": details(entry),
    })
}

fn json_line(entry: &Entry, line: &mut String) {
    line.push_str(&as_json(entry).to_string());
    line.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_what_the_row_has() {
        let entry = Entry {
            id: AuditId::from_bytes([1; 16]),
            at: Timestamp::from_seconds(1_796_684_400),
            kind: "policy-removed".to_owned(),
            actor: Who::CommandLine,
            subject: None,
            source: None,
            details: r#"{"kind":"policy-removed","policy":"=1"}"#.to_owned(),
        };
        let mut line = String::new();
        json_line(&entry, &mut line);
        let read: Value = serde_json::from_str(&line).unwrap();
        assert!(line.ends_with('\n') && line.lines().count() == 1);
        assert_eq!((&read["time"], &read["actor"]), (&json!("2026-12-07T23:00:00Z"), &json!("command-line")));
        assert_eq!(read["details"], json!({ "policy": "=1" }));
        line.clear();
        csv_line(&entry, &mut line);
        assert!(line.contains(r#""policy-removed","command-line","","","","","{""policy"":""=1""}""#), "{line}");
    }
}
