/**
 * ZeroMQ's wire protocol, ZMTP 3.0 and 3.1, on Netty, for both sides of a connection.
 *
 * <p>Stands on {@code prosa.net}, Netty and, for CURVE, Bouncy Castle, and knows nothing of chat:
 * never imports {@code prosa.protocol} or {@code prosa.server}.
 */
@NullMarked
package prosa.zmtp;

import org.jspecify.annotations.NullMarked;
