package prosa.integration.browser;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/**
 * A test of the page: one Chromium for a class, and one server, unless the class says that {@link
 * #oneServer} is not enough.
 */
@Tag("graphical")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PageTestCase {
  Chromium chromium;
  RestartableServer host;

  @BeforeAll
  void launch() {
    chromium = new Chromium();
  }

  @AfterAll
  void quit() throws IOException {
    chromium.close();
    if (oneServer()) {
      host.close();
    }
  }

  /**
   * Whether it does not matter who was there before: each test finds a table without them, with
   * another number.
   */
  boolean oneServer() {
    return true;
  }

  @BeforeEach
  void open() throws IOException {
    if (host == null || !oneServer()) {
      host = RestartableServer.open("--message-rate", "off", "--join-rate", "off");
    }
  }

  @AfterEach
  void close() throws IOException {
    if (!oneServer()) {
      host.close();
    }
  }

  /** Somebody else, who speaks as a program does. */
  PythonMember dealer(String name) throws IOException {
    PythonMember friend = PythonMember.dealer(host.port(), name);
    friend.hearsSomethingOf("seated");
    return friend;
  }

  static double number(PageUser friend, String expression) {
    return ((Number) friend.page().evaluate(expression)).doubleValue();
  }

  static String focused(PageUser friend) {
    return (String) friend.page().evaluate("document.activeElement.id");
  }
}
