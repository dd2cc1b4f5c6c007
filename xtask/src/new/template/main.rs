//! `cargo xtask`: Pagecrate's commands for this workspace. Commands of your own go beside them.

use std::process::ExitCode;

fn main() -> ExitCode {
    pagecrate::main()
}
