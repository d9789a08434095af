/// From evidence to cause: what is to blame for a trouble, how sure that is, and what it calls for. Pure.
///
/// May import: model.
@NullMarked
package holdfast.diagnosis;

import org.jspecify.annotations.NullMarked;
