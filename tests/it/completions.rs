//! The completion scripts in `completions/` are those that this sgos prints.

use crate::env::TestEnv;

#[test]
fn checked_in_completions_are_fresh() {
    let env = TestEnv::new();
    for (shell, file) in [("bash", "sgos.bash"), ("zsh", "_sgos"), ("fish", "sgos.fish")] {
        let path = format!("{}/completions/{file}", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
        let run = env.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{run}");
        assert!(run.stderr.is_empty(), "{run}");
        assert!(run.stdout == checked_in, "completions/{file} is old: run `cargo xtask generate`");
    }
}
