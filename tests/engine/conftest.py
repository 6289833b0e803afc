"""The toy provider, and a Terraform that calls it."""

from __future__ import annotations

import pytest

from .terraform import Terraform
from .toy.library import Library, Service


@pytest.fixture
def library() -> Library:
    """A fresh toy provider."""
    return Library()


@pytest.fixture
def service(library: Library) -> Service:
    """What it manages."""
    return library.service


@pytest.fixture
def terraform(library: Library) -> Terraform:
    """Terraform at the toy provider's books."""
    return Terraform(library)
