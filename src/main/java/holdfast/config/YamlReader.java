package holdfast.config;

import holdfast.model.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Text → tree of YAML nodes with their positions. Where it is broken, the rest is read on as far as that is safe ([Salvage]), so that
/// every mistake is told at once.
///
/// Values are never built, so a file cannot make objects, and an alias costs nothing; what it costs to read all that aliases stand for
/// is bounded ([Weight]).
final class YamlReader {
    /// Values of a file, an alias counted as what it stands for. Without aliases no file that is not too big has so many.
    static final int VALUES = Limits.CONFIG_BYTES;

    /// Mistakes after which nobody reads on.
    static final int ROUNDS = 50;

    /// Characters that are read for one file, all its readings together.
    private static final int CHARACTERS = 4 * Limits.CONFIG_BYTES;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(Limits.CONFIG_BYTES)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .setAllowNonScalarKeys(true)
            .build();

    private static final String ANOTHER = "but found another document";

    /// What the library says → what we say. The library's words are looked at only here; what matches nothing is passed on.
    private static final List<Map.Entry<String, String>> KNOWN = List.of(
            Map.entry("mapping values are not allowed here", "yaml.colon"),
            Map.entry("could not find expected ':'", "yaml.no-colon"),
            Map.entry("found undefined alias", "yaml.alias"),
            Map.entry("found unexpected end of stream", "yaml.quote"),
            Map.entry("that cannot start any token", "yaml.character"),
            Map.entry("found unknown escape character", "yaml.escape"),
            Map.entry("but got <stream end>", "yaml.bracket"),
            Map.entry("expected ',' or", "yaml.comma"));

    private final String file;
    private final Problems problems;

    private YamlReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /// What could be read. When anything could not, a problem was added; a file without any content is one.
    static Optional<Node> read(String file, String text, Problems problems) {
        return new YamlReader(file, problems).read(text);
    }

    /// What came of one reading.
    private sealed interface Parsed {
        /// @param isWoven whether aliases are part of it
        record Tree(Optional<Node> root, boolean isWoven) implements Parsed {}

        record Broken(Fault fault) implements Parsed {}
    }

    private Optional<Node> read(String text) {
        if (parse(text) instanceof Parsed.Tree tree) {
            if (tree.root().isEmpty()) {
                problems.add(new Position(file, 1, 1), "yaml.empty");
            }
            return weighed(tree);
        }
        return salvage(text, new Salvage(text));
    }

    private Optional<Node> salvage(String text, Salvage salvage) {
        int rounds = Math.min(ROUNDS, CHARACTERS / Math.max(1, text.length()) + 1);
        for (int round = 0; round < rounds; round++) {
            switch (parse(salvage.left())) {
                case Parsed.Tree tree -> {
                    problems.doubt(file, salvage);
                    return weighed(tree);
                }
                case Parsed.Broken(Fault found) -> {
                    Fault fault = salvage.traced(found);
                    if (!salvage.isFollowUp(fault)) {
                        problems.add(fault.at(), fault.problem(), fault.values().toArray());
                    }
                    if (fault.spoils() == Fault.Spoils.FILE || !salvage.leaveOut(fault)) {
                        return Optional.empty();
                    }
                }
            }
        }
        problems.add(Position.whole(file), "yaml.more");
        return Optional.empty();
    }

