package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.text.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// One run of `holdfast`, from the words typed to the exit code. Everything it touches is an argument, so a test can be the
/// terminal.
final class Program {
    private final PrintStream out;
    private final PrintStream err;
    private final Surroundings around;
    private final Texts texts;

    Program(PrintStream out, PrintStream err, Surroundings around, Texts texts) {
        this.out = out;
        this.err = err;
        this.around = around;
        this.texts = texts;
    }

    Exit run(String... words) {
        Optional<Input> quick = QuickParser.parse(words);
        return quick.isPresent() ? carryOut(quick.get()) : bePatient(words);
    }

    /// With picocli: help, and every mistake.
    private Exit bePatient(String... words) {
        CommandLine line = Grammar.commandLine(texts);
        try {
            ParseResult parsed = line.parseArgs(words);
            Input input = Grammar.input(parsed);
            if (parsed.isVersionHelpRequested()) {
                out.println(texts.say("cli.version", Version.NUMBER));
                return Exit.GOOD;
            }
            if (Grammar.helpWanted(parsed).isPresent()) {
                CommandLine about = Grammar.helpWanted(parsed).get();
                about.usage(out, ansi(input));
                return Exit.GOOD;
            }
            if (input.verb().isEmpty()) {
                line.usage(err, ansi(input));
                return Exit.USAGE;
            }
            return carryOut(input);
        } catch (ParameterException e) {
            err.println(texts.say("cli.failure", String.valueOf(e.getMessage())));
            CommandLine.UnmatchedArgumentException.printSuggestions(e, new PrintWriter(err, true, StandardCharsets.UTF_8));
            err.println(texts.say("cli.see-help", e.getCommandLine().getCommandSpec().qualifiedName()));
            return Exit.USAGE;
        }
    }

    private CommandLine.Help.Ansi ansi(Input input) {
        boolean colours = Terminal.of(out, err, input.value("color"), around.environment()).colours();
        return colours ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    private Exit carryOut(Input input) {
        Map<String, String> environment = around.environment();
        var here = new Here(input, Terminal.of(out, err, input.value("color"), environment), texts, around);
        try {
            Options.colour(input);
            return verb(input).run(here);
        } catch (Failure failure) {
            FailureReport.print(failure, here);
            return failure.exit();
        } catch (IOException e) {
            FailureReport.print(Failure.of(Exit.UNREACHABLE, "cli.daemon-gone", String.valueOf(e.getMessage())), here);
            return Exit.UNREACHABLE;
        } finally {
            out.flush();
        }
    }

    private Verb verb(Input input) {
        var configured = new Configured(input.value("config"), around);
        return switch (input.verb().orElseThrow()) {
            case STATUS -> new StatusVerb(configured);
            case WHY -> new WhyVerb(configured);
            case INCIDENTS -> new IncidentsVerb(configured);
            case PORTS -> new PortsVerb(configured);
            case VALIDATE -> new ValidateVerb(configured);
            case START, STOP, RESTART -> new OperateVerb(configured, input.verb().get());
            case LOGS -> new LogsVerb(configured);
            case COMPLETION -> new CompletionVerb();
            case CHECK -> new CheckVerb(configured);
            case MONITOR -> new MonitorVerb(input.value("config"));
            case DEMO -> new DemoVerb();
        };
    }
}
