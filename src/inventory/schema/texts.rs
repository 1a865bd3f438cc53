//! The texts of the file format that have a form of their own.

use schemars::JsonSchema;

/// Letters, digits, `-`, `_` and `.`; the first is a letter, a digit or `_`
#[derive(JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(
    // Of ASCII only what is named above: every dialect of patterns understands that.
    #[schemars(regex(
        pattern = r"^[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f][^\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]*$"
    ))]
    String,
);

/// A length of time such as "5s", "10m" or "1h 30m"
#[derive(JsonSchema)]
pub(super) struct Duration(#[schemars(regex(pattern = r"^\s*(0|.*[0-9].*\D.*)\s*$"))] String);

/// An http or https address
#[derive(JsonSchema)]
pub(super) struct Url(
    #[schemars(regex(pattern = "^[Hh][Tt][Tt][Pp][Ss]?://"))]
    String,
);

/// An absolute path on the host
#[derive(JsonSchema)]
pub(super) struct Directory(#[schemars(regex(pattern = "^/"))] String);

/// Where a secret is to be found: "env:NAME", "file:PATH" or "cmd:PROGRAM ARG…"; never the secret itself
#[derive(JsonSchema)]
pub(super) struct SecretRef(
    #[schemars(regex(pattern = r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|cmd:.*\S.*)$"))] String,
);

/// A container's name in which {app} stands for the app's, such as "sgos-{app}-app"
#[derive(JsonSchema)]
pub(super) struct ContainerPattern(#[schemars(regex(pattern = r"^[^{}]*\{app\}[^{}]*$"))] String);
