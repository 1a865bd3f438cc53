//! The usual ways to write a secret, and what must hold whatever the text.

use proptest::prelude::*;

use super::*;

const SENTINEL: &str = "S3nt1nelV4lue";

fn bytes(text: &str, values: &[String]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    redact_bytes(&mut bytes, values);
    String::from_utf8(bytes).unwrap()
}

/// Each with the place of the secret as `{}`.
const WAYS: [&str; 69] = [
    "PASSWORD={}",
    "export DB_PASSWORD='{}'",
    "  SENTRY_DSN=https://{}@errors.example.org/1",
    "TOKEN=\"{} and more\"",
    "SMTP_PASS=abcd {} ijkl",
    "password: {}",
    "password: \"{}\" # the old one",
    "- API_KEY: {}",
    "0 3 * * * RESTIC_PASSWORD={} restic backup /srv",
    "* * * * * curl -fsS -H 'Authorization: Bearer {}' https://x/y",
    "curl -H \"X-Api-Key: {}\" https://x",
    "curl -u admin:{} https://x",
    "curl --user 'admin:{}' https://x",
    "curl https://admin:{}@x.example.org/",
    "wget --password={} --user=x https://y",
    "wget --password {} https://y",
    "mysqldump -u root -p{} --all-databases > /srv/dump.sql",
    "mysqldump --user root '-p{}'",
    "mysqldump -uroot -p'{}' db",
    "PGPASSWORD={} pg_dump x | gzip",
    "sshpass -p {} ssh x",
    "sshpass -p'{}' ssh x",
    "redis-cli -a {} ping",
    "docker login -u x -p {} registry.example.org",
    "echo {} | docker login --password-stdin -u x",
    "echo root:{} | chpasswd",
    "smbclient //x/y -U ada%{}",
    "openssl enc -aes-256-cbc -pass pass:{} -in x",
    "htpasswd -bc /etc/x ada {}",
    "java -Djavax.net.ssl.keyStorePassword={} -jar x",
    "Authorization: Bearer {}",
    "authorization: Basic {}",
    "proxy-authorization: {}",
    "Set-Cookie: session={}; HttpOnly",
    "Cookie: a=1; b={}",
    "Cf-Access-Client-Secret: {}",
    "CF-Access-Client-Id: {}.access",
    "GET /api?token={}&x=1 HTTP/1.1",
    "GET /api?x=1&api_key={} HTTP/1.1",
    "Server=x;User Id=sa;Password={};Timeout=3",
    "postgres://app:{}@db:5432/app",
    "amqps://app:{}@mq",
    "level=error msg=\"login failed\" password={} user=x",
    "log says {\"password\":\"{}\"} and goes on",
    "log says {\\\"password\\\":\\\"{}\\\"} and goes on",
    "{\"Env\": [\"A=b\", \"X_TOKEN={} with blanks\"]}",
    "[\"X_TOKEN=a\\\"b{}\\\\\", \"y\"]",
    "    \"MYSQL_ROOT_PASSWORD={}\",",
    "{\"password\": \"{}\"}",
    "{\"a\":{\"dbPassword\":\"x\\\"{}\"},\"b\":1}",
    "{\"Authorization\":[\"Bearer {}\"]}",
    "{\"Cmd\":[\"tool\",\"--password\",\"{}\",\"-v\"]}",
    "{\"Cmd\":[\"sh\",\"-c\",\"mysqldump -p{} x\"]}",
    "{\"name\":\"DB_PASSWORD\",\"value\":\"{}\"}",
    "{\"log\":\"{\\\"api_key\\\":\\\"{}\\\"}\\n\"}",
    "{\"url\":\"https:\\/\\/ada:{}@x\"}",
    "{\"pass\\u0077ord\":\"{}\"}",
    "{\"token\":\"{}",
    "echo {} | sudo -S reboot",
    "echo '{}' | gpg --batch --passphrase-fd 0 -d x",
    "https://x.blob.example.org/c?sv=1&sig={}&se=2",
    "GET https://s3.example.org/b?X-Amz-Signature={}",
    "{\"Labels\":{\"traefik.http.middlewares.a.basicauth.users\":\"ada:{}\"}}",
    "<add key=\"x\" password=\"{}\" />",
    "$config['password'] = '{}';",
    "'password' => '{}',",
    "https://hooks.slack.com/services/T0/B0/{}",
    "https://api.telegram.org/bot1234:{}/send",
    "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\nabc=\n-----END OPENSSH PRIVATE KEY-----",
];

