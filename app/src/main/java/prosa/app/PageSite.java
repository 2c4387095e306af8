package prosa.app;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;
import prosa.server.placement.Totals;
import prosa.web.Page;
import prosa.web.QrCode;
import prosa.websocket.StaticFiles;

/**
 * Serves the web module's page by the server's HTTP routes; neither module knows the other. Any
 * thread.
 *
 * <p>The latest {@link #DRAWINGS} QR drawings are cached, so that repeated requests draw each once;
 * of further links, whoever asks, {@link #DRAWN} are drawn, and beyond that there is no such file.
 * {@code /addresses} lists, for a page opened on this machine, the addresses by which others reach
 * it, since a link with {@code localhost} works for nobody else; other clients receive nothing.
 * {@code /people} has the number of members and rooms, and nothing else. {@code /host} and {@code
 * /about} have the host's statement, as JSON and as text, in the language of the query.
 */
final class PageSite implements StaticFiles {
  private static final int DRAWINGS = 64;

  /** Links drawn at once, and a second: a drawing takes the door's thread a millisecond. */
  static final Rate DRAWN = new Rate(100, 20);

  private static final Totals NOBODY = new Totals(0, 0, 0, 0, 0);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Pattern LOCAL =
      Pattern.compile("(?i)(localhost|127\\.[0-9.]+|\\[::1])(:\\d+)?");

  private final Page page;
  private final LongSupplier nanos;

  // Both are guarded by the drawings.
  private final Map<String, Asset> drawings = new Drawings();
  private final TokenBucket drawn;

  private volatile List<String> addresses = List.of();
  private volatile Supplier<CompletableFuture<Totals>> counting =
      () -> CompletableFuture.completedFuture(NOBODY);
  private volatile Totals count = NOBODY;
  private volatile HostWords words = HostWords.NONE;

  PageSite(Page page) {
    this(page, System::nanoTime);
  }

  PageSite(Page page, LongSupplier nanos) {
    this.page = page;
    this.nanos = nanos;
    this.drawn = new TokenBucket(DRAWN, nanos.getAsLong());
  }

  /**
   * Sets the hosts and ports by which others reach this server.
   *
   * @param others the best one first; empty if it listens on this machine only
   */
  void reachedBy(List<String> others) {
    addresses = List.copyOf(others);
  }

  /** Sets the host's statement. */
  void says(HostWords next) {
    words = next;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Sets the source of the number of members and rooms. */
  void counts(Supplier<CompletableFuture<Totals>> totals) {
    counting = totals;
  }

  /** The latest drawings, by host and query. */
  @SuppressWarnings("serial")
  private static final class Drawings extends LinkedHashMap<String, Asset> {
    private Drawings() {
      super(2 * DRAWINGS, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Asset> eldest) {
      return size() > DRAWINGS;
    }
  }

  @Override
  public Optional<Asset> at(Request request) {
    return switch (request.path()) {
      case "/qr" -> drawing(request);
      case "/people" -> Optional.of(uncached("application/json", people()));
      case "/host" -> Optional.of(uncached("application/json", utf8(words.json())));
      case "/about" ->
          Optional.of(uncached("text/plain; charset=utf-8", utf8(words.text(request.query()))));
      case "/addresses" ->
          LOCAL.matcher(request.host()).matches()
              ? Optional.of(uncached("application/json", json(addresses)))
              : Optional.empty();
      default -> page.at(request.path()).map(PageSite::asset);
    };
  }

  @Override
  public Optional<Asset> missing(Request request) {
    return Optional.of(asset(page.missing(request.path())));
  }

  private byte[] people() {
    var _ = counting.get().thenAccept(totals -> count = totals); // at once on the door's thread
    Totals known = count;
    return "{\"people\": %d, \"tables\": %d}"
        .formatted(known.seated(), Math.min(known.rooms(), known.seated()))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private Optional<Asset> drawing(Request request) {
    String key = request.host() + " " + request.query();
    List<String> hosts = new ArrayList<>(addresses);
    hosts.add(request.host());
    synchronized (drawings) {
      long now = nanos.getAsLong();
      Asset known = drawings.get(key);
      if (known != null || drawn.until(now) > 0) {
        return Optional.ofNullable(known);
      }
      Optional<Asset> made =
          QrCode.of(request.query(), hosts).map(svg -> uncached("image/svg+xml", svg));
      made.ifPresent(
          drawing -> {
            drawings.put(key, drawing);
            var _ = drawn.take(now);
          });
      return made;
    }
  }

  private static Asset asset(Page.File file) {
    return new Asset(file.type(), file.plain(), file.gzip(), file.tag(), file.immutable());
  }

  private static Asset uncached(String type, byte[] content) {
    return new Asset(type, ByteBuffer.wrap(content), NOTHING, "", false);
  }

  /** Hosts need no escapes. */
  private static byte[] json(List<String> hosts) {
    return hosts.stream()
        .map(host -> '"' + host + '"')
        .collect(Collectors.joining(", ", "[", "]"))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
