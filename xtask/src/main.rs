//! The menu of everything a person or CI runs: `cargo xtask <entry>`.

mod bench;
mod bundle;
mod check;
mod command_line;
mod demo;
mod directions;
mod scratch;
mod sizes;
mod steps;
mod system;
mod test;
mod window;

use anyhow::{Result, bail};
use steps::say;

const MENU: &str = "\
cargo xtask demo     set everything up and open the window on the demo workspace
cargo xtask test     set everything up and run every test
cargo xtask check    formatting, lints, gates, generated files, licences
cargo xtask bench    measure beside the references (--quick, --only TEXT, --history DIR)
cargo xtask bundle   packages for this machine, and a static program for pipelines";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let entry = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match entry.as_str() {
        "demo" => demo::run_all(&rest),
        "test" => test::run_all(&rest),
        "check" => check::run_all(),
        "bench" => bench::run_all(&rest),
        "bundle" => bundle::run_all(),
        "" | "help" | "--help" | "-h" => {
            say(MENU);
            Ok(())
        }
        other => bail!("there is no `{other}`\n\n{MENU}"),
    }
}
