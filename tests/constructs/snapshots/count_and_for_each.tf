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
resource "linode_instance" "web" {
region = "${each.value}"
image = "linode/debian12"
for_each = "${toset(["us-ord", "eu-west"])}"
}
resource "linode_image" "web_image" {
label = "web-${each.key}"
disk_id = "${each.value.disk.0.id}"
linode_id = "${each.value.id}"
for_each = "${linode_instance.web}"
}
resource "linode_instance" "three" {
region = "us-ord"
label = "web-${count.index}"
count = 3
}
resource "linode_instance" "two" {
region = "us-ord"
count = 2
}