package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys of servers for CURVE, made by {@code prosa keygen}. */
public final class CurveKeys {
  private CurveKeys() {}

  /** Makes a key for a server in this file; its public key in Z85. */
  public static String generate(Path keyFile) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JavaCommand.of(JavaCommand.Program.SERVER));
    command.addAll(List.of("prosa.app.Main", "keygen", keyFile.toString()));
    Outcome made = Outcome.of(Path.of("."), command.toArray(String[]::new));
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(keyFile).exists();
    return made.out().strip();
  }
}
