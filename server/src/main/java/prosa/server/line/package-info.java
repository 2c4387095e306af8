/**
 * Members' connections, whatever they speak: {@link prosa.server.line.Line} carries one JSON text
 * per message both ways, {@link prosa.server.line.Outlet} is the bounded queue towards one member,
 * {@link prosa.server.line.Round} is what a room received in one round of its loop, framed once for
 * all.
 *
 * <p>Knows the wire, not what is said on it: no import of rooms, the door or placement.
 */
@NullMarked
package prosa.server.line;

import org.jspecify.annotations.NullMarked;
