package holdfast.cli;

import holdfast.text.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// What can be typed. Built from the tables in [VerbName], which [QuickParser] reads too.
final class Grammar {
    private static final int HELP_COLUMNS = 100;

    private final Texts texts;

    private Grammar(Texts texts) {
        this.texts = texts;
    }

    static CommandLine commandLine(Texts texts) {
        var line = new CommandLine(new Grammar(texts).root());
        line.setAbbreviatedOptionsAllowed(false);
        line.setUsageHelpWidth(HELP_COLUMNS);
        return line;
    }

    private CommandSpec root() {
        CommandSpec root = CommandSpec.create().name("holdfast");
        root.usageMessage()
                .sortOptions(false)
                .sortSynopsis(false)
                .header(help("usage"))
                .footer("", help("exit-codes"));
        root.addOption(option(List.of("-c", "--config"), "FILE", help("config")).scopeType(ScopeType.INHERIT).build());
        root.addOption(option(List.of("--color"), "WHEN", help("color")).scopeType(ScopeType.INHERIT).build());
        root.addOption(flag(List.of("-h", "--help"), help("help")).usageHelp(true).scopeType(ScopeType.INHERIT).build());
        root.addOption(flag(List.of("-V", "--version"), help("version")).versionHelp(true).build());
        for (VerbName verb : VerbName.values()) {
            root.addSubcommand(verb.typed(), verb(verb));
        }
        return root;
    }

    /// What picocli understood, in the words of the rest of this package.
    static Input input(ParseResult parsed) {
        var options = new HashMap<String, String>();
        var operands = new ArrayList<String>();
        Optional<VerbName> verb = Optional.empty();
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            for (OptionSpec option : level.matchedOptions()) {
                String value = option.stringValues().isEmpty() || option.type() == boolean.class
                        ? ""
                        : option.stringValues().getLast();
                options.put(option.longestName().substring(2), value);
            }
            // One that was matched before and after an option is listed twice, each time with all its values.
            for (PositionalParamSpec operand : new LinkedHashSet<>(level.matchedPositionals())) {
                operands.addAll(operand.stringValues());
            }
            if (level != parsed) {
                verb = VerbName.of(level.commandSpec().name());
            }
        }
        return new Input(verb, options, operands);
    }

    /// The command that help is asked for.
    static Optional<CommandLine> helpWanted(ParseResult parsed) {
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            if (level.isUsageHelpRequested()) {
                return Optional.of(level.commandSpec().commandLine());
            }
        }
        return Optional.empty();
    }

    private CommandSpec verb(VerbName verb) {
        CommandSpec spec = CommandSpec.create().name(verb.typed());
        spec.usageMessage().sortOptions(false).sortSynopsis(false).header(help(verb.typed()));
        for (VerbName.Flag flag : verb.flags()) {
            String described = flag == VerbName.Flag.JSON ? help("json") : help(verb.typed() + "." + flag.typed().substring(2));
            OptionSpec.Builder option = flag.takesValue()
                    ? option(flag.names(), flag == VerbName.Flag.LINES ? "COUNT" : "TIME", described)
                    : flag(flag.names(), described);
            spec.addOption(option.build());
        }
        VerbName.Operand operand = verb.operand();
        if (operand != VerbName.Operand.NONE) {
            spec.addPositional(operand(operand, help(verb.typed() + ".operand")));
        }
        return spec;
    }

    private static PositionalParamSpec operand(VerbName.Operand operand, String described) {
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .paramLabel(operand.label())
                .arity(operand.arity())
                .required(operand.least() > 0)
                .description(described);
        return operand.most() > 1
                ? builder.type(List.class).auxiliaryTypes(String.class).build()
                : builder.type(String.class).index("0").build();
    }

    private static OptionSpec.Builder flag(List<String> names, String described) {
        return OptionSpec.builder(names.toArray(String[]::new))
                .type(boolean.class)
                .arity("0")
                .description(described);
    }

    private static OptionSpec.Builder option(List<String> names, String label, String described) {
        return OptionSpec.builder(names.toArray(String[]::new))
                .type(String.class)
                .paramLabel(label)
                .description(described);
    }

    /// picocli puts its texts through String.format.
    private String help(String key) {
        return texts.say("cli.help." + key).replace("%", "%%");
    }
}
