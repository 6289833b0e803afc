"""Commands about an app: a folder with a `cdktf.json`."""
