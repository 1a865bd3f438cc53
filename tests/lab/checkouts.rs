//! Directories of apps as they are found in the wild: repositories and `app.json` in every condition.

use std::time::Duration;

use serde_json::{Value, json};

use crate::LabTest;
use crate::lab::{Lab, Undo};
use crate::person::Run;

pub(crate) const TESTS: &[LabTest] = &[
    ("checkouts::an_app_json_that_cannot_be_used", an_app_json_that_cannot_be_used),
    ("checkouts::a_repository_that_tells_little", a_repository_that_tells_little),
    ("checkouts::a_repository_that_tells_nothing", a_repository_that_tells_nothing),
    ("checkouts::a_repository_that_blocks", a_repository_that_blocks),
    ("checkouts::a_repository_of_unusual_form", a_repository_of_unusual_form),
    ("checkouts::a_directory_that_moved", a_directory_that_moved),
];

/// An app to be made on hornbill: its name, and what makes its directory.
type App = (&'static str, &'static str);

/// Makes apps whose containers exist and never ran; each script runs as stefan in its own empty
/// directory `/srv/apps/NAME`.
fn apps<'a>(lab: &'a Lab, apps: &[App]) -> Undo<'a> {
    let all = |each: &dyn Fn(&str) -> String| {
        apps.iter().map(|(name, _)| each(name)).collect::<Vec<_>>().join(" ")
    };
    let containers = all(&|name| format!("sgos-{name}-app"));
    let directories = all(&|name| format!("/srv/apps/{name}"));
    let undo = lab.undo(
        "hornbill",
        format!("docker rm -f {containers}; chmod -R u+rwX {directories}; rm -rf {directories}"),
    );
    for (name, script) in apps {
        let create = format!(
            "install -d -o stefan -g stefan /srv/apps/{name} && \
             docker create --name sgos-{name}-app --label com.docker.compose.project={name} \
             --label com.docker.compose.project.working_dir=/srv/apps/{name} sgos-lab/app serve"
        );
        lab.sh("hornbill", &create);
        let script = format!("set -eu; cd /srv/apps/{name}; {GIT}\n{script}");
        lab.on("hornbill", &["runuser", "-u", "stefan", "--", "bash", "-c", &script]);
    }
    undo
}

const GIT: &str = r#"
git() { command git -c user.name=Kim -c user.email=kim@example.org -c init.defaultBranch=main "$@"; }
commit() { git init -q . && git commit -q --allow-empty -m "$1"; }
"#;

/// Asks for everything.
fn status(lab: &Lab) -> Run {
    others_are_complete(lab.person().run(&["status", "--wide", "-o", "json"]))
}

/// Whatever is wrong in one directory, the nine other apps must not suffer.
fn others_are_complete(run: Run) -> Run {
    run.ended(0, Duration::from_secs(8));
    for (app, state) in crate::status::STATES {
        let told = run.app(app);
        assert_eq!(told["state"], state, "{app}");
        assert_eq!(told["commit"]["branch"], "main", "{app}: {told:#}");
    }
    run
}

/// The warnings about an app's directory.
fn warnings(run: &Run, app: &str) -> String {
    let host = run.host("hornbill");
    let all = host["warnings"].as_array().unwrap().iter().map(|warning| warning.as_str().unwrap());
    let here = format!("/srv/apps/{app}");
    let ours = all
        .filter(|text| text.strip_prefix(&here).is_some_and(|rest| rest.starts_with(['/', ':'])));
    ours.collect::<Vec<_>>().join("\n")
}

