//! A stack on this machine whose Docker is a shell script: what it says stands in files.

use crate::env::{Run, TestEnv};

pub(super) const ID: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";
pub(super) const HASH: &str = "0011223344556677889900112233445566778899001122334455667788990011";

/// Each call is kept in `docker.log`, below the folder that holds it.
const DOCKER: &str = r#"
here=$(dirname "$0")/..
printf '%s\n' "$*" >>"$here/docker.log"
case "$*" in
  "ps -a --no-trunc --format"*) cat "$here/list" ;;
  "ps -aq"*) cat "$here/ids" ;;
  "inspect --type container --format"*) cat "$here/inspect" ;;
  "inspect --type container"*) cat "$here/inspect.json" ;;
  "images"*) echo "shop/web:latest sha256:1" ;;
  "volume ls --filter label=com.docker.compose.project=shop "*) echo shop_data ;;
  "compose version"*) cat "$here/version"; exit "$(cat "$here/version-code")" ;;
  *"config --hash"*) cat "$here/config"; exit "$(cat "$here/config-code")" ;;
  *" config") printf 'name: "shop"\n\nservices:\n  name: x\n' ;;
  "logs"*) echo "last words" ;;
  *) echo "what is $*?" >&2; exit 1 ;;
esac"#;

pub(super) struct Shop {
    pub(super) env: TestEnv,
}

impl Shop {
    /// One service, `web`, that has been up and healthy for some time.
    pub(super) fn new() -> Self {
        let env = TestEnv::new();
        let shop = Self { env };
        let directory = shop.directory();
        shop.env.program("docker", DOCKER);
        shop.env.write("shop/compose.yaml", "");
        shop.env.write("shop/web.conf", "");
        shop.env.write(
            "sgos.toml",
            format!("[hosts.here]\naddress = \"local\"\n[stacks.shop]\nhost = \"here\"\ndirectory = \"{directory}\"\n"),
        );
        let line =
            [ID, "shop", "web", "shop-web-1", &directory, &format!("{directory}/compose.yaml"), ""];
        shop.env.write("list", line.join("\u{1f}") + "\n");
        shop.env.write("ids", format!("{ID}\n"));
        shop.env.write("config", format!("web {HASH}\n"));
        for (file, text) in [("config-code", "0"), ("version", ""), ("version-code", "0")] {
            shop.env.write(file, text);
        }
        shop.container("healthy", "2026-11-24T17:55:08Z", HASH);
        shop
    }

    pub(super) fn directory(&self) -> String {
        self.env.home().join("shop").display().to_string()
    }

    /// What an inspect says of `web`.
    pub(super) fn container(&self, health: &str, started: &str, hash: &str) {
        let labels = serde_json::json!({
            "com.docker.compose.project": "shop",
            "com.docker.compose.service": "web",
            "com.docker.compose.config-hash": hash,
            "com.docker.compose.image": "sha256:1",
            "com.docker.compose.project.working_dir": self.directory(),
            "com.docker.compose.project.config_files": format!("{}/compose.yaml", self.directory()),
        });
        let web_conf = self.env.home().join("shop/web.conf");
        let item = serde_json::json!({
            "Id": ID, "Name": "/shop-web-1", "Image": "sha256:1", "Created": "2026-11-24T17:55:03Z",
            "State": {
                "Status": "running", "ExitCode": 0, "StartedAt": started,
                "Health": {"Status": health, "FailingStreak": 1, "Log": [{"ExitCode": 1, "Output": "no database\n"}]},
            },
            "RestartCount": 0, "Mounts": [{"Type": "bind", "Source": web_conf, "RW": true}],
            "HostConfig": {"RestartPolicy": {"Name": "always"}},
            "Config": {"Image": "shop/web", "Labels": labels},
        });
        self.env.write("inspect.json", format!("[{item}]"));
        self.env.write("inspect", format!("m\u{1f}true\u{1f}{}\nc{item}\n", web_conf.display()));
    }

    /// Where the container was started long ago, so that no file is older.
    pub(super) fn touched(&self) {
        self.container("healthy", "2001-01-01T00:00:00Z", HASH);
    }

    pub(super) fn run(&self, args: &[&str]) -> Run {
        let nowhere = format!("unix://{}/docker.sock", self.env.home().display());
        let mut command = self.env.command();
        self.env.finish(command.args(args).env("DOCKER_HOST", nowhere).output().unwrap())
    }

    /// The calls of Docker that could have changed something, as they were typed.
    pub(super) fn changes(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.env.home().join("docker.log")).unwrap_or_default();
        let reads = ["ps ", "inspect ", "images ", "volume ls", "compose version", "logs "];
        let is_change = |line: &&str| {
            !reads.iter().any(|read| line.starts_with(read)) && !line.contains("config --hash")
        };
        let home = self.env.home().display().to_string();
        log.lines().filter(is_change).map(|line| line.replace(&home, "~")).collect()
    }
}
