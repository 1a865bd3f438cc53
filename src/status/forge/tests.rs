//! Remotes in all their spellings.

use proptest::prelude::*;

use super::{commit_url, repository_url};

const SHA: &str = "9f3c2d1a0b4e5f60718293a4b5c6d7e8f9012345";

#[test]
fn a_repository_has_a_page_where_its_commits_have() {
    for (remote, page) in [
        ("https://token@github.com/sgos/phone.git", "https://github.com/sgos/phone"),
        ("git@gitlab.com:group/sub/phone", "https://gitlab.com/group/sub/phone"),
        (
            "ssh://git@bitbucket.example.com:7999/SG/phone.git",
            "https://bitbucket.example.com/projects/SG/repos/phone",
        ),
    ] {
        assert_eq!(repository_url(remote).as_deref(), Some(page));
    }
    for remote in ["/srv/git/phone.git", "forge:sgos/phone", "file:///srv/git/a/b", ""] {
        assert_eq!(repository_url(remote), None, "{remote}");
    }
}

#[test]
fn every_forge_has_its_page() {
    for (remote, page) in [
        ("https://github.com/sgos/phone.git", "https://github.com/sgos/phone/commit/SHA"),
        (
            "https://gitlab.com/group/sub/deep/phone.git",
            "https://gitlab.com/group/sub/deep/phone/-/commit/SHA",
        ),
        (
            "https://gitlab.example.com/team/phone",
            "https://gitlab.example.com/team/phone/-/commit/SHA",
        ),
        (
            "git@code.gitlab.example.com:team/phone",
            "https://code.gitlab.example.com/team/phone/-/commit/SHA",
        ),
        ("https://codeberg.org/sgos/phone.git", "https://codeberg.org/sgos/phone/commit/SHA"),
        (
            "https://gitea.example.com:3000/sgos/phone.git",
            "https://gitea.example.com:3000/sgos/phone/commit/SHA",
        ),
        ("http://forgejo.lan/sgos/phone.git", "http://forgejo.lan/sgos/phone/commit/SHA"),
        ("http://toucan:3000/sgos/phone.git", "http://toucan:3000/sgos/phone/commit/SHA"),
        ("git@git.example.com:sgos/phone.git", "https://git.example.com/sgos/phone/commit/SHA"),
        ("https://bitbucket.org/sgos/phone.git", "https://bitbucket.org/sgos/phone/commits/SHA"),
        (
            "ssh://git@bitbucket.example.com:7999/SG/phone.git",
            "https://bitbucket.example.com/projects/SG/repos/phone/commits/SHA",
        ),
        (
            "https://bitbucket.example.com/scm/SG/phone.git",
            "https://bitbucket.example.com/projects/SG/repos/phone/commits/SHA",
        ),
        ("git@git.sr.ht:~sgos/phone", "https://git.sr.ht/~sgos/phone/commit/SHA"),
    ] {
        assert_eq!(commit_url(remote, SHA), Some(page.replace("SHA", SHA)), "{remote}");
    }
}

#[test]
fn every_spelling_of_one_repository_is_one_page() {
    for remote in [
        "git@github.com:sgos/phone.git",
        "git@github.com:sgos/phone",
        "git@github.com:/sgos/phone.git",
        "github.com:sgos/phone.git",
        "ssh://git@github.com/sgos/phone.git",
        "ssh://git@github.com:2222/sgos/phone",
        "ssh://git@ssh.github.com:443/sgos/phone.git",
        "git+ssh://git@github.com/sgos/phone.git",
        "git://github.com/sgos/phone.git/",
        "https://github.com/sgos/phone",
        "https://github.com/sgos/phone/",
        "https://github.com/sgos/phone.git/",
        "https://user:token@github.com/sgos/phone.git/",
        "https://token@github.com//sgos//phone.git",
        "https://us%40er:p@ss@github.com/sgos/phone.git",
        "HTTPS://GitHub.COM/sgos/phone.git",
        " git@github.com:sgos/phone.git\n",
    ] {
        let page = format!("https://github.com/sgos/phone/commit/{SHA}");
        assert_eq!(commit_url(remote, SHA), Some(page), "{remote}");
    }
}

#[test]
fn some_remotes_have_no_page() {
    for remote in [
        "",
        "/srv/git/phone.git",
        "../phone.git",
        "./a:b/c",
        "file:///srv/git/phone.git",
        "C:\\git\\phone",
        "c:/git/phone",
        "gh:sgos/phone.git",
        "ext::sh -c evil",
        "ext::sh/evil",
        "javascript:alert(1)/x/y",
        "javascript://github.com/a/b",
        "data:text/html,<script>/a/b",
        "ftp://github.com/sgos/phone",
        "git@github.com:phone.git",
        "git@git.example.com:~/phone.git",
        "git@git.example.com:~stefan/phone.git",
        "ssh://git@[::1]:22/sgos/phone.git",
        "https://github.com/../../etc/passwd",
        "https://github.com/sgos/phone?tab=x",
        "https://git\x1bhub.com/sgos/phone",
        "https://github.com/sgos/ph\x07one",
        "https://github.com/sgos/pho ne",
        "https://user:12/secret@github.com/sgos/phone",
        "https://github.com:port/sgos/phone",
        "https://exa\u{202e}mple.com/sgos/phone",
        "https://",
        "https://github.com",
    ] {
        assert_eq!(commit_url(remote, SHA), None, "{remote:?}");
    }
}

#[test]
fn a_commit_is_named_by_a_hash() {
    assert_eq!(commit_url("https://github.com/sgos/phone", "HEAD"), None);
    assert_eq!(commit_url("https://github.com/sgos/phone", "../../settings"), None);
    assert!(commit_url("https://github.com/sgos/phone", &"a".repeat(64)).is_some());
}

#[test]
fn what_needs_encoding_is_encoded_once() {
    let page = commit_url("https://git.example.com/größe/a%20b(1)\"<", SHA);
    let expected =
        format!("https://git.example.com/gr%C3%B6%C3%9Fe/a%20b%281%29%22%3C/commit/{SHA}");
    assert_eq!(page, Some(expected));
}

proptest! {
    #[test]
    fn a_page_is_a_clean_web_address(remote in any::<String>()) {
        for remote in [remote.clone(), format!("https://{remote}"), format!("https://user:secret@git.example.com/{remote}"), format!("git@git.example.com:{remote}")] {
            if let Some(url) = commit_url(&remote, SHA) {
                prop_assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}");
                prop_assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
                prop_assert!(!url.contains(['"', '<', '>', '\'']), "{url}");
                prop_assert!(remote.contains("secret@secret") || !url.contains("secret@"), "{url}");
            }
        }
    }

    #[test]
    fn credentials_never_survive(user in "[a-z]{1,8}", password in "[A-Za-z0-9%:@!]{0,12}") {
        let url = commit_url(&format!("https://{user}:{password}QZX@github.com/sgos/phone.git"), SHA);
        prop_assert_eq!(url, Some(format!("https://github.com/sgos/phone/commit/{SHA}")));
    }
}
