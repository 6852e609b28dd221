//! Redirects of a bucket that is a web site: an object with `x-amz-website-redirect-location`
//! ([documentation](https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html)).
//!
//! `object_store` knows no such header. It hands extensions of a request on to its HTTP client; this one adds the header
//! that an extension names and signs the request again, because a store refuses headers of its own that are not signed.

use object_store::ClientOptions;
use object_store::aws::{AwsAuthorizer, AwsCredentialProvider};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

/// Says in an upload's extensions where the object leads.
#[derive(Clone, Debug)]
pub(super) struct LeadsTo(pub(super) String);

/// A client that adds the header.
#[derive(Clone, Debug)]
pub(super) struct Redirecting {
    /// Set once the store is made that holds the keys.
    pub(super) keys: Arc<OnceLock<AwsCredentialProvider>>,
    pub(super) region: String,
}

impl HttpConnector for Redirecting {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let inner = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Service { inner, signing: self.clone() }))
    }
}

#[derive(Debug)]
struct Service {
    inner: HttpClient,
    signing: Redirecting,
}

impl Service {
    async fn answer(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let to = request.extensions().get::<LeadsTo>().and_then(|LeadsTo(to)| to.parse().ok());
        if let (Some(to), Some(keys)) = (to, self.signing.keys.get()) {
            request.headers_mut().insert("x-amz-website-redirect-location", to);
            let fail = |error: object_store::Error| HttpError::new(HttpErrorKind::Request, error);
            let credential = keys.get_credential().await.map_err(fail)?;
            let authorizer = AwsAuthorizer::new(&credential, "s3", &self.signing.region);
            authorizer.try_authorize(&mut request, None).map_err(fail)?;
        }
        self.inner.execute(request).await
    }
}

impl HttpService for Service {
    fn call<'s, 'f>(
        &'s self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(self.answer(request))
    }
}
