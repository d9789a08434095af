/// Tests of the drivers, with real processes, and the fake that others test against.
@NullMarked
package holdfast.driver;

import org.jspecify.annotations.NullMarked;
