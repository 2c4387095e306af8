/**
 * What every connection needs, whatever it speaks: {@link prosa.net.Transport} sets up sockets,
 * {@link prosa.net.MovableConnection} is the base of a connection's last handler and owns its end,
 * {@link prosa.net.PausableDecoder} is the way in, {@link prosa.net.SendQueue} the bounded way out,
 * {@link prosa.net.KeepAlive} finds out that a peer is gone, {@link prosa.net.GracefulClose} lets
 * last words arrive.
 *
 * <p>Imports Netty and nothing else of the product. Knows nothing of ZMTP, HTTP or chat.
 */
@NullMarked
package prosa.net;

import org.jspecify.annotations.NullMarked;
