/// The small web service that `holdfast demo` breaks. It runs as a process of its own and knows nothing of Holdfast.
///
/// May import: nothing of Holdfast.
@NullMarked
package holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
