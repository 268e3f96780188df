"""Solidaritas: an agent-based laboratory of solidarity in multi-level marketing networks."""

from model.compilation import source_hash
from model.distributor import Distributor
from model.model import SolidarityModel
from model.parameter import ScenarioError
from model.scenario import Scenario

__all__ = ["Distributor", "Scenario", "ScenarioError", "SolidarityModel", "source_hash"]
