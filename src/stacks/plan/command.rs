//! The commands of a plan, as words: what somebody who knows the host would type there.

use super::judge::Scene;
use super::{Action, Planned, Row, Wish};
use crate::change::Step;
use crate::stacks::facts::AskedPlace;
use crate::stacks::{StackPlace, Verb};

/// What compose finds by itself in a directory.
const DEFAULT_FILES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// The commands of one stack, in order; none where nothing is to be done.
pub(super) fn steps(scene: &Scene<'_>, rows: &[Row], whole: bool) -> Vec<Planned> {
    let Scene { stack, wish, .. } = *scene;
    let services = |wanted: &dyn Fn(&Row) -> bool| -> Vec<String> {
        rows.iter().filter(|row| wanted(row)).map(|row| row.service.clone()).collect()
    };
    // A restart of its own beside `up`: for files that a recreation would not notice.
    let restarted = |row: &Row| row.action == Action::Restart;
    let changed = |row: &Row| row.action.changes();
    let possible = rows.iter().all(|row| row.action != Action::Cannot);
    let mut steps = Vec::new();
    // What `up` leaves alone in a stack that it goes through is looked at afterwards, too.
    let untouched = services(&|row| row.action == Action::Nothing);
    let all = whole;
    let has_left = whole && scene.has_left(rows);
    let mut push = |verb: Verb, mut services: Vec<String>, whole: bool| {
        if !services.is_empty() {
            let step = step(stack, verb, &services, whole, wish, has_left);
            if verb == Verb::Up && all && possible {
                services.extend(untouched.iter().cloned());
            }
            steps.push(Planned { step, verb, stack: Some(stack.name.clone()), services });
        }
    };
    match wish.verb {
        Verb::Up => {
            let made = services(&|row| changed(row) && !restarted(row));
            push(Verb::Up, made, whole && possible && !scene.spares(rows));
            push(Verb::Restart, services(&restarted), false);
        }
        Verb::Restart => {
            push(Verb::Up, services(&|row| changed(row) && !restarted(row)), false);
            let all = rows.iter().all(restarted);
            push(Verb::Restart, services(&restarted), whole && all);
        }
        Verb::Down | Verb::Pull => push(wish.verb, services(&changed), whole),
        Verb::Start | Verb::Stop => {
            push(wish.verb, services(&changed), whole && possible);
        }
    }
    steps
}

/// `left`: there is more than its file names, which `down` takes along.
fn step(
    stack: &StackPlace,
    verb: Verb,
    services: &[String],
    whole: bool,
    wish: Wish,
    left: bool,
) -> Step {
    let mut words = ["docker", "compose", "--ansi", "never"].map(str::to_owned).to_vec();
    words.extend(place_words(stack));
    if left {
        words.extend(["--profile", "*"].map(str::to_owned));
    }
    words.push(verb.word().to_owned());
    match verb {
        Verb::Up => words.push("--detach".to_owned()),
        Verb::Down => {
            words.extend(wish.volumes.then(|| "--volumes".to_owned()));
            words.extend(left.then(|| "--remove-orphans".to_owned()));
        }
        _ => {}
    }
    let target = match services {
        _ if whole => stack.name.clone(),
        [one] => format!("{}/{one}", stack.name),
        several => format!("{}/{}", stack.name, several.join(",")),
    };
    if !whole {
        words.extend(services.iter().cloned());
    }
    Step { target, words }
}

/// Where the files are, in the options that compose needs and no others.
fn place_words(stack: &StackPlace) -> Vec<String> {
    let mut words = Vec::new();
    let directory = stack.directory.clone().unwrap_or_default();
    let place = asked_place(stack);
    words.extend(["--project-directory".to_owned(), directory.clone()]);
    if let Some(project) = place.project.filter(|project| *project != default_project(&directory)) {
        words.extend(["--project-name".to_owned(), project]);
    }
    words.extend(place.files.into_iter().flat_map(|file| ["--file".to_owned(), file]));
    words.extend(place.env_files.into_iter().flat_map(|file| ["--env-file".to_owned(), file]));
    words
}

