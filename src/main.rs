//! The `astra` program.

fn main() -> std::process::ExitCode {
    astra::cli::run()
}
