terraform {
required_providers {
  linode = {
version = "~> 3.0"
source = "linode/linode"
}
}
backend "local" {
path = "terraform.tfstate"
}


}

provider "linode" {
}
resource "linode_image" "golden" {
label = "golden"
disk_id = 1
linode_id = 2
}