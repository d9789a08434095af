/// The only door to the kernel: calls through `java.lang.foreign`, and what `/proc` and cgroup v2 show.
///
/// May import: nothing of Holdfast.
@NullMarked
package holdfast.linux;

import org.jspecify.annotations.NullMarked;
