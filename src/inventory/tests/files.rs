//! Finding the file, believing it, reading it: in real folders.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Discover, Distrust, InventoryError, Source, Surroundings, load};

/// A home, a working directory three folders deep, and the user that owns them.
struct World {
    root: tempfile::TempDir,
    machine: Surroundings,
}

impl World {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("work/a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir_all(root.path().join("home/.config/sgos")).unwrap();
        let machine = Surroundings {
            user_id: fs::metadata(root.path()).unwrap().uid(),
            home: Some(root.path().join("home")),
            working_directory: Some(deep),
            ..Surroundings::on("laptop")
        };
        Self { root, machine }
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.root.path().join(path);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        path
    }

    fn load(&self) -> Result<super::Loaded, InventoryError> {
        load(&self.machine, None)
    }

    fn refusal(&self) -> Distrust {
        match self.load() {
            Err(InventoryError::Refused { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    }
}

const HOST: &str = "[hosts.x]\n";
const WITH_COMMAND: &str = "[hosts.x]\n[grafana]\nurl = \"http://x\"\ntoken = \"cmd:pass x\"\n";

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn given_then_upwards_then_the_users_own_then_built_in() {
    let mut world = World::new();
    let inventory = world.load().unwrap().inventory;
    assert_eq!((inventory.source, inventory.discover), (Source::BuiltIn, Discover::Projects));
    assert!(inventory.hosts["laptop"].local);

    let own = world.write("home/.config/sgos/sgos.toml", HOST);
    assert_eq!(world.load().unwrap().inventory.source, Source::Trusted(own));

    let far = world.write("work/sgos.toml", HOST);
    assert_eq!(world.load().unwrap().inventory.source, Source::FoundUpwards(far));
    let near = world.write("work/a/sgos.toml", HOST);
    assert_eq!(world.load().unwrap().inventory.source, Source::FoundUpwards(near));

    let environment = world.write("env.toml", HOST);
    world.machine.config_file = Some(environment.clone());
    assert_eq!(world.load().unwrap().inventory.source, Source::Trusted(environment));
    let given = world.write("given.toml", HOST);
    assert_eq!(
        load(&world.machine, Some(&given)).unwrap().inventory.source,
        Source::Trusted(given)
    );
}

#[test]
fn an_empty_variable_counts_as_unset_and_an_empty_option_does_not() {
    let mut world = World::new();
    world.machine.config_file = Some(PathBuf::new());
    assert_eq!(world.load().unwrap().inventory.source, Source::BuiltIn);
    assert!(matches!(
        load(&world.machine, Some(Path::new(""))),
        Err(InventoryError::NotFound { .. })
    ));
}

#[test]
fn a_given_file_that_is_not_there_is_named() {
    let mut world = World::new();
    let error = load(&world.machine, Some(Path::new("missing.toml"))).unwrap_err();
    assert_eq!(error.to_string(), "no inventory at missing.toml, which --config names");
    world.machine.config_file = Some("/nowhere/sgos.toml".into());
    let error = world.load().unwrap_err();
    assert_eq!(error.to_string(), "no inventory at /nowhere/sgos.toml, which SGOS_CONFIG names");
    let outer = CommandError::from(error);
    assert_eq!((outer.exit, outer.causes.len(), outer.hints.len()), (Exit::Inventory, 1, 1));
}

#[test]
fn a_given_file_is_seen_from_the_working_directory() {
    let world = World::new();
    world.write("work/fleet.toml", "[hosts.x]\nidentity_file = \"key\"\n");
    let inventory = load(&world.machine, Some(Path::new("../../fleet.toml"))).unwrap().inventory;
    let key = inventory.hosts["x"].ssh.identity_file.clone().unwrap();
    assert_eq!(key, world.root.path().join("work/a/b/../../key"));
}

#[test]
fn a_found_file_that_others_may_write_is_refused() {
    let world = World::new();
    let path = world.write("work/sgos.toml", HOST);
    for mode in [0o664, 0o646, 0o666, 0o620] {
        chmod(&path, mode);
        assert_eq!(world.refusal(), Distrust::Writable(mode));
    }
    let outer = CommandError::from(world.load().unwrap_err());
    assert_eq!(outer.exit, Exit::Inventory);
    assert_eq!(outer.hints[0], format!("chmod go-w {}", path.display()));
    // Whoever names the file has decided to trust it.
    assert!(load(&world.machine, Some(&path)).is_ok());
}

#[test]
fn a_found_file_of_somebody_else_is_refused_and_roots_is_not() {
    let mut world = World::new();
    world.write("work/sgos.toml", HOST);
    let owner = world.machine.user_id;
    world.machine.user_id = owner + 1;
    match owner {
        0 => assert!(world.load().is_ok()),
        _ => assert_eq!(world.refusal(), Distrust::Owner(owner)),
    }
}

#[test]
fn a_found_file_given_away_is_refused() {
    let mut world = World::new();
    let path = world.write("work/sgos.toml", HOST);
    if std::os::unix::fs::chown(&path, Some(4242), None).is_err() {
        // Only root may give files away; then the test above covers the rule.
        return;
    }
    assert_eq!(world.refusal(), Distrust::Owner(4242));
    world.machine.user_id = 4242;
    assert!(world.load().is_ok());
}

#[test]
fn the_folder_matters_too() {
    let world = World::new();
    world.write("work/sgos.toml", HOST);
    let folder = world.root.path().join("work");
    chmod(&folder, 0o777);
    assert_eq!(world.refusal(), Distrust::Folder(folder.clone(), 0o777));
    chmod(&folder, 0o1777);
    assert!(world.load().is_ok());
    chmod(&folder, 0o775);
    assert!(world.load().is_ok());
}

#[test]
fn a_link_is_judged_by_where_it_leads() {
    let world = World::new();
    let open = world.root.path().join("open");
    fs::create_dir(&open).unwrap();
    world.write("open/target.toml", HOST);
    symlink(open.join("target.toml"), world.root.path().join("work/sgos.toml")).unwrap();
    assert!(world.load().is_ok());
    chmod(&open, 0o777);
    assert!(matches!(world.refusal(), Distrust::Folder(..)));
    fs::remove_file(open.join("target.toml")).unwrap();
    assert!(
        matches!(world.load(), Err(InventoryError::Unreadable { .. })),
        "a dangling link is not passed over"
    );
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let world = World::new();
    let path = world.root.path().join("work/sgos.toml");
    fs::create_dir(&path).unwrap();
    assert_eq!(world.refusal(), Distrust::NotAFile);
    fs::remove_dir(&path).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    assert_eq!(world.refusal(), Distrust::NotAFile);
}

#[test]
fn commands_only_in_the_users_own_file() {
    let mut world = World::new();
    world.write("home/.config/sgos/sgos.toml", WITH_COMMAND);
    assert!(world.load().is_ok());
    world.machine.working_directory = Some(world.root.path().join("home/.config/sgos"));
    assert!(world.load().is_ok(), "found upwards, and still the user's own");
    let path = world.write("home/sgos.toml", WITH_COMMAND);
    world.machine.working_directory = Some(world.root.path().join("home"));
    assert!(matches!(world.load(), Err(InventoryError::Invalid(problems)) if problems.len() == 1));
    assert!(load(&world.machine, Some(&path)).is_ok());
}

#[test]
fn bytes_that_are_no_text() {
    let world = World::new();
    let path = world.write("bad.toml", b"[hosts.x]\n# caf\xe9\n");
    let error = load(&world.machine, Some(&path)).unwrap_err();
    let InventoryError::Invalid(problems) = error else { panic!("{error:?}") };
    let problem = problems.iter().next().unwrap();
    assert_eq!(super::complaint(problem), "2:6 this is not UTF-8 text | save it as UTF-8");
    let path = world.write("wide.toml", b"\xff\xfe[\0h\0");
    let InventoryError::Invalid(problems) = load(&world.machine, Some(&path)).unwrap_err() else {
        panic!()
    };
    assert!(problems.to_string().contains("UTF-16"));
}

#[test]
fn a_file_without_end_is_not_read_to_its_end() {
    let world = World::new();
    assert!(matches!(
        load(&world.machine, Some(Path::new("/dev/zero"))),
        Err(InventoryError::TooLarge { .. })
    ));
    let error = load(&world.machine, Some(world.root.path())).unwrap_err();
    assert!(matches!(error, InventoryError::Unreadable { .. }));
}
