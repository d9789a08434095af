/// Tests of the room `config`: every fault of a file, the corpus of good and bad files, and the schema beside the reader.
///
/// May import: model.
@NullMarked
package holdfast.config;

import org.jspecify.annotations.NullMarked;
