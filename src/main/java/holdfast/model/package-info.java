/// Words that both wings need: identifiers, specifications, events, commands, facts, status. Pure data, no behaviour beyond
/// what keeps a record valid.
///
/// May import: nothing of Holdfast.
@NullMarked
package holdfast.model;

import org.jspecify.annotations.NullMarked;
