//! What a web service answered.

use std::fmt;
use std::time::Duration;

use super::HttpError;
use crate::transport::redact;

/// An answer of any status, read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    /// Where a redirect leads.
    pub location: Option<String>,
    pub body: Vec<u8>,
    /// From the first byte sent to the last byte read, connecting included.
    pub took: Duration,
}

/// In a few words, without what it said.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}, {} bytes", self.status, self.body.len())
    }
}

impl Reply {
    /// The page on which Cloudflare Access asks people to log in.
    pub fn is_access_login(&self) -> bool {
        self.location
            .as_deref()
            .and_then(host_of)
            .is_some_and(|host| host.ends_with(".cloudflareaccess.com"))
    }

    /// The same answer when it is one: success, and JSON where `json` asks for it.
    pub fn checked(self, json: bool) -> Result<Self, HttpError> {
        if self.is_access_login() {
            return Err(HttpError::AccessLogin);
        }
        if !(200..300).contains(&self.status) {
            return Err(HttpError::Status { status: self.status, said: self.said() });
        }
        let page = self.content_type.as_deref().is_some_and(|kind| kind.starts_with("text/html"));
        if json && page {
            return Err(HttpError::PageInstead);
        }
        Ok(self)
    }

    /// The first line of the body, for an error message.
    fn said(&self) -> String {
        const LONGEST: usize = 120;
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(4 * LONGEST)]);
        let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let line = if line.starts_with('<') { "" } else { line };
        redact(line).chars().take(LONGEST).collect()
    }
}

/// The host of an absolute URL.
fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    authority.rsplit('@').next()?.split(':').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16) -> Reply {
        Reply { status, content_type: None, location: None, body: Vec::new(), took: Duration::ZERO }
    }

    #[test]
    fn a_login_page_is_no_answer() {
        let to = |location: &str| Reply { location: Some(location.into()), ..reply(302) };
        assert_eq!(
            to("https://sgl.cloudflareaccess.com/cdn-cgi/access/login/x").checked(false),
            Err(HttpError::AccessLogin)
        );
        for other in [
            "https://cloudflareaccess.com.evil.example/",
            "/login",
            "https://x/?a=.cloudflareaccess.com",
        ] {
            assert!(!to(other).is_access_login(), "{other}");
        }
        let page = Reply { content_type: Some("text/html; charset=utf-8".into()), ..reply(200) };
        assert_eq!(page.clone().checked(true), Err(HttpError::PageInstead));
        assert!(page.checked(false).is_ok());
    }

    #[test]
    fn a_bad_status_says_what_the_service_said() {
        let said = |body: &str| Reply { body: body.into(), ..reply(503) }.checked(false);
        assert_eq!(
            said("\n not ready \nx"),
            Err(HttpError::Status { status: 503, said: "not ready".into() })
        );
        assert_eq!(said("<html>"), Err(HttpError::Status { status: 503, said: String::new() }));
    }
}
