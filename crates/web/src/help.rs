//! `/help`: for whoever reads it, signed in or not. While the module of the organisation is not active there is no such
//! page (mission S7).

use crate::routing::get;
use actions::check_session::{self, Checked};
use axum::Router;
use axum::extract::Path;
use domain::organisation::ModuleState;
use domain::policy::SessionStep;

use crate::answer::{Answer, Failure};
use crate::app::App;
use crate::extract::Reader;
use crate::pages::{Frame, HelpAppPage, HelpHome, HelpTopicPage, Place, help_app, help_topic};

/// Every address under `/help`.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/help", get(home)).route("/help/{topic}", get(topic)).route("/help/apps/{app}", get(app))
}

/// GET `/help`.
async fn home(reader: Reader) -> Answer {
    let frame = frame(&reader).await?;
    reader.page(frame, |frame| HelpHome { frame })
}

/// GET `/help/TOPIC`.
async fn topic(reader: Reader, Path(slug): Path<String>) -> Answer {
    let topic = help_topic(&slug).ok_or(Failure::NotFound)?;
    let frame = frame(&reader).await?;
    reader.page(frame, |frame| HelpTopicPage { frame, topic })
}

/// GET `/help/apps/APP`.
async fn app(reader: Reader, Path(slug): Path<String>) -> Answer {
    let app = help_app(&slug).ok_or(Failure::NotFound)?;
    let frame = frame(&reader).await?;
    reader.page(frame, |frame| HelpAppPage { frame, app })
}

/// With the menu of whoever is signed in, and without one for everybody else: nobody is sent to sign in from here.
async fn frame(reader: &Reader) -> Result<Frame, Failure> {
    if reader.organisation().module != ModuleState::Active {
        return Err(Failure::NotFound);
    }
    let Some(token) = reader.session() else { return Ok(reader.frame()) };
    Ok(match check_session::load(reader.ctx(), reader.visit(), token).await? {
        Checked::SignedIn(person) if matches!(person.step, SessionStep::Open) => {
            reader.frame_of(&person.standing, Place::Help)
        }
        Checked::SignedIn(_) | Checked::None | Checked::Ended(_) => reader.frame(),
    })
}
