//! Starts sgos and hands its exit code to the system; everything else is in the library.

fn main() -> std::process::ExitCode {
    sgos::run::main()
}
