/**
 * The chat server: joins placement, the door and the rooms, which do not know each other.
 *
 * <p>Never imports a face, a client or {@code prosa.app}.
 */
@NullMarked
package prosa.server;

import org.jspecify.annotations.NullMarked;
