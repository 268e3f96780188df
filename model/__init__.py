"""Solidaritas: an agent-based laboratory of solidarity in multi-level marketing networks."""

import importlib
from typing import TYPE_CHECKING, Any

from model.compilation import source_hash
from model.parameter import ScenarioError
from model.scenario import Scenario

if TYPE_CHECKING:
    from model.distributor import Distributor
    from model.model import SolidarityModel

__all__ = ["Distributor", "Scenario", "ScenarioError", "SolidarityModel", "source_hash"]

_ON_MESA = {"Distributor": "model.distributor", "SolidarityModel": "model.model"}


def __getattr__(name: str) -> Any:
    """Load what stands on Mesa when first asked for: Mesa loads slowly, and who only plans runs needs none of it."""
    if name not in _ON_MESA:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_ON_MESA[name]), name)
