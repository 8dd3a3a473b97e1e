//! What is typed of a directory.

use actions::admin::directories::{DirectoryEdit, DirectoryFault, Known, typed};
use actions::admin::people_sources::own_fields;
use domain::directory::{Directory, GroupsFrom, MostGone, Shape};
use domain::people_source::{Field, WhenGone};

use crate::answer::Failure;
use crate::extract::{Admin, Fields};
use crate::pages::{Difference, Frame, Input, InputGroup, InputKind};

/// A directory as the form holds it.
pub(super) struct Form {
    pub(super) version: i64,
    pub(super) typed: DirectoryEdit,
    pub(super) faults: Vec<DirectoryFault>,
    pub(super) conflict: Vec<Difference>,
}

impl Form {
    pub(super) fn fresh(shape: Shape) -> Self {
        Self { version: 0, typed: DirectoryEdit::fresh("", shape), faults: Vec::new(), conflict: Vec::new() }
    }

    pub(super) fn of(there: &Known) -> Self {
        let source = &there.counted.source;
        let typed = DirectoryEdit::of(source, &there.settings);
        Self { version: source.version, typed, faults: Vec::new(), conflict: Vec::new() }
    }

    pub(super) async fn read(admin: &Admin, fields: &Fields, there: Option<&Known>) -> Result<Self, Failure> {
        let version = if there.is_some() { fields.get("version").parse().map_err(|_| Failure::Form)? } else { 0 };
        let shape = Shape::from_word(&fields.get("shape")).ok_or(Failure::Form)?;
        let from = GroupsFrom::from_word(&fields.get("groups")).ok_or(Failure::Form)?;
        let own = own_fields(admin.reader.ctx(), admin.reader.organisation()).await?;
        let all = Field::COMMON.into_iter().chain(own.into_iter().map(|(field, _)| field));
        // What is no number is as wrong as one that is too large.
        let number = |name: &str| fields.get(name).trim().parse::<u32>().unwrap_or(u32::MAX);
        let urls = fields.get("urls");
        let settings = Directory {
            shape: shape.word().to_owned(),
            urls: urls.split([' ', ',']).filter(|url| !url.is_empty()).map(str::to_owned).collect(),
            start_tls: fields.is("start_tls", "yes"),
            ca: Some(fields.get("ca")).filter(|text| !text.trim().is_empty()),
            bind_dn: fields.get("bind_dn"),
            base: fields.get("base"),
            filter: fields.get("filter"),
            id_attribute: fields.get("id"),
            groups_from: from.word().to_owned(),
            group_base: fields.get("group_base"),
            group_filter: fields.get("group_filter"),
            every_minutes: number("every"),
            passwords: fields.is("passwords", "yes"),
            most_gone: MostGone { people: number("most_people"), percent: number("most_percent") },
        };
        let typed = DirectoryEdit {
            name: fields.get("name"),
            takes_over: fields.is("takes_over", "yes"),
            when_gone: WhenGone::from_word(&fields.get("when_gone")).ok_or(Failure::Form)?,
            mapping: all.map(|field| (field.clone(), fields.get(&format!("path:{}", field.word())))).collect(),
            settings,
            password: typed(fields.get("password")),
        };
        Ok(Self { version, typed, faults: Vec::new(), conflict: Vec::new() })
    }

    /// Where what is saved now differs from what was typed.
    pub(super) fn differences(&self, frame: &Frame, now: &Known) -> Vec<Difference> {
        let (was, typed) = (Self::of(now).groups(frame, &[], true), self.groups(frame, &[], true));
        let pairs = was.into_iter().zip(typed).flat_map(|(was, typed)| was.inputs.into_iter().zip(typed.inputs));
        let text = |kind: InputKind| match kind {
            InputKind::Line(text) | InputKind::Code(text) | InputKind::Number(text) | InputKind::Lines(text) => text,
            InputKind::Choice(word, all) => {
                all.into_iter().find(|(known, _)| *known == word).map(|(_, said)| said).unwrap_or_default()
            }
            InputKind::Check(on) => frame.say(if on { "yes" } else { "no" }),
            InputKind::Password => String::new(),
        };
        let mut all: Vec<Difference> = pairs
            .map(|(was, typed)| (text(was.kind), text(typed.kind)))
            .filter(|(now, typed)| now.trim() != typed.trim())
            .map(|(now, typed)| Difference { key: "directory-g-settings", now, typed })
            .collect();
        let lines = |edit: &DirectoryEdit| {
            let used = edit.mapping.iter().filter(|(_, path)| !path.trim().is_empty());
            let mut lines: Vec<String> =
                used.map(|(field, path)| format!("{} = {}", field.word(), path.trim())).collect();
            lines.sort();
            lines.join(", ")
        };
        let (now, typed) = (lines(&Self::of(now).typed), lines(&self.typed));
        if now != typed {
            all.push(Difference { key: "source-g-mapping", now, typed });
        }
        all
    }

    /// The inputs, with what was typed.
    pub(super) fn groups(&self, frame: &Frame, fields: &[(Field, String)], is_known: bool) -> Vec<InputGroup> {
        let group = |id: &str, title: String, why: Option<String>, inputs: Vec<Input>| InputGroup {
            id: id.to_owned(),
            title,
            why,
            inputs,
        };
        vec![
            group("g-general", frame.say("view-general"), None, self.general(frame)),
            group(
                "g-where",
                frame.say("directory-g-where"),
                Some(frame.say("directory-g-where-why")),
                self.place(frame, is_known),
            ),
            group("g-whom", frame.say("directory-g-whom"), None, self.whom(frame)),
            group(
                "g-mapping",
                frame.say("source-g-mapping"),
                Some(frame.say("directory-g-mapping-why")),
                self.mapping(fields),
            ),
            group(
                "g-groups",
                frame.say("directory-g-groups"),
                Some(frame.say("directory-g-groups-why")),
                self.group(frame),
            ),
            group("g-gone", frame.say("directory-g-gone"), None, self.gone(frame)),
        ]
    }

