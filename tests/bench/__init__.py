"""Measurements beside peers: `make bench` runs them all; `python -m tests.bench.NAME` runs one."""