#[test]
fn no_usual_way_lets_a_secret_through() {
    let mut missed = Vec::new();
    for way in WAYS {
        let text = way.replace("{}", SENTINEL);
        let redacted = redact(&text);
        assert_eq!(redacted.len(), text.len(), "{way}");
        if redacted.contains(SENTINEL)
            || redacted.contains("and more")
            || redacted.contains("with blanks")
        {
            missed.push(redacted.clone().into_owned());
        }
        assert_eq!(redact(&redacted), redacted, "{way}");
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn tokens_are_known_by_their_shape() {
    // Put together here so that nobody's scanner takes them for real ones.
    for (prefix, body) in [
        ("ghp_", "abcdefghij0123456789"),
        ("github_pat_", "abcdefghij0123456789"),
        ("glpat-", "abcdefghij0123456789"),
        ("xoxb-", "1234567890-abcdef"),
        ("AKIA", "ABCDEFGHIJ012345"),
        ("glsa_", "abcdefghij0123456789"),
        ("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
    ] {
        let text = format!("see {prefix}{body}, it works");
        assert!(!redact(&text).contains(body), "{}", redact(&text));
        assert!(redact(&text).ends_with(", it works"));
    }
}

#[test]
fn hashes_of_passwords_go_too() {
    for hash in [
        "$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/",
        "$$2y$$10$$lQiHJUQhs2LIYv1iNMNhGe8gmh8lWxZ9ZFdZBqSzOi2aFhYcVZu5y",
        "$6$salt1234$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.",
        "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
    ] {
        let text = format!("{{\"Labels\":{{\"users\":\"ada:{hash}\"}}}}");
        let redacted = redact(&text);
        assert!(redacted.contains("ada:***") && !redacted.contains(&hash[12..20]), "{redacted}");
    }
}

#[test]
fn ordinary_text_is_not_touched() {
    for text in [
        "{\"Id\":\"0f3a\",\"Names\":[\"/sgos-phone-app\"],\"Labels\":{\"com.docker.compose.project\":\"phone\"}}",
        "url = ssh://git@forge.example.org/a/b.git",
        "url = git@forge.example.org:a/b.git",
        "fix: a basic test of the bearer of news",
        "0 3 * * * /srv/scripts/backup-orchestrator.sh",
        "mkdir -p /srv/a && docker run -p 8080:80 nginx",
        "PASSWORD_FILE=/run/secrets/db",
        "author-date: 2026-11-24T10:00:00Z",
        "@@sgos 5f3a9c0d11e2 containers 0 12 345",
    ] {
        assert!(matches!(redact(text), Cow::Borrowed(_)), "{}", redact(text));
    }
}

#[test]
fn json_stays_json() {
    let text = r#"{"a":"TOKEN=x\"y\\","password":12345,"b":["--token","q\u00e4\n"],"pin":1,"auth":{"x":"y"}}"#;
    let value: serde_json::Value = serde_json::from_str(&redact(text)).unwrap();
    assert_eq!(value["a"], "TOKEN=******");
    assert_eq!(value["password"], 10000);
    assert_eq!(value["b"][1], "*********");
    assert_eq!((&value["pin"], &value["auth"]["x"]), (&1.into(), &"y".into()));
}

#[test]
fn a_value_that_was_looked_up_goes_wherever_it_stands() {
    let values = [SENTINEL.to_owned(), "abc".to_owned()];
    assert_eq!(bytes("it is S3nt1nelV4lue, abc", &values), "it is *************, abc");
    let mut bytes = b"\xffS3nt1nelV4lue\xfe TOKEN=a\xffb".to_vec();
    redact_bytes(&mut bytes, &values);
    assert_eq!(bytes, b"\xff*************\xfe TOKEN=***");
}

#[test]
fn a_word_tells_that_the_next_is_a_secret() {
    let words = ["tool", "--token", "abc", "--verbose", "password=x"];
    assert_eq!(
        redact_words(words.into_iter(), &[]),
        ["tool", "--token", "***", "--verbose", "password=*"]
    );
}

/// Text in which much is going on.
fn busy() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("PASSWORD"),
        Just("token"),
        Just("="),
        Just(": "),
        Just("\""),
        Just("'"),
        Just("\\"),
        Just("{"),
        Just("["),
        Just("\n"),
        Just(" "),
        Just("--secret "),
        Just("mysql -p"),
        Just("abc"),
        Just("https://"),
        Just("@"),
        Just(","),
        Just("Bearer "),
        Just("-----BEGIN X PRIVATE KEY-----"),
        Just("é"),
        Just("\\u00"),
        Just("}"),
        Just("12"),
        Just("-----END X PRIVATE KEY-----"),
        Just("\r\n"),
        Just("curl -u "),
        Just("echo x | chpasswd"),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn lengths_and_line_ends_stay_and_twice_is_once(text in prop_oneof![busy(), ".{0,200}"]) {
        let redacted = redact(&text).into_owned();
        prop_assert_eq!(redacted.len(), text.len());
        let ends = |text: &str| text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>();
        prop_assert_eq!(ends(&redacted), ends(&text));
        prop_assert_eq!(redact(&redacted).into_owned(), redacted);
    }

    #[test]
    fn any_bytes_do(mut data in prop::collection::vec(any::<u8>(), 0..300)) {
        let length = data.len();
        redact_bytes(&mut data, &[]);
        prop_assert_eq!(data.len(), length);
    }

    #[test]
    fn a_secret_of_any_letters_goes(way in 0..WAYS.len(), secret in "[A-Za-z][A-Za-z0-9]{5,20}[0-9]") {
        let text = WAYS[way].replace("{}", &secret);
        prop_assert!(!redact(&text).contains(&secret), "{}", redact(&text));
    }

    #[test]
    fn json_of_any_strings_stays_json(name in "[a-zA-Z_]{0,12}", value in ".{0,30}", other in ".{0,30}") {
        let text = serde_json::json!({ name: value, "password": other, "list": [format!("TOKEN={other}")] }).to_string();
        prop_assert!(serde_json::from_str::<serde_json::Value>(&redact(&text)).is_ok(), "{}", redact(&text));
    }
}

#[test]
fn where_users_are_looked_up_is_no_secret() {
    assert_eq!(redact("passwd:         files systemd\n"), "passwd:         files systemd\n");
    assert_eq!(redact("passwd: files hunter2\n"), "passwd: *************\n");
}
