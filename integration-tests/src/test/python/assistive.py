"""A person with a screen reader at the window: everything goes through AT-SPI, as a reader does it.

    dbus-run-session -- assistive.py ADDRESS JAVA…

Runs the window by the command JAVA…, goes to ADDRESS as Ana, and writes a line for each step:
"seated", "read ITEM" for each message that has been read, "announced SENTENCE" for each sentence
that the window announced, "said", "muted", "done". Ends with exit code 1 and a sentence when
something is not found within a minute.
"""

import glob
import os
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

LONG = 60


def tell(line):
    print(line, flush=True)


def walk(accessible):
    try:
        yield accessible
        for index in range(accessible.get_child_count()):
            child = accessible.get_child_at_index(index)
            if child is not None:
                yield from walk(child)
    except GLib.Error:
        pass  # it is gone meanwhile


def everything():
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(index)
        if app is not None:
            yield from walk(app)


def pump():
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)
    time.sleep(0.1)


def find(role, begins, what=lambda found: True):
    """The first of this role whose name begins like this."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        pump()
        Atspi.get_desktop(0).clear_cache()
        for accessible in everything():
            try:
                accessible.clear_cache()
                if accessible.get_role_name() == role and accessible.get_name().startswith(begins):
                    if what(accessible):
                        return accessible
            except GLib.Error:
                pass
    sys.exit("not found within a minute: %s %r" % (role, begins))


def press(accessible):
    if not accessible.get_action_iface().do_action(0):
        sys.exit("cannot be pressed: " + accessible.get_name())


def write(accessible, text):
    if not accessible.get_editable_text_iface().set_text_contents(text):
        sys.exit("cannot be written into: " + accessible.get_name())


def main():
    launcher = glob.glob("/usr/lib*/at-spi-bus-launcher") + glob.glob(
        "/usr/lib/at-spi2-core/at-spi-bus-launcher"
    )
    bus = subprocess.Popen(
        [launcher[0], "--launch-immediately"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    window = None
    try:
        time.sleep(1)
        window = subprocess.Popen(sys.argv[2:], stdout=sys.stderr)
        visit(sys.argv[1])
    finally:
        if window is not None:
            window.kill()
            window.wait()
        bus.terminate()
        bus.wait()


def visit(address):
    announced = []

    def heard(event):
        if event.source.get_role_name() == "alert":
            announced.extend(str(event.any_data).splitlines())

    listener = Atspi.EventListener.new(heard)
    listener.register("object:property-change:accessible-name")

    write(find("text", "User"), "Ana")
    write(find("text", "IP address"), address)
    press(find("push button", "Enter"))
    find("label", "State of the connection: Connected")
    tell("seated")

    list_of = find("list", "Messages", lambda found: found.get_child_count() >= 10)
    find("list item", "", lambda found: found.get_name().endswith("number 10 party popper"))
    for index in range(list_of.get_child_count()):
        tell("read " + list_of.get_child_at_index(index).get_name())
    until = time.monotonic() + LONG
    while "Bia (classic client): number 10 party popper" not in announced:  # they come a moment after the list
        if time.monotonic() > until:
            sys.exit("the last message was not announced within a minute: %r" % announced)
        pump()
    for sentence in announced:
        tell("announced " + sentence)

    write(find("text", "Your message"), "read and said")
    press(find("push button", "Send"))
    find("list item", "You, ", lambda found: found.get_name().endswith("read and said"))
    tell("said")

    press(find("push button", "Bia, place"))
    press(find("menu item", "Mute Bia"))
    find("push button", "Bia, place", lambda found: "muted here" in found.get_name())
    tell("muted")
    tell("done")


main()
