/// The driver of services that PM2 runs: speaks to PM2's daemon over its own sockets, and starts no Node to look.
///
/// May import: model, linux.
@NullMarked
package holdfast.driver.pm2;

import org.jspecify.annotations.NullMarked;
