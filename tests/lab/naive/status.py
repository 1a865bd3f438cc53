#!/usr/bin/env python3
"""The status script that everybody writes first: three ssh calls for each app, one after the other.

Usage: status.py SSH_CONFIG HOST APP...

`cargo xtask bench` compares sgos with it. Whether the calls share a connection is up to SSH_CONFIG.
"""

import json
import subprocess
import sys


def ssh(config, host, command):
    done = subprocess.run(["ssh", "-F", config, host, command], capture_output=True, text=True)
    if done.returncode == 255:
        sys.exit(done.stderr)
    return done.stdout if done.returncode == 0 else ""


def main():
    config, host, *apps = sys.argv[1:]
    for app in apps:
        directory = f"/srv/apps/{app}"
        inspected = json.loads(ssh(config, host, f"docker inspect sgos-{app}-app") or "[]")
        commit = ssh(config, host, f"git -C {directory} log -1 --format='%h %aI %s'").strip()
        about = json.loads(ssh(config, host, f"cat {directory}/app.json") or "{}")
        state = inspected[0]["State"] if inspected else {}
        health = state.get("Health", {}).get("Status", "")
        print(app, state.get("Status", "missing"), health, about.get("version", "?"), commit, sep="\t")


if __name__ == "__main__":
    main()
