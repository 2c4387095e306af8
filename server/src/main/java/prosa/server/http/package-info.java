/**
 * Browsers at the door: {@link prosa.server.http.HttpInitializer} serves the page over HTTP,
 * plainly or inside TLS, and makes each WebSocket a {@link
 * prosa.server.http.WebSocketMemberConnection}, which from there on is a member's line as any
 * other. What the page is made of comes from a {@link prosa.server.http.StaticFiles}.
 *
 * <p>Never imports rooms or placement: what becomes of a line is for the {@link
 * prosa.server.door.EnterHandler}.
 */
@NullMarked
package prosa.server.http;

import org.jspecify.annotations.NullMarked;
