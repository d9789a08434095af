package holdfast.cli;

import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `holdfast completion bash|zsh|fish`: prints a script for the shell to read.
final class CompletionVerb implements Verb {
    @Override
    public Exit run(Here here) throws Failure {
        CommandLine line = Grammar.commandLine(here.texts());
        String shell = here.input().operands().getFirst().toLowerCase(Locale.ROOT);
        String script = switch (shell) {
            case "bash" -> AutoComplete.bash("holdfast", line);
            case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + AutoComplete.bash("holdfast", line);
            case "fish" -> fish(line.getCommandSpec());
            default -> throw Failure.of(Exit.USAGE, "cli.bad-shell", shell);
        };
        here.terminal().out().print(script);
        return Exit.GOOD;
    }

    private static String fish(CommandSpec root) {
        var script = new StringBuilder("complete -c holdfast -f\n");
        root.options().forEach(option -> option(script, "__fish_use_subcommand", option));
        root.subcommands().forEach((name, line) -> {
            script.append("complete -c holdfast -n __fish_use_subcommand -a ")
                    .append(name)
                    .append(described(List.of(line.getCommandSpec().usageMessage().header())))
                    .append('\n');
            line.getCommandSpec().options().forEach(option -> option(script, "'__fish_seen_subcommand_from " + name + "'", option));
        });
        return script.toString();
    }

    private static void option(StringBuilder script, String when, OptionSpec option) {
        script.append("complete -c holdfast -n ").append(when);
        for (String name : option.names()) {
            script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().min() > 0) {
            script.append(option.paramLabel().equals("FILE") ? " -r -F" : " -x");
        }
        script.append(described(List.of(option.description()))).append('\n');
    }

    private static String described(List<String> words) {
        String text = Ansi.OFF.string(String.join(" ", words)).replace("%%", "%");
        return text.isEmpty() ? "" : " -d '" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
