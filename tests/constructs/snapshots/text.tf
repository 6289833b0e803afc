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

variable "name" {
type = string
}
resource "linode_image" "golden" {
label = "it's a golden-image, v.1?"
description = "a \"quoted\" C:\\path\tof ${var.name}\nand a second line\n"
disk_id = 1
linode_id = 2
}
resource "linode_image" "by_hand" {
label = "${upper("golden")}"
description = "${join(", ", ["a", "b"])}"
disk_id = 1
linode_id = 2
tags = [
"a \"tag\"",
"${lower("TAG")}"
]
}