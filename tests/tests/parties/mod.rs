//! Applications that sign in here: the pages on which they are connected, tried and removed, and the keys that sign for them.

mod keys;
mod office;
mod pages;
mod together;
