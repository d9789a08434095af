/// Tests of the room of the same name. May import: model.
@NullMarked
package holdfast.alert;

import org.jspecify.annotations.NullMarked;
