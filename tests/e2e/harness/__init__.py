"""A control plane and a postern on loopback: one class per process, wired up in conftest.py."""
