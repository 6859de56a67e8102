//! The binary: nothing but the door to the library.

/// The machine's own allocator takes nearly twice as long over an exchange (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    renkei::cli::main()
}
