//! The script that asks for facts, run by real shells.

use std::os::unix::fs::symlink;
use std::time::Duration;

use sgos::inventory::Target;
use sgos::stacks::{Asked, AskedPlace, Facts, facts_invocation, parse_facts};

use super::shop::{HASH, ID, Shop};

/// Asks as sgos does, by every shell that is installed here.
fn facts(shop: &Shop, asked: &Asked) -> Vec<(&'static str, Facts)> {
    let invocation = facts_invocation(asked, "n0nce", Duration::from_secs(9));
    // With `watch` it would end with its standard input.
    let args = invocation.args.iter().map(|arg| if arg == "watch" { "-" } else { arg });
    let args: Vec<&str> = args.collect();
    let mut told = Vec::new();
    for shell in ["dash", "bash", "busybox"] {
        if !std::path::Path::new("/bin").join(shell).exists() {
            eprintln!("NOT TESTED: {shell} is not installed here");
            continue;
        }
        let mut command = shop.env.command_for(shell);
        if shell == "busybox" {
            let tools = shop.env.home().join("tools");
            if std::fs::create_dir(&tools).is_ok() {
                for tool in ["date", "find", "head", "sed", "sort", "stat", "tail", "tr", "xargs"] {
                    symlink("/bin/busybox", tools.join(tool)).unwrap();
                }
            }
            let path =
                format!("{}:{}/bin:/usr/bin:/bin", tools.display(), shop.env.home().display());
            command.env("PATH", path).arg("sh");
        }
        let output = command.args(&args).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said, "", "{shell}");
        told.push((shell, parse_facts(&output.stdout, "n0nce").unwrap()));
    }
    assert!(!told.is_empty());
    told
}

fn named(word: &str) -> Asked {
    Asked::for_targets(&[Target::parse(word).unwrap()])
}

#[test]
fn a_stack_is_found_by_each_of_its_names() {
    let shop = Shop::new();
    for word in ["shop", "web", "shop-web-1", "sh*", "shop/web"] {
        for (shell, facts) in facts(&shop, &named(word)) {
            let [place] = &facts.places[..] else { panic!("{shell}, {word}: {facts:#?}") };
            assert_eq!((place.project.as_str(), place.there), ("shop", true), "{shell}");
            assert_eq!(place.directory, shop.directory());
            assert_eq!(place.declared.as_ref().unwrap()["web"], HASH, "{shell}");
            let instance = &facts.instances[ID];
            assert!(
                instance.newest_file.as_ref().unwrap().0.ends_with("/shop/web.conf"),
                "{shell}"
            );
            assert_eq!(facts.images["shop/web:latest"], "sha256:1");
        }
    }
    for (shell, facts) in facts(&shop, &named("$(touch pwned)")) {
        assert!(facts.places.is_empty(), "{shell}");
    }
    assert!(!shop.env.home().join("pwned").exists());
}

/// What the container writes itself says nothing about its configuration.
#[test]
fn a_database_is_no_configuration() {
    let shop = Shop::new();
    let mounts = |mount: &str| {
        let inspect = std::fs::read_to_string(shop.env.home().join("inspect")).unwrap();
        let path = shop.env.write(&format!("shop/{mount}"), "").display().to_string();
        let old = shop.env.home().join("shop/web.conf").display().to_string();
        shop.env.write("inspect", inspect.replace(&old, &path));
    };
    mounts("state.db");
    for (shell, facts) in facts(&shop, &named("shop")) {
        assert_eq!(facts.instances[ID].newest_file, None, "{shell}");
    }
}

/// The inventory's word and the host's own finding are one stack; a directory that is not there is told.
#[test]
fn a_directory_is_asked_about_once() {
    let shop = Shop::new();
    let place = |directory: String| AskedPlace { directory, ..AskedPlace::default() };
    let hostile = shop.env.home().join("a b $(id) *");
    std::fs::create_dir(&hostile).unwrap();
    let hostile = hostile.display().to_string();
    let places =
        vec![place(shop.directory()), place("/srv/not there".into()), place(hostile.clone())];
    for (shell, facts) in facts(&shop, &Asked { places, volumes: true, ..named("shop") }) {
        let seen: Vec<_> =
            facts.places.iter().map(|place| (place.directory.as_str(), place.there)).collect();
        let directory = shop.directory();
        let wanted =
            [(directory.as_str(), true), ("/srv/not there", false), (hostile.as_str(), true)];
        assert_eq!(seen, wanted, "{shell}");
        assert_eq!(facts.places[0].volumes, ["shop_data"], "{shell}");
    }
}

#[test]
fn volumes_outlive_their_containers() {
    let shop = Shop::new();
    shop.env.write("list", "");
    let place = AskedPlace { directory: shop.directory(), ..AskedPlace::default() };
    for (shell, facts) in facts(&shop, &Asked { places: vec![place], volumes: true, ..named("x") })
    {
        assert_eq!(facts.places[0].volumes, ["shop_data"], "{shell}");
    }
}

#[test]
fn what_compose_says_of_a_broken_file_arrives() {
    let shop = Shop::new();
    shop.env.write("config-code", "15");
    shop.env.write("config", "yaml: line 3: mapping values are not allowed in this context\n");
    shop.env.write("version", "2.26.1-4\n");
    for (shell, facts) in facts(&shop, &named("shop")) {
        let said = facts.places[0].declared.as_ref().unwrap_err();
        assert_eq!(said, "yaml: line 3: mapping values are not allowed in this context", "{shell}");
        assert_eq!(facts.compose, sgos::stacks::Compose::Usable);
    }
    shop.env.write("version-code", "1");
    for (shell, facts) in facts(&shop, &named("shop")) {
        assert_ne!(facts.compose, sgos::stacks::Compose::Usable, "{shell}");
    }
}
