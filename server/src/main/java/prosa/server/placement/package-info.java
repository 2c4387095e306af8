/**
 * Who sits where: rooms, their seats, and the three rules by which a newcomer's room is chosen.
 *
 * <p>Pure decisions on one thread. Imports {@code java.base} only, and of it no network, no
 * concurrency and no clock: the time is handed in with every call.
 */
@NullMarked
package prosa.server.placement;

import org.jspecify.annotations.NullMarked;
