package holdfast.daemon;

import holdfast.model.Event;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a daemon stands on; tests bring their own.
///
/// @param hands made once the inbox exists that their answers go to
/// @param user name of the account that Holdfast runs as
/// @param boot the boot of the machine, see [holdfast.journal.Boot#id]
/// @param pid of this process
/// @param release frees what eyes and hands hold
public record Outfit(
        Clock clock, Eyes eyes, Function<Consumer<Event>, Hands> hands, String user, String boot, long pid, Runnable release) {}
