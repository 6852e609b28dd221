//! The command line: arguments in, text and an exit status out.
//!
//! Data goes to stdout (JSON, schemas), everything for people to stderr. Exit status: 0 done, 1 the content has errors,
//! 2 wrong usage or a broken environment. This is the only place that reads the clock.

mod args;
mod build;
mod cache;
mod changed;
mod deploy;
mod init;
mod new;
mod output;
mod progress;
mod schema;
mod serve;
mod why;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

/// A failure that ends the command with status 2.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<crate::engine::EngineError> for Failure {
    fn from(error: crate::engine::EngineError) -> Self {
        Self { message: error.to_string(), hint: error.hint().map(str::to_owned) }
    }
}

impl From<crate::fs::FsError> for Failure {
    fn from(error: crate::fs::FsError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<crate::serve::ServeError> for Failure {
    fn from(error: crate::serve::ServeError) -> Self {
        Self { message: error.to_string(), hint: error.hint() }
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Build(arguments) => build::build(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Check(arguments) => build::check(&arguments),
        Command::Deploy(arguments) => deploy::deploy(&arguments),
        Command::Why(arguments) => why::why(&arguments),
        Command::NextChange(arguments) => why::next(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Cache(arguments) => cache::cache(&arguments.what),
        Command::Schema(arguments) => schema::schema(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            output::failure(&failure.message, failure.hint.as_deref());
            ExitCode::from(2)
        }
    }
}
