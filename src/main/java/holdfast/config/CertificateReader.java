package holdfast.config;

import holdfast.config.CheckReader.Asked;
import holdfast.model.Question;
import holdfast.model.Question.CertificatePlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a `certificate` check: `host:port`, or a mapping with `host` or `file`.
final class CertificateReader {
    private static final int HTTPS = 443;

    /// Two weeks are enough to renew by hand, and half of what is left when certificates that live 90 days are renewed by themselves.
    static final long LEFT_NANOS = 14 * SettingsReader.DAY;

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:*-]{1,253}");

    private CertificateReader() {}

    private record Address(String written, String host, int port) {}

    static Optional<Asked> read(Field field, Path directory) {
        if (!field.isMapping()) {
            return field.text()
                    .flatMap(_ -> address(field))
                    .map(address -> asked(server(address, true, Optional.empty()), LEFT_NANOS, List.of(), address.written()));
        }
        return field.section(Keys.CERTIFICATE).flatMap(section -> mapping(section, directory));
    }

    private static Optional<Asked> mapping(Section section, Path directory) {
        if (section.has("host") == section.has("file")) {
            section.problem("certificate.one");
        }
        if (section.has("file")) {
            for (String key : List.of("verify", "ca")) {
                section.field(key).ifPresent(field -> field.source().problem(field.keyAt(), "certificate.file", key));
            }
        }
        boolean verify = section.field("verify").flatMap(Field::truth).orElse(true);
        Optional<String> ca = section.field("ca").flatMap(Field::path).map(Path::toString);
        long left = section.field("left").flatMap(at -> at.duration(0, 3650 * SettingsReader.DAY)).orElse(LEFT_NANOS);
        List<String> names = section.field("names").map(Field::oneOrMore).orElse(List.of()).stream()
                .flatMap(item -> item.text().flatMap(_ -> item.parsed("certificate.name", CertificateReader::name)).stream())
                .toList();
        Optional<Asked> ofServer = section.field("host")
                .flatMap(field -> field.text().flatMap(_ -> address(field)))
                .map(address -> asked(server(address, verify, ca), left, names, address.written()));
        Optional<Path> file = section.field("file").flatMap(field -> FileChecks.path(field, directory));
        return ofServer.or(() -> file.map(path ->
                asked(new CertificatePlace.File(path.toString()), left, names, String.valueOf(path.getFileName()))));
    }

    private static CertificatePlace server(Address address, boolean verify, Optional<String> ca) {
        return new CertificatePlace.Server(address.host(), address.port(), verify, ca);
    }

    private static Asked asked(CertificatePlace place, long left, List<String> names, String shown) {
        return new Asked(new Question.Certificate(place, left, names), "certificate:" + shown);
    }

    private static Optional<Address> address(Field field) {
        return field.parsed("certificate.host", text -> {
            Matcher matcher = HOST.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String host = matcher.group(1);
            String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            Optional<Integer> port = matcher.group(2) == null ? Optional.of(HTTPS) : Scalars.integer(matcher.group(2));
            return port.filter(number -> number >= 1 && number <= ServiceReader.MOST_PORT)
                    .map(number -> new Address(text, bare, number));
        });
    }

    private static Optional<String> name(String text) {
        return NAME.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
