//! Whether a password is somebody's: the one place that says so, be it kept here or in a directory. Whoever it is, and whoever is
//! nobody, costs one hash.

use domain::id::{OrganisationId, UserId};
use secrecy::{ExposeSecret, SecretString};
use verifier::Verdict;

use crate::ctx::Ctx;
use crate::directory::password::{Asked, ask, is_one_away};
use crate::error::Error;

/// What a password turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// Theirs.
    Right(Stored),
    /// Not theirs, or there is nobody.
    Wrong,
    /// Theirs, and to be changed in the directory that it is in first.
    Expired,
    /// Not looked at: the directory that it is in does not answer.
    Away,
}

/// Whether the stored form of a password is made as it is made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    AsNow,
    Dated,
}

/// Looks at a password of somebody who has this stored form of one, or of nobody.
pub(crate) async fn check(
    ctx: &Ctx,
    org: OrganisationId,
    (user, stored): (Option<UserId>, Option<&str>),
    password: &SecretString,
) -> Result<Checked, Error> {
    let typed = password.expose_secret();
    let Some(user) = user else {
        ctx.verifier().verify_nobody(typed).await?;
        // As if there were somebody: who is in a directory is nobody's to learn while it is away.
        return Ok(if is_one_away(ctx, org).await? { Checked::Away } else { Checked::Wrong });
    };
    let here = async {
        let verdict = match stored {
            Some(stored) => ctx.verifier().verify_password(typed, stored).await?,
            None => ctx.verifier().verify_nobody(typed).await?,
        };
        Ok::<_, Error>(match (verdict, stored) {
            (Verdict::Match { rehash: true }, Some(_)) => Checked::Right(Stored::Dated),
            (Verdict::Match { rehash: false }, Some(_)) => Checked::Right(Stored::AsNow),
            (Verdict::Match { .. }, None) | (Verdict::NoMatch, _) => Checked::Wrong,
        })
    };
    let (here, there) = tokio::join!(here, ask(ctx, (org, user), password));
    let here = here?;
    Ok(match there? {
        Asked::Here => here,
        Asked::Right => Checked::Right(Stored::AsNow),
        Asked::Wrong => Checked::Wrong,
        Asked::Expired => Checked::Expired,
        Asked::Away => Checked::Away,
    })
}
