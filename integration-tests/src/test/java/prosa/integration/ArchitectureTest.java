package prosa.integration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of ARCHITECTURE.md: who may import whom, and names that mean one thing.
 *
 * <p>Each part of the product names all that it may import; what is not named is forbidden. A rule
 * that finds no classes fails, and so does a class that no rule is for.
 */
final class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter().withImportOption(ArchitectureTest::isProduct).importPackages("prosa");

  /** Wherever a build puts them: {@code ./check} compiles the tests for two folders. */
  private static boolean isProduct(Location location) {
    return !location.contains("/test-classes/");
  }

  /** A part of the product, and the packages that it may import. */
  record Part(String of, List<String> mayKnow) {
    Part(String of, String... mayKnow) {
      this(of, List.of(mayKnow));
    }

    @Override
    public String toString() {
      return of;
    }
  }

  static Stream<Part> parts() {
    return Stream.of(
        new Part("prosa.logging", "org.slf4j.."),
        new Part("prosa.messages"),
        new Part("prosa.net", "io.netty.."),
        new Part("prosa.zmtp", "prosa.net..", "io.netty..", "org.bouncycastle.."),
        new Part("prosa.websocket", "prosa.net..", "io.netty.."),
        new Part("prosa.protocol", "tools.jackson.core.."),
        new Part(
            "prosa.server",
            "prosa.logging..",
            "prosa.messages..",
            "prosa.net..",
            "prosa.zmtp..",
            "prosa.websocket..",
            "prosa.protocol..",
            "io.netty..",
            "org.slf4j..",
            "com.sun.management", // the JDK's, for the number of open descriptors
            "io.prometheus.."),
        new Part("prosa.cluster", "prosa.server.cluster..", "io.nats.."),
        new Part("prosa.client", "prosa.net..", "prosa.zmtp..", "prosa.protocol..", "io.netty.."),
        new Part(
            "prosa.desktop",
            "prosa.messages..",
            "prosa.client..",
            "prosa.protocol..",
            "com.formdev.flatlaf..",
            "com.github.weisj.jsvg..",
            "com.google.zxing.."),
        new Part(
            "prosa.terminal",
            "prosa.messages..",
            "prosa.client..",
            "prosa.protocol..",
            "org.jline..",
            "tools.jackson.core.."),
        new Part("prosa.bench", "io.netty..", "org.HdrHistogram.."),
        new Part("prosa.web", "prosa.messages..", "com.google.zxing.."));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void importsOnlyWhatItMay(Part part) {
    check(
        classes()
            .that()
            .resideInAPackage(part.of() + "..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(part.mayKnow().toArray(String[]::new))
                    .or(resideInAnyPackage(part.of() + "..", "java..", "javax..", "org.jspecify.."))
                    .as("are its own, the JDK's or %s", String.join(", ", part.mayKnow()))));
  }

  @Test
  void everyClassIsOfAPartWithARule() {
    List<String> parts =
        Stream.concat(
                parts().map(part -> part.of() + ".."),
                Stream.of("prosa.app..", "prosa.testing..", "prosa.integration.."))
            .toList();
    check(
        classes()
            .that()
            .resideInAPackage("prosa..")
            .should()
            .resideInAnyPackage(parts.toArray(String[]::new)));
  }

  /**
   * Two types of one name make readers look in the wrong file. A case of a sealed interface is
   * named with it, as {@code ChatEvent.Said}, and may repeat a name; a private type is seen in its
   * file only.
   */
  @Test
  void noTwoTypesHaveOneName() {
    Map<String, List<String>> types =
        PRODUCT.stream()
            .filter(type -> !type.isAnonymousClass() && !type.isLocalClass())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type -> !type.getModifiers().contains(JavaModifier.PRIVATE))
            .filter(type -> !isCaseOfItsEnclosingType(type))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    assertThat(types).hasSizeGreaterThan(300);
    assertThat(types.values()).filteredOn(same -> same.size() > 1).isEmpty();
  }

  /** The same of tests and tools. */
  @Test
  void noTwoSourceFilesHaveOneName() throws IOException {
    Map<String, List<String>> files = new TreeMap<>();
    Files.walkFileTree(
        Outcome.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return name.equals("target") || name.startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            if (name.endsWith(".java") && !name.matches("(?:package|module)-info.java")) {
              files
                  .computeIfAbsent(name, _ -> new ArrayList<>())
                  .add(Outcome.ROOT.relativize(file).toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(files).hasSizeGreaterThan(900);
    assertThat(files.values()).filteredOn(same -> same.size() > 1).isEmpty();
  }

  private static boolean isCaseOfItsEnclosingType(JavaClass type) {
    return type.getEnclosingClass()
        .filter(outer -> outer.isInterface() && type.isAssignableTo(outer.getName()))
        .isPresent();
  }

  @Test
  void placementKnowsNoNetworkNoThreadsAndNoClock() {
    String placement = "prosa.server.placement..";
    check(
        classes()
            .that()
            .resideInAPackage(placement)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        placement,
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "java.util.regex",
                        "org.jspecify..")
                    .and(not(type(Thread.class)))
                    .or(type(Duration.class))
                    .or(type(SecureRandom.class))
                    .or(type(StandardCharsets.class))
                    .or(type(Charset.class))
                    .or(type(GeneralSecurityException.class))
                    .or(resideInAnyPackage("javax.crypto..")))
            .andShould(notReadTheClock()));
  }

  @Test
  void clusterLogicKnowsNoNetworkNoThreadsAndNoClock() {
    String cluster = "prosa.server.cluster..";
    check(
        classes()
            .that()
            .resideInAPackage(cluster)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        cluster,
                        "prosa.server.placement..",
                        "java.io",
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.util",
                        "java.util.concurrent",
                        "java.util.concurrent.atomic",
                        "java.util.function",
                        "java.util.stream",
                        "java.util.regex",
                        "org.jspecify..")
                    .and(not(type(Thread.class)))
                    .or(type(Duration.class))
                    .or(type(StandardCharsets.class))
                    .or(type(Charset.class))
                    .or(type(GeneralSecurityException.class))
                    .or(type(MessageDigest.class))
                    .or(resideInAnyPackage("javax.crypto..")))
            .andShould(notReadTheClock()));
  }

  /** Every line that a peer can cause is limited, because there is no other way to log one. */
  @Test
  void onlyTheRateLimitedLoggerLogs() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "prosa.server..",
                "prosa.zmtp..",
                "prosa.net..",
                "prosa.websocket..",
                "prosa.protocol..")
            .and()
            .doNotHaveFullyQualifiedName("prosa.server.operations.RateLimitedLogger")
            .and()
            .doNotHaveFullyQualifiedName("prosa.server.operations.RateLimitedLogger$Event")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "org.slf4j..", "java.util.logging..", "io.netty.util.internal.logging..")
                    .as("log"))
            .orShould(
                ArchConditions.accessFieldWhere(
                    JavaFieldAccess.Predicates.target(owner(type(System.class)))
                        .and(JavaFieldAccess.Predicates.target(name("out").or(name("err"))))
                        .as("standard output or error is written to")))
            .orShould(
                callMethodWhere(target(name("printStackTrace")).as("a stack trace is printed"))));
  }

  @Test
  void doorKnowsNoRoom() {
    check(
        noClasses()
            .that()
            .resideInAPackage("prosa.server.door..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("prosa.server.room.."));
  }

  @Test
  void roomKnowsNoDoor() {
    check(
        noClasses()
            .that()
            .resideInAPackage("prosa.server.room..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("prosa.server.door.."));
  }

  @Test
  void nobodyKnowsTheCommand() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("prosa.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("prosa.app.."));
  }

  private static ArchCondition<JavaClass> notReadTheClock() {
    return ArchConditions.not(
        callMethodWhere(
            target(owner(type(System.class)))
                .and(target(name("nanoTime").or(name("currentTimeMillis"))))
                .as("the system's clock is read")));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(false).check(PRODUCT);
  }
}
