//! Directories that people are fetched from: whether each answers, and how its last sync went.

use actions::admin::directories::{self, DirectoryEdit, Tested, test_by_command_line};
use actions::admin::people_sources;
use actions::directory::report::{FAILED, HELD};
use actions::{Ctx, Error};
use domain::people_source::SourceKind;

use super::Finding;

const PART: &str = "directory";

/// What was found of each directory of each organisation.
pub(super) async fn check(ctx: &Ctx) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for organisation in ctx.organisations().iter() {
        let all = people_sources::list(ctx, organisation).await?;
        for one in all.into_iter().filter(|one| one.source.kind == SourceKind::Ldap) {
            let (id, name) = (one.source.id, one.source.name);
            let Some(known) = directories::read(ctx, organisation, id).await? else { continue };
            let edit = DirectoryEdit::of(&known.counted.source, &known.settings);
            findings.push(match test_by_command_line(ctx, organisation, (Some(id), &edit)).await? {
                Tested::Read { people, more, .. } => {
                    let more = if more { " or more" } else { "" };
                    Finding::ok(PART, format!("{name} answers and names {people} people{more}"))
                }
                Tested::Fault(fault) | Tested::Groups(fault) => Finding::fail(PART, format!("{name}: {fault}")),
                Tested::Faults(_) => {
                    Finding::fail(PART, format!("{name}: what is asked of it does not do any more: save it anew"))
                }
            });
            let syncs = directories::syncs(ctx, organisation, id).await?;
            let last = syncs.into_iter().find(|(sync, _)| !sync.dry && sync.ended_at.is_some());
            findings.push(match last.map(|(sync, _)| sync.state) {
                None => Finding::warn(PART, format!("{name} was never synced: `tweestap source sync {name}` does it")),
                Some(state) if state == FAILED => Finding::warn(
                    PART,
                    format!("the last sync of {name} did not reach its end; nobody was blocked by it"),
                ),
                Some(state) if state == HELD => Finding::warn(
                    PART,
                    format!(
                        "too many people vanished from {name} at once: nobody was blocked, and somebody has to look"
                    ),
                ),
                Some(_) => Finding::ok(PART, format!("{name} was synced to its end")),
            });
        }
    }
    Ok(findings)
}
