"""Who may import whom: the arrows of the house, read from the syntax trees."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("bot", "adapters", "prompts")
DOMAIN = {"pydantic", "langchain_core", "cryptography"}
EXTRA = {
    "bot/settings.py": {"pydantic_settings"},
    "bot/words/figures.py": {"babel"},
    "bot/__main__.py": {"typer", "rich"},
}
VERBS = {"typer", "rich"}


def modules() -> dict[str, Path]:
    found = {}
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = path
    return found


def imported(path: Path, name: str) -> set[str]:
    """Absolute dotted names this file imports anywhere: in functions and for types, too."""
    names: set[str] = set()
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{base}.{alias.name}" for alias in node.names} | {base}
    return names


MODULES = modules()
IMPORTS = {name: imported(path, name) for name, path in MODULES.items()}


def inside(name: str) -> set[str]:
    return {target for target in IMPORTS[name] if target in MODULES and target != name}


def foreign(name: str) -> set[str]:
    """What a module of bot/ imports and may not."""
    relative = MODULES[name].relative_to(ROOT).as_posix()
    allowed = DOMAIN | {"bot"} | EXTRA.get(relative, set())
    if relative.startswith("bot/verbs/"):
        allowed |= VERBS
    if relative.startswith("bot/bootstrap/"):
        allowed |= {"adapters"}
    tops = {target.split(".")[0] for target in IMPORTS[name]}
    return tops - allowed - set(sys.stdlib_module_names)


def test_the_domain_knows_no_vendor() -> None:
    domain = [name for name in MODULES if name.split(".")[0] == "bot"]
    assert {name: foreign(name) for name in domain if foreign(name)} == {}


def test_adapter_folders_do_not_know_each_other() -> None:
    found = set()
    for name in (name for name in MODULES if name.split(".")[0] == "adapters"):
        own = ".".join(name.split(".")[:2])
        for target in IMPORTS[name]:
            elsewhere = target.startswith("adapters.") and not target.startswith(own)
            if elsewhere or target.startswith("bot.bootstrap"):
                found.add((name, target))
    assert found == set()


def test_no_circles() -> None:
    """No file can be reached from itself, imports in functions and for types included."""
    state: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if state.get(name) == 2:
            return
        assert state.get(name) != 1, " -> ".join((*trail[trail.index(name) :], name))
        state[name] = 1
        for target in sorted(inside(name)):
            visit(target, (*trail, name))
        state[name] = 2

    for name in sorted(MODULES):
        visit(name, ())
