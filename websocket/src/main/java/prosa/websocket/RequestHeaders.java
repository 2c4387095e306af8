package prosa.websocket;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.TooLongHttpHeaderException;

/**
 * The headers of a request while it is decoded, at most {@link #MOST}: one of three bytes takes as
 * much memory as one of a hundred.
 */
final class RequestHeaders extends DefaultHttpHeaders {
  /** The most headers of a request. */
  static final int MOST = 128;

  /** For the decoder. */
  static final HttpHeadersFactory FACTORY =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return new RequestHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return new RequestHeaders();
        }
      };

  private RequestHeaders() {}

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    if (size() == MOST) {
      throw new TooLongHttpHeaderException("more than " + MOST + " headers");
    }
    return super.add(name, value);
  }
}
