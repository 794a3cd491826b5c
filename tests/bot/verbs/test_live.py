"""The live prompt over a real pty: what stands on the screen, and how the terminal is left."""

from __future__ import annotations

import os
import pty
import signal
import termios
import threading
from collections.abc import Iterator

import pytest
from screen import ColdProgram, Program

from bot.verbs.background import Asked, Background
from bot.verbs.raw_terminal import Terminal

RAW = termios.ECHO | termios.ICANON | termios.ISIG


@pytest.fixture
def program() -> Iterator[Program]:
    with Program("route") as running:
        running.see("Type a question")
        yield running


def restored(program: Program) -> bool:
    return bool(program.mode == program.before)


def test_the_decision_follows_what_is_typed_and_enter_keeps_it(program: Program) -> None:
    assert not program.mode[3] & RAW
    program.type("what is HTTP 429")
    program.see("V3, because of the score")
    program.type("\x15should we sign the contract?")
    program.see("R1, because of legal")
    program.type("\r")
    kept = program.see("Type a question")
    assert "> should we sign the contract?\n  R1, because of legal" in kept
    program.type("hello")
    program.see("> hello")
    program.type("\x15\r")
    assert program.end() == 0
    assert restored(program)
    assert "> should we sign the contract?" in program.screen.text
    assert "Type a question" not in program.screen.text


def test_while_the_classifier_loads_it_says_so() -> None:
    with ColdProgram("route") as program:
        program.type("a")
        program.see("reading…")
        program.see("V3, because of")
        program.type("\x04")
        assert program.end() == 0


def test_ctrl_d_ends(program: Program) -> None:
    program.type("half a quest\x04")
    assert program.end() == 0
    assert restored(program)


def test_ctrl_c_ends_with_130_and_the_terminal_as_it_was(program: Program) -> None:
    program.type("half a quest\x03")
    assert program.end() == 130
    assert restored(program)
    assert "Traceback" not in program.screen.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(program: Program, number: int) -> None:
    os.kill(program.process.pid, number)
    assert program.end() in (128 + number, 130)
    assert restored(program)
    assert "Traceback" not in program.screen.text


def test_an_exception_leaves_the_terminal_as_it_was() -> None:
    master, slave = pty.openpty()
    before, handler = termios.tcgetattr(slave), signal.getsignal(signal.SIGTERM)
    inside = []

    def breaks() -> None:
        with Terminal(slave, slave):
            inside.append(termios.tcgetattr(slave)[3] & RAW)
            raise LookupError

    with pytest.raises(LookupError):
        breaks()
    assert inside == [0]
    assert termios.tcgetattr(slave) == before
    assert signal.getsignal(signal.SIGTERM) == handler
    os.close(master)
    os.close(slave)


def test_what_breaks_the_deciding_is_raised_where_it_is_seen() -> None:
    heard = threading.Event()

    def decide(asked: Asked) -> list[str]:
        raise LookupError(asked.text)

    background = Background(decide, heard.set)
    background.ask(Asked("hello", final=False))
    assert heard.wait(20)
    with pytest.raises(LookupError, match="hello"):
        background.take()


def test_signs_of_two_columns_and_a_window_narrower_than_the_text() -> None:
    with Program("route", columns=24) as program:
        program.type("我们今天应该签署这份没有责任上限的合同吗？谢谢大家")
        shown = program.see("大家")
        assert "> ‹" in shown
        assert all(len(line) <= 24 for line in shown.splitlines())
        program.type("\x01")
        assert "> 我们" in program.see("›")
        program.type("\x1b[C\x1b[C\x7f们")
        program.see("> 我们")
        program.type("\r")
        assert "我们今天应该签署这份没有" in program.see("because of").replace("\n", "")
        program.type("\x04")
        assert program.end() == 0


def test_a_window_made_narrower_is_drawn_again(program: Program) -> None:
    program.type("could you have a look at the long list of things that we need to buy")
    program.see("need to buy")
    program.screen.columns = 30
    program.screen.lines = [[""] * 30]
    program.screen.row = program.screen.column = 0
    # What a terminal does when it wraps: the cursor is further down now.
    program.screen.row, program.screen.lines = 2, [[""] * 30 for _ in range(3)]
    program.resize(30)
    os.kill(program.process.pid, signal.SIGWINCH)
    assert "> ‹" in program.see("need to buy")
    assert program.screen.row == 0
    program.type("\x04")
    assert program.end() == 0


def test_a_paste_of_many_lines_is_one_question(program: Program) -> None:
    lines = "\r\n".join(
        f"2026-11-24 03:00:{n % 60:02} fatal: pod {n} restarted" for n in range(500)
    )
    program.type(f"\x1b[200~{lines}\x1b[201~ what does this mean?")
    program.see("mean?")
    program.type("\r")
    program.see("because of")
    program.type("\x1b[A")
    program.see("> ‹")
    program.type("\x04")
    assert program.end() == 0
    assert "pod 0 restarted" in program.screen.text
    assert "pod 499 restarted what does this mean?" in program.screen.text
