package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.daemon.control.DaemonGone;
import holdfast.text.Texts;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/// One run of `holdfast`, from the words typed to the exit code. Everything it touches is an argument, so a test can be the
/// terminal.
final class Program {
    private final PrintStream out;
    private final PrintStream err;
    private final Surroundings around;
    private final Texts texts;
    private boolean hasStartedNothing = true;

    Program(PrintStream out, PrintStream err, Surroundings around, Texts texts) {
        this.out = out;
        this.err = err;
        this.around = around;
        this.texts = texts;
    }

    Exit run(String... words) {
        if (words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"))) {
            out.println(texts.say("cli.version", Version.NUMBER));
            return Exit.GOOD;
        }
        Optional<Input> quick = QuickParser.parse(words);
        return quick.isPresent() ? carryOut(quick.get()) : new Patience(out, err, texts, this::carryOut).run(words);
    }

    /// Whether nothing is left that would want to hear of the end.
    boolean hasStartedNothing() {
        return hasStartedNothing;
    }

    private Exit carryOut(Input input) {
        hasStartedNothing = switch (input.verb().orElseThrow()) {
            case STATUS, WHY, INCIDENTS, VALIDATE, LOGS, COMPLETION -> true;
            case PIN, UNPIN, SILENCE, UNSILENCE, ACK, APPROVE -> true;
            case CHECK, MONITOR, START, STOP, RESTART, RELOAD, DEMO, PORTS -> false;
        };
        Map<String, String> environment = around.environment();
        var here = new Here(input, Terminal.of(out, err, input.value("color"), environment), texts, around);
        try {
            Options.colour(input);
            return verb(input).run(here);
        } catch (Failure failure) {
            FailureReport.print(failure, here);
            return failure.exit();
        } catch (DaemonGone e) {
            FailureReport.print(Failure.of(Exit.UNREACHABLE, "cli.daemon-gone", String.valueOf(e.getMessage())), here);
            return Exit.UNREACHABLE;
        } catch (IOException e) {
            FailureReport.print(Failure.of(Exit.BAD, "cli.machine", String.valueOf(e.getMessage())), here);
            return Exit.BAD;
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
            case PORTS -> input.operands().isEmpty() ? new PortsVerb(configured) : new PortFreeVerb(configured);
            case VALIDATE -> new ValidateVerb(configured);
            case START, STOP, RESTART -> new OperateVerb(configured, input.verb().get());
            case RELOAD -> input.operands().isEmpty() ? new RereadVerb(configured) : new OperateVerb(configured, VerbName.RELOAD);
            case PIN, UNPIN, SILENCE, UNSILENCE -> new StandingWordVerb(configured, input.verb().get());
            case ACK, APPROVE -> new IncidentWordVerb(configured, input.verb().get());
            case LOGS -> new LogsVerb(configured);
            case COMPLETION -> new CompletionVerb();
            case CHECK -> new CheckVerb(configured);
            case MONITOR -> new MonitorVerb(input.value("config"));
            case DEMO -> new DemoVerb();
        };
    }
}
