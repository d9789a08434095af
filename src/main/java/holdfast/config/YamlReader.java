package holdfast.config;

import holdfast.model.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Text → tree of YAML nodes with their positions; at most one problem, because nothing after a broken spot can be trusted.
///
/// Values are never built, so a file cannot make objects, and an alias costs nothing however often it is used.
final class YamlReader {
    /// Aliases to lists and mappings. Aliases of aliases would otherwise describe a tree larger than memory ("billion laughs").
    static final int ALIASES = 100;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setCodePointLimit(Limits.CONFIG_BYTES)
            .setMaxAliasesForCollections(ALIASES)
            .setAllowNonScalarKeys(false)
            .build();

    /// What the library says → what we say. The library's words are looked at only here; what matches nothing is passed on.
    private static final List<Map.Entry<String, String>> KNOWN = List.of(
            Map.entry("mapping values are not allowed here", "yaml.colon"),
            Map.entry("could not find expected ':'", "yaml.no-colon"),
            Map.entry("but found another document", "yaml.documents"),
            Map.entry("found undefined alias", "yaml.alias"),
            Map.entry("found unexpected end of stream", "yaml.quote"),
            Map.entry("that cannot start any token", "yaml.character"),
            Map.entry("found unknown escape character", "yaml.escape"),
            Map.entry("but got <stream end>", "yaml.bracket"),
            Map.entry("expected ',' or", "yaml.comma"));

    private final String file;
    private final String text;
    private final Problems problems;

    private YamlReader(String file, String text, Problems problems) {
        this.file = file;
        this.text = text;
        this.problems = problems;
    }

    /// Empty when a problem was added. A file without any content is one.
    static Optional<Node> read(String file, String text, Problems problems) {
        return new YamlReader(file, text, problems).read();
    }

    private Optional<Node> read() {
        try {
            var parser = new StrictParser(new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text)), text.split("\n", -1));
            Optional<Node> node = new Composer(SETTINGS, parser).getSingleNode();
            if (node.isEmpty()) {
                problems.add(new Position(file, 1, 1), "yaml.empty");
            }
            return node;
        } catch (StrictParser.Refused refused) {
            var at = new Position(file, refused.line() + 1, refused.column() + 1);
            problems.add(at, refused.problem(), at.line(), at.column());
        } catch (MarkedYamlEngineException broken) {
            broken(broken);
        } catch (ReaderException control) {
            int end = text.offsetByCodePoints(0, Math.min(control.getPosition(), text.codePointCount(0, text.length())));
            String code = "0x%02X".formatted(control.getCodePoint());
            problems.add(TextFile.end(file, text.substring(0, end)), "yaml.control", code);
        } catch (YamlEngineException other) {
            boolean aliases = String.valueOf(other.getMessage()).contains("aliases");
            problems.add(Position.whole(file), aliases ? "yaml.aliases" : "yaml.other", ALIASES);
        }
        return Optional.empty();
    }

    private void broken(MarkedYamlEngineException broken) {
        Position at = broken.getProblemMark()
                .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> Position.whole(file));
        Optional<Position> tab = tabNear(at.line());
        if (tab.isPresent()) {
            problems.add(tab.get(), "yaml.tab", tab.get().line(), tab.get().column());
            return;
        }
        String said = String.valueOf(broken.getProblem());
        String context = String.valueOf(broken.getContext());
        for (var known : KNOWN) {
            if (said.contains(known.getKey())) {
                Position begin = broken.getContextMark()
                        .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                        .orElse(at);
                problems.add(opens(known.getValue()) ? begin : at, known.getValue(), begin.line(), begin.column());
                return;
            }
        }
        problems.add(at, "yaml.broken", said.isEmpty() ? context : said);
    }

    /// These are found at the end of the file, but the mistake is where it was opened.
    private static boolean opens(String key) {
        return key.equals("yaml.quote") || key.equals("yaml.bracket");
    }

    /// A tab in the indentation of the line, or of the one before it, where the trouble may have begun.
    private Optional<Position> tabNear(int line) {
        String[] lines = text.split("\n", -1);
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