/// What a question for facts says of a stack; the same as its commands say.
pub fn asked_place(stack: &StackPlace) -> AskedPlace {
    let directory = stack.directory.clone().unwrap_or_default();
    let moved = |list: Option<&str>| -> Vec<String> {
        let files = list.map(paths).unwrap_or_default();
        files.iter().map(|file| in_its_place(file, stack.made_in.as_deref(), &directory)).collect()
    };
    let files = moved(stack.config_files.as_deref());
    let env =
        stack.containers().find_map(|it| it.label("com.docker.compose.project.environment_file"));
    let env_files = moved(env);
    AskedPlace {
        project: stack.project.clone(),
        files: if found_by_compose(&files, &directory) { Vec::new() } else { files },
        env_files: if env_files == [format!("{directory}/.env")] { Vec::new() } else { env_files },
        directory,
    }
}

/// The label joins paths with commas, and a path may have one itself: what does not begin at the root
/// belongs to the path before it.
fn paths(list: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for part in list.split(',') {
        match paths.last_mut() {
            Some(last) if !part.starts_with('/') => *last += &format!(",{part}"),
            _ => paths.push(part.to_owned()),
        }
    }
    paths.retain(|path| path.starts_with('/'));
    paths
}

/// The stack has moved, and its files with it.
fn in_its_place(file: &str, made_in: Option<&str>, directory: &str) -> String {
    let inside = made_in.and_then(|made_in| file.strip_prefix(made_in)?.strip_prefix('/'));
    inside.map_or_else(|| file.to_owned(), |inside| format!("{directory}/{inside}"))
}

/// One file that compose looks for, perhaps with what overrides it.
fn found_by_compose(files: &[String], directory: &str) -> bool {
    let names: Option<Vec<&str>> =
        files.iter().map(|file| file.strip_prefix(directory)?.strip_prefix('/')).collect();
    match names.as_deref() {
        Some([]) => true,
        Some([file]) => DEFAULT_FILES.contains(file),
        Some([file, over]) => {
            let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
            DEFAULT_FILES.contains(file) && *over == format!("{stem}.override.{ending}")
        }
        _ => false,
    }
}

/// The project's name that compose makes of a directory.
fn default_project(directory: &str) -> String {
    let name = directory.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name: String = name
        .to_lowercase()
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        .collect();
    name.trim_start_matches(['-', '_']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_paths_may_have_commas_inside() {
        assert_eq!(paths("/a/b.yaml,/c"), ["/a/b.yaml", "/c"]);
        assert_eq!(paths("/a,b/x.yaml,/c"), ["/a,b/x.yaml", "/c"]);
        assert!(paths("").is_empty());
    }

    #[test]
    fn files_that_compose_finds_are_not_named() {
        let found = |files: &[&str]| {
            found_by_compose(&files.iter().map(ToString::to_string).collect::<Vec<_>>(), "/srv/x")
        };
        assert!(found(&[]) && found(&["/srv/x/compose.yml"]));
        assert!(found(&["/srv/x/compose.yaml", "/srv/x/compose.override.yaml"]));
        assert!(!found(&["/srv/x/prod.yaml"]) && !found(&["/srv/y/compose.yaml"]));
        assert!(!found(&["/srv/x/compose.yaml", "/srv/x/prod.yaml"]));
    }

    #[test]
    fn a_stack_that_moved_has_its_files_where_it_is_now() {
        assert_eq!(in_its_place("/old/p.yaml", Some("/old"), "/new"), "/new/p.yaml");
        assert_eq!(in_its_place("/older/p.yaml", Some("/old"), "/new"), "/older/p.yaml");
        assert_eq!(in_its_place("/old/p.yaml", None, "/new"), "/old/p.yaml");
    }

    #[test]
    fn a_project_is_called_as_its_directory() {
        assert_eq!(default_project("/srv/My Stack.v2/"), "mystackv2");
        assert_eq!(default_project("/srv/_x-1"), "x-1");
    }
}