    fn general(&self, frame: &Frame) -> Vec<Input> {
        let hint = Some(frame.say("source-name-hint"));
        vec![
            input("name", frame.say("name"), hint, InputKind::Line(self.typed.name.clone())),
            input(
                "passwords",
                frame.say("directory-passwords"),
                Some(frame.say("directory-passwords-hint")),
                InputKind::Check(self.typed.settings.passwords),
            ),
            input(
                "takes_over",
                frame.say("directory-takes-over"),
                Some(frame.say("source-takes-over-hint")),
                InputKind::Check(self.typed.takes_over),
            ),
        ]
    }

    fn place(&self, frame: &Frame, is_known: bool) -> Vec<Input> {
        let settings = &self.typed.settings;
        let password = if is_known { "directory-password-kept" } else { "directory-password-hint" };
        vec![
            input(
                "urls",
                frame.say("directory-urls"),
                Some(frame.say("directory-urls-hint")),
                InputKind::Code(settings.urls.join(" ")),
            ),
            input(
                "start_tls",
                frame.say("directory-start-tls"),
                Some(frame.say("directory-start-tls-hint")),
                InputKind::Check(settings.start_tls),
            ),
            input(
                "ca",
                frame.say("directory-ca"),
                Some(frame.say("directory-ca-hint")),
                InputKind::Lines(settings.ca.clone().unwrap_or_default()),
            ),
            input(
                "bind_dn",
                frame.say("directory-bind"),
                Some(frame.say("directory-bind-hint")),
                InputKind::Code(settings.bind_dn.clone()),
            ),
            input("password", frame.say("directory-password"), Some(frame.say(password)), InputKind::Password),
        ]
    }

    fn whom(&self, frame: &Frame) -> Vec<Input> {
        let settings = &self.typed.settings;
        vec![
            input(
                "base",
                frame.say("directory-base"),
                Some(frame.say("directory-base-hint")),
                InputKind::Code(settings.base.clone()),
            ),
            input("filter", frame.say("directory-filter"), None, InputKind::Code(settings.filter.clone())),
            input(
                "id",
                frame.say("directory-id"),
                Some(frame.say("directory-id-hint")),
                InputKind::Code(settings.id_attribute.clone()),
            ),
            input(
                "every",
                frame.say("directory-every"),
                Some(frame.say("directory-every-hint")),
                InputKind::Number(typed_number(settings.every_minutes)),
            ),
        ]
    }

    fn mapping(&self, fields: &[(Field, String)]) -> Vec<Input> {
        let path = |field: &Field| {
            let found = self.typed.mapping.iter().find(|(one, _)| one == field);
            found.map(|(_, path)| path.clone()).unwrap_or_default()
        };
        let one = |(field, name): &(Field, String)| {
            input(&format!("path:{}", field.word()), name.clone(), None, InputKind::Code(path(field)))
        };
        fields.iter().map(one).collect()
    }

    fn group(&self, frame: &Frame) -> Vec<Input> {
        let settings = &self.typed.settings;
        let said = |from: &GroupsFrom| match from {
            GroupsFrom::Nowhere => frame.say("directory-groups-nowhere"),
            GroupsFrom::MemberOf => frame.say("directory-groups-member-of"),
            GroupsFrom::Member => frame.say("directory-groups-member"),
            GroupsFrom::MemberUid => frame.say("directory-groups-member-uid"),
        };
        let all = GroupsFrom::ALL.iter().map(|from| (from.word().to_owned(), said(from))).collect();
        vec![
            input("groups", frame.say("directory-groups"), None, InputKind::Choice(settings.groups_from.clone(), all)),
            input(
                "group_base",
                frame.say("directory-group-base"),
                Some(frame.say("directory-group-base-hint")),
                InputKind::Code(settings.group_base.clone()),
            ),
            input(
                "group_filter",
                frame.say("directory-group-filter"),
                None,
                InputKind::Code(settings.group_filter.clone()),
            ),
        ]
    }

    fn gone(&self, frame: &Frame) -> Vec<Input> {
        let most = self.typed.settings.most_gone;
        let all = vec![
            (WhenGone::Block.word().to_owned(), frame.say("source-gone-block")),
            (WhenGone::Keep.word().to_owned(), frame.say("source-gone-keep")),
        ];
        vec![
            input(
                "when_gone",
                frame.say("source-g-gone"),
                Some(frame.say("directory-gone-hint")),
                InputKind::Choice(self.typed.when_gone.word().to_owned(), all),
            ),
            input(
                "most_people",
                frame.say("directory-most-people"),
                Some(frame.say("directory-most-hint")),
                InputKind::Number(typed_number(most.people)),
            ),
            input(
                "most_percent",
                frame.say("directory-most-percent"),
                None,
                InputKind::Number(typed_number(most.percent)),
            ),
        ]
    }
}

/// A number; nothing where what was typed is none.
fn typed_number(number: u32) -> String {
    if number == u32::MAX { String::new() } else { number.to_string() }
}

fn input(id: &str, label: String, hint: Option<String>, kind: InputKind) -> Input {
    Input { id: id.to_owned(), label, hint, kind }
}
