//! Web services: one GET with a deadline, typed failures, and a way through a host that reaches what we do not.
//!
//! Redirects are not followed: where one leads says what is wrong. The client, and with it the
//! machine's list of certificates, is made for the first request and not before.

mod client;
mod error;
mod reply;
mod request;
#[cfg(test)]
mod tests;

pub(super) use client::{Clients, Destination};
pub use error::HttpError;
pub use reply::Reply;
pub use request::Request;
