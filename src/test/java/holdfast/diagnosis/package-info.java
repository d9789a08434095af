/// Tests of the room of the same name. May import: model, and text to read the sentences.
@NullMarked
package holdfast.diagnosis;

import org.jspecify.annotations.NullMarked;
