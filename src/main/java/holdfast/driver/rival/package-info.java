/// Who else restarts a service: units, PM2, cron jobs and timers, found by looking at processes and at files that anybody may read.
/// Nothing is asked of anybody, and what cannot be read proves nothing.
///
/// May import: model, linux.
@NullMarked
package holdfast.driver.rival;

import org.jspecify.annotations.NullMarked;
