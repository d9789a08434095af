package holdfast.config;

import holdfast.model.Reason;

/// One thing that is wrong, and what to do about it. Never holds the value of a variable or of a secret: what it quotes is what
/// the file says, `${NAME}` included.
///
/// @param file as the caller named it, or `environment variable NAME`
/// @param line from 1; 0 when the problem is the file as a whole
/// @param column from 1, in characters; 0 when `line` is 0
public record Problem(String file, int line, int column, Reason problem, Reason fix) {
    /// `file:line:column`, or only `file` when there is no position.
    public String where() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
