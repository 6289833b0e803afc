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
token = "not-a-real-token"
url = "emulator:../../../data"
api_version = "v4beta"
config_path = "../../../linode.ini"
config_profile = "work"
api_ca_path = "/etc/ssl/linode.pem"
ua_prefix = "golden"
event_poll_ms = 10
min_retry_delay_ms = 1
max_retry_delay_ms = 100
skip_instance_ready_poll = false
obj_use_temp_keys = true
alias = "emulated"
}
resource "linode_instance" "foo" {
region = "us-central"
type = "g6-nanode-1"
label = "foo"
image = "linode/ubuntu22.04"
root_pass_wo = "insecure-p4ssw0rd!!"
root_pass_wo_version = 1
authorized_keys = [
"ssh-ed25519 AAAA me"
]
authorized_users = [
"me"
]
swap_size = 512
tags = [
"web",
"tier-1"
]
group = "golden"
booted = true
watchdog_enabled = false
backups_enabled = true
private_ip = true
firewall_id = 7
disk_encryption = "disabled"
metadata {
user_data = "Zm9v"
}
timeouts {
create = "10m"
delete = "1h"
}
provider = "linode.emulated"
}
resource "linode_image" "golden" {
label = "golden"
description = ""
disk_id = "${linode_instance.foo.disk[0].id}"
linode_id = "${linode_instance.foo.id}"
cloud_init = true
tags = [
"golden"
]
replica_regions = [
"us-ord",
"eu-west"
]
wait_for_replications = false
timeouts {
create = "1h30m"
read = "1m"
update = "2h"
delete = "3m"
}
lifecycle {
  replace_triggered_by = [
"${linode_instance.foo}",
]
  create_before_destroy = true
  ignore_changes = [
"tags",
]
  prevent_destroy = true
}
depends_on = [
"linode_instance.foo",
]
provider = "linode.emulated"
connection {
host = "${linode_instance.foo.ip_address}"
type = "ssh"
user = "root"
}
provisioner "local-exec" {
command = "echo ${self.id}"
working_dir = "/tmp"
}

provisioner "remote-exec" {
inline = [
"true",
]
}
}