"""Commands that cannot be taken back are set apart, and the verdict is read, never invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from routing_cases import request, router

from bot.provisional import is_destructive, set_apart, verdict_of, wants_first
from bot.words import Words

WORDS = Words()
BAD = [
    "rm -rf /var/lib/pg",
    "sudo rm -fr build",
    "DROP TABLE users;",
    "truncate table orders",
    "delete from carts where id = 3;",
    "kubectl delete pod web-1 -n prod",
    "kubectl rollout restart deploy/web",
    "kubectl scale deploy web --replicas=0",
    "git push --force origin main",
    "git push -f",
    "git reset --hard HEAD~1",
    "systemctl restart nginx",
    "service postgresql stop",
    "kill -9 4711",
    "redis-cli FLUSHALL",
    "docker system prune -a",
    "terraform destroy",
    "aws s3 rm s3://b --recursive",
    "dd if=/dev/zero of=/dev/sda",
    "echo x > /etc/hosts",
    "Remove-Item -Recurse C:\\data",
    "rsync -a --delete a/ b/",
    "update users set active = false;",
    "heroku rollback v12",
]
HARMLESS = [
    "kubectl get pods -n prod",
    "git status",
    "git push origin main",
    "select * from orders where dropped = 1;",
    "tail -f /var/log/app.log 2>/dev/null",
    "docker ps",
    "systemctl status nginx",
    "redis-cli INFO memory",
    "grep -r killed /var/log",
    "curl -s https://example.com > out.txt",
    "ls -l /rm",
    "terraform plan",
    "if a > b:",
    "x => y",
]


@pytest.mark.parametrize("command", BAD)
def test_what_cannot_be_taken_back_is_marked(command: str) -> None:
    assert is_destructive(command)
    assert "**destructive**" in set_apart(f"Run `{command}` now.", WORDS)


@pytest.mark.parametrize("command", HARMLESS)
def test_what_only_looks_is_not(command: str) -> None:
    assert not is_destructive(command)
    text = f"Run:\n```sh\n{command}\n```\nand `{command}`."
    assert set_apart(text, WORDS) == text


def test_a_block_is_cut_so_that_the_destructive_line_stands_alone() -> None:
    text = "First:\n```sh\nkubectl get pods\nkubectl delete pod web-1\nkubectl get pods\n```\nDone."
    assert set_apart(text, WORDS) == (
        "First:\n```sh\nkubectl get pods\n```\n**destructive**\n```sh\nkubectl delete pod web-1\n"
        "```\n```sh\nkubectl get pods\n```\nDone."
    )


@pytest.mark.parametrize(
    ("text", "verdict", "rest"),
    [
        ("AGREES\nRoll back now.", "agrees", "Roll back now."),
        ("**CORRECTS:** Do not.", "corrects", "Do not."),
        ("> Corrects.\n\nWait.", "corrects", "Wait."),
        ("Roll back. I agree.", "unsaid", "Roll back. I agree."),
        ("AGREES", "agrees", "AGREES"),
    ],
)
def test_the_verdict_is_the_first_word_or_unsaid(text: str, verdict: str, rest: str) -> None:
    assert verdict_of(text) == (verdict, rest)


def _signs(text: str) -> str:
    """Without what sets code apart, and without spaces: a mark may stand anywhere after a span."""
    return re.sub("[`~ ]", "", text)


@example(text="`>/>`>")
@given(text=st.text(alphabet=st.sampled_from("`~ \nabrm-f/>*$"), max_size=200))
def test_nothing_is_lost_and_any_text_is_taken(text: str) -> None:
    apart = set_apart(text, WORDS)
    bare = _signs(apart.replace("**destructive**", "").replace("()", ""))
    for line in text.splitlines():
        assert _signs(line) in bare
    verdict_of(text)


def test_only_an_incident_gets_a_first_answer() -> None:
    incident = router().decide(request("prod is down, should I roll back the migration?"))
    assert wants_first(incident, incident=True)
    assert not wants_first(incident, incident=False)
    legal = router().decide(request("The vendor wants to cap liability, should we sign?"))
    assert not wants_first(legal, incident=True)
    assert wants_first(legal, incident=False, always=True)
