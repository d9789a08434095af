package holdfast.cli;

final class MonitorVerb implements Verb {
    MonitorVerb(Configured configured) {}

    @Override
    public Exit run(Here here) {
        return Exit.BAD;
    }
}
