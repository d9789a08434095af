/// Sentences for people: keys and values in, words out. Every sentence that a person reads comes from a message bundle, one per
/// room (`holdfast/ROOM/messages.properties`, keys beginning with `ROOM.`), so that a translation is a file and not a search.
///
/// May import: model.
@NullMarked
package holdfast.text;

import org.jspecify.annotations.NullMarked;
