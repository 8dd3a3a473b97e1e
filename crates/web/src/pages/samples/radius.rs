//! Devices that ask by RADIUS, in every state that matters.

use domain::radius::{FaultKind, Way};

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::samples::admin::differences;
use crate::pages::{
    EditRadiusClient, Frame, KnownRadiusClient, Place, RadiusClientLine, RadiusClientShown, RadiusClients, RadiusFault,
    RadiusNotice, RadiusTrouble, RemoveRadiusClient, Tick,
};

const HOSTILE: &str = "=1+1 <script>alert(1)</script>";
const ID: &str = "0193e0f1-7c00-7000-8000-000000000091";
const SERVER: &str = "inloggen.waterland.example:1812";

fn fault(kind: FaultKind) -> RadiusFault {
    RadiusFault { kind, at: NOW - 60 * SECOND, from: "10.0.0.9".to_owned() }
}

fn tick(value: &str, name: &str, on: bool) -> Tick {
    Tick { value: value.to_owned(), name: name.to_owned(), hint: None, on, disabled: false }
}

impl Collection {
    pub(super) fn radius(&mut self) {
        let frame = self.desk("/admin/settings/radius", Place::Settings);
        let line = |name: &str, last_used, fault| RadiusClientLine {
            id: ID.to_owned(),
            name: name.to_owned(),
            networks: "10.0.0.9, 192.168.4.0/24".to_owned(),
            who: HOSTILE.to_owned(),
            last_used,
            fault,
            former_until: last_used.map(|at| at + DAY * SECOND),
        };
        let clients = vec![
            line(HOSTILE, None, Some(fault(FaultKind::WrongSecret))),
            line("Kantoor-VPN", Some(NOW), Some(fault(FaultKind::NoAuthenticator))),
            line("Wifi", Some(NOW), Some(fault(FaultKind::OtherMethod))),
            line("Poort", None, Some(fault(FaultKind::NotText))),
            line("Deur", None, Some(fault(FaultKind::Malformed))),
        ];
        let list = RadiusClients {
            frame: frame.clone(),
            notice: RadiusNotice::None,
            clients,
            may_edit: true,
            has_room: true,
            is_on: true,
        };
        self.add("radius-clients", &list);
        let notice = RadiusNotice::Saved("Kantoor-VPN".to_owned());
        self.add("radius-clients-saved", &RadiusClients { notice, ..list.clone() });
        let notice = RadiusNotice::Removed(HOSTILE.to_owned());
        self.add("radius-clients-removed", &RadiusClients { notice, has_room: false, ..list.clone() });
        self.add("radius-clients-read", &RadiusClients { may_edit: false, ..list.clone() });
        self.add("radius-clients-none", &RadiusClients { clients: Vec::new(), is_on: false, ..list });

        self.edited_radius_client(&frame);
        let shown = RadiusClientShown {
            frame: frame.clone(),
            id: ID.to_owned(),
            name: HOSTILE.to_owned(),
            secret: "9k2mvq7x0rt4h8ewz1bn6jc3ya5dgpsf".to_owned(),
            server: SERVER.to_owned(),
            is_on: true,
            former_until: None,
        };
        self.add("radius-client-shown", &shown);
        let renewed = RadiusClientShown { former_until: Some(NOW + DAY * SECOND), is_on: false, ..shown };
        self.add("radius-client-renewed", &renewed);
        let (id, name) = (ID.to_owned(), HOSTILE.to_owned());
        let remove = RemoveRadiusClient { frame, id, version: 2, name, changed: false };
        self.add("radius-client-remove", &remove);
        self.add("radius-client-remove-changed", &RemoveRadiusClient { changed: true, ..remove });
    }

    fn edited_radius_client(&mut self, frame: &Frame) {
        let known = KnownRadiusClient {
            id: ID.to_owned(),
            name: "Kantoor-VPN".to_owned(),
            made: NOW - 90 * DAY * SECOND,
            last_used: Some(NOW - 60 * SECOND),
            fault: Some(fault(FaultKind::WrongSecret)),
            former_until: Some(NOW + DAY * SECOND),
        };
        let edit = EditRadiusClient {
            frame: frame.clone(),
            known: Some(known.clone()),
            version: 2,
            name: "Kantoor-VPN".to_owned(),
            networks: "10.0.0.9\n192.168.4.0/24".to_owned(),
            who: vec![tick("everyone", &frame.say("radius-everyone"), false), tick(ID, HOSTILE, true)],
            second_factor: true,
            way: Way::Both,
            groups: vec![
                tick("none", &frame.say("radius-groups-none"), true),
                tick("filter-id", &frame.say("radius-groups-filter-id"), false),
                tick("class", &frame.say("radius-groups-class"), false),
            ],
            faults: Vec::new(),
            conflict: Vec::new(),
            notice: None,
            may_edit: true,
            is_on: true,
            server: SERVER.to_owned(),
        };
        self.add("radius-client", &edit);
        let unused = Some(KnownRadiusClient { last_used: None, fault: None, former_until: None, ..known });
        let ended =
            EditRadiusClient { known: unused, notice: Some("radius-former-ended"), way: Way::OneField, ..edit.clone() };
        self.add("radius-client-former-ended", &ended);
        self.add("radius-client-changed", &EditRadiusClient { conflict: differences(), ..edit.clone() });
        self.add("radius-client-read", &EditRadiusClient { may_edit: false, is_on: false, ..edit.clone() });
        let new = EditRadiusClient {
            known: None,
            version: 0,
            name: String::new(),
            networks: String::new(),
            second_factor: false,
            way: Way::Challenge,
            ..edit
        };
        self.add("radius-client-new", &new);
        for (name, faults) in [
            (
                "radius-client-faults",
                vec![
                    RadiusTrouble::Name,
                    RadiusTrouble::Network(HOSTILE.to_owned()),
                    RadiusTrouble::TooManyNetworks,
                    RadiusTrouble::NoSelection,
                ],
            ),
            ("radius-client-taken", vec![RadiusTrouble::Taken, RadiusTrouble::NoNetwork]),
            ("radius-client-many", vec![RadiusTrouble::TooMany]),
        ] {
            self.add(name, &EditRadiusClient { faults, name: HOSTILE.to_owned(), ..new.clone() });
        }
    }
}
