# A menu: every recipe is one line that calls cargo or cargo xtask.

# list the recipes
default:
    @just --list

# two real hosts and `sgos status` against them
[group('try')]
demo:
    cargo xtask demo

# start the lab; `just lab-up --states` has one app per state
[group('try')]
lab-up *ARGS:
    cargo xtask lab up {{ARGS}}

# stop the lab
[group('try')]
lab-down:
    cargo xtask lab down

# everything that CI runs
[group('work')]
test:
    cargo xtask test

# the tests that need no Docker
[group('work')]
quick:
    cargo test

# what clippy and the walls say
[group('work')]
lint:
    cargo clippy --workspace --all-targets

# write the generated files anew
[group('work')]
generate:
    cargo xtask generate

# fuzz the parsers, each for a minute
[group('work')]
fuzz:
    cargo xtask fuzz

# sgos beside its alternatives, as ratios
[group('work')]
bench:
    cargo xtask bench
