//! Typed reading: [`FromYaml`] takes a value from a node, [`Reader`] collects what was wrong with it.

use super::{Node, Value};
use crate::base::Zone;
use crate::diag::{Diagnostic, Span};
use std::ops::Range;
use std::sync::Arc;

/// A type that can be read from YAML.
pub trait FromYaml: Sized {
    /// Takes the value. `None` means that the reader now holds at least one error about this node.
    fn from_yaml(node: &Node<'_>, reader: &mut Reader) -> Option<Self>;

    /// The value of a field that is not there; `None` makes the field required.
    fn missing() -> Option<Self> {
        None
    }
}

/// The state of reading one file.
pub struct Reader {
    file: Arc<str>,
    zone: Zone,
    path: Vec<String>,
    /// Fields that an unknown key probably stands for.
    meant: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    /// Starts to read a file; dates without an offset are local to `zone`.
    pub fn new(file: Arc<str>, zone: Zone) -> Self {
        Self { file, zone, path: Vec::new(), meant: Vec::new(), diagnostics: Vec::new() }
    }

    /// Ends reading: every problem that was met.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// The zone of dates without an offset.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The file that is being read.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// A span of this file.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file.clone(), range)
    }

    /// The dotted name of the field that is being read, in backticks.
    pub fn field(&self) -> String {
        if self.path.is_empty() { "the front matter".to_owned() } else { format!("`{}`", self.path.join(".")) }
    }

    /// Reads a child under its name.
    pub fn within<T>(&mut self, name: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name.into());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes that a field of the record being read is there under a misspelled name, and was reported as that.
    pub fn mean(&mut self, name: &str) {
        let field = self.within(name, |reader| reader.field());
        self.meant.push(field);
    }

    /// Whether [`mean`](Self::mean) was called for a field of the record being read.
    pub fn is_meant(&mut self, name: &str) -> bool {
        let field = self.within(name, |reader| reader.field());
        self.meant.contains(&field)
    }

    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Says that a node is not what its field wants, and returns `None` for the caller to pass on.
    pub fn wrong<T>(&mut self, node: &Node<'_>, wanted: &str) -> Option<T> {
        let diagnostic = self.wrong_type(node, wanted);
        self.push(diagnostic);
        None
    }

    /// The diagnostic of [`wrong`](Self::wrong), for callers that add a hint.
    pub fn wrong_type(&self, node: &Node<'_>, wanted: &str) -> Diagnostic {
        let message = match node.kind() {
            "empty" => format!("{} is empty", self.field()),
            kind => {
                let found = match &node.value {
                    Value::Scalar(scalar) if scalar.text.len() <= 40 => format!("`{}`", scalar.text.escape_debug()),
                    _ => kind.to_owned(),
                };
                format!("{} must be {wanted}, not {found}", self.field())
            }
        };
        Diagnostic::error("wrong-type", message).at(self.span(node.span.clone())).label(format!("expected {wanted}"))
    }
}
