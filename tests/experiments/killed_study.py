"""A study of slow tiny runs as a command of its own, for tests that kill it: killed_study.py <folder> <engine>."""

import signal
import sys
from pathlib import Path

from studies import make_study

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs in the background
    folder, engine = sys.argv[1:]
    study = make_study(Path(folder), function="slow", replicates=30, engine=engine, chunk=5)
    print("ready", flush=True)
    study.carry_out()
