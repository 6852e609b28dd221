//! Where the keys of a store come from: the environment, a file as Amazon's own tools keep it, or the platform.

use crate::deploy::DeployError;
use std::path::PathBuf;

/// Keys that were found.
pub(super) enum Keys {
    /// In the environment, or the platform hands them out (web identity, container): `object_store` reads them itself.
    Environment,
    /// In `~/.aws/credentials`.
    File {
        /// The key's id.
        id: String,
        /// The key.
        secret: String,
        /// A token that goes with it.
        token: Option<String>,
    },
}

/// Looks for keys.
///
/// # Errors
/// There are none, or the profile that `AWS_PROFILE` names is not in the file.
pub(super) fn find() -> Result<Keys, DeployError> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let pair = set("AWS_ACCESS_KEY_ID") && set("AWS_SECRET_ACCESS_KEY");
    let platform = [
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_METADATA_ENDPOINT",
    ];
    if pair || platform.into_iter().any(set) {
        return Ok(Keys::Environment);
    }
    let missing = |message: String| {
        DeployError::broken(message).hint(
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or keep them in `~/.aws/credentials` (AWS_PROFILE chooses there)",
        )
    };
    let profile = std::env::var("AWS_PROFILE").unwrap_or_else(|_| "default".into());
    let file = std::env::var_os("AWS_SHARED_CREDENTIALS_FILE").map(PathBuf::from);
    let file = file.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".aws/credentials")));
    let text = file.and_then(|file| std::fs::read_to_string(file).ok());
    let Some(text) = text else { return Err(missing("there are no keys for the store".into())) };
    read(&text, &profile).ok_or_else(|| missing(format!("there are no keys for the profile `{profile}`")))
}

/// The keys of a profile in a file of sections and `name = value` lines.
fn read(text: &str, profile: &str) -> Option<Keys> {
    let mut inside = false;
    let (mut id, mut secret, mut token) = (None, None, None);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            inside = name.trim() == profile;
        } else if let Some((name, value)) = line.split_once('=').filter(|_| inside) {
            let value = Some(value.trim().to_owned());
            match name.trim() {
                "aws_access_key_id" => id = value,
                "aws_secret_access_key" => secret = value,
                "aws_session_token" => token = value,
                _ => {}
            }
        }
    }
    Some(Keys::File { id: id?, secret: secret?, token })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_found_in_the_file() {
        let text = "[default]\naws_access_key_id=A\naws_secret_access_key = B=\n[news]\naws_access_key_id = C\n";
        assert!(
            matches!(read(text, "default"), Some(Keys::File { id, secret, token: None }) if id == "A" && secret == "B=")
        );
        assert!(read(text, "news").is_none() && read(text, "other").is_none());
    }
}
