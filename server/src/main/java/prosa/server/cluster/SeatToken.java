package prosa.server.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.server.placement.RoomId;

/**
 * What a seat's secret, or an invite code, tells any node of the cluster: where it leads.
 *
 * <p>11 random characters and 11 that only the node that made it can make ({@link TokenKey}), the
 * room's epoch, then place, number and node: {@code u1Tn6mN0v3GmX2cT8mVn7A0123456789abcdef_2_7_b}.
 * At most 64 letters, digits, - and _, as the link of an invitation takes them.
 *
 * @param place 1 to capacity; 0 in an invite code
 */
record SeatToken(RoomKey room, int place) {
  /** The longest name of a node whose secrets fit. */
  static final int LONGEST_NODE = 15;

  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9_-]{22}([0-9a-f]{16})_([0-9a-z]{1,2})_([0-9a-z]{1,6})_([a-z0-9-]{1,15})");

  /** A new secret, or code. */
  static String make(String random, RoomKey room, int place) {
    return "%s%016x_%s_%s_%s"
        .formatted(
            random,
            room.epoch(),
            Integer.toString(place, 36),
            Integer.toString(room.id().number(), 36),
            room.id().node());
  }

  /** Where it leads; empty if it is none of a cluster's. */
  static Optional<SeatToken> parse(String token) {
    Matcher parts = FORM.matcher(token);
    if (!parts.matches() || !RoomId.isNode(parts.group(4))) {
      return Optional.empty();
    }
    long epoch = Long.parseUnsignedLong(parts.group(1), 16);
    int place = Integer.parseInt(parts.group(2), 36);
    long number = Long.parseLong(parts.group(3), 36);
    return number > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.of(
            new SeatToken(new RoomKey(new RoomId((int) number, parts.group(4)), epoch), place));
  }
}
