//! The shortest name that tells a container from the others of its host.

/// What a container is called, the short before the long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming<'a> {
    pub host: &'a str,
    pub stack: Option<&'a str>,
    pub service: Option<&'a str>,
    pub container: &'a str,
}

impl Naming<'_> {
    /// The service, or `stack/service`, or the name of the container.
    fn forms(&self) -> [Option<String>; 3] {
        let service = self.service.map(ToOwned::to_owned);
        let path =
            self.stack.zip(self.service).map(|(stack, service)| format!("{stack}/{service}"));
        [service, path, Some(self.container.to_owned())]
    }
}

/// A name for each. Hosts need not differ: they are shown beside it.
pub fn labels(all: &[Naming<'_>]) -> Vec<String> {
    all.iter()
        .enumerate()
        .map(|(index, naming)| {
            let others = || {
                let others = all.iter().enumerate();
                others.filter(move |(other, naming)| {
                    *other != index && naming.host == all[index].host
                })
            };
            let is_its_own = |form: &String| {
                !others()
                    .any(|(_, other)| other.forms().iter().flatten().any(|taken| taken == form))
            };
            let mut forms = naming.forms().into_iter().flatten();
            forms.find(is_its_own).unwrap_or_else(|| naming.container.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&'static str]) -> Vec<String> {
        let namings: Vec<_> = words
            .iter()
            .map(|word| {
                let parts: Vec<&str> = word.split(' ').collect();
                let some = |part: &'static str| Some(part).filter(|part| *part != "-");
                Naming {
                    host: parts[0],
                    stack: some(words_part(word, 1)),
                    service: some(words_part(word, 2)),
                    container: words_part(word, 3),
                }
            })
            .collect();
        labels(&namings)
    }

    fn words_part(word: &'static str, index: usize) -> &'static str {
        word.split(' ').nth(index).unwrap()
    }

    #[test]
    fn as_short_as_it_can_be() {
        assert_eq!(of(&["toucan monitoring grafana monitoring-grafana-1"]), ["grafana"]);
        assert_eq!(of(&["toucan - - odd"]), ["odd"]);
        // Each on its own host.
        assert_eq!(of(&["toucan a alloy a-1", "hornbill b alloy b-1"]), ["alloy", "alloy"]);
        // Two stacks of one host have a service of the same name.
        assert_eq!(of(&["toucan a web a-web-1", "toucan b web b-web-1"]), ["a/web", "b/web"]);
        // Two replicas.
        assert_eq!(
            of(&["t a web a-web-1", "t a web a-web-2", "t a db a-db-1"]),
            ["a-web-1", "a-web-2", "db"]
        );
        // A container that is called as a service of another.
        assert_eq!(of(&["t - - web", "t a web a-web-1"]), ["web", "a/web"]);
    }
}
