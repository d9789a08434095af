package holdfast.cli;

import holdfast.text.Texts;
import java.util.ArrayList;
import java.util.HashMap;
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
    private Grammar() {}

    static CommandLine commandLine(Texts texts) {
        var help = new HelpTexts(texts);
        CommandSpec root = CommandSpec.create().name("holdfast").resourceBundle(help);
        root.usageMessage().sortOptions(false).sortSynopsis(false);
        root.addOption(option(List.of("-c", "--config"), "config", "FILE"));
        root.addOption(option(List.of("--color"), "color", "WHEN"));
        root.addOption(flag(List.of("-h", "--help"), "help").usageHelp(true).scopeType(ScopeType.INHERIT).build());
        root.addOption(flag(List.of("-V", "--version"), "version").versionHelp(true).build());
        for (VerbName verb : VerbName.values()) {
            root.addSubcommand(verb.typed(), verb(verb, help));
        }
        var line = new CommandLine(root);
        line.setPosixClusteredShortOptionsAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        return line;
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
            for (PositionalParamSpec operand : level.matchedPositionals()) {
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

    private static CommandSpec verb(VerbName verb, HelpTexts help) {
        CommandSpec spec = CommandSpec.create().name(verb.typed()).resourceBundle(help);
        spec.usageMessage().sortOptions(false).sortSynopsis(false);
        for (VerbName.Flag flag : verb.flags()) {
            String key = flag.typed().substring(2);
            spec.addOption(
                    flag.takesValue() ? own(option(flag.names(), key, label(flag))) : flag(flag.names(), key).build());
        }
        VerbName.Operand operand = verb.operand();
        if (operand != VerbName.Operand.NONE) {
            spec.addPositional(PositionalParamSpec.builder()
                    .paramLabel(operand.label())
                    .arity(operand.arity())
                    .descriptionKey("operand")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .build());
        }
        return spec;
    }

    private static String label(VerbName.Flag flag) {
        return flag == VerbName.Flag.LINES ? "COUNT" : "TIME";
    }

    private static OptionSpec.Builder flag(List<String> names, String key) {
        return OptionSpec.builder(names.toArray(String[]::new))
                .type(boolean.class)
                .arity("0")
                .descriptionKey(key);
    }

    /// An option with a value, understood before and after the verb.
    private static OptionSpec option(List<String> names, String key, String label) {
        return OptionSpec.builder(names.toArray(String[]::new))
                .type(String.class)
                .paramLabel(label)
                .descriptionKey(key)
                .scopeType(ScopeType.INHERIT)
                .build();
    }

    private static OptionSpec own(OptionSpec option) {
        return option.toBuilder().scopeType(ScopeType.LOCAL).build();
    }
}
