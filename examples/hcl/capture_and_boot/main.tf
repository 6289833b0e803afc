resource "linode_instance" "foo" {
    type = "g6-nanode-1"
    region = "us-central"
    image = "linode/ubuntu22.04"
    root_pass = "insecure-p4ssw0rd!!"
}
resource "linode_image" "bar" {
    label = "foo-sda-image"
    description = "Image taken from foo"
    disk_id = linode_instance.foo.disk.0.id
    linode_id = linode_instance.foo.id
}
resource "linode_instance" "bar_based" {
    type = linode_instance.foo.type
    region = "eu-west"
    image = linode_image.bar.id
}
