//! Where a browser shows a commit: from a git remote to the page of its forge.
//!
//! The pages' addresses, as the forges route them:
//! - GitHub, Gitea, Forgejo: `/OWNER/REPO/commit/SHA`
//! - GitLab: `/GROUP/…/REPO/-/commit/SHA`; everything of a project lives below `/-/`
//!   (<https://docs.gitlab.com/development/routing/>), and the address without it redirects there
//! - Bitbucket Cloud: `/OWNER/REPO/commits/SHA`; Bitbucket Data Center: `/projects/KEY/repos/REPO/commits/SHA`
//! - SourceHut: `/~OWNER/REPO/commit/SHA`
//!
//! What runs behind any other name cannot be seen from its remote. `/commit/` is right for all
//! of the first two lines, hence the best guess.
//! The spellings of a remote are those of `git-fetch(1)`, "GIT URLS".

/// `None` for a remote that no web page can be told from: a path, an alias of `~/.ssh/config`, something hostile.
/// Credentials and the port of SSH never get into the address.
pub(super) fn commit_url(remote: &str, sha: &str) -> Option<String> {
    let is_hash = (7..=64).contains(&sha.len()) && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
    let remote = Remote::parse(remote.trim()).filter(|_| is_hash)?;
    let commit = match forge(&remote.host) {
        Forge::GitLab => "-/commit",
        Forge::BitbucketCloud | Forge::BitbucketDataCenter => "commits",
        Forge::SourceHut | Forge::LikeGitHub => "commit",
    };
    Some(format!("{}/{commit}/{sha}", remote.page()?))
}

/// Where a browser shows the repository; `None` for the same remotes.
pub fn repository_url(remote: &str) -> Option<String> {
    Remote::parse(remote.trim())?.page()
}

enum Forge {
    LikeGitHub,
    GitLab,
    BitbucketCloud,
    BitbucketDataCenter,
    SourceHut,
}

fn forge(host: &str) -> Forge {
    match host {
        "bitbucket.org" => Forge::BitbucketCloud,
        "git.sr.ht" => Forge::SourceHut,
        _ if host.starts_with("bitbucket.") => Forge::BitbucketDataCenter,
        _ if host.split('.').any(|label| label == "gitlab") => Forge::GitLab,
        _ => Forge::LikeGitHub,
    }
}

/// Forges that also take SSH on the port of HTTPS, under another name.
const SSH_NAMES: [(&str, &str); 3] = [
    ("ssh.github.com", "github.com"),
    ("altssh.gitlab.com", "gitlab.com"),
    ("altssh.bitbucket.org", "bitbucket.org"),
];

struct Remote {
    /// Scheme, host and port of the web pages.
    base: String,
    host: String,
    /// At least an owner and a repository.
    path: Vec<String>,
}

impl Remote {
    /// The page of the project.
    fn page(&self) -> Option<String> {
        let Self { base, host, path } = self;
        let encoded: Vec<String> = path.iter().map(|segment| percent_encode(segment)).collect();
        let project = match (forge(host), encoded.as_slice()) {
            (Forge::BitbucketDataCenter, [key, repo]) => format!("projects/{key}/repos/{repo}"),
            (Forge::BitbucketDataCenter, [scm, key, repo]) if scm == "scm" => {
                format!("projects/{key}/repos/{repo}")
            }
            (Forge::BitbucketDataCenter, _) => return None,
            _ => encoded.join("/"),
        };
        Some(format!("{base}/{project}"))
    }

    fn parse(remote: &str) -> Option<Self> {
        if remote.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return None;
        }
        match remote.split_once("://") {
            Some((scheme, rest)) => Self::from_url(&scheme.to_ascii_lowercase(), rest),
            None => Self::from_scp(remote),
        }
    }

    fn from_url(scheme: &str, rest: &str) -> Option<Self> {
        let (authority, path) = rest.split_once('/')?;
        let (host, port) = host_and_port(without_user(authority))?;
        match scheme {
            "https" | "http" => {
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                Self::new(format!("{scheme}://{host}{port}"), host, path)
            }
            "ssh" | "git" | "git+ssh" | "ssh+git" => Self::over_ssh(&host, path),
            _ => None,
        }
    }

    /// `git@host:owner/repo.git`: a colon before the first slash.
    fn from_scp(remote: &str) -> Option<Self> {
        let (authority, path) = remote.split_once(':')?;
        if authority.contains('/') || path.starts_with(':') {
            return None;
        }
        let (host, _) = host_and_port(without_user(authority))?;
        Self::over_ssh(&host, path)
    }

    /// A host without a dot is mostly an alias of `~/.ssh/config`, which no browser knows.
    fn over_ssh(host: &str, path: &str) -> Option<Self> {
        if !host.contains('.') {
            return None;
        }
        let web_name = SSH_NAMES.iter().find(|(ssh, _)| *ssh == host).map_or(host, |(_, web)| web);
        Self::new(format!("https://{web_name}"), web_name.to_owned(), path)
    }

    fn new(base: String, host: String, path: &str) -> Option<Self> {
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
        let path: Vec<String> =
            path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect();
        // An `@` may be the end of credentials with a slash in them.
        let is_special = |segment: &String| {
            segment == "." || segment == ".." || segment.contains(['?', '#', '@'])
        };
        // `~name` is a home directory on the server, except where it is how an owner is called.
        let is_home = |segment: &String| segment.starts_with('~') && host != "git.sr.ht";
        let is_project =
            path.len() >= 2 && !path.iter().any(|segment| is_special(segment) || is_home(segment));
        is_project.then_some(Self { base, host, path })
    }
}

fn without_user(authority: &str) -> &str {
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

/// In lower case; `None` for what is no name of DNS and no IPv4 address.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.split_once(':') {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (authority, None),
    };
    let is_name = !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
        && !host.starts_with(['-', '.'])
        && !host.contains("..");
    is_name.then(|| (host.to_ascii_lowercase(), port))
}

/// All but the unreserved characters of RFC 3986; what is encoded already stays.
fn percent_encode(segment: &str) -> String {
    let bytes = segment.as_bytes();
    let is_escape = |at: usize| {
        bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let mut encoded = String::with_capacity(segment.len());
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(*byte))
            }
            b'%' if is_escape(at) => encoded.push('%'),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