    private Parsed parse(String text) {
        String[] lines = text.split("\n", -1);
        try {
            var parser = new StrictParser(new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)), lines, this::tooDeep);
            Optional<Node> root = new Composer(SETTINGS, parser).getSingleNode();
            return new Parsed.Tree(root, parser.hasAliases());
        } catch (StrictParser.Refused refused) {
            var at = new Position(file, refused.line() + 1, refused.column() + 1);
            boolean isTab = refused.problem().equals("yaml.tab");
            return new Parsed.Broken(isTab
                    ? Fault.at(at, refused.problem(), at.line(), at.column())
                    : Fault.rest(at, refused.problem(), at.line(), at.column()));
        } catch (MarkedYamlEngineException broken) {
            return new Parsed.Broken(broken(broken, lines));
        } catch (ReaderException control) {
            int end = text.offsetByCodePoints(0, Math.min(control.getPosition(), text.codePointCount(0, text.length())));
            String code = "0x%02X".formatted(control.getCodePoint());
            return new Parsed.Broken(Fault.at(TextFile.end(file, text.substring(0, end)), "yaml.control", code));
        } catch (YamlVersionException other) {
            return new Parsed.Broken(version(lines));
        } catch (YamlEngineException other) {
            return new Parsed.Broken(Fault.file(Position.whole(file), "yaml.broken", String.valueOf(other.getMessage())));
        }
    }

    private void tooDeep(Mark mark) {
        problems.add(new Position(file, mark.getLine() + 1, mark.getColumn() + 1), "yaml.deep");
    }

    private Fault version(String[] lines) {
        for (int i = 0; i < lines.length; i++) {
            if (lines[i].startsWith("%YAML")) {
                return Fault.at(new Position(file, i + 1, 1), "yaml.version");
            }
        }
        return Fault.file(Position.whole(file), "yaml.version");
    }

    private Optional<Node> weighed(Parsed.Tree tree) {
        Optional<Node> heavy = tree.root().filter(_ -> tree.isWoven()).flatMap(root -> Weight.tooHeavy(root, VALUES));
        heavy.ifPresent(node -> problems.add(Position.of(file, node), "yaml.aliases", VALUES));
        return heavy.isPresent() ? Optional.empty() : tree.root();
    }

    private Fault broken(MarkedYamlEngineException broken, String[] lines) {
        Position at = broken.getProblemMark()
                .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> Position.whole(file));
        String said = String.valueOf(broken.getProblem());
        if (said.contains(ANOTHER)) {
            boolean isFirstEmpty = Stream.of(lines).limit(at.line() - 1).allMatch(YamlReader::isBare);
            return isFirstEmpty ? Fault.at(at, "yaml.documents.empty") : Fault.rest(at, "yaml.documents");
        }
        Optional<Position> tab = tabNear(at.line(), lines);
        if (tab.isPresent()) {
            return Fault.at(tab.get(), "yaml.tab", tab.get().line(), tab.get().column());
        }
        String context = String.valueOf(broken.getContext());
        for (var known : KNOWN) {
            if (said.contains(known.getKey())) {
                Position begin = broken.getContextMark()
                        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                        .orElse(at);
                return fault(known.getValue(), begin, at);
            }
        }
        return at.line() == 0
                ? Fault.file(at, "yaml.broken", said.isEmpty() ? context : said)
                : Fault.at(at, "yaml.broken", said.isEmpty() ? context : said);
    }

    private static boolean isBare(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("#") || text.equals("---");
    }

    private static Fault fault(String problem, Position begin, Position at) {
        if (at.line() == 0) {
            return Fault.file(at, problem, begin.line(), begin.column());
        }
        Position told = opens(problem) ? begin : at;
        Position from = problem.equals("yaml.comma") ? begin : told;
        return Fault.between(told, from, at, problem, begin.line(), begin.column());
    }

    /// These are found further down, but the mistake is where it began.
    private static boolean opens(String key) {
        return key.equals("yaml.quote") || key.equals("yaml.bracket") || key.equals("yaml.no-colon");
    }

    /// A tab in the indentation of the line, or of the one before it, where the trouble may have begun.
    private Optional<Position> tabNear(int line, String[] lines) {
        for (int i = line - 1; i >= Math.max(0, line - 2); i--) {
            if (i >= lines.length) {
                continue;
            }
            int indent = (int) lines[i].chars().takeWhile(c -> c == ' ' || c == '\t').count();
            int tab = lines[i].indexOf('\t');
            if (tab >= 0 && tab < indent) {
                return Optional.of(new Position(file, i + 1, tab + 1));
            }
        }
        return Optional.empty();
    }
}
