//! Another password for a person, in every state that matters.

use super::Collection;
use crate::pages::{AskPassword, PasswordShown, Place};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";

impl Collection {
    pub(super) fn made_passwords(&mut self) {
        let frame = self.desk("/admin/people/p2/password", Place::People);
        let (id, view) = ("p2".to_owned(), "v1".to_owned());
        let ask = AskPassword { frame: frame.clone(), name: HOSTILE.to_owned(), id, view, unreasoned: None };
        self.add("ask-password", &ask);
        self.add("ask-password-no-reason", &AskPassword { unreasoned: Some(" ".to_owned()), ..ask });
        let shown = PasswordShown {
            frame,
            name: HOSTILE.to_owned(),
            back: "/admin/people/p2?view=v1".to_owned(),
            password: "k7qx2-mw94p-h3rt8-vv2cd".to_owned(),
        };
        self.add("password-shown", &shown);
    }
}
