package holdfast.cli;

import holdfast.text.Texts;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Help, and every mistake, with picocli. Apart from [Program], so that a correct command line never loads picocli.
final class Patience {
    private final PrintStream out;
    private final PrintStream err;
    private final Texts texts;
    private final Function<Input, Exit> carryOut;

    /// @param carryOut for what turns out to be correct after all
    Patience(PrintStream out, PrintStream err, Texts texts, Function<Input, Exit> carryOut) {
        this.out = out;
        this.err = err;
        this.texts = texts;
        this.carryOut = carryOut;
    }

    Exit run(String... words) {
        CommandLine line = Grammar.commandLine(texts);
        try {
            ParseResult parsed = line.parseArgs(words);
            Input input = Grammar.input(parsed);
            Optional<CommandLine> about = Grammar.helpWanted(parsed);
            if (parsed.isVersionHelpRequested()) {
                out.println(texts.say("cli.version", Version.NUMBER));
                return Exit.GOOD;
            }
            if (about.isPresent()) {
                about.get().usage(out, Ansi.OFF);
                return Exit.GOOD;
            }
            if (input.verb().isEmpty()) {
                line.usage(err, Ansi.OFF);
                return Exit.USAGE;
            }
            return carryOut.apply(input);
        } catch (ParameterException e) {
            err.println(texts.say("cli.failure", String.valueOf(e.getMessage())));
            UnmatchedArgumentException.printSuggestions(e, new PrintWriter(err, true, StandardCharsets.UTF_8));
            err.println(texts.say("cli.see-help", e.getCommandLine().getCommandSpec().qualifiedName()));
            return Exit.USAGE;
        }
    }
}
