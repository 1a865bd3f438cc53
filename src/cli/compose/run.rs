//! What every action does, one step after the other.

use std::time::Duration;

use futures_util::StreamExt as _;

use super::agree::{self, Agreed};
use super::apply::{Applied, Applying};
use super::args::{How, Targets};
use super::gather::{self, Gathered};
use super::waiting::{self, Waiter};
use crate::change;
use crate::cli::{Context, Output};
use crate::clock::Stopwatch;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::inventory::{Host, Inventory};
use crate::stacks::outcome::{self, HostEnd, ResultRow};
use crate::stacks::{Action, Matched, Obstacle, Plan, Row, Verb, What, Wish, plan, view};
use crate::ui::{Look, failure};

/// What was typed.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) verb: Verb,
    pub(super) targets: &'a Targets,
    pub(super) how: &'a How,
    /// `None`: nothing is waited for.
    pub(super) wait: Option<Duration>,
    pub(super) apply: bool,
    pub(super) volumes: bool,
    pub(super) confirm: &'a [String],
    pub(super) confirm_volumes: &'a [String],
}

impl<'a> Wanted<'a> {
    pub(super) fn new(verb: Verb, targets: &'a Targets, how: &'a How) -> Self {
        let (confirm, confirm_volumes) = (&[], &[]);
        Self {
            verb,
            targets,
            how,
            wait: None,
            apply: false,
            volumes: false,
            confirm,
            confirm_volumes,
        }
    }
}

pub(super) async fn run(context: &Context, wanted: &Wanted<'_>) -> Result<Exit, CommandError> {
    let dry_run = context.global.dry_run;
    if !dry_run {
        context.may_change()?;
    }
    let targets = wanted.targets.parse()?;
    let inventory = context.inventory()?;
    let targets = (!wanted.targets.all).then_some(&targets[..]);
    let gathered = gather::gather(context, &inventory, targets, wanted.volumes).await?;
    for (host, (why, hint)) in &gathered.unreachable {
        context.warn_of(host, false, Some(why), hint.as_deref());
    }
    let wish = |apply| Wish { verb: wanted.verb, apply, volumes: wanted.volumes };
    let made = |apply| made(&gathered, &inventory, wish(apply));
    let plan = made(wanted.apply);
    let hosts = context.hosts(&inventory)?;
    let changed = |host: &&Host| plan.hosts.iter().any(|steps| steps.host == host.name);
    let here = context.may_change_all(&inventory, hosts.iter().filter(changed));
    for remark in &plan.remarks {
        context.ui.warn(remark);
    }
    if dry_run {
        for ambiguous in &gathered.ambiguous {
            context.ui.note(&agree::meanings(&gathered.catalogue, ambiguous));
        }
        show_plan(context, &plan, true)?;
        if let Err(error) = here {
            context.ui.warn(&error.message);
        }
        if !plan.does_something() && plan.obstacles().next().is_none() {
            context.ui.note("nothing to do");
        }
        return Ok(before(&plan, &gathered));
    }
    if let Err(error) = here {
        return refuse(context, &plan, error);
    }
    if !gathered.ambiguous.is_empty() && (context.global.yes || !context.ui.may_ask()) {
        return refuse(context, &plan, ambiguous(&gathered));
    }
    let in_the_way = plan.obstacles().next().is_some();
    if !plan.does_something() && !in_the_way && plan.verb == Verb::Up && wanted.wait.is_some() {
        // Nothing has to be asked for: it is only looked at whether all of it is well.
        return as_it_is(context, wanted, &gathered, &plan, &hosts).await;
    }
    if !plan.does_something() || in_the_way && wanted.how.serial {
        show_plan(context, &plan, false)?;
        if plan.does_something() {
            context.ui.warn("nothing was done: --serial stops at the first that cannot be done");
        } else if !in_the_way {
            context.ui.note("nothing to do");
        }
        return Ok(before(&plan, &gathered));
    }
    context.ui.excerpt_unless_quiet(&view::plan_text(&plan, &stderr_look(context)));
    let (consent, plan) = match agree::ask(context, wanted, &gathered, plan).await {
        Ok(Agreed::Plan(consent, plan)) => (consent, plan),
        Ok(Agreed::Apply(consent)) => (consent, made(true)),
        Err((error, plan)) => return refuse(context, &plan, error),
    };
    // Somebody may have thought about it.
    context.begin_again();
    let watch = Stopwatch::start();
    let applied = apply(context, wanted, &gathered, &plan, &consent, &hosts).await;
    show_applied(context, &plan, applied, watch.elapsed(), before(&plan, &gathered))
}