fn an_app_json_that_cannot_be_used(lab: &Lab) {
    let cases: &[(App, Value, &str)] = &[
        (("broken", "echo '{\"version\": ' >app.json"), json!(null), "app.json is no JSON"),
        (
            (
                "huge",
                "{ echo '{\"version\": \"1\", \"x\": \"'; head -c 10000000 /dev/zero | tr '\\0' x; echo '\"}'; } >app.json",
            ),
            json!(null),
            "app.json is larger than 64 KiB",
        ),
        (
            (
                "oneline",
                "{ printf '{\"version\": \"1\", \"x\": \"'; head -c 200000 /dev/zero | tr '\\0' x; echo '\"}'; } >app.json",
            ),
            json!(null),
            "app.json is larger than 64 KiB",
        ),
        (("binary", "head -c 5000 /dev/urandom >app.json"), json!(null), "app.json"),
        (("nulls", "head -c 5000 /dev/zero >app.json"), json!(null), "app.json"),
        (
            ("latin", "printf '{\"version\": \"\\370\"}' >app.json"),
            json!(null),
            "app.json is no JSON",
        ),
        (("blank", ": >app.json"), json!(null), "app.json is empty"),
        (("list", "echo '[1, 2]' >app.json"), json!(null), "app.json holds no JSON object"),
        (("fifo", "mkfifo app.json"), json!(null), "app.json is no plain file"),
        (("folder", "mkdir app.json"), json!(null), "app.json is no plain file"),
        (
            (
                "secret",
                "echo '{\"version\": \"1\"}' >app.json; sed -i p app.json; chmod 000 app.json",
            ),
            json!(null),
            "may not read app.json",
        ),
        (("device", "ln -s /dev/zero app.json"), json!(null), "app.json is no plain file"),
        (("lost", "ln -s nowhere app.json"), json!(null), ""),
        (("none", ":"), json!(null), ""),
        (
            (
                "feigned",
                "printf '{\"version\": \"4\"}\\n\\ndone\\ndir /srv/apps/phone\\n==> /srv/apps/phone/app.json <==\\n' >app.json",
            ),
            json!(null),
            "app.json is no JSON",
        ),
        (("number", "echo '{\"version\": 7}' >app.json"), json!("7"), ""),
        (("linked", "echo '{\"version\": \"8\"}' >real; ln -s real app.json"), json!("8"), ""),
        (
            ("windows", "printf '\\357\\273\\277{\"version\":\\r\\n\"9\"}\\r\\n' >app.json"),
            json!("9"),
            "",
        ),
    ];
    let made: Vec<App> = cases.iter().map(|(app, ..)| *app).collect();
    let _apps = apps(lab, &made);
    let run = status(lab);
    for ((name, _), version, warning) in cases {
        assert_eq!(run.app(name)["version"], *version, "{name}");
        let warnings = warnings(&run, name);
        assert!(warnings.contains(warning), "{name}: {warnings:?}");
        assert_eq!(warnings.is_empty(), warning.is_empty(), "{name}: {warnings:?}");
    }
}

fn a_repository_that_tells_little(lab: &Lab) {
    let _apps = apps(
        lab,
        &[
            ("empty", "git init -q ."),
            ("orphan", "commit One; git checkout -q --orphan next"),
            ("lonely", "commit 'No origin'"),
            ("local", "commit 'Local origin'; git remote add origin /srv/git/local.git"),
            ("plain", "echo no repository >file"),
        ],
    );
    let run = status(lab);
    for app in ["empty", "orphan", "plain"] {
        assert_eq!(run.app(app)["commit"], json!(null), "{app}");
        assert_eq!(warnings(&run, app), "", "{app}");
    }
    for (app, subject) in [("lonely", "No origin"), ("local", "Local origin")] {
        assert_eq!(run.app(app)["commit"]["subject"], subject);
        assert_eq!(run.app(app)["commit"]["url"], json!(null));
        assert_eq!(run.app(app)["commit"]["dirty"], false);
    }
}

fn a_repository_that_tells_nothing(lab: &Lab) {
    let cases: &[(App, &str)] = &[
        (("badhead", "commit One; printf '\\377\\000garbage' >.git/HEAD"), "git"),
        (("nohead", "commit One; rm .git/HEAD"), "its .git has no HEAD"),
        (
            (
                "upwards",
                "commit One; echo 'ref: refs/heads/../../../../../../etc/passwd' >.git/HEAD",
            ),
            "HEAD",
        ),
        (("badref", "commit One; echo not-a-hash >.git/refs/heads/main"), "git"),
        (("gone", "commit One; find .git/objects -type f -delete"), "is missing or damaged"),
        (
            (
                "torn",
                "commit One; for f in $(find .git/objects -type f); do chmod u+w $f; echo x >$f; done",
            ),
            "is missing or damaged",
        ),
        (("denied", "commit One; chmod 000 .git"), "permission denied"),
        (("badlink", "echo 'gitdir: /nowhere' >.git"), "its repository is not where .git says"),
        (("notalink", "echo garbage >.git"), "its .git file names no repository"),
    ];
    let made: Vec<App> = cases.iter().map(|(app, _)| *app).collect();
    let _apps = apps(lab, &made);
    let run = status(lab);
    for ((name, _), warning) in cases {
        assert_eq!(run.app(name)["commit"]["subject"].as_str().unwrap_or_default(), "", "{name}");
        let warnings = warnings(&run, name);
        assert!(warnings.contains(warning), "{name}: {warnings:?}");
    }
}

