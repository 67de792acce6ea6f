#!/usr/bin/env python3
"""Draw a real terminal session as an SVG: docs/session.svg, the picture in the README.

Usage: scripts/picture.py PROGRAM > docs/session.svg

Runs each command of SESSION on a private server that `PROGRAM sandbox` starts, in a pseudo-terminal of
100 columns, and draws the output with its colors. Nothing in the picture is written by hand.
"""
import html
import os
import pty
import re
import subprocess
import sys

# 100 columns make 872 pixels, which fits the column of a README on GitHub.
COLUMNS = 100
LINE_HEIGHT, CHARACTER_WIDTH, MARGIN = 18, 8.4, 16
BACKGROUND, BORDER, FOREGROUND = "#0d1117", "#30363d", "#e6edf3"
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace"
COLORS = {31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea"}
DIM = "#9198a1"
SESSION = [
    "astra flow-test",
    "astra publish Trading.TradeExecuted --entity trade_42 --data '{\"user_id\":123,\"symbol\":\"STRK\"}'",
    "astra tail --no-follow -n 1",
    "astra lag --only-lagging astra.trading.tradeexecuted.v1",
    "redis-cli -u $ASTRA_REDIS_URL XREADGROUP GROUP revenue_trackers worker-1 STREAMS astra.trading.tradeexecuted.v1 '>' > /dev/null",
    "astra pending",
]


def record(program):
    """Runs the session and returns the terminal output."""
    script = []
    for command in SESSION:
        if command.startswith("redis-cli"):
            # Sets the scene for the next command, out of sight: a consumer that takes an entry.
            script.append(command)
        else:
            script.append(f'printf "\\033[1m$ %s\\033[0m\\n" {quote(command)}; {command}; echo')
    folder = os.path.dirname(os.path.abspath(program))
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    environment.pop("NO_COLOR", None)
    inside = f"stty cols {COLUMNS} rows 60; " + "\n".join(script)
    master, slave = pty.openpty()
    child = subprocess.Popen([program, "sandbox", "--", "bash", "-c", inside], stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    if child.wait() != 0:
        sys.exit(f"the session failed:\n{seen.decode()}")
    return seen.decode()


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def screen_lines(text):
    """Returns the final text of each line: a carriage return overwrites the line, as progress bars do."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-HJKSTfhlsu]", "", text.replace("\r\n", "\n"))
    return [line.rsplit("\r", 1)[-1] for line in text.rstrip("\n").split("\n")]


def spans(line):
    """Yields the parts of a line, each with its SVG attributes."""
    style = {}
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        match = re.fullmatch(r"\x1b\[([0-9;]*)m", piece)
        if not match:
            if piece:
                yield piece, dict(style)
            continue
        codes = [int(code or 0) for code in match[1].split(";")]
        # The eight basic colors, written as colors out of 256.
        if codes[:2] == [38, 5]:
            codes = [31 + (codes[2] - 1) % 8] if codes[2] else []
        for code in codes:
            if code == 0:
                style = {}
            elif code == 1:
                style["font-weight"] = "bold"
            elif code == 2:
                style["fill"] = DIM
            elif code == 39:
                style.pop("fill", None)
            elif code % 60 in COLORS:
                style["fill"] = COLORS[code % 60]


def words(line):
    """Yields the column, text and attributes of each part of a line that has no two spaces in a row.

    Each part gets a position of its own, so that table columns align in any font and no space matters:
    browsers collapse spaces at the ends of a text.
    """
    column = 0
    for text, style in spans(line):
        for match in re.finditer(r"\S+(?: \S+)*", text):
            yield column + match.start(), match[0], style
        column += len(text)


def draw(lines):
    width = int(COLUMNS * CHARACTER_WIDTH + 2 * MARGIN)
    height = len(lines) * LINE_HEIGHT + 2 * MARGIN
    # The viewBox lets a narrow page shrink the picture instead of cutting it off.
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
          f'role="img" aria-label="A terminal session of astra">')
    print(f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{BACKGROUND}" stroke="{BORDER}"/>')
    print(f'<g font-family="{FONTS}" font-size="14" fill="{FOREGROUND}">')
    for number, line in enumerate(lines):
        y = MARGIN + (number + 1) * LINE_HEIGHT - 5
        for column, text, style in words(line):
            attributes = "".join(f' {name}="{value}"' for name, value in style.items())
            x = MARGIN + column * CHARACTER_WIDTH
            length = len(text) * CHARACTER_WIDTH
            print(f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"{attributes}>'
                  f"{html.escape(text, quote=False)}</text>")
    print("</g>\n</svg>")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    draw(screen_lines(record(sys.argv[1])))
