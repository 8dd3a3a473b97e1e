//! The desk over HTTP: who opens what, what a view allows, what is refused and kept, exemptions, passes, conflicts.

mod access;
mod acts;
mod attributes;
mod audit;
mod break_glass;
mod edits;
mod imports;
mod listed;
mod lists;
mod not_there;
mod office;
mod pass;
mod passwords;
mod portal;
mod reach;
mod selection_form;
