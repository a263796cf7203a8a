#!/usr/bin/env python3
"""Repeat the draw of a randomization record. Python 3.8 or later, nothing else.

    python verify.py RECORD.json [SEED]

RECORD.json is the record of a draw. SEED is its seed, 64 hexadecimal digits; it may
also stand in the record as "seed". Prints "equal" or "not equal" with the parts that
differ; leaves with 0 or 1. This file shares no code with the program that drew.
"""

import hashlib
import hmac
import json
import math
import struct
import sys
from fractions import Fraction


class Dice:
    """SHA256-CTR-1. Word w is the (w mod 8)th of block w div 8."""

    def __init__(self, key, label):
        self.start = b"SHA256-CTR-1\0" + key + label.encode() + b"\0"
        self.spare, self.block = [], 0

    def roll(self, sides):
        """0 .. sides - 1; words of the last, incomplete run of sides are skipped."""
        while True:
            if not self.spare:
                text = self.start + self.block.to_bytes(8, "big")
                digest = hashlib.sha256(text).digest()
                self.spare = list(struct.unpack(">8I", digest))[::-1]
                self.block += 1
            word = self.spare.pop()
            if word // sides < (1 << 32) // sides:
                return word % sides

    def mix(self, things):
        things = list(things)
        for top in reversed(range(1, len(things))):
            low = self.roll(top + 1)
            things[low], things[top] = things[top], things[low]
        return things


