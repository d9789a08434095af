/// The command line: verbs, tables, progress, exit codes. It talks to the control socket of a running daemon, or runs one pass
/// by itself.
///
/// May import: model, text, config, daemon.
@NullMarked
package holdfast.cli;

import org.jspecify.annotations.NullMarked;
