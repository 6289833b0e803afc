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

provider "linode" {
config_profile = "work"
alias = "work"
}
resource "linode_instance" "mine" {
region = "us-ord"
}
resource "linode_instance" "ours" {
region = "us-ord"
provider = "linode.work"
}