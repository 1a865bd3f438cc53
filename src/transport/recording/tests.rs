//! What a recording must hold, and what must be refused.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::transport::{Ended, Exchange, Invocation, TransportError};

fn invocation(nonce: &str) -> Invocation {
    Invocation::new("sh", Duration::from_secs(10))
        .args(["-c", "echo\n", "probe", nonce, "6", "/srv/app"])
        .title("probe apps")
        .limits(["6".to_owned()])
        .fresh([nonce.to_owned()])
}

fn said(stdout: &str) -> Answer {
    Answer::Said(Exchange {
        stdout: stdout.into(),
        stderr: Vec::new(),
        ended: Ended::Code(0),
        took: Duration::from_nanos(28_123_457),
        latency: Duration::from_nanos(30_000_001),
        finished_at: "2026-11-24T12:00:00.123456789Z".parse().unwrap(),
    })
}

fn question(nonce: &str) -> Question {
    Question::of(&invocation(nonce), &[])
}

fn begin(folder: &Path) -> Recorder {
    let typed = ["--record", "D", "--config=/x/y", "status", "--token", "hunter2"];
    let recorder =
        Recorder::begin(folder, typed.map(String::from), "laptop", Timestamp::UNIX_EPOCH).unwrap();
    recorder.keep_inventory(Some("[hosts.toucan]\n# password = \"hunter2\"\n"));
    recorder
}

/// One host that answered and one that was given up.
fn recorded(folder: &Path) {
    let recorder = begin(folder);
    let fresh = ["aaaabbbbccccdddd".to_owned()];
    let index = recorder.asked("toucan", question(&fresh[0]), &fresh);
    let told = "@@sgos aaaabbbbccccdddd x 0 1 30\nurl https://ada:hunter2@x\nTOKEN=hunter2\n";
    let Answer::Said(seen) = recorder.answered(index, said(told), &[]) else { panic!() };
    assert_eq!(seen.stdout.len(), told.len());
    assert!(!String::from_utf8(seen.stdout).unwrap().contains("hunter2"));
    recorder.asked("hornbill", question("eeee"), &["eeee".to_owned()]);
    recorder.gave_up(
        "hornbill",
        &TransportError::TimedOut { after: Duration::from_millis(4900), stderr: String::new() },
    );
    recorder.gave_up("toucan", &TransportError::TooManySessions);
    recorder.gave_up("puffin", &TransportError::TooManySessions);
    recorder.save().unwrap();
}

fn all_text(folder: &Path) -> String {
    let mut text = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text += &std::fs::read_to_string(&path).unwrap();
            }
        }
    }
    text
}

#[test]
fn what_was_said_comes_back_with_the_words_of_today() {
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("new/D");
    recorded(&folder);
    let text = all_text(&folder);
    assert!(!text.contains("hunter2"), "{text}");
    assert!(!text.contains("aaaabbbbccccdddd"), "{text}");
    assert!(!text.contains("/x/y"), "{text}");
    assert!(text.contains("<script: probe apps>") && text.contains("<fresh 1>"), "{text}");

    let replay = Replay::open(&folder).unwrap();
    assert_eq!((replay.hostname(), replay.inventory()), ("laptop", Some(folder.join("sgos.toml"))));
    let fresh = ["1111222233334444".to_owned()];
    let mut today = invocation(&fresh[0]);
    // Less time is left today, and the script has other lines.
    today.args[4] = "3".to_owned();
    today.limits = vec!["3".to_owned()];
    today.args[1] = "echo other\n".to_owned();
    let Answer::Said(exchange) =
        replay.answer("toucan", &Question::of(&today, &[]), &fresh).unwrap()
    else {
        panic!()
    };
    assert_eq!(exchange.took, Duration::from_nanos(28_123_457));
    assert_eq!(exchange.finished_at.to_string(), "2026-11-24T12:00:00.123456789Z");
    let stdout = String::from_utf8(exchange.stdout).unwrap();
    assert!(
        stdout.starts_with("@@sgos 1111222233334444 x 0 1 30\nurl https://***********@x\n"),
        "{stdout}"
    );
    for host in ["hornbill", "puffin"] {
        assert!(
            matches!(replay.answer(host, &question("5"), &[]), Ok(Answer::Failed(_))),
            "{host}"
        );
    }
    let error = replay.answer("toucan", &question("5"), &[]).unwrap_err();
    assert!(
        matches!(&error, RecordingError::NoAnswer { host, made_by, .. } if host == "toucan" && made_by == "status --token *******"),
        "{error:?}"
    );
}

