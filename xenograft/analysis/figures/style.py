"""Colors, marks and lines of the arms, and text that is safe to draw."""

import re
import unicodedata
import warnings
from dataclasses import dataclass

import matplotlib

# matplotlib reads these four only from its global settings. They are set once,
# when the figures are imported and before any request, and never changed:
# text stays text, ids are the same each time, and a $ in a name is a dollar sign.
matplotlib.rcParams.update(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "xenograft",
        "pdf.fonttype": 42,
        "text.parse_math": False,
    }
)
# A name may be in any alphabet; the browser has the letters that our font lacks.
warnings.filterwarnings("ignore", message="Glyph .* missing from font")

INK = "#17212b"
MUTED = "#5a6773"
GRID = "#dde3e8"
PAPER = "#ffffff"
LIMIT = "#a3123b"
SOFT = "#c9d1d8"

SCREEN_MM = 218
DOUBLE_COLUMN_MM = 183
SINGLE_COLUMN_MM = 89

LONGEST_NAME = 60


@dataclass(frozen=True)
class ArmStyle:
    """How an arm is drawn; dashes are in points, empty for a solid line."""

    color: str
    marker: str
    dashes: tuple[float, ...]
    edge: str = PAPER

    @property
    def linestyle(self):
        """For matplotlib: an offset and the dashes, or a solid line."""
        return (0, self.dashes) if self.dashes else "-"


DASHED, DOTTED, DASH_DOT = (6, 2.5), (1.4, 2.2), (8, 2.2, 1.5, 2.2)
ARM_STYLES = (
    # Black but for one step of blue: an SVG does not name a black fill, so black
    # marks could not follow the theme.
    ArmStyle("#000001", "o", ()),
    ArmStyle("#0072b2", "s", DASHED),
    ArmStyle("#009e73", "^", DOTTED),
    ArmStyle("#d55e00", "D", DASH_DOT),
    ArmStyle("#cc79a7", "v", ()),
    # Yellows and light blue are faint on white, so their marks have an ink edge.
    ArmStyle("#e69f00", "P", DASHED, INK),
    ArmStyle("#56b4e9", "X", DOTTED, INK),
    ArmStyle("#f0e442", "p", DASH_DOT, INK),
)

# The page replaces these by tokens of the theme; downloads keep the colors.
THEME_CLASSES = {
    **{style.color: f"arm-{place}" for place, style in enumerate(ARM_STYLES, 1)},
    **{INK: "fig-ink", MUTED: "fig-muted", GRID: "fig-grid"},
    **{PAPER: "fig-bg", LIMIT: "fig-limit", SOFT: "fig-soft"},
}


def arm_style(place):
    """The style of the arm in this place of the study, from 0; repeats after 8."""
    return ARM_STYLES[place % len(ARM_STYLES)]


def theme_class(color):
    """The theme's name of a color as the SVG has it, or None for another color."""
    return THEME_CLASSES.get(color.lower())


def safe_text(text, longest=LONGEST_NAME):
    """`text` as one line without control characters, cut to `longest` letters.

    Control characters would give an SVG that no browser opens, and very long
    names take seconds to lay out.
    """
    spaced = re.sub(r"\s+", " ", str(text))
    drawable = "".join(letter for letter in spaced if _is_drawable(letter)).strip()
    if len(drawable) > longest:
        return drawable[: longest - 1] + "…"
    return drawable


def _is_drawable(letter):
    # Controls, lone surrogates, unassigned and private letters; but not format
    # marks, which scripts such as Persian need.
    return unicodedata.category(letter) not in ("Cc", "Cs", "Cn", "Co")


def mouse_gid(mouse):
    """An SVG id for the line of a mouse, whatever its name is made of."""
    return f"mouse-{str(mouse).encode('utf-8', 'replace').hex()}"


def mouse_of_gid(gid):
    """The name of the mouse of an id, or None for an id of something else."""
    if not gid.startswith("mouse-"):
        return None
    return bytes.fromhex(gid.removeprefix("mouse-")).decode("utf-8")
