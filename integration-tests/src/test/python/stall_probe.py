"""Sleeps for five milliseconds, again and again, and measures how much later it wakes.

What is later than 20 ms is printed: the clock (CLOCK_MONOTONIC) at the time it was due, in
nanoseconds, and by how many milliseconds it was late. Ends with its standard input.
"""

import select
import time

MOMENT = 0.005
while True:
    due = time.monotonic() + MOMENT
    if select.select([0], [], [], MOMENT)[0]:
        break
    late = time.monotonic() - due
    if late > 0.02:
        print(int(due * 1e9), round(late * 1000), flush=True)
