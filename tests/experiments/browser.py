"""A real headless browser that looks at a page as a reader would: offline, at a given width of its window."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(
    BROWSER is None,
    reason="NO BROWSER FOUND: NO PAGE WAS LOOKED AT in a browser; install Chromium (apt install chromium)",
)
WIDTHS = (400, 1280)
OUTLINE = ["What was run", "What came out", "Figures", "How sure", "How to repeat it", "How to cite", "Data"]
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
# What lies beyond the window's right edge; what is cut off by its own box; pictures that did not load. A wide
# table has a box of its own in which it is scrolled, but not on a narrow screen, where its rows become blocks.
_PROBE = """<script>
document.querySelectorAll('details').forEach(each => { each.open = true; });
const narrow = innerWidth <= 52 * 16;
const all = [...document.querySelectorAll('body *')].filter(each => each.tagName != 'SCRIPT' && !each.closest('pre')
  && (narrow || !each.closest('.wide table')));
const wide = all.filter(each => each.getBoundingClientRect().right > innerWidth + 1);
const clipped = all.filter(each => getComputedStyle(each).overflow != 'visible' && (narrow || !each.matches('.wide'))
  && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1));
const names = found => found.map(each => each.tagName + ':' + each.textContent.trim().slice(0, 40)).join('|');
parent.postMessage(JSON.stringify({
  width: innerWidth, scroll: document.documentElement.scrollWidth, wide: names(wide), clipped: names(clipped),
  pictures: [...document.images].every(each => each.complete && each.naturalWidth > 0),
}), '*');
</script></body>"""


def look_at_all_widths(page: Path, folder: Path) -> None:
    """Look at a written page in every window, where there is a browser."""
    text = page.read_text(encoding="utf-8")
    for width in WIDTHS if BROWSER else ():
        look(text, folder, width)


def look(text: str, folder: Path, width: int) -> None:
    """Open a page's text in a window of so many pixels, its folded parts unfolded, and assert that all is well.

    The page stands in a frame, because a browser's own window cannot be made as narrow as a telephone's.
    """
    assert BROWSER
    (folder / "page.html").write_text(text.replace("</body>", _PROBE), encoding="utf-8")
    (folder / "frame.html").write_text(
        "<script>addEventListener('message', message => document.title = message.data)</script>"
        f"<iframe src='page.html' style='width:{width}px; height:2000px; border:0'></iframe>",
        encoding="utf-8",
    )
    profile = folder / f"profile{width}"
    where = ["--window-size=1400,2000", f"--user-data-dir={profile}", "--dump-dom", (folder / "frame.html").as_uri()]
    done = subprocess.run([BROWSER, *OPTIONS, *where], capture_output=True, text=True, timeout=300, check=True)
    shutil.rmtree(profile, ignore_errors=True)
    assert "CONSOLE" not in done.stderr
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title, "the page's probe did not answer"
    nothing = f'{{"width":{width},"scroll":{width},"wide":"","clipped":"","pictures":true}}'
    assert title[1] == nothing


def look_at_report(results: Path, folder: Path) -> str:
    """The text of a command's page, which has the outline of all, and is whole at every width (where a browser is)."""
    text = (results / "report.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2>(.*?)</h2>", text) == OUTLINE
    for width in WIDTHS if BROWSER else ():
        look(text, folder, width)
    return text
