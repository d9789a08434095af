/// Tests of the driver for services that an owner's own commands keep.
@NullMarked
package holdfast.driver.command;

import org.jspecify.annotations.NullMarked;
