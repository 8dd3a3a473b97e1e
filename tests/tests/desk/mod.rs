//! The desk over HTTP: who opens what, what a view allows, what is refused and kept, exemptions, passes, conflicts.

mod access;
mod acts;
mod attributes;
mod audit;
mod break_glass;
mod contact;
mod edits;
mod exempt;
mod imports;
mod listed;
mod lists;
mod not_there;
pub(crate) mod office;
mod own_columns;
mod parties;
mod pass;
mod passwords;
mod portal;
mod reach;
mod selection_form;
mod targets;
