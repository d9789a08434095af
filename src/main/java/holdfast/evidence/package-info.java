/// The close look at a service in trouble, before anything is killed: findings for the diagnosis, and evidence that is kept.
///
/// May import: model, linux.
@NullMarked
package holdfast.evidence;

import org.jspecify.annotations.NullMarked;
