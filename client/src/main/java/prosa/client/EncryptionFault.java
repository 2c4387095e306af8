package prosa.client;

/** What is wrong with something that came in an encrypted room. */
public enum EncryptionFault {
  /**
   * It does not open: it was not made with this room's secret, not for this room or by the member
   * that it is said to be of, or it was changed on its way. It is not shown.
   */
  FORGED,
  /** It has come before, or so late that nobody knows whether it has. It is not shown. */
  REPEATED,
  /**
   * It was made with a key that the room had before its members changed it: this member has an old
   * link, and reads nothing. It is not shown.
   */
  OLD_KEY,
  /** Something that this member said before it did not come, and is not known to be missed. */
  MISSING,
  /** It came after what this member said later. It is shown. */
  LATE,
  /** Too many writers have been here: what further ones say is not opened. */
  CROWDED
}
