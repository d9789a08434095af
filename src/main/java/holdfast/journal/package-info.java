/// Memory: the facts, on disk, in the order in which they were decided; replay at start-up; questions about the past.
///
/// May import: model.
@NullMarked
package holdfast.journal;

import org.jspecify.annotations.NullMarked;
