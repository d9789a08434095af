package holdfast.cli;

/// One line that is written over again and again. Only on a terminal; elsewhere nothing.
final class Progress {
    private static final String BEGIN_AND_ERASE = "\r\u001b[K";

    private final Here here;
    private boolean isShown;

    Progress(Here here) {
        this.here = here;
    }

    void show(String key, Object... values) {
        Terminal terminal = here.terminal();
        if (terminal.live() && !here.wantsJson()) {
            String line = Widths.fit(here.texts().say(key, values), terminal.width() - 1);
            terminal.out().print(BEGIN_AND_ERASE + terminal.paint(Colour.DIM, line));
            terminal.out().flush();
            isShown = true;
        }
    }

    void clear() {
        if (isShown) {
            here.terminal().out().print(BEGIN_AND_ERASE);
            here.terminal().out().flush();
            isShown = false;
        }
    }
}
