"""No figure is written without units on its axes and a caption that says runs, interval and how to read it."""

import pytest
from matplotlib.figure import Figure

from experiments import figure_style

pytestmark = pytest.mark.filterwarnings("error")


def caption(**parts: str) -> figure_style.Caption:
    whole = {"shows": "A", "runs": "3 runs", "interval": "95 % bootstrap interval of the mean", "reading": "b is a"}
    return figure_style.Caption(**(whole | parts))


@pytest.mark.parametrize("part", ["shows", "runs", "interval", "reading"])
def test_a_caption_lacking_a_part_is_refused(part):
    with pytest.raises(figure_style.FigureError, match=part):
        caption(**{part: " "})


def test_a_figure_lacking_something_is_refused(tmp_path):
    figure = Figure(layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel("Time (weeks)")
    axes.set_ylabel("Members")
    with pytest.raises(figure_style.FigureError) as refusal:
        figure_style.save(figure, tmp_path, "incomplete")
    for missing in (
        "unit in brackets on the y axis",
        "number of runs",
        "kind of interval",
        "sentence of reading",
    ):
        assert missing in str(refusal.value)
    assert list(tmp_path.iterdir()) == []
    axes.set_ylabel("Members (persons)")
    figure_style.save(figure_style.add_caption(figure, caption()), tmp_path, "complete")
    with pytest.raises(figure_style.FigureError, match="more than one sentence"):
        caption(reading="b is a. It rises")


@pytest.mark.parametrize("runs", ["some runs", "0 runs", "0 pairs of runs"])
def test_a_caption_without_a_number_of_runs_is_refused(runs):
    with pytest.raises(figure_style.FigureError, match="how many runs"):
        caption(runs=runs)


@pytest.mark.parametrize("interval", ["bars", "95 % band", "95 % intervals of the runs", "No interval: -", "bootstrap"])
def test_a_caption_that_does_not_name_the_kind_of_interval_is_refused(interval):
    with pytest.raises(figure_style.FigureError, match="of what kind"):
        caption(interval=interval)


@pytest.mark.parametrize("label", ["Members", "Members ( )", "Members ()", "(persons)"])
def test_an_axis_without_a_unit_is_refused(label):
    figure = Figure(layout="constrained")
    figure.add_subplot().set(xlabel="Time (weeks)", ylabel=label)
    figure_style.add_caption(figure, caption())
    with pytest.raises(figure_style.FigureError, match="unit in brackets on the y axis"):
        figure_style.check(figure)


@pytest.mark.parametrize("hidden", [{"visible": False}, {"alpha": 0.0}, {"text": " "}])
def test_a_caption_that_cannot_be_seen_is_refused(hidden):
    figure = Figure(layout="constrained")
    figure.add_subplot().set(xlabel="Time (weeks)", ylabel="Members (persons)")
    figure_style.add_caption(figure, caption())
    figure_style.check(figure)
    figure.texts[0].set(**hidden)
    with pytest.raises(figure_style.FigureError, match="sentence of reading"):
        figure_style.check(figure)


def test_a_colour_bar_without_a_unit_is_refused():
    figure = Figure(layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel="Time (weeks)", ylabel="Members (persons)")
    bar = figure.colorbar(axes.scatter([0, 1], [0, 1], c=[0, 1]), ax=axes)
    figure_style.add_caption(figure, caption())
    with pytest.raises(figure_style.FigureError, match="colour bar"):
        figure_style.check(figure)
    bar.set_label("Energy (0 to 1)")
    figure_style.check(figure)
