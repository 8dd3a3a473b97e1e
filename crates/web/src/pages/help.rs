//! `/help`: what two-step sign-in is, how an app is set up, and what to do when something does not work (mission S6).
//! The pages and the apps stand in two tables here; whatever leads to a page names it by these.

mod apps;
mod topics;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Frame;
use apps::{APPS, Way};
use topics::topics;

pub use apps::HelpApp;
pub use topics::HelpTopic;

/// Letters of a name that fit on the screen of the telephone that is drawn.
const DRAWN: usize = 22;

/// `/help`: all that there is, by what somebody wants.
#[derive(Debug, Clone, Template)]
#[template(path = "help/home.html")]
pub struct HelpHome {
    /// The surroundings.
    pub frame: Frame,
}

/// `/help/apps/APP`: an authenticator app, in four steps with drawings.
#[derive(Debug, Clone, Template)]
#[template(path = "help/app.html")]
pub struct HelpAppPage {
    /// The surroundings.
    pub frame: Frame,
    /// The app.
    pub app: &'static HelpApp,
}

/// `/help/TOPIC`: one question, answered in a few parts.
#[derive(Debug, Clone, Template)]
#[template(path = "help/topic.html")]
pub struct HelpTopicPage {
    /// The surroundings.
    pub frame: Frame,
    /// The question.
    pub topic: &'static HelpTopic,
}

/// The question with this word in its address.
pub fn help_topic(slug: &str) -> Option<&'static HelpTopic> {
    topics().find(|topic| topic.slug == slug)
}

/// The app with this word in its address.
pub fn help_app(slug: &str) -> Option<&'static HelpApp> {
    APPS.iter().find(|app| app.slug == slug)
}

/// Every page of help.
pub fn help_addresses() -> Vec<String> {
    let mut all = vec!["/help".to_owned()];
    all.extend(APPS.iter().map(HelpApp::address));
    all.extend(topics().map(HelpTopic::address));
    all
}

impl HelpAppPage {
    /// The organisation, as far as it fits on the screen that is drawn.
    fn short_name(&self) -> String {
        let name = self.frame.organisation.as_str();
        if name.chars().count() <= DRAWN {
            name.to_owned()
        } else {
            name.chars().take(DRAWN - 1).chain(['…']).collect()
        }
    }

    /// Whether that name is to be pressed together.
    fn is_long(&self) -> bool {
        self.short_name().chars().count() > 14
    }

    fn is_this(&self, app: &HelpApp) -> bool {
        app.slug == self.app.slug
    }
}

impl HelpTopicPage {
    fn others(&self) -> impl Iterator<Item = &'static HelpTopic> {
        let here = self.topic.shelf;
        topics().filter(move |topic| topic.shelf == here)
    }

    fn is_this(&self, topic: &HelpTopic) -> bool {
        topic.slug == self.topic.slug
    }
}

/// Below what went wrong: the way to the page of help about it.
#[derive(Debug, Clone, Copy, Template)]
#[template(path = "parts/help_link.html")]
pub struct HelpLink<'a> {
    frame: &'a Frame,
    topic: &'static str,
}

/// A template has escaped what it holds.
impl HtmlSafe for HelpLink<'_> {}

impl<'a> HelpLink<'a> {
    /// To the page with this word in its address; a test knows that there is one wherever this is written.
    pub(super) const fn new(frame: &'a Frame, topic: &'static str) -> Self {
        Self { frame, topic }
    }

    fn page(&self) -> Option<&'static HelpTopic> {
        help_topic(self.topic)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn no_two_pages_have_one_address() {
        let all = help_addresses();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(all.len(), 1 + 10 + 18);
    }

    /// What went wrong says where more is told about it, wherever a member can meet it.
    #[test]
    fn every_error_leads_to_its_page() {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut count = 0;
        for folder in ["portal", "profile", "parts"] {
            for file in std::fs::read_dir(templates.join(folder)).unwrap() {
                let file = file.unwrap().path();
                // Before there is an organisation there is no help of its own.
                if file.ends_with("set_up.html") {
                    continue;
                }
                for line in std::fs::read_to_string(&file).unwrap().lines() {
                    if !line.contains(r#"role="alert""#) {
                        continue;
                    }
                    let (_, after) =
                        line.split_once("help_about(\"").unwrap_or_else(|| panic!("{}: {line}", file.display()));
                    let topic = after.split('"').next().unwrap();
                    assert!(help_topic(topic).is_some(), "{}: there is no help about {topic}", file.display());
                    count += 1;
                }
            }
        }
        assert!(count > 30, "only {count} errors found");
    }

    #[test]
    fn every_page_is_found_by_its_address() {
        for address in help_addresses().iter().skip(1) {
            let found = match address.strip_prefix("/help/apps/") {
                Some(app) => help_app(app).map(HelpApp::address),
                None => address.strip_prefix("/help/").and_then(help_topic).map(HelpTopic::address),
            };
            assert_eq!(found.as_ref(), Some(address));
        }
        assert!(help_app("").is_none() && help_topic("").is_none() && help_topic("apps").is_none());
    }
}
