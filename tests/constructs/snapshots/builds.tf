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
resource "linode_image_build" "web" {
label = "web"
image = "${data.linode_image.debian.id}"
region = "us-ord"
user_data = "#!/bin/sh\nname=\"$${1:-web}\" 100%%{ok}\npoweroff\n"
}

variable "key" {
type = string
sensitive = true
}
resource "linode_image_build" "app" {
label = "app"
image = "${linode_image_build.web.id}"
region = "us-ord"
builder_type = "g6-standard-2"
user_data = "#cloud-config\nwrite_files: [{content: ${var.key}}]\n"
stackscript_id = 7
stackscript_data = {
name = "app"
key = "${var.key}"
"odd name" = "a \"quote\""
}
authorized_keys = [
"ssh-ed25519 AAAA me"
]
authorized_users = [
"me"
]
firewall_id = 8
triggers = {
month = "2026-11"
web = "${linode_image_build.web.id}"
}
keep_failed = true
description = "The app"
cloud_init = true
tags = [
"golden"
]
replica_regions = [
"us-ord",
"us-east"
]
wait_for_replications = true
timeouts {
create = "2h"
}
}
resource "linode_instance" "node" {
region = "us-ord"
image = "${linode_image_build.web.id}"
}