/// `up` with nothing to do: what is up is waited for all the same.
async fn as_it_is(
    context: &Context,
    wanted: &Wanted<'_>,
    gathered: &Gathered,
    plan: &Plan,
    hosts: &[Host],
) -> Result<Exit, CommandError> {
    let watch = Stopwatch::start();
    let counts = |row: &&Row| row.action != Action::Leave;
    let of = |host: &Host| {
        plan.rows.iter().filter(counts).filter(|row| row.host == host.name).collect::<Vec<_>>()
    };
    let hosts: Vec<&Host> = hosts.iter().filter(|host| !of(host).is_empty()).collect();
    let progress = context.ui.progress(hosts.iter().map(|host| host.name.as_str()), "looking");
    let waiter = Waiter { context, facts: &gathered.facts, progress: &progress };
    let limit = wanted.wait.unwrap_or_default();
    let look = |host| async move {
        let waited = waiting::wait(waiter, host, &of(host), limit, watch).await;
        let end = HostEnd {
            host: host.name.clone(),
            exit: waited.exit,
            took: watch.elapsed(),
            notes: waited.note.into_iter().collect(),
        };
        Applied { rows: waited.rows, end }
    };
    let all = futures_util::future::join_all(hosts.iter().map(|host| look(host)));
    let applied = tokio::select! {
        applied = all => applied,
        never = progress.show_when_slow() => match never {},
    };
    drop(progress);
    context.ui.note("nothing to do: everything is as its compose file says");
    show_applied(context, plan, applied, watch.elapsed(), before(plan, gathered))
}

/// Prints what became of all hosts; the exit code of the whole.
fn show_applied(
    context: &Context,
    plan: &Plan,
    applied: Vec<Applied>,
    took: Duration,
    before: Exit,
) -> Result<Exit, CommandError> {
    let (mut rows, mut ends): (Vec<ResultRow>, Vec<HostEnd>) = Default::default();
    for one in applied {
        rows.extend(one.rows);
        ends.push(one.end);
    }
    rows.sort_by(|a, b| (&a.host, &a.stack, &a.service).cmp(&(&b.host, &b.stack, &b.service)));
    show_results(context, plan, &rows, &ends, took)?;
    Ok(outcome::exit(ends.iter().map(|end| end.exit).chain([before])))
}

fn made(gathered: &Gathered, inventory: &Inventory, wish: Wish) -> Plan {
    let Gathered { catalogue, facts, meant, .. } = gathered;
    let mut plan = plan(catalogue, meant, facts, wish);
    let is_one_shot = |name: &str| inventory.apps.get(name).is_some_and(|app| app.one_shot);
    for row in &mut plan.rows {
        let of_row = |stack: &&crate::stacks::StackPlace| {
            stack.host == row.host && Some(&stack.name) == row.stack.as_ref()
        };
        let stack = catalogue.stacks.iter().find(of_row);
        let of_stack = |app: &crate::status::AppPlace| {
            let ids = catalogue.stacks.iter().flat_map(|stack| stack.containers());
            let mut own = ids.filter(|it| row.containers.contains(&it.id));
            is_one_shot(&app.name) && own.any(|it| app.containers.contains(&it.name))
        };
        row.one_shot = stack.is_some_and(|stack| stack.apps.iter().any(of_stack));
    }
    plan
}

/// What the plan itself, before anything was done, lets the command exit with.
fn before(plan: &Plan, gathered: &Gathered) -> Exit {
    let obstacles = plan.obstacles().map(|(row, obstacle)| match obstacle {
        Obstacle::Unreachable if gathered.unreachable.contains_key(&row.host) => Exit::Unreachable,
        Obstacle::Unreachable | Obstacle::Fix(_) => Exit::Failed,
    });
    // What is meant may be on a host that did not answer, too.
    let unreachable = (!gathered.unreachable.is_empty()).then_some(Exit::Unreachable);
    outcome::exit(obstacles.chain(unreachable))
}

fn ambiguous(gathered: &Gathered) -> CommandError {
    let Gathered { catalogue, ambiguous, .. } = gathered;
    let meanings: Vec<String> =
        ambiguous.iter().map(|one| agree::meanings(catalogue, one)).collect();
    let names = ambiguous.iter().flat_map(|one| agree::names(catalogue, one));
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    CommandError::new(Exit::Inventory, format!("{}; nothing was done", meanings.join("; ")))
        .hint(format!("name what you mean: {}", names.join(" or ")))
        .hint("on a terminal and without --yes, all of it can be agreed to")
}

/// Prints the error and, for whoever asked for JSON, the plan with it.
fn refuse(context: &Context, plan: &Plan, error: CommandError) -> Result<Exit, CommandError> {
    if !context.wants_json() {
        return Err(error);
    }
    context.ui.excerpt(&failure(&error, context.ui.stderr_color()));
    context.answer_json(&view::answer(plan, false, &[], &[], Some(&error)))?;
    Ok(error.exit)
}

