//! Module mode: a platform that checks passwords itself, over the API.

mod deadline;
mod document;
mod elsewhere;
mod guide;
mod hosted;
mod hostile;
mod keys;
mod repeat;
pub(crate) mod samples;
mod sessions;
mod sign_ins;
