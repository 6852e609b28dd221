//! `schema`: what front matter and configuration may hold, for editors.

use super::args::{SchemaArgs, SchemaOf};
use super::{Failure, output};
use crate::config::RawConfig;
use crate::content::{ArticleMatter, AuthorMatter, CategoryMatter, PageMatter, PictureMatter, TagMatter};
use schemars::schema_for;
use std::process::ExitCode;

pub(super) fn schema(arguments: &SchemaArgs) -> Result<ExitCode, Failure> {
    let schema = match arguments.of {
        SchemaOf::Article => schema_for!(ArticleMatter),
        SchemaOf::Author => schema_for!(AuthorMatter),
        SchemaOf::Category => schema_for!(CategoryMatter),
        SchemaOf::Tag => schema_for!(TagMatter),
        SchemaOf::Page => schema_for!(PageMatter),
        SchemaOf::Picture => schema_for!(PictureMatter),
        SchemaOf::Config => schema_for!(RawConfig),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| Failure::new(error.to_string()))?;
    Ok(if output::data(&text) { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
