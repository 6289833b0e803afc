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
data "linode_image" "debian" {
id = "linode/debian12"
}
resource "linode_instance" "web" {
region = "us-ord"
image = "${data.linode_image.debian.id}"
}
data "linode_images" "found" {
latest = true
order = "asc"
order_by = "size"
filter {
name = "label"
values = [
"golden"
]
match_by = "substring"
}
filter {
name = "is_public"
values = [
"false"
]
}
}

output "newest" {
value = "${data.linode_images.found.images[0].id}"
}
data "linode_images" "tagged" {
dynamic "filter" {
for_each = "${[ for key, val in toset(["golden", "web"]): {"name" = "tags", "values" = [val]}]}"
content {
  name = "${filter.value.name}"
values = "${filter.value.values}"
match_by = "${try(filter.value.match_by, null)}"
  }
}
}