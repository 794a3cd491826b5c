"""The live prompt: a line, and below it the decision on what stands there now.

Refuses to decide and to know devices: `Background` decides, `Terminal` reads and draws.
"""

from __future__ import annotations

from collections import deque

from rich.cells import cell_len

from bot.verbs.background import Asked, Background, Told
from bot.verbs.keyboard import Key, Keyboard
from bot.verbs.line import Line, cut, visible
from bot.verbs.raw_terminal import Terminal
from bot.words import Words

PROMPT = "> "
#: An escape that nothing follows for so long is the Esc key (seconds).
ESCAPE_S = 0.05
CLEAR = "\x1b[J"


class Prompt:
    """`follow()` runs until an empty Enter, Ctrl-D or the terminal's end."""

    def __init__(self, decisions: Background, terminal: Terminal, words: Words) -> None:
        self._decisions, self._terminal, self._words = decisions, terminal, words
        self._keyboard, self._typed = Keyboard(), deque[Key]()
        self._line, self._column = Line(), len(PROMPT)
        self._kept: list[str] = []
        self._recalled, self._draft = 0, ""
        self._shown: list[str] = []
        self._awaited: Asked | None = None

    def follow(self) -> None:
        """Read keys and draw. Raises KeyboardInterrupt on Ctrl-C, and what broke the deciding."""
        try:
            self._draw()
            while self._step():
                self._draw()
        finally:
            # What is kept stays above; the live part goes.
            self._terminal.write(f"{self._home()}{CLEAR}")

    def _step(self) -> bool:
        """Everything that is ready, once; False at the end."""
        typed = self._terminal.wait(ESCAPE_S if self._keyboard.waiting else None)
        if typed is None:
            return False
        if not typed:
            self._keyboard.give_up()
        keys = self._keyboard.feed(typed)
        if any(key.name == "interrupt" for key in keys):
            raise KeyboardInterrupt
        self._typed += keys
        told = self._decisions.take()
        if told is not None:
            self._hear(told)
        before = self._line.text
        while self._typed and self._awaited is None:
            if not self._press(self._typed.popleft()):
                return False
        if self._line.text != before and self._awaited is None:
            self._ask()
        return True

    def _ask(self) -> None:
        if self._line.text.strip():
            self._decisions.ask(Asked(self._line.text, final=False))
        else:
            self._shown = []

    def _hear(self, told: Told) -> None:
        if told.asked == self._awaited:
            self._keep(told)
        elif told.asked.text == self._line.text:
            self._shown = told.lines

    def _press(self, key: Key) -> bool:
        """Do what the key says; False when it ends the prompt."""
        match key.name:
            case "end_input":
                return False
            case "enter" if not self._line.text.strip():
                return False
            case "enter":
                self._awaited = Asked(self._line.text, final=True)
                self._decisions.ask(self._awaited)
            case "suspend":
                self._terminal.write(f"{self._home()}{CLEAR}")
                self._terminal.suspend()
            case "repaint":
                self._terminal.write("\x1b[H")
                self._column = 0
            case "up" | "down":
                self._recall(-1 if key.name == "up" else 1)
            case _:
                self._line = self._line.after(key)
        return True

    def _recall(self, step: int) -> None:
        """An earlier question, or a later one; beyond the newest what was being typed."""
        if self._recalled == len(self._kept):
            self._draft = self._line.text
        self._recalled = max(0, min(len(self._kept), self._recalled + step))
        text = [*self._kept, self._draft][self._recalled]
        self._line = Line(text, len(text))

    def _keep(self, told: Told) -> None:
        """Question and decision stay, whole, above the next prompt."""
        text = "".join(sign if sign == "\n" else visible(sign) for sign in told.asked.text)
        lines = [PROMPT + text.replace("\n", "\n  "), *(f"  {line}" for line in told.lines), ""]
        kept = "\n".join(lines).replace("\n", "\r\n")
        self._terminal.write(f"{self._home()}{CLEAR}{kept}\r\n")
        self._column = 0
        self._kept.append(told.asked.text)
        self._recalled = len(self._kept)
        self._line, self._shown, self._awaited = Line(), [], None

    def _home(self) -> str:
        """Back to where the prompt begins. A window made narrower has wrapped what was drawn."""
        up = self._column // self._terminal.size[0]
        return (f"\x1b[{up}A" if up else "") + "\r"

    def _draw(self) -> None:
        columns, rows = self._terminal.size
        room = columns - 1
        window, column = self._line.window(room - len(PROMPT))
        below = [cut(f"  {line}", room) for line in self._below()][: rows - 1]
        parts = [self._home(), CLEAR, PROMPT, window, *(f"\r\n{line}" for line in below)]
        if below:
            parts.append(f"\x1b[{len(below)}A")
        parts.append(f"\r\x1b[{len(PROMPT) + column}C")
        self._terminal.write("".join(parts))
        self._column = cell_len(PROMPT) + column

    def _below(self) -> list[str]:
        if self._awaited is None and not self._line.text.strip():
            return [self._words.say("route.live")]
        return self._shown or [self._words.say("route.reading")]
