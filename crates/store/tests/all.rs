//! All tests of the store on its engines, as one program: it is linked once.

mod bulk;
mod engines;
mod growth;
mod schema;
mod selection;
mod server_away;
mod statements;
mod tls;
mod together;
mod writer;
