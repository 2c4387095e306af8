/**
 * HTTP, TLS and WebSocket on a server's port: {@link prosa.websocket.HttpInitializer} serves a
 * connection by the routes of a {@link prosa.websocket.HttpRouter}; a handler may turn it into a
 * {@link prosa.websocket.WebSocketConnection}.
 *
 * <p>Stands on {@code prosa.net} and Netty. Knows nothing of chat: what it needs of the server
 * around it comes in as a {@link prosa.websocket.HttpEnvironment} and a {@link
 * prosa.websocket.WebSocketListener}.
 */
@NullMarked
package prosa.websocket;

import org.jspecify.annotations.NullMarked;
