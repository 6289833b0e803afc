"""What a synthesized stack tells of its resources."""

from __future__ import annotations

from shim_provider.stacks.template import construct_paths, labels

TEMPLATE = {
    "resource": {
        "linode_image": {
            "golden_1F2E": {
                "label": "golden",
                "//": {"metadata": {"path": "web/images/golden"}},
            },
            "unnamed": {"label": ["no text"]},
        }
    },
    "data": {"linode_image": {"base": {"label": "debian"}}},
}


def test_labels_are_those_of_resources_as_they_are_configured() -> None:
    assert labels(TEMPLATE) == {"linode_image.golden_1F2E": "golden"}


def test_paths_are_those_that_the_metadata_tell() -> None:
    assert construct_paths(TEMPLATE) == {"linode_image.golden_1F2E": "web/images/golden"}
