package holdfast.config;

import holdfast.model.Question;
import holdfast.model.Question.StatusRange;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.jcf.JcfRuntime;
import io.burt.jmespath.parser.ParseError;
import io.burt.jmespath.parser.ParseException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Reads what the answer of an `http` check must be. Expressions are compiled here, so that a bad one is a problem with a position
/// and not a probe that fails at night.
final class ExpectReader {
    /// Characters of an expression. Their compilers call themselves for every bracket.
    static final int MOST_EXPRESSION = 1000;

    static final int MOST_ITEMS = 1_000_000;

    private static final Pattern STATUS = Pattern.compile("([1-5])xx|([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

    private final Section section;
    private final Timing timing;

    ExpectReader(Section section, Timing timing) {
        this.section = section;
        this.timing = timing;
    }

    Question.Expect read(String method, Optional<URI> url) {
        if (method.equals("HEAD")) {
            for (String key : List.of("text", "regex", "json", "items")) {
                section.field(key).ifPresent(field -> field.source().problem(field.keyAt(), "expect.head", key));
            }
        }
        Optional<Long> certificate = section.field("certificate").flatMap(field -> {
            if (url.filter(to -> "http".equalsIgnoreCase(to.getScheme())).isPresent()) {
                field.source().problem(field.keyAt(), "expect.certificate");
            }
            return field.duration(0, 3650 * SettingsReader.DAY);
        });
        return new Question.Expect(
                statuses(),
                section.field("within").flatMap(this::within),
                headers(),
                section.field("text").flatMap(Field::text).map(Field.Text::value),
                section.field("regex").flatMap(ExpectReader::regex),
                section.field("json").flatMap(ExpectReader::json),
                section.field("items").flatMap(field -> field.parsed("items", ExpectReader::atLeast)),
                certificate);
    }

    private List<StatusRange> statuses() {
        Optional<Field> field = section.field("status");
        if (field.isEmpty()) {
            return Question.Expect.SUCCESS.statuses();
        }
        List<StatusRange> statuses = field.get().oneOrMore().stream()
                .flatMap(item -> item.parsed("status", ExpectReader::status).stream())
                .toList();
        if (field.get().isList() && field.get().items().isEmpty()) {
            field.get().problem("status.empty");
        }
        return statuses.isEmpty() ? Question.Expect.SUCCESS.statuses() : statuses;
    }

    private static Optional<StatusRange> status(String text) {
        Matcher matcher = STATUS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(1) != null) {
            int hundreds = 100 * Integer.parseInt(matcher.group(1));
            return Optional.of(new StatusRange(hundreds, hundreds + 99));
        }
        int low = Integer.parseInt(matcher.group(2));
        int high = matcher.group(3) == null ? low : Integer.parseInt(matcher.group(3));
        return low <= high ? Optional.of(new StatusRange(low, high)) : Optional.empty();
    }

    private Optional<Long> within(Field field) {
        Optional<Long> within = field.duration(SettingsReader.MILLI, SettingsReader.DAY);
        if (within.filter(nanos -> nanos > timing.timeout()).isPresent()) {
            field.problem("expect.within", Scalars.durationText(within.get()), Scalars.durationText(timing.timeout()));
        }
        return within;
    }

    private Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        for (Field field : section.section("headers", Keys.free("headers")).map(Section::fields).orElse(List.of())) {
            if (field.isGiven()) {
                regex(field).ifPresent(pattern -> headers.put(field.name(), pattern));
            }
        }
        return HttpReader.frozen(headers);
    }

    private static Optional<String> regex(Field field) {
        return expression(field).filter(text -> {
            try {
                Pattern.compile(text);
                return true;
            } catch (PatternSyntaxException broken) {
                field.problem("regex", field.name(), broken.getDescription(), broken.getIndex() + 1);
                return false;
            }
        });
    }

    private static Optional<String> json(Field field) {
        return expression(field).filter(text -> {
            try {
                new JcfRuntime().compile(text);
                return true;
            } catch (JmesPathException broken) {
                field.problem("json", said(broken));
                return false;
            }
        });
    }

    /// The first complaint and where it is, without the expression, which the library would repeat.
    private static String said(JmesPathException broken) {
        if (broken instanceof ParseException errors) {
            for (ParseError error : errors) {
                return (error.position() + 1) + ": " + error.message();
            }
        }
        return String.valueOf(broken.getMessage());
    }

    private static Optional<String> expression(Field field) {
        return field.text().map(Field.Text::value).filter(text -> {
            boolean isShort = text.length() <= MOST_EXPRESSION;
            if (!isShort) {
                field.problem("expression.long", field.name(), MOST_EXPRESSION);
            }
            return isShort;
        });
    }

    private static Optional<Integer> atLeast(String text) {
        return Scalars.integer(text.startsWith(">=") ? text.substring(2).strip() : text).filter(n -> n <= MOST_ITEMS);
    }
}
