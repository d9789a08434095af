/// End to end: the packaged program as a user runs it, with real applications, broken on purpose.
@NullMarked
package holdfast.e2e;

import org.jspecify.annotations.NullMarked;
