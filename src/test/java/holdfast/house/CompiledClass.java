package holdfast.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What one class file leans on: the types it names and the members it uses.
///
/// @param name with dots
/// @param types every type named in code, signatures and annotations, with dots; array brackets taken off
/// @param members methods and fields that its code uses
record CompiledClass(String name, Set<String> types, List<Member> members) {
    /// Types inside descriptors and generic signatures: `Ljava/util/List<Lholdfast/model/Fact;>;`.
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)(?=[;<])");

    /// A method or field in use, as written in the constant pool.
    record Member(String owner, String name, String descriptor) {
        @Override
        public String toString() {
            return owner + "." + name;
        }
    }

    static CompiledClass read(byte[] bytes) {
        ClassModel parsed = ClassFile.of().parse(bytes);
        var types = new TreeSet<String>();
        var members = new ArrayList<Member>();
        for (PoolEntry entry : parsed.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addTypes(type.asInternalName(), types);
                case Utf8Entry text -> addTypes(text.stringValue(), types);
                case MemberRefEntry member -> members.add(new Member(
                        dotted(member.owner().asInternalName()),
                        member.name().stringValue(),
                        member.type().stringValue()));
                default -> {
                    // Numbers, strings and bootstrap entries name no type of their own.
                }
            }
        }
        return new CompiledClass(dotted(parsed.thisClass().asInternalName()), types, List.copyOf(members));
    }

    /// All classes under a folder of class files.
    static List<CompiledClass> readAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class")).sorted().map(CompiledClass::readFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompiledClass readFile(Path file) {
        try {
            return read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addTypes(String text, Set<String> types) {
        var matcher = IN_DESCRIPTOR.matcher(text);
        while (matcher.find()) {
            types.add(dotted(matcher.group(1)));
        }
        if (text.matches("[\\w$]+(/[\\w$]+)+")) {
            types.add(dotted(text));
        }
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
