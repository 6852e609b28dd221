//! The store, and what its errors mean.

use super::keys::{Keys, find};
use super::redirects::Redirecting;
use crate::deploy::DeployError;
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::{BackoffConfig, ClientOptions, Error, RetryConfig};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Where a bucket is.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) bucket: String,
    pub(super) region: Option<String>,
    pub(super) endpoint: Option<String>,
    pub(super) conditional: bool,
}

/// Connects to a bucket; nothing is sent yet.
///
/// # Errors
/// There are no keys, or the settings make no sense.
pub(super) fn connect(address: &Address) -> Result<AmazonS3, DeployError> {
    crate::deploy::process::prepare_tls();
    let region = address
        .region
        .clone()
        .or_else(|| ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|name| std::env::var(name).ok()));
    // Stores that are not Amazon's take any region, and R2 wants this one.
    let region = region.unwrap_or_else(|| if address.endpoint.is_some() { "auto" } else { "us-east-1" }.to_owned());
    let signing = Redirecting { keys: Arc::new(OnceLock::new()), region: region.clone() };
    // An error is said within seconds; a store that is only busy gets some more tries.
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        max_retries: 5,
        retry_timeout: Duration::from_secs(60),
    };
    let options = ClientOptions::new()
        .with_connect_timeout(Duration::from_secs(5))
        .with_timeout(Duration::from_secs(120))
        .with_allow_http(true);
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(&address.bucket)
        .with_region(&region)
        .with_retry(retry)
        .with_client_options(options)
        .with_allow_http(true)
        .with_http_connector(signing.clone())
        .with_conditional_put(if address.conditional {
            S3ConditionalPut::ETagMatch
        } else {
            S3ConditionalPut::Disabled
        });
    if let Some(endpoint) = &address.endpoint {
        builder = builder.with_endpoint(endpoint).with_virtual_hosted_style_request(false);
    }
    if let Keys::File { id, secret, token } = find()? {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
        if let Some(token) = token {
            builder = builder.with_token(token);
        }
    }
    let store = builder.build().map_err(|error| DeployError::broken(format!("can't use the store: {error}")))?;
    // Set once, here.
    let _ = signing.keys.set(store.credentials().clone());
    Ok(store)
}

/// What an error of the store means.
pub(super) fn explained(error: &Error, doing: &str, place: &str) -> DeployError {
    let mut reason: &dyn std::error::Error = error;
    let mut all = error.to_string();
    while let Some(source) = reason.source() {
        reason = source;
        all.push_str(&source.to_string());
    }
    let has = |text: &str| all.contains(text);
    let (what, hint) = match error {
        _ if has("NoSuchBucket") => ("there is no such bucket", "make it, or mend `bucket` in pressroom.yaml"),
        _ if has("InvalidAccessKeyId") || has("SignatureDoesNotMatch") || has("ExpiredToken") => {
            ("the store does not accept the keys", "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the region")
        }
        Error::Unauthenticated { .. } => {
            ("the store does not accept the keys", "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the region")
        }
        Error::PermissionDenied { .. } => (
            "the keys may not do that",
            "they need to list the bucket, and to read, write and delete objects; check that they are the right ones",
        ),
        _ if has("Connection refused") || has("dns error") || has("error trying to connect") || has("tcp connect") => {
            ("the store can't be reached", "check the network and `endpoint`, and deploy again: it goes on from here")
        }
        Error::NotImplemented { .. } | Error::NotSupported { .. } => {
            ("the store does not know conditional writes", "say `conditional_writes: false` for this target")
        }
        _ => ("", "deploy again: it goes on from here"),
    };
    let message = if what.is_empty() {
        format!("can't {doing} {place}: {}", reason.to_string().trim())
    } else {
        format!("can't {doing} {place}: {what}")
    };
    DeployError::broken(message).hint(hint)
}
