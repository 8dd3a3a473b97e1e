//! Everything that is answered: the routes, and before them what proxies and applications ask at each of their own requests.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use hyper::body::Incoming;
use listener::{Answering, Answers};
use tower::Service;

use crate::app::App;
use crate::extract::reader::Peer;
use crate::{forward_auth, health, routes};

/// The whole of the web, as [`listener::serve`] takes it.
pub struct Site {
    app: App,
    router: Router,
}

impl Site {
    /// All routes of the product.
    pub fn new(app: App) -> Self {
        Self::with(app, Router::new())
    }

    /// The same with more under the same layers: the demonstration's own pages.
    pub fn with(app: App, extra: Router<App>) -> Self {
        let router = routes::router(app.clone(), extra);
        Self { app, router }
    }

    /// The same with something around its routes.
    #[must_use]
    pub fn wrapped(self, wrap: impl FnOnce(Router) -> Router) -> Self {
        Self { app: self.app, router: wrap(self.router) }
    }
}

impl Answers for Site {
    /// The two that are asked most are known by their address alone, without the routes, which have them too for other methods
    /// and longer addresses: what routes cost is a tenth of such an answer.
    fn answer(self: Arc<Self>, peer: SocketAddr, request: Request<Incoming>) -> Answering {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(Peer(peer));
        if parts.method == Method::GET {
            match parts.uri.path() {
                health::SESSION => return Box::pin(async move { Ok(health::session_of(&self.app, &parts).await) }),
                forward_auth::CHECK => {
                    return Box::pin(async move { Ok(forward_auth::checked(&self.app, &parts).await) });
                }
                _ => {}
            }
        }
        let mut router = self.router.clone();
        Box::pin(router.call(Request::from_parts(parts, Body::new(body))))
    }
}
