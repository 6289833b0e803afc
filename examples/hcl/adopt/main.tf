import {
  to = linode_image.golden
  id = "private/1234567"
}

resource "linode_image" "golden" {
  label = "golden"
}
