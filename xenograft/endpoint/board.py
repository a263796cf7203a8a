"""The cards of the board: mice beside the limits that they reach or approach."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count
from django.utils import timezone

from xenograft.analysis import endpoints
from xenograft.dosing.models import Hold
from xenograft.endpoint import frames
from xenograft.endpoint.cards import Card
from xenograft.endpoint.lines import (
    REASONS,
    by_last_values,
    day_of,
    judged_in_words,
    lines_of,
)
from xenograft.endpoint.models import Alert, Disposition, Recheck
from xenograft.endpoint.models.overdue import LATE
from xenograft.implantation.models import Mouse
from xenograft.measurement.welfare import standing

HELD_BY_LIMIT = "Dosing on hold by the weight limit."
SHOWN_DAYS = 14
SHOWN_CARDS = 6
SPARK_WIDTH, SPARK_HEIGHT = 92, 26


@dataclass
class Board:
    reached: list
    approaching: list
    late: list
    unjudged: list
    done: list

    @property
    def cards(self):
        return self.reached + self.approaching

    @property
    def missing(self):
        """Mice by study and reason, of which a state is not known."""
        return self.late + self.unjudged

    @property
    def near_first(self):
        return self.approaching[:SHOWN_CARDS]

    @property
    def near_rest(self):
        return self.approaching[SHOWN_CARDS:]

    @property
    def done_first(self):
        return self.done[:SHOWN_CARDS]

    @property
    def done_rest(self):
        return self.done[SHOWN_CARDS:]


def board(studies, kind=""):
    """The lanes for mice of `studies`, of one kind of limit or of all.

    At most twenty queries.
    """
    mice = Mouse.objects.filter(study__in=studies).on_study()
    found = standing(mice)
    by_key = {m.pk: m for m in mice.select_related("study", "cage")}
    cards = _with_alerts(_cards(found, by_key, kind), mice)
    for card in cards:
        card.is_watched = bool(found.known["is_watched"][card.mouse.pk])
    _say_holds(cards, found.states)
    reached = [card for card in cards if card.is_reached]
    near = [card for card in cards if not card.is_reached]
    return Board(
        reached=sorted(reached, key=lambda card: card.waiting_since),
        approaching=sorted(near, key=lambda card: -card.nearness),
        late=_without(found.states, by_key, LATE),
        unjudged=_without(
            found.states, by_key, ["NO_BASELINE", "NO_REFERENCE", "CANNOT_MEASURE"]
        ),
        done=_done(studies),
    )


def _without(states, by_key, reasons):
    """Mice by study and reason why a state is not known, with the last date of each.

    A mouse stands once: under what was due first, of one day under the measuring.
    """
    missing = states[states["why"].isin(reasons)]
    ranked = missing.assign(rank=missing["why"].map(list(REASONS).index))
    first = ranked.sort_values(["due_on", "rank"]).drop_duplicates("mouse")
    last_on = missing.groupby("mouse")["date"].max()
    rows = [
        (by_key[row.mouse].study.code, row.why, by_key[row.mouse].number, row.mouse)
        for row in first.itertuples()
    ]
    groups = []
    for (_, why), found in groupby(sorted(rows), lambda row: row[:2]):
        mice = [by_key[key] for *_, key in found]
        for mouse in mice:
            mouse.last_on = day_of(last_on[mouse.pk])
        groups.append({"study": mice[0].study, "why": REASONS[why], "mice": mice})
    return groups


def _cards(found, by_key, kind):
    states = by_last_values(found.timed)
    shown = states["state"].isin([endpoints.REACHED, endpoints.APPROACHING])
    # The planned end comes to all mice on one day: no news of a single mouse.
    shown &= (states["kind"] == kind) if kind else (states["kind"] != "DURATION")
    own = dict(list(frames.burdens(found).groupby("mouse")))
    expected = frames.forecasts(found)
    limits = states[states["kind"] == "VOLUME"].set_index("mouse")["action_level"]
    return [
        _card(by_key[key], lines_of(rows), own.get(key), limits.get(key), expected)
        for key, rows in states[shown].groupby("mouse", sort=False)
    ]


def _card(mouse, lines, volumes, limit_mm3, expected):
    card = Card(mouse, lines)
    if mouse.pk in expected.index:
        dates = expected.loc[mouse.pk].items()
        card.expected = {name: day_of(date) for name, date in dates}
    if volumes is not None and limit_mm3 is not None:
        card.spark = _spark(volumes["volume_mm3"].to_list(), float(limit_mm3))
    return card


def _with_alerts(cards, mice):
    """The cards with the open alerts of their mice and what was asked about them."""
    alerts = Alert.objects.going_on().filter(mouse__in=mice).select_related("limit")
    alerts = alerts.select_related("acknowledged_by")
    alerts = list(alerts.prefetch_related("messages__person"))
    asked = Recheck.objects.filter(mouse__in=mice, until__gt=timezone.now())
    rechecks = {one.mouse_id: one for one in asked.select_related("asked_by")}
    for card in cards:
        own = [one for one in alerts if one.mouse_id == card.mouse.pk]
        card.alerts = [one for one in own if not one.is_hold]
        card.holds = [one for one in own if one.is_hold]
        card.recheck = rechecks.get(card.mouse.pk)
    return cards


def _say_holds(cards, states):
    """Beside the cards why their mice are not dosed."""
    keys = [card.mouse.pk for card in cards]
    holds = Hold.objects.standing().filter(mouse__in=keys)
    told = {hold.mouse_id: hold.sentence for hold in holds}
    by_limit = set(states.loc[states["holds_dosing"], "mouse"])
    for card in cards:
        is_held = card.mouse.pk in by_limit
        card.hold = told.get(card.mouse.pk, HELD_BY_LIMIT if is_held else "")


def _spark(values, limit_mm3):
    """Path of the curve and height of the limit, in the units of the drawing."""
    top = max([*values, limit_mm3]) or 1
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    points = [
        (round(place * step, 1), round(SPARK_HEIGHT * (1 - value / top), 1))
        for place, value in enumerate(values)
    ]
    return {
        "path": "M" + "L".join(f"{x} {y}" for x, y in points),
        "limit": round(SPARK_HEIGHT * (1 - limit_mm3 / top), 1),
        "end": points[-1],
    }


def _done(studies):
    since = timezone.localdate() - dt.timedelta(days=SHOWN_DAYS)
    left = Disposition.objects.standing().filter(
        mouse__study__in=studies, left_on__gte=since
    )
    found = (
        left.select_related("mouse__study", "mouse__cage")
        .annotate(specimen_count=Count("mouse__specimens"))
        .order_by("-left_on", "mouse__number")
    )
    return [_with_values(one) for one in found]


def _with_values(left):
    """Give it what it had reached in words, or of what it died."""
    left.said = [
        f"{sign} {text}" for sign, text, is_reached, _ in judged_in_words(left)
        if is_reached
    ]  # fmt: skip
    if left.cause and left.cause != Disposition.Cause.UNKNOWN:
        left.said.append(f"of {left.get_cause_display()}")
    return left
