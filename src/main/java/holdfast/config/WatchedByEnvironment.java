package holdfast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A configuration for people who have none: `API_URL`, `APP_URL` and `APP_PORT` name one thing to look at. Only to look at: nobody
/// said how it is started.
///
/// @param text of a configuration file that says the same as the variables. Values go in by reference (`${API_URL}`), so they are
///     read like every other variable and can add nothing to the file
/// @param names of the variables behind the lines of the text that come after its heading
record WatchedByEnvironment(String text, List<String> names) {
    private static final String HEADING = """
            services:
              app:
                watch: true
                checks:
            """;

    /// Empty when none of the variables is set.
    static Optional<WatchedByEnvironment> read(Map<String, String> environment) {
        var checks = new StringBuilder(HEADING);
        var names = new ArrayList<String>();
        String api = environment.getOrDefault("API_URL", "");
        if (!api.isBlank()) {
            // A script that was given the root of the API asked for its health there.
            String path = api.matches("https?://[^/]*/?") ? (api.endsWith("/") ? "api/health" : "/api/health") : "";
            checks.append("      - { name: api, http: \"${API_URL}").append(path).append("\" }\n");
            names.add("API_URL");
        }
        if (!environment.getOrDefault("APP_PORT", "").isBlank()) {
            checks.append("      - { name: port, tcp: \"127.0.0.1:${APP_PORT}\" }\n");
            names.add("APP_PORT");
            // Any answer but a server error counts: what the root of an application says is its own business.
            checks.append("      - { name: local, http: \"http://127.0.0.1:${APP_PORT}/\", expect: { status: 200-499 } }\n");
            names.add("APP_PORT");
        }
        if (!environment.getOrDefault("APP_URL", "").isBlank()) {
            checks.append("      - { name: public, http: \"${APP_URL}\" }\n");
            names.add("APP_URL");
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(new WatchedByEnvironment(checks.toString(), names));
    }

    /// The problem, told of the variable instead of a file that nobody wrote.
    Problem ofVariable(Problem problem) {
        int index = problem.line() - 1 - (int) HEADING.lines().count();
        if (index < 0 || index >= names.size()) {
            return problem;
        }
        return new Problem(
                EnvironmentVariables.position(names.get(index)).file(), 0, 0, problem.problem(), problem.fix());
    }
}
