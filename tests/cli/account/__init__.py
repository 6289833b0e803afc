"""The commands about an account: images, unmanaged, orphans."""
