/// Tests of the PM2 driver: its parts alone, and against the real PM2.
@NullMarked
package holdfast.driver.pm2;

import org.jspecify.annotations.NullMarked;
