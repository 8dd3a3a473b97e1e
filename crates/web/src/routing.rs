//! What answers at an address, by method. What axum makes of a handler, layer upon layer, is compiled once for each kind of handler,
//! and there are some three hundred: here they all become one kind, behind a pointer. Neighbours: `routes` lists the addresses.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::MethodRouter;

use crate::app::App;

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A function that answers, whatever it takes of the request.
#[derive(Clone)]
pub(crate) struct Erased(Arc<dyn Fn(Request, App) -> Answer + Send + Sync>);

impl Handler<(), App> for Erased {
    type Future = Answer;

    fn call(self, request: Request, app: App) -> Answer {
        (self.0)(request, app)
    }
}

fn erased<T>(handler: impl Handler<T, App, Future = Answer>) -> Erased {
    Erased(Arc::new(move |request, app| handler.clone().call(request, app)))
}

/// Answers GET, and HEAD.
pub(crate) fn get<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    axum::routing::get(erased(handler))
}

/// Answers POST.
pub(crate) fn post<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    axum::routing::post(erased(handler))
}

/// Answers PUT.
pub(crate) fn put<T>(handler: impl Handler<T, App, Future = Answer>) -> MethodRouter<App> {
    axum::routing::put(erased(handler))
}

/// More methods at one address.
pub(crate) trait And: Sized {
    /// POST as well.
    fn and_post<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self;
    /// OPTIONS as well.
    fn and_options<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self;
    /// PATCH as well.
    fn and_patch<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self;
    /// DELETE as well.
    fn and_delete<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self;
    /// Whatever else.
    fn or_else<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self;
}

impl And for MethodRouter<App> {
    fn and_post<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self {
        self.post(erased(handler))
    }

    fn and_options<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self {
        self.options(erased(handler))
    }

    fn and_patch<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self {
        self.patch(erased(handler))
    }

    fn and_delete<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self {
        self.delete(erased(handler))
    }

    fn or_else<T>(self, handler: impl Handler<T, App, Future = Answer>) -> Self {
        self.fallback(erased(handler))
    }
}
