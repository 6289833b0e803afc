terraform {
required_providers {
  linode = {
version = "PROVIDER_VERSION"
source = "terraform.local/shim/linode"
}
}
backend "local" {
path = "terraform.tfstate"
}


}

provider "linode" {
}
resource "linode_image" "by_hand" {
label = "by hand"
}

import {
to = linode_image.by_hand
id = "private/12345"
}

moved {
to = linode_image.new
from = linode_image.old
}
resource "linode_image" "new" {
label = "golden"
disk_id = 1
linode_id = 2
}

moved {
to = linode_image.latter
from = linode_image.former
}

import {
to = linode_image.to_be_written
id = "private/67890"
}