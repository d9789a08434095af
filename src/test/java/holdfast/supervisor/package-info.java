/// Tests of the core, and the window through which other tests see into it.
@NullMarked
package holdfast.supervisor;

import org.jspecify.annotations.NullMarked;