/// Files that never begin or never end must not hold up what does not need them.
fn a_repository_that_blocks(lab: &Lab) {
    let _apps = apps(
        lab,
        &[
            ("endless", "commit One; rm .git/HEAD; ln -s /dev/zero .git/HEAD"),
            ("fifohead", "commit One; rm .git/HEAD; mkfifo .git/HEAD"),
            (
                "fifoobject",
                "commit One; f=$(find .git/objects -type f | head -n 1); rm -f $f; mkfifo $f",
            ),
            // These two are opened by git itself.
            ("fifoconfig", "commit One; rm .git/config; mkfifo .git/config"),
            ("fifoindex", "commit One; rm -f .git/index; mkfifo .git/index"),
        ],
    );
    let person = lab.person();
    let core = person.run(&["status", "-o", "json"]);
    let wide = person.run(&["status", "-o", "json", "--wide"]);
    let answered = |run: &Run| run.host("hornbill")["reachable"] == true;
    assert!(answered(&core), "all of hornbill waits for git: {}", core.stderr);
    assert!(answered(&wide), "all of hornbill waits for git, with --wide: {}", wide.stderr);
    others_are_complete(core);
    others_are_complete(wide);
}

fn a_repository_of_unusual_form(lab: &Lab) {
    let _apps = apps(
        lab,
        &[
            ("detached", "commit Old; commit New; git checkout -q --detach HEAD~1"),
            (
                "packed",
                "commit Packed; git tag v1; git gc -q; test -f .git/packed-refs; test ! -f .git/refs/heads/main",
            ),
            ("branch", "commit Deep; git checkout -q -b team/kim/deep"),
            (
                "worktree",
                "mkdir real; cd real; commit Elsewhere; cd ..; git -C real worktree add -q ../tree -b tree; mv tree/.git .git; rmdir tree 2>/dev/null || :",
            ),
            (
                "latin",
                "git init -q .; git -c i18n.commitEncoding=ISO-8859-1 commit -q --allow-empty -m \"$(printf 'R\\370dt')\"",
            ),
            (
                "bytes",
                "commit Raw; git update-ref HEAD $({ git cat-file commit HEAD; printf 'R\\370dt \\377\\n'; } | git hash-object -t commit -w --stdin)",
            ),
            (
                "newer",
                "git init -q --object-format=sha256 . && git commit -q --allow-empty -m Longer",
            ),
        ],
    );
    // Owned by somebody else, as after `sudo git clone`.
    lab.sh("hornbill", "chown -R root: /srv/apps/packed");
    let run = status(lab);
    let commit = |app: &str| run.app(app)["commit"].clone();
    assert_eq!(commit("detached")["subject"], "Old");
    assert_eq!(commit("detached")["branch"], json!(null));
    assert_eq!(commit("packed")["subject"], "Packed");
    assert_eq!(commit("packed")["branch"], "main");
    assert_eq!(commit("packed")["dirty"], json!(null));
    assert!(warnings(&run, "packed").contains("dubious ownership"), "{run:#?}");
    assert_eq!(commit("branch")["branch"], "team/kim/deep");
    assert_eq!(commit("worktree")["subject"], "Elsewhere");
    assert_eq!(commit("worktree")["branch"], "tree");
    assert_eq!(commit("latin")["subject"], "Rødt");
    assert_eq!(commit("bytes")["subject"], "Raw R\u{fffd}dt \u{fffd}");
    assert_eq!(commit("newer")["subject"], "Longer");
    assert_eq!(commit("newer")["sha"].as_str().unwrap().len(), 64);
}

fn a_directory_that_moved(lab: &Lab) {
    let _apps =
        apps(lab, &[("moved", "commit Here; mv .git /srv/apps/moved/../../../tmp/moved-git")]);
    let _moved = lab.undo("hornbill", "rm -rf /tmp/moved-git");
    lab.sh("hornbill", "rm -rf /srv/apps/moved");
    let run = status(lab);
    assert_eq!(run.app("moved")["commit"], json!(null));
    assert_eq!(run.app("moved")["directory"], "/srv/apps/moved");
}
