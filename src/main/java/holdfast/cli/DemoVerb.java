package holdfast.cli;

final class DemoVerb implements Verb {
    @Override
    public Exit run(Here here) {
        return Exit.BAD;
    }
}
