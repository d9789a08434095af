/// The rules of the house, read off the compiled classes and the sources, so that they bind without anybody remembering them.
@NullMarked
package holdfast.house;

import org.jspecify.annotations.NullMarked;
