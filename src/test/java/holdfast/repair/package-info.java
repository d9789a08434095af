/// Tests of the targeted repairs, on real files and processes.
@NullMarked
package holdfast.repair;

import org.jspecify.annotations.NullMarked;
