/// Files and environment in, validated specifications out, or the full list of problems: each with file, line, column, and what
/// to do about it. The way in is [ConfigurationFile].
///
/// May import: model.
@NullMarked
package holdfast.config;

import org.jspecify.annotations.NullMarked;
