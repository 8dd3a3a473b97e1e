//! What the desk does to one person, and the pages that follow: asked, refused, done, and what is shown once.

use anyhow::Result;
use domain::id::{UserId, ViewId};

use crate::album::Album;

/// Whom the acts are done to, and through which view.
pub(crate) struct Whom {
    pub(crate) view: ViewId,
    /// Has an app.
    pub(crate) joris: UserId,
    /// Is exempt.
    pub(crate) riet: UserId,
    /// Is blocked, and let in again.
    pub(crate) lin: UserId,
    /// Who sits at the desk.
    pub(crate) sanne: UserId,
}

/// Photographs them, with a camera that is signed in as a `SuperUser`.
pub(crate) async fn photograph(album: &Album<'_>, whom: &Whom) -> Result<()> {
    for (person, word, name) in [
        (whom.joris, "second-factor-off", "switch-off"),
        (whom.joris, "exempt", "exempt"),
        (whom.joris, "remind", "remind"),
        (whom.joris, "sign-out-everywhere", "sign-out-person"),
        (whom.riet, "end-exemption", "end-exemption"),
        (whom.sanne, "block", "refused"),
    ] {
        open(album, whom, (person, word)).await?;
        album.take(name).await?;
    }

    open(album, whom, (whom.lin, "block")).await?;
    album.take("block").await?;
    album.walk.press("act-block").await?;
    album.walk.reads("notice-blocked").await?;
    album.take("person-blocked").await?;
    open(album, whom, (whom.lin, "unblock")).await?;
    album.take("unblock").await?;

    open(album, whom, (whom.joris, "pass")).await?;
    album.take("pass").await?;
    album.walk.browser.tick(&album.walk.say("desk-pass-checked")).await?;
    album.walk.press("act-pass").await?;
    album.walk.reads("pass-shown-done").await?;
    album.take("pass-shown").await?;
    open(album, whom, (whom.joris, "password")).await?;
    album.walk.fill("desk-reason", album.word("Forgotten, and no e-mail", "Vergeten, en geen e-mail")).await?;
    album.take("make-password").await?;
    album.walk.press("act-password").await?;
    album.walk.reads("pass-shown-done").await?;
    album.take("password-made").await
}

async fn open(album: &Album<'_>, whom: &Whom, (person, word): (UserId, &str)) -> Result<()> {
    album.goto(&format!("/admin/people/{person}/{word}?view={}", whom.view)).await
}
