package bench;

import java.util.List;

/// What one run is asked for.
///
/// @param rounds how often each thing is done; medians are taken over these
/// @param windowSeconds how long CPU time is counted for
/// @param warmSeconds how long daemons run before CPU time is counted
/// @param parts which parts, in order
/// @param json print JSON after the table
record Options(int rounds, int windowSeconds, int warmSeconds, List<String> parts, boolean json) {
    static final List<String> PARTS = List.of("crash", "footprint", "status", "probe", "hang", "return");

    static Options parse(String[] words) {
        var options = new Options(12, 30, 120, PARTS, false);
        for (int i = 0; i < words.length; i++) {
            options = switch (words[i]) {
                case "--rounds" -> options.withRounds(number(words, ++i));
                case "--window" -> options.withWindow(number(words, ++i));
                case "--warm" -> options.withWarm(number(words, ++i));
                case "--parts" -> options.withParts(List.of(words[++i].split(",")));
                case "--json" -> new Options(options.rounds, options.windowSeconds, options.warmSeconds, options.parts, true);
                default -> throw new IllegalArgumentException("usage: bench/run [--rounds 12] [--window 30] [--warm 120] [--parts "
                        + String.join(",", PARTS) + "] [--json]");
            };
        }
        return options;
    }

    private static int number(String[] words, int index) {
        return Integer.parseInt(words[index]);
    }

    private Options withRounds(int rounds) {
        return new Options(rounds, windowSeconds, warmSeconds, parts, json);
    }

    private Options withWindow(int seconds) {
        return new Options(rounds, seconds, warmSeconds, parts, json);
    }

    private Options withWarm(int seconds) {
        return new Options(rounds, windowSeconds, seconds, parts, json);
    }

    private Options withParts(List<String> parts) {
        return new Options(rounds, windowSeconds, warmSeconds, parts, json);
    }
}
