package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.text.Texts;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The program.
public final class Main {
    private Main() {}

    static Program program() {
        // UTF-8 whatever the locale says: under cron it is POSIX, and names of services are still names.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Program(out, err, Surroundings.ofThisProcess(), new Texts(Locale.getDefault(Locale.Category.DISPLAY)));
    }

    public static void main(String[] args) {
        Program program = program();
        Exit exit = program.run(args);
        if (program.hasStartedNothing()) {
            // An orderly exit makes ready to log that it happens, which takes longer than the whole of `status`.
            Runtime.getRuntime().halt(exit.code());
        }
        System.exit(exit.code());
    }
}
