/// Tests of the door to the kernel, and the fakes that others test against.
@NullMarked
package holdfast.linux;

import org.jspecify.annotations.NullMarked;
