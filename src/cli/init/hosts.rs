//! Which hosts there are: those of `--host`, of an ssh configuration, of the file, or of a person.

use std::time::Duration;

use glob::Pattern;

use super::InitArgs;
use super::settle::left;
use super::target::Target;
use crate::cli::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::init::{Draft, DraftHost, DraftSsh};
use crate::inventory::{Kind, accept, nearest};
use crate::transport::{Effective, fan_out};

const OTHERS: &str = "Other hosts? NAME or NAME=ADDRESS, blanks between; Enter for none";

/// `ssh -G` resolves no name; this is for a `Match exec` that hangs.
const LOOK_UP: Duration = Duration::from_secs(10);

pub(super) async fn choose(
    context: &Context,
    args: &InitArgs,
    target: &Target,
    ssh: &DraftSsh,
) -> Result<Vec<DraftHost>, CommandError> {
    let words = context.global.hosts.iter().flat_map(|list| list.split(','));
    let words: Vec<&str> = words.map(str::trim).filter(|word| !word.is_empty()).collect();
    let mut hosts = Vec::new();
    if args.from_ssh_config {
        let (named, selecting): (Vec<&str>, Vec<&str>) =
            words.iter().partition(|word| word.contains('='));
        hosts = named.into_iter().map(host).collect::<Result<_, _>>()?;
        let known = of_ssh(context, args, target, ssh).await?;
        hosts.extend(selected(&known, &selecting)?);
    } else if !words.is_empty() {
        hosts = words.into_iter().map(host).collect::<Result<_, _>>()?;
    } else if !target.inventory.hosts.is_empty() {
        let names = target.inventory.hosts.keys().cloned();
        hosts = names.map(|name| DraftHost { name, ..DraftHost::default() }).collect();
        if context.ui.may_ask() && !context.global.yes {
            let names: Vec<&str> = target.inventory.hosts.keys().map(String::as_str).collect();
            context.ui.note(&format!("{} has {}", target.path.display(), names.join(", ")));
            hosts.extend(others(context, OTHERS).await?);
        }
    } else if context.ui.may_ask() {
        hosts = asked_for(context, args, target, ssh).await?;
    }
    let mut names: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(usage(format!("the host `{}` is named twice", twice[0])));
    }
    if hosts.is_empty() {
        let by = if args.from_ssh_config {
            "the ssh configuration names no host"
        } else {
            "no host is named"
        };
        return Err(usage(by.to_owned())
            .hint("--host NAME[=ADDRESS] names one; `--host here=local` is this machine"));
    }
    Ok(hosts)
}

/// `NAME` or `NAME=ADDRESS`.
fn host(word: &str) -> Result<DraftHost, CommandError> {
    let (name, address) = match word.split_once('=') {
        Some((name, address)) => (name, Some(address)),
        None => (word, None),
    };
    let wrong = |why: String| {
        usage(format!("{word:?}: {why}")).hint("hosts are written as NAME or NAME=ADDRESS")
    };
    accept(Kind::Name, name).map_err(wrong)?;
    accept(Kind::Address, address.unwrap_or(name)).map_err(wrong)?;
    let address = address.filter(|address| *address != name).map(str::to_owned);
    Ok(DraftHost { name: name.to_owned(), address, ..DraftHost::default() })
}

/// A host of an ssh configuration, and what ssh makes of it.
struct Candidate {
    host: DraftHost,
    effective: Option<Effective>,
}

