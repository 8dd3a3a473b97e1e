//! Connected systems: the feeds that they read and the events that they are told, with an independent server at the other
//! end; and the pages on which they are connected.

mod feeds;
mod guide;
mod hooks;
mod log;
mod log_many;
mod log_pages;
pub(crate) mod office;
mod pages;
mod receiver;
