//! Other programs, and what talking to the network needs.

use super::{DeployError, redacted};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where a program is, as the shell would find it.
pub(super) fn find(program: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(program)).find(|file| is_program(file))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

/// A program that a target needs.
///
/// # Errors
/// It is not on the PATH; `hint` says how to come by it.
pub(super) fn needed(program: &str, hint: &str) -> Result<PathBuf, DeployError> {
    find(program).ok_or_else(|| DeployError::broken(format!("`{program}` is not on the PATH")).hint(hint))
}

/// Runs a command to its end with a text as its input, and gives its output.
///
/// # Errors
/// It can't be started or fails; the message has what it said last, without secrets.
pub(super) fn run(command: &mut Command, input: &[u8], doing: &str) -> Result<Vec<u8>, DeployError> {
    let output = output(command, input, doing)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(failed(&output, doing))
}

/// The same, whatever comes of it.
///
/// # Errors
/// It can't be started.
pub(super) fn output(command: &mut Command, input: &[u8], doing: &str) -> Result<Output, DeployError> {
    let fail = |error: std::io::Error| DeployError::broken(format!("can't {doing}: {error}"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(fail)?;
    let pipe = child.stdin.take();
    // Written by a thread of its own: a program that answers while it reads would wait for us, and we for it.
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // Who does not read to the end says why on its own.
            let _ = pipe.map(|mut pipe| pipe.write_all(input));
        });
        child.wait_with_output()
    });
    output.map_err(fail)
}

/// What a program said when it failed.
pub(super) fn failed(output: &Output, doing: &str) -> DeployError {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = if said.trim().is_empty() { String::from_utf8_lossy(&output.stdout) } else { said };
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines[lines.len().saturating_sub(4)..].join("; ");
    let status =
        output.status.code().map_or_else(|| "was killed".to_owned(), |code| format!("ended with status {code}"));
    let reason = if last.is_empty() { status } else { last };
    DeployError::broken(format!("can't {doing}: {}", redacted(&reason)))
}

/// Threads and timers for the network.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, DeployError> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| DeployError::broken(format!("can't start threads: {error}")))
}

/// Chooses who does the arithmetic of TLS.
pub(super) fn prepare_tls() {
    // A second call finds it chosen.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// An argument for a POSIX shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
