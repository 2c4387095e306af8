package prosa.zmtp;

import java.io.Serial;

/**
 * Thrown where a peer's bytes break the protocol or a limit. It carries the fault alone: no stack
 * trace, which any stranger could make us build, and nothing of what the peer sent.
 */
public final class ZmtpException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final ZmtpError fault;

  public ZmtpException(ZmtpError fault) {
    super(fault.name(), null, false, false);
    this.fault = fault;
  }

  public ZmtpError fault() {
    return fault;
  }
}
