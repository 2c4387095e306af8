package prosa.integration.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A headless Chromium, Debian's, driven by Playwright, which downloads none: the one without a
 * window's trimmings if it is there, since it opens a page in half the time.
 */
final class Chromium implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of("/usr/bin/chromium-headless-shell", "/usr/bin/chromium");
  private static final int TIMEOUT_MILLIS = 40_000;
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--renderer-process-limit=1",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    this(List.of(), Map.of());
  }

  /**
   * One with further flags.
   *
   * @param environment its variables; those of this process if there are none
   */
  Chromium(List<String> flags, Map<String, String> environment) {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program())
                    .setEnv(environment.isEmpty() ? System.getenv() : environment)
                    .setArgs(Stream.concat(FLAGS.stream(), flags.stream()).toList()));
  }

  private static Path program() {
    return PROGRAMS.stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is none of " + PROGRAMS));
  }

  /** How a friend's browser is set. */
  record Setting(String language, ColorScheme colours, int width, int height, boolean lenient) {
    static Setting desktop() {
      return new Setting("en-US", ColorScheme.LIGHT, 1280, 800, false);
    }

    static Setting phone() {
      return new Setting("en-US", ColorScheme.LIGHT, 390, 844, false);
    }

    /** A large display. */
    static Setting wide() {
      return new Setting("en-US", ColorScheme.LIGHT, 2560, 1440, false);
    }

    Setting speaking(String other) {
      return new Setting(other, colours, width, height, lenient);
    }

    Setting in(ColorScheme other) {
      return new Setting(language, other, width, height, lenient);
    }

    /** Without the page's policy, so that a test can add a script of its own. */
    Setting withoutPolicy() {
      return new Setting(language, colours, width, height, true);
    }
  }

  /** A friend that has opened an address, with storage of its own. */
  PageUser open(String url, Setting setting) {
    boolean phone = setting.width() < 600;
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setLocale(setting.language())
                .setColorScheme(setting.colours())
                .setViewportSize(setting.width(), setting.height())
                .setDeviceScaleFactor(phone ? 2 : 1)
                .setIsMobile(phone)
                .setHasTouch(phone)
                .setBypassCSP(setting.lenient()));
    context.setDefaultTimeout(TIMEOUT_MILLIS);
    Page page = context.newPage();
    PageUser friend = new PageUser(page);
    page.navigate(url);
    return friend;
  }

  PageUser open(String url) {
    return open(url, Setting.desktop());
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
