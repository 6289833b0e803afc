terraform {
  required_providers {
    linode = {
      source = "terraform.local/shim/linode"
    }
  }
}

# The token comes from LINODE_TOKEN. LINODE_URL=emulator:PATH in its place takes no account.
provider "linode" {}
