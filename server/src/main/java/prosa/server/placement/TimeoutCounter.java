package prosa.server.placement;

import java.util.LinkedHashMap;

/**
 * Counts how often unpaired classic connections of each address timed out in one room since its
 * last pairing there.
 *
 * <p>ZeroMQ libraries reconnect without end. Without this, a forgotten unpaired connection would
 * come back each time it is closed, and keep a seat reserved. Remembers {@value #MOST} addresses;
 * beyond that, the one first seen is forgotten and gets two more tries.
 */
final class TimeoutCounter {

  private static final int MOST = 1024;
  private static final int TOO_OFTEN = 2;

  private final LinkedHashMap<String, Integer> count = new LinkedHashMap<>();

  void add(String address) {
    count.merge(address, 1, Integer::sum);
    if (count.size() > MOST) {
      count.pollFirstEntry();
    }
  }

  void reset(String address) {
    count.remove(address);
  }

  boolean tooOften(String address) {
    return count.getOrDefault(address, 0) >= TOO_OFTEN;
  }
}
