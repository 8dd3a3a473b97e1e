//! `[radius]`: where devices such as a VPN may ask. Which devices there are is kept in the database.

use std::net::SocketAddr;

use super::definition::{About, Form, ListKey, Preset};
use super::reader::{Faulted, Reader};

/// Where devices may ask by RADIUS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Radius {
    /// Addresses and ports (UDP) to listen on; none: nobody is heard.
    pub listen: Vec<SocketAddr>,
}

pub(super) static KEYS: &[&About] = &[&LISTEN.about];

static LISTEN: ListKey<SocketAddr> = ListKey {
    about: About {
        section: "radius",
        name: "listen",
        form: Form::List,
        kind: "ADDRESS:PORT, such as 192.0.2.10:1812 or [::]:1812",
        preset: Preset::Derived("none: RADIUS is off"),
        meaning: "Addresses and UDP ports at which devices such as a VPN ask by RADIUS who may in; 1812 is usual. On a machine \
                  with several addresses name each: an answer has to come from the address that was asked. Keep it inside a \
                  network of your own.",
    },
    parse: |text| text.parse().map_err(|_| String::new()),
};

pub(super) fn read(reader: &mut Reader) -> Result<Radius, Faulted> {
    Ok(Radius { listen: reader.list(&LISTEN)? })
}
