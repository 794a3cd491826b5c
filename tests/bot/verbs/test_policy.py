"""`policy` as an operator uses it: real processes, the embedded store, a file of their own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from started import ran

ROOT = Path(__file__).resolve().parents[3]
FILE = """lock = ["caps.usd_team_day"]
[caps]
usd_team_day = 12
[channels.C0123.memory]
on = false
"""


class Operator:
    """Somebody with a terminal, a data folder and a policy file."""

    def __init__(self, home: Path) -> None:
        self.file = home / "policy.toml"
        self.file.write_text(FILE, encoding="utf-8")
        self._environment = {
            **os.environ,
            "THINKTWICE_DATA_DIR": str(home / "data"),
            "THINKTWICE_POLICY": str(self.file),
            "THINKTWICE_OFFLINE_PACE": "0",
        }

    def says(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return ran(*arguments, environment=self._environment)


def test_precedence_comes_first_then_every_key_with_its_origin(tmp_path: Path) -> None:
    shown = Operator(tmp_path).says("policy")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[2].startswith("  1  where text may go")
    assert lines[8].startswith("  7  score")
    (cap,) = [line for line in lines if "caps.usd_team_day" in line]
    assert cap.split() == [
        "caps.usd_team_day",
        "12.0",
        f"{tmp_path}/policy.toml,",
        *"line 3, locked".split(),
    ]
    assert any("channels.C0123.memory.on" in line for line in lines)


def test_set_show_undo_and_what_the_file_locks(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    locked = operator.says("policy", "set", "caps.usd_team_day", "30")
    assert locked.returncode == 2
    assert "locked by" in locked.stderr
    assert str(operator.file) in locked.stderr
    changed = operator.says("policy", "set", "routing.base", "-0.2")
    assert changed.returncode == 0, changed.stderr
    assert "routing.base: 0.45 -> -0.2" in changed.stdout
    found = json.loads(operator.says("policy", "show", "--channel", "C0123", "--json").stdout)
    keys = {line["key"]: line for line in found["keys"]}
    assert keys["routing.base"]["origin"]["kind"] == "change"
    assert keys["memory.on"]["value"] is False
    assert "Taken back" in operator.says("policy", "undo").stdout
    nothing = operator.says("policy", "undo")
    assert (nothing.returncode, "no change" in nothing.stdout) == (1, True)


def test_diff_shows_what_recorded_questions_would_have_met(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    asked = operator.says("ask", "should we sign the contract?", "--json")
    job = json.loads(asked.stdout)["id"]
    new = tmp_path / "new.toml"
    new.write_text(FILE + "[stakes]\nlegal = false\n", encoding="utf-8")
    found = operator.says("policy", "diff", str(new))
    assert found.returncode == 0, found.stderr
    assert "stakes.legal: true -> false" in found.stdout
    assert f"{job}  -  reasoning (stakes) -> fast (score)" in found.stdout
    assert "sign" not in found.stdout
    same = operator.says("policy", "diff", str(operator.file))
    assert "changes nothing" in same.stdout


def test_check_names_every_problem(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    assert "holds" in operator.says("policy", "check", str(operator.file)).stdout
    operator.file.write_text("[memory]\nttl_h = 99\n[cpas]\nx = 1\n", encoding="utf-8")
    broken = operator.says("policy", "check", str(operator.file))
    assert broken.returncode == 1
    assert "line 4, cpas.x: no such key" in broken.stdout
    assert operator.says("policy", "check", str(tmp_path / "none.toml")).returncode == 2
    named = operator.says("policy", "show", "--channel", "#legal")
    assert (named.returncode, "by its id" in named.stderr) == (2, True)
