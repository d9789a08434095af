@NullMarked
package holdfast.driver.docker;

import org.jspecify.annotations.NullMarked;
