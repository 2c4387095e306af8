/**
 * Browsers at the door: {@link prosa.server.browser.BrowserDoor} serves the page over HTTP, plainly
 * or inside TLS, and makes each WebSocket a {@link prosa.server.browser.WebSocketLine}, which from
 * there on is a member's line as any other. What the page is made of comes from a {@link
 * prosa.server.browser.Site}.
 *
 * <p>Never imports rooms or placement: what becomes of a line is for the {@link
 * prosa.server.door.Entrance}.
 */
@NullMarked
package prosa.server.browser;

import org.jspecify.annotations.NullMarked;
