//! OpenID Connect: applications that leave the sign-in to us.

mod flow;
mod tokens;
