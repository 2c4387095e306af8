/**
 * The web page, from this module's resources: {@link prosa.web.Page} hands out its files, {@link
 * prosa.web.QrCode} draws the invite. The page implements the protocol of docs/protocol.md itself,
 * in the browser.
 *
 * <p>Never imports the server: it knows neither sockets nor HTTP.
 */
@NullMarked
package prosa.web;

import org.jspecify.annotations.NullMarked;
