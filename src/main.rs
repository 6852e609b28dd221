//! The binary: hands over to the command line.

use std::process::ExitCode;

/// Every thread of a build allocates short strings all the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pressroom::cli::run()
}
