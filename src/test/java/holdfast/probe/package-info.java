/// Tests of the eyes, and the server that misbehaves on purpose for them.
@NullMarked
package holdfast.probe;

import org.jspecify.annotations.NullMarked;
