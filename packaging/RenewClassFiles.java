import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives the classes of jars that were compiled for Java 5 the form of Java 8: the same
 * instructions, with stack maps (JVMS 4.7.4). A cache of loaded classes takes no class without
 * them, nor what is made of it: it has to be parsed, verified by the old verifier and linked at
 * each start. See docs/decisions.md.
 *
 * <p>{@code java RenewClassFiles.java JAR…}: each jar is replaced, once all of it is written; one
 * in which no class is so old stays as it is, and so what was done is not done again. The same jar
 * gives the same bytes.
 */
final class RenewClassFiles {

  /** Whoever changes a file of somebody else's says so in it (Apache License 2.0, 4b). */
  private static final String NOTE =
      "The build of Prosa gave the class files of this jar stack maps; their code is as it was.\n";

  private RenewClassFiles() {}

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      renew(Path.of(jar));
    }
  }

  private static void renew(Path jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean changed = false;
    URL[] place = {jar.toUri().toURL()};
    try (JarFile old = new JarFile(jar.toFile());
        URLClassLoader classes = new URLClassLoader(place, ClassLoader.getPlatformClassLoader());
        JarOutputStream renewed = new JarOutputStream(bytes)) {
      ClassFile format =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS,
              ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
      for (JarEntry entry : Collections.list(old.entries())) {
        byte[] content = old.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")) {
          ClassModel model = format.parse(content);
          if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
            content = renewed(format, model);
            changed = true;
          }
        }
        JarEntry next = new JarEntry(entry.getName());
        next.setTimeLocal(entry.getTimeLocal());
        renewed.putNextEntry(next);
        renewed.write(content);
      }
      if (changed) {
        JarEntry note = new JarEntry("META-INF/CHANGES");
        note.setTimeLocal(old.entries().nextElement().getTimeLocal());
        renewed.putNextEntry(note);
        renewed.write(NOTE.getBytes(StandardCharsets.UTF_8));
      }
    }
    if (changed) {
      Path next = jar.resolveSibling(jar.getFileName() + ".next");
      Files.write(next, bytes.toByteArray());
      Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The constants keep their numbers, by which the lists in packaging/classes name some. */
  private static byte[] renewed(ClassFile format, ClassModel old) {
    return format.transformClass(
        old,
        (next, element) -> {
          switch (element) {
            case ClassFileVersion _ -> next.withVersion(ClassFile.JAVA_8_VERSION, 0);
            case MethodModel method ->
                next.transformMethod(
                    method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
            default -> next.with(element);
          }
        });
  }
}
