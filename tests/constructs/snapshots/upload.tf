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
resource "linode_image" "foobar" {
label = "foobar-image"
description = "An image uploaded from Terraform!"
file_path = "../../../image.img.gz"
region = "us-southeast"
file_hash = "0cf442194905e7be019a11660df8164f"
}
resource "linode_image" "short" {
label = "image"
file_path = "../../../image.img.gz"
region = "us-southeast"
}