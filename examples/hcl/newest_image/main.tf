data "linode_images" "golden" {
  latest = true

  filter {
    name     = "label"
    values   = ["golden-"]
    match_by = "substring"
  }

  filter {
    name   = "is_public"
    values = ["false"]
  }
}

data "linode_image" "debian" {
  id = "linode/debian12"
}

resource "linode_instance" "web" {
  label  = "web"
  region = "us-ord"
  type   = "g6-nanode-1"
  image  = one(data.linode_images.golden.images[*].id)
}

output "debian_needs_mb" {
  value = data.linode_image.debian.size
}
