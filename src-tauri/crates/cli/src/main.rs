//! The `lockkeeper` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // One worker is enough for a command, and starts faster than one per core.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
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
