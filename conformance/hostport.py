"""HOST:PORT on a command line, for http.py and zmtp.py."""

import argparse
import re


def address(text):
    """A host and a port; the host of an address of IPv6 may stand in brackets."""
    host, _, port = text.rpartition(":")
    bare = ":" in host and not (host.startswith("[") and host.endswith("]"))
    if not host or bare or not re.fullmatch(r"\d{1,5}", port) or not 0 < int(port) < 65536:
        raise argparse.ArgumentTypeError(f"'{text}' is no HOST:PORT")
    return host.strip("[]"), int(port)
