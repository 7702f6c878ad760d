"""Runs the commands of its input at a terminal of their own, and draws what that shows.

picture.py FILE.svg <COMMANDS. Lines appear when they were written, but no pause is longer than a
second. The private Ray's port, which is another each time, is shown as the usual one.
"""

import codecs
import html
import os
import pty
import re
import signal
import struct
import sys
import termios
import time
from fcntl import ioctl

COLUMNS, ROWS = 88, 50
USUAL = "http://127.0.0.1:8265"
LONGEST_PAUSE = 1.0
PATIENCE = 300

CHARACTER, LINE, MARGIN, BAR = 8.4, 19, 16, 34
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "36": "#79c0ff", "37": "#8b949e"}
UNFINISHED = re.compile(r"(\r|\x1b(\[[0-9;]*)?)?\Z")
SEQUENCE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])|([\r\n])")


class Screen:
    """Lines of (text, style) pieces, each with the time at which it was last written to."""

    def __init__(self):
        self.lines, self.style, self.unfinished = [], ("", False), ""
        self.new_line()

    def new_line(self):
        self.pieces, self.returned = [], False
        self.lines.append([0.0, self.pieces])

    def write(self, text, when):
        text = self.unfinished + text
        self.unfinished = UNFINISHED.search(text)[0]
        text = text.removesuffix(self.unfinished).replace("\r\n", "\n")
        start = 0
        for found in SEQUENCE.finditer(text):
            self.put(text[start : found.start()], when)
            start = found.end()
            if found[3] == "\n":
                self.new_line()
            elif found[3] == "\r":
                self.returned = True
            elif found[2] == "K":
                # At a line's begin or end, the only places where it is used.
                self.erase()
            elif found[2] == "m":
                for code in found[1].split(";"):
                    self.colour(code)
            else:
                sys.exit(f"an unknown sequence: {found[0]!r}")
        self.put(text[start:], when)

    def erase(self):
        if self.returned:
            self.pieces.clear()
            self.returned = False

    def put(self, text, when):
        if text:
            self.erase()
            if self.pieces and self.pieces[-1][1] == self.style:
                text = self.pieces.pop()[0] + text
            self.pieces.append((text, self.style))
            self.lines[-1][0] = when

    def colour(self, code):
        colour, bold = self.style
        if code in COLOURS:
            colour = COLOURS[code]
        elif code in ("39", "0", ""):
            colour = ""
        if code in ("1", "22", "0", ""):
            bold = code == "1"
        self.style = (colour, bold)


def run(command, seen):
    """What the command writes, piece by piece, handed to seen; its exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.execvp("/bin/sh", ["sh", "-c", "exec " + command])
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    signal.alarm(PATIENCE)
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how a terminal says that nobody writes any more
            piece = b""
        if not piece:
            break
        seen(decoder.decode(piece))
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def record(commands):
    screen = Screen()
    shown, last = 0.0, time.monotonic()

    def write(text):
        nonlocal shown, last
        now = time.monotonic()
        shown += min(now - last, LONGEST_PAUSE)
        last = now
        screen.write(text, shown)

    for command in commands:
        write("\x1b[32m$\x1b[39m \x1b[1m" + command + "\x1b[22m\n")
        code = run(command, write)
        if code:
            sys.exit(f"{command} ended with {code}")
    write("\x1b[32m$\x1b[39m ")
    address = os.environ["RAY_ADDRESS"]
    return [
        (when, [(text.replace(address, USUAL).expandtabs(), style) for text, style in pieces])
        for when, pieces in screen.lines
    ]


def drawn(lines):
    width = 2 * MARGIN + CHARACTER * max(
        sum(len(text) for text, _ in pieces) for _, pieces in lines
    )
    height = BAR + MARGIN + LINE * len(lines)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}"'
        f' viewBox="0 0 {width:.0f} {height}" xml:space="preserve">'
    )
    yield "<title>A Ray job submitted and followed from a terminal</title>"
    yield (
        "<style>text { font: 14px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;"
        " fill: #e6edf3; white-space: pre; animation: appear 1ms both }"
        " @keyframes appear { from { opacity: 0 } to { opacity: 1 } }"
        " @media (prefers-reduced-motion) { text { animation: none } }</style>"
    )
    yield '<rect width="100%" height="100%" rx="10" fill="#0d1117"/>'
    for place, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        yield f'<circle cx="{MARGIN + 6 + 20 * place}" cy="18" r="6" fill="{colour}"/>'
    for number, (when, pieces) in enumerate(lines):
        if not pieces:
            continue
        y = BAR + LINE * (number + 1) - 5
        spans = "".join(span(text, *style) for text, style in pieces)
        yield f'<text x="{MARGIN}" y="{y}" style="animation-delay:{when:.2f}s">{spans}</text>'
    yield "</svg>"


def span(text, colour, bold):
    style = (f' fill="{colour}"' if colour else "") + (' font-weight="bold"' if bold else "")
    # The place of each piece, so that another font's widths do not matter.
    return (
        f'<tspan textLength="{CHARACTER * len(text):.1f}"{style}>'
        f"{html.escape(text, quote=False)}</tspan>"
    )


if __name__ == "__main__":
    svg = "\n".join(drawn(record(sys.stdin.read().splitlines())))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(svg + "\n")
