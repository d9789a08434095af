/// Tests of the close look and of the evidence that is kept.
@NullMarked
package holdfast.evidence;

import org.jspecify.annotations.NullMarked;
