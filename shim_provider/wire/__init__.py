"""Bytes to values and back: protobuf messages and Terraform's values. Pure; knows no Linode."""
