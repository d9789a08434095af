/// The incident, from its opening to its proven end: attempts and their window, backoff, parking. Pure.
///
/// May import: model.
@NullMarked
package holdfast.recovery;

import org.jspecify.annotations.NullMarked;
