package prosa.protocol;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import prosa.protocol.ServerMessage.MemberEntry;

/**
 * The members of a room with their JSON, which is made once and shared by all who are told of them.
 * Each member is told all but itself ({@link #without}). Immutable, so safe for any thread.
 */
public final class EncodedMembers {
  private static final int BETWEEN = ", ".length();

  private final List<MemberEntry> entries;
  private final int[] places;
  private final int[] ends;
  private final byte[] json;

  /**
   * Encodes these.
   *
   * @param entries in the order of their places
   */
  public EncodedMembers(List<MemberEntry> entries) {
    this.entries = List.copyOf(entries);
    this.places = entries.stream().mapToInt(MemberEntry::place).toArray();
    this.ends = new int[places.length];
    JsonBuffer sink = new JsonBuffer(64 * places.length);
    for (int i = 0; i < places.length; i++) {
      sink.ascii(i == 0 ? "" : ", ");
      ServerMessageCodec.entry(new JsonObjectWriter(sink), this.entries.get(i));
      ends[i] = sink.length();
    }
    this.json = sink.toBytes();
  }

  /** All of them but the one at {@code place}, if there is one. */
  public List<MemberEntry> without(int place) {
    return new Others(Arrays.binarySearch(places, place));
  }

  /** How long the JSON of all but the one at {@code place} is, without the brackets around it. */
  public int lengthWithout(int place) {
    return new Others(Arrays.binarySearch(places, place)).length();
  }

  /** A list that has its JSON at hand. */
  final class Others extends AbstractList<MemberEntry> {
    private final int left;

    /** All but the one with this index; a negative one leaves out none. */
    private Others(int left) {
      this.left = left;
    }

    @Override
    public MemberEntry get(int index) {
      return entries.get(left >= 0 && index >= left ? index + 1 : index);
    }

    @Override
    public int size() {
      return left < 0 ? places.length : places.length - 1;
    }

    private int length() {
      return before() + json.length - behind();
    }

    /** Where that ends which comes before the one that is left out. */
    private int before() {
      return left < 0 ? json.length : left == 0 ? 0 : ends[left - 1];
    }

    /** Where that begins which comes behind it. */
    private int behind() {
      boolean firstOfSome = left == 0 && places.length > 1;
      return left < 0 ? json.length : firstOfSome ? ends[0] + BETWEEN : ends[left];
    }

    void appendTo(JsonBuffer sink) {
      sink.raw(json, 0, before()).raw(json, behind(), json.length - behind());
    }
  }
}
