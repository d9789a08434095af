/// The control socket: what a running daemon answers to the command line, and how. Newline-delimited JSON over a UNIX domain
/// socket that only its owner, root and a configured group may use. Server and client lie side by side so that both ends of
/// every message are read and written in one place.
///
/// May import: model, text, journal, linux, supervisor, repair.
@NullMarked
package holdfast.daemon.control;

import org.jspecify.annotations.NullMarked;
