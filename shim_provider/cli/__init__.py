"""The command `linode-shim`: `main.py` dispatches; one file per subcommand, loaded when run."""
