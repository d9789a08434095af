/// Containers: the Docker Engine API, spoken over the engine's own socket, and Compose projects on top of it.
///
/// May import: model, linux.
@NullMarked
package holdfast.driver.docker;

import org.jspecify.annotations.NullMarked;
