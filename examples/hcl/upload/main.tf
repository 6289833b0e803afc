resource "linode_image" "foobar" {
    label = "foobar-image"
    description = "An image uploaded from Terraform!"
    region = "us-southeast"
    file_path = "path/to/image.img.gz"
    file_hash = filemd5("path/to/image.img.gz")
}
