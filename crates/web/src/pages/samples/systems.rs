//! Connected systems, in every state that matters.

use domain::audit_groups::KindGroup;

use super::{Collection, NOW, SECOND};
use crate::pages::{
    DeliveryLine, EditSystem, Place, RemoveSystem, SystemEventGroup, SystemEvents, SystemLine, SystemListed, SystemLog,
    SystemNotice, SystemRepeat, SystemShown, SystemTrouble, Systems, Tick,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000051";

impl Collection {
    pub(super) fn systems(&mut self) {
        let frame = self.desk("/admin/settings/systems", Place::Settings);
        let line = |name: &str, (has_hook, is_off), last_read| SystemLine {
            id: ID.to_owned(),
            name: name.to_owned(),
            has_hook,
            is_off,
            last_read,
            log_kinds: if has_hook { 12 } else { 0 },
        };
        let systems = vec![
            line("Intranet", (true, false), Some(NOW - 90 * SECOND)),
            line(HOSTILE, (false, false), None),
            line("Ledenapp", (true, true), Some(NOW)),
        ];
        let list = Systems { frame: frame.clone(), removed: None, systems, may_edit: true, has_room: true };
        self.add("systems", &list);
        let removed = Some(HOSTILE.to_owned());
        self.add("systems-removed", &Systems { removed, has_room: false, ..list.clone() });
        self.add("systems-none", &Systems { systems: Vec::new(), may_edit: false, ..list });

        let delivery = |kind: &str, (state, answer): (&str, Option<String>), (next, tries)| DeliveryLine {
            id: ID.to_owned(),
            said: kind.strip_prefix("audit.").map(|kind| frame.calendar.words.event(kind)),
            kind: kind.to_owned(),
            at: NOW - 3600 * SECOND,
            state: frame.say(state),
            taken: state == "system-state-taken",
            answer,
            next,
            tries,
        };
        let status =
            |status: &str| Some(frame.with("system-answer-status").arg("status", status.to_owned()).to_string());
        let edit = EditSystem {
            frame: frame.clone(),
            id: Some(ID.to_owned()),
            known_as: Some("Intranet".to_owned()),
            version: 2,
            name: "Intranet".to_owned(),
            address: "https://intranet.waterland.example/hooks/tweestap".to_owned(),
            faults: Vec::new(),
            notice: SystemNotice::None,
            may_edit: true,
            last_read: Some(NOW),
            off_since: None,
            has_hook: true,
            feeds: ["json", "atom"]
                .map(|format| format!("https://inloggen.waterland.example/feeds/announcements.{format}"))
                .to_vec(),
            log: Some(SystemLog { kinds: 12, may_choose: true, behind: None }),
            given_up: 1,
            listed: SystemListed {
                state: String::new(),
                older: Some(format!("/admin/settings/systems/{ID}?state=&before={ID}")),
                newest: None,
            },
            repeat: SystemRepeat::default(),
            deliveries: vec![
                delivery("audit.signed-in", ("system-state-taken", status("204")), (None, 1)),
                delivery("test", ("system-state-waiting", None), (Some(NOW), 0)),
                delivery("announcement.removed", ("system-state-waiting", status("503")), (Some(NOW + SECOND), 3)),
                delivery("announcement.published", ("system-state-taken", status("204")), (None, 1)),
                delivery(HOSTILE, ("system-state-given-up", Some(frame.say("system-answer-too-slow"))), (None, 10)),
            ],
        };
        self.add("system", &edit);
        for (name, notice) in [
            ("system-saved", SystemNotice::Saved),
            ("system-changed", SystemNotice::Changed),
            ("system-sent", SystemNotice::Sent),
            ("system-not-sent", SystemNotice::NotSent),
            ("system-events-saved", SystemNotice::EventsSaved),
            ("system-repeated", SystemNotice::Repeated(12)),
            ("system-repeated-none", SystemNotice::Repeated(0)),
        ] {
            self.add(name, &EditSystem { notice, ..edit.clone() });
        }
        let read = Some(SystemLog { kinds: 0, may_choose: false, behind: None });
        self.add("system-read", &EditSystem { may_edit: false, deliveries: Vec::new(), log: read, ..edit.clone() });
        let behind = Some(SystemLog { kinds: 1, may_choose: true, behind: Some(NOW - 3600 * SECOND) });
        let repeat = SystemRepeat { since: HOSTILE.to_owned(), all: true, wrong: true };
        self.add("system-behind", &EditSystem { log: behind, repeat, given_up: 40, ..edit.clone() });
        let filtered = SystemListed {
            state: "given-up".to_owned(),
            older: None,
            newest: Some(format!("/admin/settings/systems/{ID}?state=given-up")),
        };
        self.add("system-none-failed", &EditSystem { listed: filtered, deliveries: Vec::new(), ..edit.clone() });
        self.add("system-off", &EditSystem { off_since: Some(NOW), has_hook: false, ..edit.clone() });
        self.system_events();
        let new = EditSystem { id: None, known_as: None, version: 0, has_hook: false, deliveries: Vec::new(), ..edit };
        let new = EditSystem { log: None, given_up: 0, listed: SystemListed::default(), ..new };
        self.add("system-new", &EditSystem { name: String::new(), address: String::new(), ..new.clone() });
        for (name, faults) in [
            ("system-faults", vec![SystemTrouble::Name, SystemTrouble::Address]),
            ("system-taken", vec![SystemTrouble::Taken, SystemTrouble::NotEncrypted]),
            ("system-many", vec![SystemTrouble::TooMany, SystemTrouble::Forbidden]),
        ] {
            self.add(name, &EditSystem { faults, name: HOSTILE.to_owned(), ..new.clone() });
        }
        self.system_shown(new.feeds);
    }

    fn system_shown(&mut self, feeds: Vec<String>) {
        let frame = self.desk("/admin/settings/systems", Place::Settings);
        let shown = SystemShown {
            frame: frame.clone(),
            id: ID.to_owned(),
            key: Some("twf_S8Qp3wYd0Zb1hQJ4r6tV9xK2mN5cF7gL8eA0uI3oP1s".to_owned()),
            secret: Some("whsec_C2FVsBQIhrscChlQIMVb5sSYspob7oDC2FVsBQIhrs=".to_owned()),
            feeds,
        };
        self.add("system-shown", &shown);
        self.add("system-shown-key", &SystemShown { secret: None, ..shown.clone() });
        self.add("system-shown-secret", &SystemShown { key: None, ..shown });
        let remove = RemoveSystem { frame, id: ID.to_owned(), version: 2, name: HOSTILE.to_owned(), changed: false };
        self.add("system-remove", &remove);
        self.add("system-remove-changed", &RemoveSystem { changed: true, ..remove });
    }
    fn system_events(&mut self) {
        let frame = self.desk("/admin/settings/systems", Place::Settings);
        let group = |group: KindGroup| {
            let name = format!("system-group-{}", group.word());
            let tick = |kind: &&str| Tick {
                value: (*kind).to_owned(),
                name: frame.calendar.words.event(kind),
                hint: None,
                on: group == KindGroup::SignIn,
                disabled: false,
            };
            SystemEventGroup {
                word: group.word(),
                about: frame.say(&format!("{name}-about")),
                name: frame.say(&name),
                kinds: group.kinds().iter().map(tick).collect(),
                on: if group == KindGroup::SignIn { group.kinds().len() } else { 0 },
                open: matches!(group, KindGroup::SignIn | KindGroup::Watch),
            }
        };
        let events = SystemEvents {
            groups: KindGroup::ALL.map(group).to_vec(),
            frame: frame.clone(),
            id: ID.to_owned(),
            name: "SIEM".to_owned(),
            address: Some("https://siem.waterland.example/hooks/tweestap".to_owned()),
            version: 2,
            changed: false,
            unsaved: false,
        };
        self.add("system-events", &events);
        self.add("system-events-unsaved", &SystemEvents { unsaved: true, name: HOSTILE.to_owned(), ..events.clone() });
        self.add("system-events-changed", &SystemEvents { changed: true, address: None, ..events });
    }
}
