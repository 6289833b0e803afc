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
resource "linode_instance" "foo" {
region = "us-central"
type = "g6-nanode-1"
image = "linode/ubuntu22.04"
root_pass = "insecure-p4ssw0rd!!"
}
resource "linode_image" "bar" {
label = "foo-sda-image"
description = "Image taken from foo"
disk_id = "${linode_instance.foo.disk[0].id}"
linode_id = "${linode_instance.foo.id}"
}
resource "linode_instance" "bar_based" {
region = "eu-west"
type = "${linode_instance.foo.type}"
image = "${linode_image.bar.id}"
}