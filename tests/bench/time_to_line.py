# SPDX-License-Identifier: MIT
"""time_to_line.py WORD COMMAND...: milliseconds from the start of COMMAND to a line with WORD on its stdout; then ends it."""
import signal
import subprocess
import sys
import time

begin = time.monotonic()
process = subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE, text=True)
for line in process.stdout:
    if sys.argv[1] in line:
        print(f"{(time.monotonic() - begin) * 1000:.1f}")
        break
else:
    sys.exit(f"{sys.argv[2]} ended without a line with {sys.argv[1]}")
process.send_signal(signal.SIGTERM)
process.communicate(timeout=40)
