package prosa.client;

/**
 * Another member at the table.
 *
 * @param place the place at the table, from 1: who this is, as long as it sits there. Names can be
 *     imitated, places cannot
 * @param name what it is called; for a classic member whatever its messages say
 * @param here false while its connection is lost and its seat is held
 * @param classic whether it came with an original client, which receives messages but no events
 */
public record MemberInfo(int place, String name, boolean here, boolean classic) {}