/// The hosts that the ssh configuration names; of several names of one machine the first.
async fn of_ssh(
    context: &Context,
    args: &InitArgs,
    target: &Target,
    ssh: &DraftSsh,
) -> Result<Vec<Candidate>, CommandError> {
    let mut drafts = Vec::new();
    for name in context.transport.ssh_names(args.ssh_config.as_deref()) {
        match host(&name).ok().filter(|host| host.name == name) {
            Some(host) => drafts.push(host),
            None => context.ui.note(&format!(
                "left out: {name:?} of the ssh configuration is no name that an inventory takes"
            )),
        }
    }
    let draft = Draft { ssh: ssh.clone(), hosts: drafts.clone(), ..Draft::default() };
    let inventory = target.with(context, &draft)?;
    let hosts: Vec<_> =
        drafts.iter().filter_map(|draft| inventory.hosts.get(&draft.name).cloned()).collect();
    let look_up = |host| context.transport.effective(host);
    let parallel = usize::from(context.global.parallel);
    let results = fan_out(&hosts, parallel, LOOK_UP, look_up, |_| {}).await;
    let mut candidates: Vec<Candidate> = Vec::new();
    for (host, result) in drafts.into_iter().zip(results) {
        let effective = result.result.ok();
        let place = |effective: &Option<Effective>| {
            effective.as_ref().map(|e| (e.hostname.clone(), e.port, e.user.clone()))
        };
        let known = candidates.iter().find(|known| place(&known.effective) == place(&effective));
        if effective.as_ref().is_some_and(|effective| effective.user.as_deref() == Some("git")) {
            context.ui.note(&format!("left out: {} is for git (its user is git)", host.name));
        } else if let Some(known) = known.filter(|known| known.effective.is_some()) {
            let (name, first) = (&host.name, &known.host.name);
            context.ui.note(&format!("left out: {name} is the same machine as {first}"));
        } else {
            candidates.push(Candidate { host, effective });
        }
    }
    Ok(candidates)
}

/// Those whose names match; all when nothing is selected.
fn selected(known: &[Candidate], words: &[&str]) -> Result<Vec<DraftHost>, CommandError> {
    let names = || known.iter().map(|candidate| candidate.host.name.as_str());
    let mut patterns = Vec::new();
    for word in words {
        let pattern = Pattern::new(word).map_err(|error| usage(format!("{word:?}: {error}")))?;
        if !names().any(|name| pattern.matches(name)) {
            let message = format!("the ssh configuration names no host `{word}`");
            let near = nearest(word, names(), 3);
            let error = CommandError::new(Exit::Inventory, message);
            return Err(if near.is_empty() {
                error
            } else {
                error.hint(format!("nearest to `{word}`: {}", near.join(", ")))
            });
        }
        patterns.push(pattern);
    }
    let wanted = |name: &str| patterns.is_empty() || patterns.iter().any(|p| p.matches(name));
    let hosts = known.iter().map(|candidate| &candidate.host);
    Ok(hosts.filter(|host| wanted(&host.name)).cloned().collect())
}

async fn asked_for(
    context: &Context,
    args: &InitArgs,
    target: &Target,
    ssh: &DraftSsh,
) -> Result<Vec<DraftHost>, CommandError> {
    let known = of_ssh(context, args, target, ssh).await?;
    let mut hosts = Vec::new();
    let mut question =
        "Which hosts? NAME or NAME=ADDRESS, blanks between; here=local is this machine";
    if !known.is_empty() {
        let shown = known.iter().map(|candidate| match &candidate.effective {
            Some(effective) => format!("{} ({})", candidate.host.name, effective.hostname),
            None => candidate.host.name.clone(),
        });
        let shown: Vec<String> = shown.collect();
        context.ui.note("Your ssh configuration names these hosts:");
        let chosen = context.ui.choice("Which of them run Docker?", &shown).await.map_err(left)?;
        hosts.extend(chosen.into_iter().map(|index| known[index].host.clone()));
        question = OTHERS;
    }
    hosts.extend(others(context, question).await?);
    Ok(hosts)
}

/// What a person types, asked again until it makes sense.
async fn others(context: &Context, question: &str) -> Result<Vec<DraftHost>, CommandError> {
    loop {
        let answer = context.ui.line(question, "").await.map_err(left)?;
        let words = answer.split([' ', ',']).filter(|word| !word.is_empty());
        match words.map(host).collect() {
            Ok(hosts) => return Ok(hosts),
            Err(error) => context.ui.warn(&error.message),
        }
    }
}

fn usage(message: String) -> CommandError {
    CommandError::new(Exit::Usage, message)
}
