/// Tests of the control socket, on real sockets.
@NullMarked
package holdfast.daemon.control;

import org.jspecify.annotations.NullMarked;