def text_of(value):
    """Canonical JSON: keys by UTF-16 unit, no spaces, letters as they are."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{text_of(k)}:{text_of(value[k])}" for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text_of, value)) + "]"
    if isinstance(value, float):
        raise ValueError("a float in the record")
    return json.dumps(value, ensure_ascii=False)


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode())


def integers(texts):
    """Decimal texts times the smallest power of ten that makes all of them whole."""
    exact = [Fraction(text) for text in texts]
    places = max(len(text.partition(".")[2]) for text in texts)
    return [int(one * 10**places) for one in exact]


def ranks2(values):
    """Twice the mean rank: values below, and those below or equal, plus one."""
    return [
        sum(w < v for w in values) + sum(w <= v for w in values) + 1 for v in values
    ]


class Rules:
    """Bounds of one level of the ladder."""

    def __init__(self, form, level):
        self.size = [arm["size"] for arm in form["arms"]]
        self.total, self.level = sum(self.size), level
        common = 1
        for size in self.size:
            common = common * size // math.gcd(common, size)
        self.common, self.times = common, [common // size for size in self.size]
        self.columns, self.groups, self.group_of = [], [], []
        for row in form["numeric"]:
            self.covariate(row, [u["values"][row["name"]] for u in form["units"]])
        for row in form["factors"]:
            self.factor(row, [u["levels"][row["name"]] for u in form["units"]])

    def covariate(self, row, texts):
        values, n = integers(texts), self.total
        rank = ranks2(values)
        self.column(rank if row.get("scale") == "rank" else values, row["role"])
        if row.get("spread"):
            self.column([(n * r - n * (n + 1)) ** 2 for r in rank], "spread")

    def column(self, values, role):
        n, least = self.total, min(self.size)
        variance = Fraction(
            n * sum(v * v for v in values) - sum(values) ** 2, n * n - n
        )
        if variance:
            cap, share = {
                "primary": (Fraction(1, 100), Fraction(2, 9 * least)),
                "secondary": (Fraction(4, 100), Fraction(8, 9 * least)),
                "spread": (Fraction(9, 100), Fraction(2, least)),
            }[role]
            widest = min(cap, share) * variance * self.common**2
            widest = widest * 5**self.level / 4**self.level
            root = math.isqrt(widest.numerator // widest.denominator)
            self.columns.append((values, root or 1))

    def factor(self, row, levels):
        even, own = row["rule"] == "even", {}
        extra = self.level // 6 if even else (self.level + 2) // 4
        for name in sorted(set(levels)):
            members = [u for u, level in enumerate(levels) if level == name]
            bounds = []
            for size in self.size:
                low, rest = divmod(len(members) * size, self.total)
                least = max(0, low - extra) if even else 0
                bounds.append((least, low + (rest > 0) + extra))
            own[name] = len(self.groups)
            self.groups.append((members, bounds))
        self.group_of.append([own[level] for level in levels])

    def wrong_sums(self, sums):
        wrong = 0
        for row, (_, widest) in zip(sums, self.columns):
            beyond = max(row) - min(row) - widest
            if beyond > 0:
                wrong += 1 + (beyond << 20) // widest
        return wrong

    def wrong_count(self, group, arm, count):
        least, most = self.groups[group][1][arm]
        return (least - count if count < least else max(0, count - most)) << 20

    def tally(self, arms):
        """Sums of every column by arm, and units of every group by arm."""
        sums = [[0] * len(self.size) for _ in self.columns]
        held = [[0] * len(self.size) for _ in self.groups]
        for unit, arm in enumerate(arms):
            for row, (values, _) in zip(sums, self.columns):
                row[arm] += values[unit] * self.times[arm]
            for group_of in self.group_of:
                held[group_of[unit]][arm] += 1
        return sums, held

    def wrong(self, arms):
        sums, held = self.tally(arms)
        cells = ((g, a, n) for g, row in enumerate(held) for a, n in enumerate(row))
        return self.wrong_sums(sums), sum(self.wrong_count(*cell) for cell in cells)

    def start(self):
        return [arm for arm, size in enumerate(self.size) for _ in range(size)]

    def stroll(self, dice, until_right=False):
        """The arm of every unit after one attempt, and whether it is right."""
        arms = dice.mix(self.start())
        sums, held = self.tally(arms)
        now = self.wrong(arms)
        for _ in range(20 * self.total * (len(bin(self.total - 1)) - 2)):
            if until_right and now == (0, 0):
                break
            one = dice.roll(self.total)
            kind = dice.roll(len(self.group_of) + 1) - 1
            crowd = self.groups[self.group_of[kind][one]][0] if kind >= 0 else None
            two = crowd[dice.roll(len(crowd))] if crowd else dice.roll(self.total)
            if arms[one] != arms[two]:
                now = self.trade(arms, sums, held, one, two, now)
        return arms, now == (0, 0)

    def trade(self, arms, sums, held, one, two, now):
        """Exchange two units if nothing gets worse; the violations afterwards."""
        a, b = arms[one], arms[two]
        trial, counts = now[1], {}
        for group_of in self.group_of:
            g, h = group_of[one], group_of[two]
            if g != h:
                steps = (((g, a), -1), ((g, b), 1), ((h, b), -1), ((h, a), 1))
                for (group, arm), step in steps:
                    before = held[group][arm]
                    counts[group, arm] = before + step
                    trial += self.wrong_count(group, arm, before + step)
                    trial -= self.wrong_count(group, arm, before)
        if trial > sum(now):
            return now
        rows = [list(row) for row in sums]
        for row, (values, _) in zip(rows, self.columns):
            row[a] += (values[two] - values[one]) * self.times[a]
            row[b] += (values[one] - values[two]) * self.times[b]
        after = self.wrong_sums(rows), trial
        if sum(after) > sum(now):
            return now
        arms[one], arms[two], sums[:] = b, a, rows
        for (group, arm), count in counts.items():
            held[group][arm] = count
        return after


class Ladder(dict):
    """The rules of each level, and the level that the input alone decides."""

    def __init__(self, form):
        super().__init__()
        self.form = form
        self.key = sha(b"preflight\0" + text_of(form).encode()).digest()

    def __missing__(self, level):
        self[level] = Rules(self.form, level)
        return self[level]

    def reached(self, level):
        dice, good = Dice(self.key, f"preflight/{level}"), 0
        for _ in range(40):
            good += self[level].stroll(dice, True)[1]
            if good == 4:
                return True
        return False

    def decide(self):
        sizes, every = self[0].size, math.factorial(self[0].total)
        for size in sizes:
            every //= math.factorial(size)
        estimates, floor = {}, 0
        if every < 2**64:
            same = math.prod(math.factorial(sizes.count(s)) for s in set(sizes))
            goal = min(Fraction(2**14 * same), Fraction(every, 10))
            self.estimate(estimates, Fraction(every), goal)
            floor = min((e for e in estimates if estimates[e] >= goal), default=47)
        level = next(step for step in range(floor, 48) if self.reached(step))
        return level, int(estimates.get(level, 0))

    def estimate(self, estimates, every, goal):
        dice, step = Dice(self.key, "preflight/free"), 48
        seen = [dice.mix(self[0].start()) for _ in range(2000)]
        while step:
            left, lowest = seen, None
            for lower in reversed(range(step)):
                left = [arms for arms in left if self[lower].wrong(arms) == (0, 0)]
                estimates[lower] = every * len(left) / len(seen)
                if 8 * len(left) < len(seen):
                    break
                lowest = lower
            step = step - 1 if lowest is None else lowest
            every = estimates[step]
            if every < goal or not step:
                return
            dice, seen = Dice(self.key, f"preflight/nested/{step}"), []
            for _ in range(2000):
                arms, right = self[step].stroll(dice)
                seen += [arms] if right else []
                if len(seen) == 200:
                    break
            if len(seen) < 50:
                return


def balanced(form, key):
    ladder, dice = Ladder(form), Dice(key, "allocation")
    level, allowed = ladder.decide()
    for attempt in range(1, 201):
        arms, right = ladder[level].stroll(dice)
        if right:
            pairs = [
                [unit["id"], form["arms"][arm]["code"]]
                for unit, arm in zip(form["units"], arms)
            ]
            found = {"level": level, "allowed_estimate": str(allowed)}
            return {**found, "attempt": attempt, "allocation": pairs}
    raise ValueError("no balanced allocation")


def ratio(form):
    sizes = [arm["size"] for arm in form["arms"]]
    return [size // math.gcd(*sizes) for size in sizes]


def blocked(form, key, by_volume):
    """Blocks of the arms' ratio in each stratum, then of what was left over."""
    dice, units = Dice(key, "allocation"), form["units"]
    volume = integers([u["values"][form["numeric"][0]["name"]] for u in units])
    third = [(r - 1) * 3 // (2 * len(units)) + 1 for r in ranks2(volume)]
    line = dice.mix(range(len(units)))
    if by_volume:
        line.sort(key=lambda u: volume[u])
    names = [row["name"] for row in form["factors"] if row["rule"] == "even"]
    hand = [arm["code"] for arm, n in zip(form["arms"], ratio(form)) for _ in range(n)]
    strata, arms, blocks = {}, {}, {}
    for u in line:
        parts = [] if by_volume else [f"volume third {third[u]}"]
        parts += [f"{name} {units[u]['levels'][name]}" for name in names]
        strata.setdefault(", ".join(parts), []).append(u)
    full = {}
    for name in sorted(strata):
        full[name] = strata[name][: len(strata[name]) // len(hand) * len(hand)]
    done = {u for members in full.values() for u in members}
    tables = [*full.items(), ("mixed", [u for u in line if u not in done])]
    for name, members in tables:
        for place, u in enumerate(members):
            if place % len(hand) == 0:
                dealt = dice.mix(hand)
            arms[u] = dealt[place % len(hand)]
            blocks[u] = [units[u]["id"], name, place // len(hand) + 1]
    pairs = [[unit["id"], arms[u]] for u, unit in enumerate(units)]
    return {"allocation": pairs, "blocks": [blocks[u] for u in range(len(units))]}


def simple(form, key):
    cards = [arm["code"] for arm in form["arms"] for _ in range(arm["size"])]
    cards = Dice(key, "allocation").mix(cards)
    return {"allocation": [[u["id"], card] for u, card in zip(form["units"], cards)]}


def batch(form, key):
    """One of the best of 200 random fillings of the places that are open."""
    dice, new, parts = Dice(key, "allocation"), form["units"], ratio(form)
    keep, extra = (20, 0) if len(new) > 7 else (50, 1) if len(new) > 2 else (100, 1)
    codes = [arm["code"] for arm in form["arms"]]
    used = [sum(one["arm"] == code for one in form["earlier"]) for code in codes]
    blocks, spots = 0, []
    while len(spots) < len(new) or any(u > p * blocks for u, p in zip(used, parts)):
        blocks += 1
        spots = places(form, parts, used, blocks)
    spots = places(form, parts, used, blocks + extra)
    tries = [dice.mix(spots)[: len(new)] for _ in range(200)]
    far = [distance(form, parts, tried) for tried in tries]
    best = tries[sorted(range(200), key=lambda t: (far[t], t))[:keep][dice.roll(keep)]]
    return {"allocation": [[u["id"], codes[arm]] for u, arm in zip(new, best)]}


def places(form, parts, used, blocks):
    tops = [min(n * blocks, arm["size"]) for n, arm in zip(parts, form["arms"])]
    return [a for a, (top, u) in enumerate(zip(tops, used)) for _ in range(top - u)]


def distance(form, parts, tried):
    codes = [arm["code"] for arm in form["arms"]]
    arms = tried + [codes.index(one["arm"]) for one in form["earlier"]]
    units, far = form["units"] + form["earlier"], 0
    rows = []
    for row in form["numeric"]:
        middle, scale = Fraction(row["center"]), Fraction(row["scale"])
        values = [Fraction(u["values"][row["name"]]) for u in units]
        rows.append([(value - middle) / scale for value in values])
    for row in form["factors"]:
        own = [u["levels"][row["name"]] for u in units]
        rows += [[2 * (level == name) for level in own] for name in set(own)]
    for row in rows:
        sums = [
            sum(v for v, a in zip(row, arms) if a == arm) for arm in range(len(codes))
        ]
        far += sum((sum(parts) * s - n * sum(sums)) ** 2 for s, n in zip(sums, parts))
    return far


def set_aside(form, key):
    """Reserve and satellites, and the form that is left for the draw itself."""
    extra, units = {}, form["units"]
    slots = [a["code"] for a in form["arms"] for _ in range(a.get("satellites", 0))]
    if "reserve" in form:
        line = Dice(key, "reserve").mix(range(len(units)))
        if form["reserve"]["rule"] == "NEAREST_MEDIAN":
            line = nearest_first(form, line)
        out = set(line[len(units) - form["reserve"]["size"] :])
        extra["reserve"] = [u["id"] for n, u in enumerate(units) if n in out]
        units = [u for n, u in enumerate(units) if n not in out]
    if slots:
        line = Dice(key, "satellites").mix(u["id"] for u in units)
        extra["satellites"] = sorted(map(list, zip(line, slots)))
        units = [u for u in units if u["id"] not in line[: len(slots)]]
    if extra:
        form = {name: form[name] for name in form if name != "reserve"}
        arms = [{"code": arm["code"], "size": arm["size"]} for arm in form["arms"]]
        form = {**form, "units": units, "arms": arms}
    return form, extra


def nearest_first(form, line):
    name = form["numeric"][0]["name"]
    volume = integers([u["values"][name] for u in form["units"]])
    low, high = sorted(volume)[(len(line) - 1) // 2], sorted(volume)[len(line) // 2]

    def apart(u):
        if not volume[u] or not low * high:
            return math.inf
        one = Fraction(volume[u] ** 2, low * high)
        return one if one > 1 else 1 / one

    return sorted(line, key=apart)


METHODS = {
    "COVARIATE_CONSTRAINED": ("ccr-swap", "1", balanced),
    "RANK_BLOCK": ("rank-block", "2", lambda form, key: blocked(form, key, True)),
    "STRATIFIED_BLOCK": (
        "stratified-block",
        "1",
        lambda form, key: blocked(form, key, False),
    ),
    "COMPLETE": ("complete", "1", simple),
    "ROLLING_BATCH": ("rolling-batch", "1", batch),
}


def repeat(form, seed):
    """The record again, from its input and the seed."""
    name, version, deal = METHODS[form.get("method", "COVARIATE_CONSTRAINED")]
    text = text_of(form)
    message = b"allocation-key\0" + sha(text).digest()
    key = hmac.new(seed, message, hashlib.sha256).digest()
    left, extra = set_aside(form, key)
    ids = [unit["id"] for unit in form["units"]]
    return {
        "engine": {"name": name, "version": version},
        "rng": "SHA256-CTR-1",
        "input": form,
        "input_sha256": sha(text).hexdigest(),
        "seed_commitment": sha(b"seed\0" + seed).hexdigest(),
        "handling_order": Dice(key, "handling-order").mix(ids),
        **extra,
        **deal(left, key),
    }


def differences(record, seed):
    """The names of the parts of a record that come out differently."""
    again = repeat(record["input"], seed)
    names = sorted({*again, *record})
    return [name for name in names if again.get(name) != record.get(name)]


def main(path, *given):
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    seed = record.pop("seed", "")
    wrong = differences(record, bytes.fromhex(given[0] if given else seed))
    print("not equal: " + ", ".join(wrong) if wrong else "equal")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
