//! What everybody in the demo reads after signing in: one announcement, for two weeks from today.

use std::sync::Arc;

use actions::admin::announcements::{self, AnnouncementEdit, SavedAnnouncement};
use actions::admin::campaign::TypedText;
use actions::{Ctx, Error, Organisation};
use domain::announcement::{Reach, Weight};
use domain::selection::Selected;
use jiff::ToSpan;

/// Makes it.
pub(super) async fn announce(ctx: &Ctx, organisation: &Arc<Organisation>) -> Result<(), Error> {
    let today = ctx.now().date_in(&organisation.zone);
    let text = |language: &str, subject: &str, body: &str| TypedText {
        language: language.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
    };
    let texts = vec![
        text(
            "en",
            "Signing in pauses on Saturday",
            "On Saturday between 7:00 and 8:00 nobody can sign in: we move to a new server.\n\nQuestions? Call {telephone}.",
        ),
        text(
            "nl",
            "Zaterdag even niet inloggen",
            "Zaterdag tussen 7.00 en 8.00 uur kan niemand inloggen: we verhuizen naar een nieuwe server.\n\nVragen? Bel \
             {telefoon}.",
        ),
    ];
    let reach = Reach {
        selected: Selected::Everyone,
        from: today,
        until: today.saturating_add(14.days()),
        weight: Weight::Information,
        lacking_only: false,
        dismissible: true,
        shared: true,
    };
    let edit = AnnouncementEdit { id: None, version: 0, reach, texts };
    match announcements::save_by_command_line(ctx, organisation, &edit).await? {
        SavedAnnouncement::Saved(_) => Ok(()),
        other => Err(Error::Broken(format!("the announcement of the demo was not saved: {other:?}"))),
    }
}
