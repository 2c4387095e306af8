package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the processes of a planned restart meet: nobody else may put anything there. */
final class HandoverFolderTest {
  @TempDir private Path folder;

  @BeforeEach
  void needsTheNativeTransport() {
    assumeThat(Epoll.isAvailable()).isTrue();
  }

  private static void open(Path meeting) throws IOException {
    try (Handover handover = new Handover(meeting, "handover-all-5555")) {
      assertThat(handover.ask()).isEmpty();
    }
  }

  private static void refused(Path meeting, String sentence) {
    assertThatThrownBy(() -> new Handover(meeting, "handover-all-5555"))
        .isInstanceOf(IOException.class)
        .hasMessage(sentence);
  }

  @Test
  void aFolderThatIsNotThereIsMadeForThisUserOnly() throws IOException {
    Path meeting = folder.resolve("run").resolve("prosa");
    open(meeting);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(meeting)))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxrwx", "rwx-wx---", "rwx---rwx"})
  void aFolderThatOthersMayWriteToIsRefusedAlsoByALink(String permissions) throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(permissions));
    refused(shared, "others may write to '" + shared + "', for --handover");
    Path link = Files.createSymbolicLink(folder.resolve("link"), shared);
    refused(link, "others may write to '" + link + "', for --handover");
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    open(link);
  }

  @Test
  void aFolderThatCannotBeMadeIsOneSentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path below = file.resolve("prosa");
    refused(below, "there cannot be a folder '" + below + "', for --handover");
    refused(file, "there cannot be a folder '" + file + "', for --handover");
  }
}
