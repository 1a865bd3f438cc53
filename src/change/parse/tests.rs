//! Answers as the script gives them, and as nobody would.

use proptest::prelude::*;

use super::*;
use crate::change::Step;

const NONCE: &str = "5f3a9c0d11e2";
const LOCK: &str = "sgos-lock 19-ab 4711 99 b00t 1795000000 90 /tmp/sgos.19-ab\n{\"user\":\"ada\",\"machine\":\"desk\",\"verb\":\"up\",\"targets\":[\"web\"]}\n1795000042 alive";

fn change() -> Change {
    let step = |target: &str| Step { target: target.into(), words: vec!["true".into()] };
    Change {
        id: "20-cd".into(),
        verb: "up".into(),
        targets: vec!["a".into(), "b".into()],
        who: Who { user: "ada".into(), machine: "desk".into() },
        steps: vec![step("a"), step("b")],
        lock_wait: Duration::ZERO,
        time_limit: Duration::from_secs(60),
    }
}

fn answer(frames: &[(&str, &str)]) -> Vec<u8> {
    let frame = |(name, text): &(&str, &str)| {
        format!("\n@@sgos {NONCE} {name} 0 - {}\n{text}\n@@sgos {NONCE} /{name}\n", text.len())
    };
    let frames: String = frames.iter().map(frame).collect();
    format!("motd\n{frames}\n@@sgos {NONCE} end\n").into_bytes()
}

fn read(frames: &[(&str, &str)]) -> Told {
    told(&answer(frames), NONCE, &change())
}

#[test]
fn steps_have_their_codes_and_last_words() {
    let Told::Outcome(Outcome::Ran(ran)) = read(&[
        ("end", "failed 1230          "),
        ("steps", ":          \n0 1000\n17 230"),
        ("out1", "fine"),
        ("out2", "no such service\nPASSWORD=hunter22"),
        ("over", LOCK),
        ("audit", "No space left on device"),
    ]) else {
        panic!("no outcome")
    };
    assert_eq!((ran.ending, ran.took), (Ending::Failed, Duration::from_millis(1230)));
    assert_eq!(ran.steps[0].code, Some(0));
    assert_eq!(ran.steps[1].code, Some(17));
    assert_eq!(ran.steps[1].target, "b");
    assert!(
        ran.steps[1].said.starts_with("no such service") && !ran.steps[1].said.contains("hunter22")
    );
    assert_eq!(ran.took_over.unwrap().who.user, "ada");
    assert!(ran.audit_trouble.unwrap().contains("No space"));
}

#[test]
fn a_holder_is_named() {
    let Told::Outcome(Outcome::Locked(holder)) = read(&[("end", "locked 0"), ("holder", LOCK)])
    else {
        panic!("no holder")
    };
    assert_eq!((holder.who.machine.as_str(), holder.age_seconds), ("desk", 42));
    assert!(holder.alive);
    assert_eq!(read(&[("end", "locked 0"), ("holder", "sgos-lock")]), Told::Garbled);
}

#[test]
fn other_ends() {
    assert_eq!(read(&[("end", "running")]), Told::Died);
    assert_eq!(read(&[("running", "yes")]), Told::Running);
    assert_eq!(read(&[]), Told::Nothing);
    assert_eq!(read(&[("end", "refused 0"), ("why", "full")]), Told::NotBegun("full".into()));
    let mut cut = answer(&[("end", "done 1")]);
    cut.truncate(cut.len() - 3);
    assert_eq!(told(&cut, NONCE, &change()), Told::Garbled);
    let line = r#"{"id":"20-cd","outcome":"failed","code":3,"begun":2,"duration_ms":900}"#;
    let Told::Outcome(Outcome::Ran(ran)) = read(&[("line", line)]) else { panic!("no outcome") };
    assert_eq!(ran.steps.iter().map(|step| step.code).collect::<Vec<_>>(), [Some(0), Some(3)]);
}

proptest! {
    #[test]
    fn any_text_is_read(end in ".{0,20}", steps in "[0-9 \n-]{0,40}", lock in "[a-z0-9 {}\":\n-]{0,80}") {
        for end in [end.as_str(), "done 99999999999999999999", "locked"] {
            read(&[("end", end), ("steps", &steps), ("holder", &lock), ("over", &lock)]);
        }
        read(&[("line", &lock)]);
    }
}
