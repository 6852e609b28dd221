//! Why a deploy does not happen.

use crate::diag::Diagnostic;
use crate::fs::FsError;

/// A deploy that did not happen, or not to its end.
#[derive(Debug)]
pub enum DeployError {
    /// What is wrong can be seen and mended: exit status 1.
    Refused(Vec<Diagnostic>),
    /// The environment is broken: exit status 2.
    Broken {
        /// What happened.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
}

impl DeployError {
    /// A broken environment. Secrets in the message are struck out.
    pub fn broken(message: impl AsRef<str>) -> Self {
        Self::Broken { message: redacted(message.as_ref()), hint: None }
    }

    /// Adds what to do about it.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Broken { message, .. } => Self::Broken { message, hint: Some(hint.into()) },
            refused @ Self::Refused(_) => refused,
        }
    }
}

impl From<Diagnostic> for DeployError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Refused(vec![diagnostic])
    }
}

impl From<FsError> for DeployError {
    fn from(error: FsError) -> Self {
        let hint = match error.source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                "make room and deploy again: what visitors see is as it was"
            }
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => "check its permissions",
            _ => "check the path, its permissions and the free space",
        };
        Self::broken(error.to_string()).hint(hint)
    }
}

/// Environment variables whose values are never printed.
const SECRETS: [&str; 14] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_API_TOKEN",
    "CF_API_TOKEN",
    "CI_JOB_TOKEN",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GITLAB_TOKEN",
    "NETLIFY_AUTH_TOKEN",
    "SSHPASS",
    "VERCEL_TOKEN",
    "WRANGLER_API_TOKEN",
];

/// A text without secrets: values of the variables that hold some, and what stands between `://` and `@` in URLs.
pub fn redacted(text: &str) -> String {
    let secrets = SECRETS.iter().filter_map(|name| std::env::var(name).ok());
    without(text, &secrets.collect::<Vec<_>>())
}

pub(super) fn without(text: &str, secrets: &[String]) -> String {
    let mut text = text.to_owned();
    // A value of a few letters would strike out half the message, and can't be much of a secret.
    for secret in secrets.iter().filter(|secret| secret.len() >= 6) {
        text = text.replace(secret.as_str(), "***");
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let authority =
            after.find(|c: char| c == '/' || c.is_whitespace() || "'\"`".contains(c)).unwrap_or(after.len());
        rest = after;
        if let Some(end) = after[..authority].rfind('@') {
            out.push_str("***");
            rest = &after[end..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_struck_out() {
        let secrets = ["wJalrXUtnFEMI".to_owned(), "a".to_owned()];
        let text = "can't push to `https://me:hunter2@git.example/x`: key wJalrXUtnFEMI; see https://b.example/@x";
        assert_eq!(
            without(text, &secrets),
            "can't push to `https://***@git.example/x`: key ***; see https://b.example/@x"
        );
    }
}
