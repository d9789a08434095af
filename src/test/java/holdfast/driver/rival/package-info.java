/// Tests of who else restarts a service.
@NullMarked
package holdfast.driver.rival;

import org.jspecify.annotations.NullMarked;
