/// Tests of the room of the same name. May import: model.
@NullMarked
package holdfast.recovery;

import org.jspecify.annotations.NullMarked;
