/// Targeted repairs: owner and mode, ports, caches, commands, databases, disk, swap. Each looks again just before it acts that it is
/// still called for, stays within what is declared, follows no link, and is bounded.
///
/// May import: model, linux.
@NullMarked
package holdfast.repair;

import org.jspecify.annotations.NullMarked;
