//! What people read in the product, and the form of administrators.

use super::{Collection, DAY, NOW, SECOND};
use crate::pages::{
    AnnouncementForm, AnnouncementNotice, AnnouncementRow, Announcements, EditAnnouncement, Place, ReadView, TextForm,
    WhenView,
};

impl Collection {
    /// Something to read, of each kind.
    pub(super) fn reading(&self) -> Vec<ReadView> {
        let title = self.both("Over 12 dagen in <i>twee stappen</i>", "In 12 days <i>two steps</i>");
        let first = self.both("Dag Sanne, vanaf 8 december log je in met een code.", "From 8 December you use a code.");
        let second = self.both("Je stelt het nu al in.", "You can set it up now.");
        let read = |important, dismissible| ReadView {
            word: "announcement.ID.1".to_owned(),
            title: title.clone(),
            paragraphs: vec![first.clone(), second.clone()],
            important,
            dismissible,
        };
        vec![read(true, false), read(false, true)]
    }

    /// Announcements of an administrator's list.
    pub(super) fn announcement_rows(&self) -> Vec<AnnouncementRow> {
        let row = |when, selection: Option<&str>, lacking_only| AnnouncementRow {
            id: "ID".to_owned(),
            title: self.both("Straks in <i>twee</i> stappen", "Soon in <i>two</i> steps"),
            selection: selection.map(str::to_owned),
            lacking_only,
            first: NOW - 2 * DAY * SECOND,
            last: NOW + 12 * DAY * SECOND,
            when,
        };
        vec![
            row(WhenView::Now, None, true),
            row(WhenView::Ahead, Some("Leden <b>"), false),
            row(WhenView::Over, None, false),
        ]
    }

    pub(super) fn announcements(&mut self) {
        let items = self.reading();
        let page = Announcements { frame: self.inside("/announcements", Place::Home), put_away: items.clone(), items };
        self.add("announcements", &page);
        self.add("announcements-none", &Announcements { items: Vec::new(), put_away: Vec::new(), ..page });

        let frame = self.desk("/admin/announcements/new", Place::Messages);
        let typed = |tag: &str, language: &str| TextForm {
            tag: tag.to_owned(),
            language: language.to_owned(),
            subject: "Straks <i>".to_owned(),
            body: "Vanaf {einddatum}".to_owned(),
            subject_errors: Vec::new(),
            body_errors: Vec::new(),
            shown: Some(("Straks <i>".to_owned(), vec!["Vanaf 8 december".to_owned()])),
        };
        let form = AnnouncementForm {
            from: "2026-11-24".to_owned(),
            until: "2026-12-08".to_owned(),
            dismissible: true,
            texts: vec![typed("en", "English"), typed("nl", "Nederlands")],
            ..AnnouncementForm::default()
        };
        let new = EditAnnouncement {
            frame,
            form: form.clone(),
            selections: vec![("ID".to_owned(), "Leden <b>".to_owned())],
            notice: AnnouncementNotice::None,
            may_run: true,
            placeholders: vec![("{einddatum}".to_owned(), "de einddatum".to_owned())],
            names_deadline: true,
        };
        self.add("announcement-new", &new);
        let there = AnnouncementForm {
            id: Some("ID".to_owned()),
            version: 2,
            selection: "ID".to_owned(),
            important: true,
            lacking_only: true,
            shared: true,
            ..form
        };
        let saved = EditAnnouncement { form: there.clone(), notice: AnnouncementNotice::Saved, ..new.clone() };
        self.add("announcement-saved", &saved);
        let changed = EditAnnouncement { notice: AnnouncementNotice::Changed, ..saved.clone() };
        self.add("announcement-changed", &changed);
        self.add("announcement-looks", &EditAnnouncement { may_run: false, names_deadline: false, ..saved });
        let mut wrong = there;
        let said = "Klopt niet <b>".to_owned();
        wrong.errors = ["selection", "from", "until"].map(|field| (field, said.clone())).to_vec();
        for text in &mut wrong.texts {
            text.subject_errors.push(said.clone());
            text.body_errors.push(said.clone());
            text.shown = None;
        }
        self.add("announcement-faults", &EditAnnouncement { form: wrong, notice: AnnouncementNotice::Faults, ..new });
    }
}
