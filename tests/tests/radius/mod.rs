//! Devices that ask by RADIUS, played by `FreeRADIUS`'s own client: who is let in, who is not, what is dropped.

mod answers;
mod challenge;
mod elsewhere;
mod guide;
pub(crate) mod office;
mod packets;
mod pages;
mod secrets;
