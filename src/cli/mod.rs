//! What may be typed: one small file per subcommand, its arguments and the few lines that wire it.
