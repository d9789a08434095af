/// Tests of the command line, against a scripted daemon behind a real socket.
@NullMarked
package holdfast.cli;

import org.jspecify.annotations.NullMarked;
