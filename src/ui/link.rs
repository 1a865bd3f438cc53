//! Hyperlinks in a terminal: OSC 8.
//!
//! The sequence is the one of <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda>:
//! `ESC ] 8 ; ; URI ESC \`, the text, and the same with an empty URI.

/// Whether the terminal behind stdout shows links; never true when stdout is no terminal.
pub fn supported() -> bool {
    supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
}

/// `text` as a link to `url`, or just `text` where the URL is none that a browser should be sent to.
pub fn osc8(url: &str, text: &str) -> String {
    if is_web(url) { format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\") } else { text.to_owned() }
}

/// The OSC 8 text asks for bytes 32 to 126 only; a space has no place in a URL either.
fn is_web(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && url.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_address_becomes_a_link() {
        assert_eq!(
            osc8("https://phone.example", "phone"),
            "\x1b]8;;https://phone.example\x1b\\phone\x1b]8;;\x1b\\"
        );
    }

    #[test]
    fn nothing_else_does() {
        for url in [
            "",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://a\x1b\\b",
            "https://ä.example",
            "http://a b",
        ] {
            assert_eq!(osc8(url, "text"), "text", "{url:?}");
        }
    }
}
