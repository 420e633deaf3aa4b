//! The `lockkeeper` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A command waits far more than it works, and threads cost time to start.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let exit = runtime.block_on(lockkeeper_cli::run(std::env::args_os()));
            runtime.shutdown_background();
            exit.into()
        }
        Err(_) => lockkeeper_cli::Exit::Cannot.into(),
    }
}
