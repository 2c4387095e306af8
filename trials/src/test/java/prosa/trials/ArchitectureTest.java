package prosa.trials;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may know whom: the arrows of the floor plan in ARCHITECTURE.md.
 *
 * <p>Each room of the house names all that it may look at; whatever is not named is forbidden. A
 * room that has sources must be seen by its rule, so that no rule holds for want of classes.
 */
final class ArchitectureTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("prosa");

  private static final Path ROOT = Path.of(System.getProperty("prosa.root", ".."));

  /** A part of the product, its folder of sources, and the packages that it may know. */
  record Room(String of, String sources, List<String> mayKnow) {
    Room(String of, String sources, String... mayKnow) {
      this(of, sources, List.of(mayKnow));
    }

    @Override
    public String toString() {
      return of;
    }
  }

  static Stream<Room> rooms() {
    return Stream.of(
        new Room("prosa.logging", "logging/src/main/java/prosa/logging", "org.slf4j.."),
        new Room("prosa.messages", "messages/src/main/java/prosa/messages"),
        new Room("prosa.net", "net/src/main/java/prosa/net", "io.netty.."),
        new Room("prosa.zmtp", "zmtp/src/main/java/prosa/zmtp", "prosa.net..", "io.netty.."),
        new Room(
            "prosa.websocket",
            "websocket/src/main/java/prosa/websocket",
            "prosa.net..",
            "io.netty.."),
        new Room("prosa.protocol", "protocol/src/main/java/prosa/protocol", "tools.jackson.core.."),
        new Room(
            "prosa.server",
            "server/src/main/java/prosa/server",
            "prosa.logging..",
            "prosa.messages..",
            "prosa.net..",
            "prosa.zmtp..",
            "prosa.websocket..",
            "prosa.protocol..",
            "io.netty..",
            "org.slf4j..",
            "com.sun.management", // the JDK's, for the number of open descriptors
            "io.micrometer.."),
        new Room(
            "prosa.client",
            "client/src/main/java/prosa/client",
            "prosa.net..",
            "prosa.zmtp..",
            "prosa.protocol..",
            "io.netty.."),
        new Room(
            "prosa.desktop",
            "desktop/src/main/java/prosa/desktop",
            "prosa.messages..",
            "prosa.client..",
            "prosa.protocol..",
            "com.formdev.flatlaf..",
            "com.google.zxing.."),
        new Room(
            "prosa.terminal",
            "terminal/src/main/java/prosa/terminal",
            "prosa.messages..",
            "prosa.client..",
            "prosa.protocol..",
            "org.jline.."),
        new Room(
            "prosa.web", "web/src/main/java/prosa/web", "prosa.messages..", "com.google.zxing.."),
        new Room(
            "prosa.cluster",
            "cluster/src/main/java/prosa/cluster",
            "prosa.server",
            "prosa.server.placement..",
            "io.nats..",
            "org.slf4j.."));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void knowsOnlyWhomItMayKnow(Room room) {
    check(
        classes()
            .that()
            .resideInAPackage(room.of() + "..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(room.mayKnow().toArray(String[]::new))
                    .or(resideInAnyPackage(room.of() + "..", "java..", "javax..", "org.jspecify.."))
                    .as("are its own, the JDK's or %s", String.join(", ", room.mayKnow()))),
        room.sources());
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
                    .or(type(SecureRandom.class)))
            .andShould(notReadTheClock()),
        "server/src/main/java/prosa/server/placement");
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
                callMethodWhere(target(name("printStackTrace")).as("a stack trace is printed"))),
        "server/src/main/java/prosa/server");
  }

  @Test
  void doorKnowsNoRoom() {
    check(
        noClasses()
            .that()
            .resideInAPackage("prosa.server.door..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("prosa.server.room.."),
        "server/src/main/java/prosa/server/door");
  }

  @Test
  void roomKnowsNoDoor() {
    check(
        noClasses()
            .that()
            .resideInAPackage("prosa.server.room..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("prosa.server.door.."),
        "server/src/main/java/prosa/server/room");
  }

  @Test
  void onlyTheClusterKnowsNats() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("prosa.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nats.."),
        "app/src/main/java/prosa/app");
  }

  @Test
  void nobodyKnowsTheCommand() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("prosa.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("prosa.app.."),
        "server/src/main/java/prosa/server");
  }

  private static ArchCondition<JavaClass> notReadTheClock() {
    return ArchConditions.not(
        callMethodWhere(
            target(owner(type(System.class)))
                .and(target(name("nanoTime").or(name("currentTimeMillis"))))
                .as("the system's clock is read")));
  }

  private static void check(ArchRule rule, String sources) {
    rule.allowEmptyShould(!Files.exists(ROOT.resolve(sources))).check(HOUSE);
  }
}
