//! The program. Everything is in the library, where tests reach it.

use std::process::ExitCode;

// A session check makes and drops a hundred small things; this serves them faster than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::run(std::env::args_os())
}
