resource "linode_image_build" "web" {
  label  = "web"
  image  = "linode/debian12"
  region = "us-ord"

  user_data = <<-EOT
    #cloud-config
    package_update: true
    packages: [nginx]
    power_state:
      mode: poweroff
  EOT

  cloud_init = true
  tags       = ["golden"]

  triggers = {
    month = "2026-11"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "linode_instance" "web" {
  region = "us-ord"
  type   = "g6-nanode-1"
  image  = linode_image_build.web.id
}
