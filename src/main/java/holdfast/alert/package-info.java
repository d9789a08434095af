/// Who must be told what, when, and why: one notice per reason and incident, every "down" paired with one "recovered". Pure.
///
/// May import: model.
@NullMarked
package holdfast.alert;

import org.jspecify.annotations.NullMarked;
