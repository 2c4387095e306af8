package prosa.web;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import com.google.zxing.qrcode.encoder.QRCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The QR code of an invite's link, as an SVG. Draws nothing but links to invitations at the hosts
 * that this server is reached by, under a path perhaps, so nobody has other things drawn here.
 */
public final class QrCode {
  private static final int QUIET = 4;
  private static final int LONGEST = 400;

  /**
   * The mask, one of eight that readers know by a mark in the code. To try all and take the best
   * looking is most of the work of drawing, and anybody may ask for drawings.
   */
  private static final int MASK = 3;

  private static final Pattern PATH =
      Pattern.compile(
          "(?:/[A-Za-z0-9._~-]{1,64}){0,4}/r/[A-Za-z0-9_-]{1,64}(?:#[A-Za-z0-9_-]{43})?");

  private QrCode() {}

  /**
   * The drawing of a link.
   *
   * @param query the link as a query has it, percent-encoded
   * @param hosts the hosts and ports by which this server is reached
   * @return an SVG; empty if that is no invitation to one of them
   */
  public static Optional<byte[]> of(String query, Collection<String> hosts) {
    if (query.length() > LONGEST) {
      return Optional.empty();
    }
    String link;
    try {
      link = URLDecoder.decode(query, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no percent-encoding
    }
    boolean invites =
        hosts.stream()
            .flatMap(host -> Stream.of("http://" + host, "https://" + host))
            .filter(link::startsWith)
            .anyMatch(begin -> PATH.matcher(link.substring(begin.length())).matches());
    return invites ? Optional.of(draw(link)) : Optional.empty();
  }

  private static byte[] draw(String link) {
    ByteMatrix dots = encode(link).getMatrix();
    int side = dots.getWidth() + 2 * QUIET;
    StringBuilder path = new StringBuilder(8192);
    for (int y = 0; y < dots.getHeight(); y++) {
      for (int x = 0; x < dots.getWidth(); x++) {
        int from = x;
        while (x < dots.getWidth() && dots.get(x, y) == 1) {
          x++;
        }
        if (x > from) {
          path.append('M').append(from + QUIET).append(' ').append(y + QUIET);
          path.append('h').append(x - from).append("v1h").append(from - x).append('z');
        }
      }
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges">
    <path fill="#fff" d="M0 0h%1$dv%1$dH0z"/><path fill="#1d130b" d="%2$s"/></svg>
    """
        .formatted(side, path)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static QRCode encode(String link) {
    try {
      return Encoder.encode(
          link,
          ErrorCorrectionLevel.M,
          Map.of(EncodeHintType.CHARACTER_SET, "UTF-8", EncodeHintType.QR_MASK_PATTERN, MASK));
    } catch (WriterException e) {
      throw new IllegalArgumentException("no QR code holds this", e);
    }
  }
}
