"""Compile every rule into the cache on disk: `python -m model.compile`, the last step of set-up."""

from model import Distributor, Scenario, SolidarityModel


def main() -> None:
    """Run a small society once, which compiles whatever has changed."""
    for network in ("communities", "well_mixed"):
        scenario = Scenario.from_mapping({"persons": 200, "weeks": 8, "society.network": network})
        SolidarityModel(scenario, distributor=Distributor).run_for(scenario.weeks)


if __name__ == "__main__":
    main()
