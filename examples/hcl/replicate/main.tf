resource "linode_image" "appliance" {
  label     = "appliance"
  file_path = "appliance.img.gz"
  region    = "us-ord"
  tags      = ["appliance", "golden"]

  replica_regions       = ["us-ord", "us-east"]
  wait_for_replications = true

  timeouts {
    create = "1h"
  }
}
