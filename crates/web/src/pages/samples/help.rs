//! The pages of help, read with and without being signed in.

use super::Collection;
use crate::pages::{HelpAppPage, HelpHome, HelpTopicPage, Place, help_addresses, help_app, help_topic};

impl Collection {
    pub(super) fn help(&mut self) {
        for address in help_addresses() {
            let inside = self.inside(&address, Place::Help);
            let mut outside = inside.clone();
            (outside.person, outside.support) = (None, Some("https://hulp.waterland.example".to_owned()));
            outside.helpdesk = None;
            for frame in [inside, outside] {
                let slug = address.rsplit('/').next().unwrap_or_default();
                if let Some(app) = help_app(slug) {
                    self.add("help-app", &HelpAppPage { frame, app });
                } else if let Some(topic) = help_topic(slug) {
                    self.add("help-topic", &HelpTopicPage { frame, topic });
                } else {
                    self.add("help", &HelpHome { frame });
                }
            }
        }
    }
}
