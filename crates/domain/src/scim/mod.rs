//! The language of SCIM 2.0 (RFC 7643, RFC 7644) as far as it is about names: paths of attributes, filters over resources, and
//! paths that a change names. Values are the caller's; [`expression`] says which are meant.

pub mod expression;
pub mod path;

pub use expression::{Expression, Literal};
pub use path::{AttributePath, TargetPath};

/// The schema of people (RFC 7643 section 4.1).
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// What employers add to it (RFC 7643 section 4.3).
pub const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// The schema of groups (RFC 7643 section 4.2).
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
