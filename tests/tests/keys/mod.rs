//! Keys of the API: the pages on which they are made, and what people see of the platforms that have one.

mod office;
mod pages;
mod sessions;
