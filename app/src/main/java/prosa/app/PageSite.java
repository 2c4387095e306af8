package prosa.app;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;
import prosa.server.placement.Totals;
import prosa.web.Page;
import prosa.web.QrCode;
import prosa.websocket.HttpEnvironment;
import prosa.websocket.StaticFiles;

/**
 * Serves the web module's page by the server's HTTP routes; neither module knows the other. Any
 * thread.
 *
 * <p>The latest {@link #DRAWINGS} QR drawings are cached, so that repeated requests draw each once;
 * of further links {@link #DRAWN} are drawn, {@link #DRAWN_FOR_ONE} of them for one address that is
 * not trusted, and beyond that there is no such file. {@code /addresses} lists, for a page opened
 * on this machine, the addresses by which others reach it, since a link with {@code localhost}
 * works for nobody else; other clients receive nothing. {@code /people} has the number of members
 * and rooms, and nothing else. {@code /host} and {@code /about} have the host's statement, as JSON
 * and as text, in the language of the query.
 */
final class PageSite implements StaticFiles {
  private static final int DRAWINGS = 64;

  /** Links drawn at once, and a second: a drawing takes the door's thread a millisecond. */
  static final Rate DRAWN = new Rate(100, 20);

  /** The same for one address, so that it leaves something to the others. */
  static final Rate DRAWN_FOR_ONE = new Rate(20, 4);

  /** Addresses that are remembered; of others the bucket is full again by then. */
  static final int ADDRESSES = 1_024;

  private static final Totals NOBODY = new Totals(0, 0, 0, 0, 0);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Pattern LOCAL =
      Pattern.compile("(?i)(localhost|127\\.[0-9.]+|\\[::1])(:\\d+)?");

  private final Page page;
  private final LongSupplier nanos;

  // All three are guarded by the drawings.
  private final Map<String, Asset> drawings = new LatestUsed<>(DRAWINGS);
  private final Map<String, TokenBucket> drawnFor = new LatestUsed<>(ADDRESSES);
  private final TokenBucket drawn;

  private volatile List<String> addresses = List.of();
  private volatile Supplier<CompletableFuture<Totals>> counting =
      () -> CompletableFuture.completedFuture(NOBODY);
  private volatile Totals count = NOBODY;
  private volatile Statement statement = new Statement(HostTexts.NONE);

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
  void says(HostTexts next) {
    statement = new Statement(next);
  }

  /** The host's statement, each form of it encoded once: it is long, and anybody may ask for it. */
  private static final class Statement {
    private final HostTexts words;
    private final Asset json;
    private final Map<String, Asset> texts = new ConcurrentHashMap<>();

    private Statement(HostTexts words) {
      this.words = words;
      this.json = uncached("application/json", utf8(words.json()));
    }

    /** In one of the languages, or the default one: no more are kept. */
    private Asset text(String wanted) {
      return texts.computeIfAbsent(
          HostTexts.tagOfText(wanted),
          tag -> uncached("text/plain; charset=utf-8", utf8(words.text(tag))));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Sets the source of the number of members and rooms. */
  void counts(Supplier<CompletableFuture<Totals>> totals) {
    counting = totals;
  }

  /** Keeps so many entries: those that were used last. */
  @SuppressWarnings("serial")
  private static final class LatestUsed<V> extends LinkedHashMap<String, V> {
    private final int most;

    private LatestUsed(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > most;
    }
  }

  @Override
  public Optional<Asset> at(Request request) {
    return switch (request.path()) {
      case "/qr" -> drawing(request);
      case "/people" -> Optional.of(uncached("application/json", people()));
      case "/host" -> Optional.of(statement.json);
      case "/about" -> Optional.of(statement.text(request.query()));
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
      if (known != null) {
        return Optional.of(known);
      }
      List<TokenBucket> payers = payers(request.peer(), now);
      if (payers.stream().anyMatch(bucket -> bucket.until(now) > 0)) {
        return Optional.empty();
      }
      Optional<Asset> made =
          QrCode.of(request.query(), hosts).map(svg -> uncached("image/svg+xml", svg));
      made.ifPresent(
          drawing -> {
            drawings.put(key, drawing);
            payers.forEach(bucket -> bucket.take(now));
          });
      return made;
    }
  }

  /** Whose tokens a drawing takes: those of all and, unless it is trusted, of the address. */
  private List<TokenBucket> payers(Optional<HttpEnvironment.Peer> peer, long now) {
    return peer.filter(one -> !one.trusted())
        .map(
            one ->
                drawnFor.computeIfAbsent(one.address(), _ -> new TokenBucket(DRAWN_FOR_ONE, now)))
        .map(own -> List.of(own, drawn))
        .orElse(List.of(drawn));
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
