//! Wiring of the program.
