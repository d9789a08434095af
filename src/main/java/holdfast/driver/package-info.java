/// Starts, stops and observes the processes of services; one file per backend.
///
/// May import: model, linux.
@NullMarked
package holdfast.driver;

import org.jspecify.annotations.NullMarked;
