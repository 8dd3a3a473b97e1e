//! What has to be so before a rule may demand something, each with where it is put in order.

use actions::admin::policy::Guard;

use crate::pages::GuardView;
use crate::words::Words;

/// A guard as pages name it.
pub(crate) fn guard_view(guard: &Guard, words: Words) -> GuardView {
    let link = |address: &str, name: &str| Some((address.to_owned(), words.say(name)));
    match guard {
        Guard::AuthorWithoutFactor => {
            GuardView { said: words.say("guard-author"), link: link("/profile/two-factor", "guard-author-link") }
        }
        Guard::FewSuperUsers(count) => GuardView {
            said: words.with("guard-superusers").arg("n", count.with_factor).to_string(),
            link: link("/admin/settings/break-glass", "guard-superusers-link"),
        },
        Guard::MailNotProved => {
            GuardView { said: words.say("guard-mail"), link: link("/admin/settings/mail", "guard-mail-link") }
        }
        Guard::DryRunNotSeen => GuardView { said: words.say("guard-run"), link: None },
        Guard::NobodyCan { people, names } => GuardView {
            said: words.with("guard-nobody").arg("n", *people).arg("names", names.join(", ")).to_string(),
            link: None,
        },
    }
}
