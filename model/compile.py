"""Compile every rule into the cache on disk: `python -m model.compile`, the last step of set-up."""

from model import Distributor, Scenario, SolidarityModel
from model.networks import GENERATORS
from model.plans import PLANS


def main() -> None:
    """Run a small society once, which compiles whatever has changed."""
    for network in GENERATORS:
        scenario = Scenario.from_mapping({"persons": 200, "weeks": 8, "society.network": network})
        SolidarityModel(scenario, distributor=Distributor).run_for(scenario.weeks)
    for plan in PLANS:
        placement = {"tree.placement": "breadth_first", "ranks.rule": "stars", "tree.help_hours": 1.0}
        SolidarityModel(scenario.replace({"plan.name": plan, **placement})).run_for(scenario.weeks)


if __name__ == "__main__":
    main()
