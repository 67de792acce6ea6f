#!/usr/bin/env python3
"""Draw how costs grow as an SVG: one panel for each quantity that grows, one line for each measurement.

Usage: scripts/plot-scale.py benches/scale.csv > docs/scale.svg

Both axes are logarithmic: a cost per item is a line that rises by one decade per decade, and a constant cost
is a horizontal line.
"""
import csv
import html
import math
import sys

WIDTH, HEIGHT, GAP, MARGIN, HEAD = 430, 300, 40, 60, 56
COLORS = ["#0969da", "#cf222e", "#1a7f37", "#8250df"]


def read(path):
    """Returns the panels by the quantity that grows, each with its lines, which are lists of (quantity, value)."""
    panels = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            name = f"{row['measured']} ({row['unit']})"
            line = panels.setdefault(row["grows"], {}).setdefault(name, [])
            line.append((float(row["to"]), float(row["value"])))
    return panels


def decades(values):
    """Returns the powers of ten around the values, at least two."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def short(number):
    """Formats a power of ten with a unit: 10 k, 1 M."""
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:g} {unit}"
    return f"{number:g}"


def text(x, y, words, size=11, anchor="start", color="#1f2328", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{color}" '
            f'font-weight="{weight}">{html.escape(words)}</text>')


def panel(left, top, title, lines):
    points = [point for line in lines.values() for point in line]
    (x0, x1), (y0, y1) = decades([x for x, _ in points]), decades([y for _, y in points])
    place_x = lambda x: left + MARGIN + (math.log10(x) - x0) / (x1 - x0) * (WIDTH - MARGIN)
    place_y = lambda y: top + HEIGHT - (math.log10(y) - y0) / (y1 - y0) * (HEIGHT - HEAD - 16 * len(lines))
    yield text(left, top + 14, title, 14, weight="bold")
    for power in range(x0, x1 + 1):
        x = place_x(10 ** power)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{place_y(10 ** y1):.1f}" y2="{top + HEIGHT}" stroke="#d1d9e0"/>'
        yield text(x, top + HEIGHT + 16, short(10 ** power), anchor="middle")
    for power in range(y0, y1 + 1):
        y = place_y(10 ** power)
        yield f'<line x1="{left + MARGIN}" x2="{left + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d1d9e0"/>'
        yield text(left + MARGIN - 6, y + 4, short(10 ** power), anchor="end")
    for number, (name, line) in enumerate(lines.items()):
        color = COLORS[number % len(COLORS)]
        path = " ".join(f"{place_x(x):.1f},{place_y(y):.1f}" for x, y in line)
        yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
        for x, y in line:
            yield f'<circle cx="{place_x(x):.1f}" cy="{place_y(y):.1f}" r="3" fill="{color}"/>'
        yield text(left + MARGIN, top + 32 + 16 * number, name, color=color)


def main():
    panels = read(sys.argv[1])
    rows = (len(panels) + 1) // 2
    width, height = 2 * WIDTH + 3 * GAP, rows * (HEIGHT + 2 * GAP) + GAP
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
          f'viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif">')
    print(f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    for number, (title, lines) in enumerate(panels.items()):
        left = GAP + (number % 2) * (WIDTH + GAP)
        top = GAP + (number // 2) * (HEIGHT + 2 * GAP)
        print("\n".join(panel(left, top, title, lines)))
    print("</svg>")


if __name__ == "__main__":
    main()
