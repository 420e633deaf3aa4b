//! The desktop app; everything is in the library.

#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    lockkeeper_desktop::start(std::env::args_os().skip(1))
}