#[test]
fn a_word_that_an_answer_holds_stands_for_nothing_else() {
    let fresh = ["0123456789abcdef".to_owned()];
    let first = answer::stand_ins(&fresh, &said(""));
    assert_eq!(first, ["fresh1-0"]);
    let second = answer::stand_ins(&fresh, &said(&format!("hostile {} text", first[0])));
    assert_eq!(second, ["fresh1-1"]);
}

#[test]
fn nothing_is_written_over_and_nothing_half_is_left() {
    let base = tempfile::tempdir().unwrap();
    let folder = base.path().join("D");
    recorded(&folder);
    let begin_in =
        |folder: &Path| Recorder::begin(folder, [], "laptop", Timestamp::UNIX_EPOCH).map(drop);
    assert!(matches!(begin_in(&folder), Err(RecordingError::AlreadyThere(_))));
    std::fs::write(base.path().join("file"), "").unwrap();
    assert!(matches!(begin_in(&base.path().join("file")), Err(RecordingError::InTheWay(_))));
    assert!(matches!(begin_in(base.path()), Err(RecordingError::InTheWay(_))));
    assert!(matches!(begin_in(Path::new("/proc/x/D")), Err(RecordingError::Unwritable { .. })));
    let empty = base.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    recorded(&empty);
    drop(begin(&base.path().join("given up")));
    let mut names: Vec<_> =
        std::fs::read_dir(base.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["D", "empty", "file"]);
}

#[test]
fn a_damaged_recording_names_the_file() {
    let base = tempfile::tempdir().unwrap();
    let open = |change: &dyn Fn(&Path)| {
        let folder = base.path().join("D");
        let _ = std::fs::remove_dir_all(&folder);
        recorded(&folder);
        change(&folder);
        Replay::open(&folder).unwrap_err()
    };
    let write = |name: &'static str, text: &'static str| {
        move |folder: &Path| std::fs::write(folder.join(name), text).unwrap()
    };
    let error = open(&write("toucan/1.stdout", "short"));
    assert!(
        matches!(&error, RecordingError::CutOff { path, found: 5, .. } if path.ends_with("toucan/1.stdout")),
        "{error}"
    );
    for (name, text) in [
        ("recording.json", ""),
        ("recording.json", "{\"schema_version\": 1"),
        ("recording.json", "{}"),
        ("recording.json", "[]"),
        ("toucan/1.json", "{}"),
        ("toucan/1.json", "\u{0}"),
        ("notes.json", "["),
    ] {
        let error = open(&write(name, text));
        assert!(
            matches!(&error, RecordingError::Malformed { path, .. } if path.ends_with(name)),
            "{error}"
        );
    }
    let error = open(&write("recording.json", "{\"schema_version\": 2, \"other\": 1}"));
    assert!(matches!(error, RecordingError::Newer { version: 2, .. }), "{error}");
    for gone in ["toucan/1.json", "toucan/1.stdout", "sgos.toml"] {
        let error = open(&|folder: &Path| std::fs::remove_file(folder.join(gone)).unwrap());
        assert!(matches!(error, RecordingError::Unreadable { .. }), "{gone}: {error}");
    }
    let error = open(&|folder: &Path| {
        let path = folder.join("recording.json");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, text.replace("toucan/1.json", "../../../../etc/passwd")).unwrap();
    });
    assert!(error.to_string().contains("outside"), "{error}");
    assert!(matches!(Replay::open(base.path()), Err(RecordingError::NotARecording(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_in_a_file_end_in_a_refusal_or_an_answer(
        name in prop::sample::select(vec!["recording.json", "toucan/1.json", "toucan/1.stdout", "notes.json"]),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        at in 0usize..400,
    ) {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("D");
        recorded(&folder);
        let path = folder.join(name);
        // In the place of a part, so that much of it still makes sense.
        let mut text = std::fs::read(&path).unwrap_or_default();
        let at = at.min(text.len());
        let end = (at + bytes.len()).min(text.len());
        text.splice(at..end, bytes);
        std::fs::write(&path, text).unwrap();
        if let Ok(replay) = Replay::open(&folder) {
            let _ = replay.answer("toucan", &question("1"), &["1".to_owned()]);
            let _ = replay.moment();
        }
    }
}
