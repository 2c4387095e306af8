package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The jars of the product as Java modules: each has a unique name in its manifest. */
class ModuleNamesTest {
  /** Where the launcher has put every jar of the product and of what it needs. */
  private static final Path JARS = Outcome.ROOT.resolve("target/prosa");

  private static final Set<String> OURS =
      Set.of(
          "prosa.app",
          "prosa.bench",
          "prosa.client",
          "prosa.cluster",
          "prosa.desktop",
          "prosa.logging",
          "prosa.messages",
          "prosa.net",
          "prosa.protocol",
          "prosa.server",
          "prosa.terminal",
          "prosa.web",
          "prosa.websocket",
          "prosa.zmtp");

  @Test
  void everyJarOfTheProductSaysItsModulesName() {
    Set<String> named = new TreeSet<>();
    for (ModuleReference module : ModuleFinder.of(JARS).findAll()) {
      ModuleDescriptor descriptor = module.descriptor();
      if (module.location().orElseThrow().getPath().matches(".*/prosa-[^/]*\\.jar")) {
        named.add(descriptor.name());
        assertThat(descriptor.packages())
            .as("packages of %s", descriptor.name())
            .allMatch(
                name -> name.equals(descriptor.name()) || name.startsWith(descriptor.name() + "."));
      }
    }
    assertThat(named).isEqualTo(new TreeSet<>(OURS));
  }

  /** Two modules with one package cannot be loaded together, and a missing one is named here. */
  @Test
  void theClientAndWhatItNeedsResolveAsModules() {
    Configuration resolved =
        Configuration.resolve(
            ModuleFinder.of(JARS),
            List.of(ModuleLayer.boot().configuration()),
            ModuleFinder.of(),
            OURS);
    assertThat(resolved.modules().stream().map(module -> module.name()).collect(Collectors.toSet()))
        .containsAll(OURS);
  }
}