/// As the answer: nothing else comes.
fn show_plan(context: &Context, plan: &Plan, dry_run: bool) -> Result<Exit, CommandError> {
    let look = context.look(false);
    match context.output() {
        Output::Json | Output::Jsonl => {
            context.answer_json(&view::answer(plan, dry_run, &[], &[], None))
        }
        Output::Tsv => context.answer(&view::plan_tsv(plan)),
        Output::Text => {
            let mut text = view::plan_text(plan, &look);
            let commands = view::commands(plan, &look);
            if dry_run && !commands.is_empty() {
                text += &format!("\n{commands}");
            }
            context.answer(&text)
        }
    }
}

fn show_results(
    context: &Context,
    plan: &Plan,
    rows: &[ResultRow],
    ends: &[HostEnd],
    took: Duration,
) -> Result<Exit, CommandError> {
    match context.output() {
        Output::Json | Output::Jsonl => {
            context.answer_json(&view::answer(plan, false, rows, ends, None))
        }
        Output::Tsv => {
            // Its rows are services; what is wrong with a host would be told nowhere.
            for end in ends {
                for (note, hint) in &end.notes {
                    let hint = hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
                    context.ui.warn(&format!("{}: {note}{hint}", end.host));
                }
            }
            context.answer(&view::results_tsv(rows))
        }
        Output::Text => {
            let look = context.look(false);
            context.answer(&view::results_text(plan.verb, rows, ends, took, &look))
        }
    }
}

/// The plan stands beside the question, on stderr.
fn stderr_look(context: &Context) -> Look {
    Look { color: context.ui.stderr_color(), links: false, ..context.look(false) }
}

/// All hosts at once; with `--serial` one after the other, and none after one that failed.
async fn apply(
    context: &Context,
    wanted: &Wanted<'_>,
    gathered: &Gathered,
    plan: &Plan,
    consent: &crate::ui::Consent,
    hosts: &[Host],
) -> Vec<Applied> {
    let names = plan.hosts.iter().map(|host| host.host.as_str());
    let progress = context.ui.progress(names, wanted.verb.word());
    let applying = Applying {
        waiter: Waiter { context, facts: &gathered.facts, progress: &progress },
        plan,
        consent,
        id: change::new_id(context.moment().now),
        lock_wait: wanted.how.lock_wait(),
        wait: wanted.wait,
    };
    let work = plan.hosts.iter().filter_map(|steps| {
        let host = hosts.iter().find(|host| host.name == steps.host)?;
        Some((host, steps))
    });
    let applying = &applying;
    let all = async {
        if wanted.how.serial {
            let mut applied: Vec<Applied> = Vec::new();
            for (host, steps) in work {
                let failed = applied.iter().any(|one| one.end.exit != Exit::Fine);
                applied.push(match failed {
                    true => applying.left_out(host, steps),
                    false => applying.host(host, steps).await,
                });
            }
            return applied;
        }
        let at_once = usize::from(context.global.parallel);
        let work = work.map(|(host, steps)| applying.host(host, steps));
        futures_util::stream::iter(work).buffered(at_once).collect().await
    };
    tokio::select! {
        applied = all => applied,
        never = progress.show_when_slow() => match never {},
    }
}

/// Such as "stack alloy on hornbill".
pub(super) fn meaning(catalogue: &crate::stacks::Catalogue, what: &What) -> Option<String> {
    Some(match what {
        What::Stack(index) => {
            let stack = catalogue.stacks.get(*index)?;
            format!("stack {} on {}", stack.name, stack.host)
        }
        What::Service(index, service) => {
            let stack = catalogue.stacks.get(*index)?;
            format!("service {}/{service} on {}", stack.name, stack.host)
        }
        What::Loose(index) => {
            let loose = catalogue.loose.get(*index)?;
            format!("container {} on {}", loose.container.name, loose.host)
        }
    })
}

/// As one would type it to mean just that.
pub(super) fn name(catalogue: &crate::stacks::Catalogue, what: &What) -> Option<String> {
    Some(match what {
        What::Stack(index) => {
            let stack = catalogue.stacks.get(*index)?;
            format!("{}@{}", stack.name, stack.host)
        }
        What::Service(index, service) => {
            let stack = catalogue.stacks.get(*index)?;
            format!("{}/{service}@{}", stack.name, stack.host)
        }
        What::Loose(index) => {
            let loose = catalogue.loose.get(*index)?;
            format!("{}@{}", loose.container.name, loose.host)
        }
    })
}

/// All that a name means.
pub(super) fn found<'a, T>(
    one: &'a Matched,
    told: impl Fn(&'a What) -> Option<T> + 'a,
) -> impl Iterator<Item = T> + 'a {
    one.found.iter().filter_map(told)
}
