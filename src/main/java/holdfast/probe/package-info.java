/// The eyes: one file per kind of question, each asking it once and answering with what was seen and where the time went.
///
/// May import: model, linux.
@NullMarked
package holdfast.probe;

import org.jspecify.annotations.NullMarked;
