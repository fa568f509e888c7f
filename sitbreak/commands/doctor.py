"""`sitbreak doctor`: will I be reminded, why was I not, and is everything in order?"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from sitbreak import errors
from sitbreak.commands import doctor_answers
from sitbreak.commands.doctor_checks import all_findings
from sitbreak.commands.doctor_facts import gather
from sitbreak.commands.doctor_finding import NOTE, OK, PROBLEM, Finding
from sitbreak.errors import SitbreakError
from sitbreak.ipc_client import request
from sitbreak.words import _, fill

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from sitbreak.commands.doctor_facts import Facts

TRIAL_S = 20.0
_LOOK_EVERY_S = 0.25
_SHOWN_WITHIN_S = 6.0  # a service that takes longer is in trouble
_REFUSED_WITHIN_S = 1.0  # when it says so itself


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.add_argument("--test", action="store_true", help="show a test reminder, and wait 20 s for a click")


def run(args: argparse.Namespace) -> int:
    facts = gather()
    findings = all_findings(facts)
    if not args.json:
        sys.stdout.write(_as_text(facts, findings))
        if args.test:
            sys.stdout.write("\n" + _("A test reminder comes now: click one of its buttons, please.") + "\n")
            sys.stdout.flush()
    if args.test:
        findings.append(trial())
        if not args.json:
            sys.stdout.write("\n".join(_lines(findings[-1:])) + "\n")
    if args.json:
        sys.stdout.write(_as_json(facts, findings))
    return errors.EXPECTED_FAILURE if any(each.state == PROBLEM for each in findings) else errors.OK


def trial() -> Finding:
    """Show a test reminder and wait up to 20 s for what becomes of it."""
    try:
        _ask({"do": "test-reminder"})
        try:
            return judged(_follow())
        finally:
            _ask({"do": "test-reminder", "then": "end"})
    except SitbreakError as error:
        return Finding("test", PROBLEM, error.title, error.next_step)


def judged(told: Mapping[str, Any]) -> Finding:
    """What *told*, the last word on a test reminder, means."""
    state, detail = told["state"], told["part"]["detail"]
    if state == "clicked":
        text = _("The test reminder was shown, and you clicked “{button}”.")
        return Finding("test", OK, fill(text, button=told["button"]))
    if state == "closed":
        return Finding("test", NOTE, _("The test reminder was shown, and closed without a click."))
    if state == "shown":
        return Finding("test", NOTE, _("The test reminder was shown; nobody clicked within 20 s."))
    if not told["certain"]:
        text = fill(_("Nobody can tell whether the test reminder was seen. {detail}"), detail=detail)
        return Finding("test", NOTE, text)
    text = fill(_("The test reminder was not shown. {detail}"), detail=detail)
    return Finding("test", PROBLEM, text)


def _follow() -> dict[str, Any]:
    """Ask again and again until the test reminder was clicked or closed, or its time is over."""
    told: dict[str, Any] = {}
    for look in range(round(TRIAL_S / _LOOK_EVERY_S)):
        time.sleep(_LOOK_EVERY_S)
        told = _ask({"do": "test-reminder", "then": "ask"})
        patience_s = _REFUSED_WITHIN_S if told["part"]["state"] == "failing" else _SHOWN_WITHIN_S
        never_comes = told["state"] == "sent" and look * _LOOK_EVERY_S >= patience_s
        if told["state"] in ("clicked", "closed", "none") or never_comes:
            break
    return told


def _ask(message: dict[str, Any]) -> dict[str, Any]:
    answer = request(message)
    if not answer.get("ok"):
        raise SitbreakError(str(answer.get("error", "")), str(answer.get("next_step", "")))
    return answer


def _as_text(facts: Facts, findings: Sequence[Finding]) -> str:
    lines = [_("Will I be reminded?"), f"  {doctor_answers.will_i(facts).text}", ""]
    lines += [_("Why was I not reminded?"), *(f"  {line}" for line in doctor_answers.why_not(facts)), ""]
    lines += [_("Is everything in order?"), *_lines(findings)]
    return "\n".join(lines) + "\n"


def _lines(findings: Sequence[Finding]) -> list[str]:
    """The findings in columns, with what can be done below each."""
    states = {OK: _("ok"), NOTE: _("note"), PROBLEM: _("problem")}
    state_width = max(map(len, states.values()))
    width = max(len(each.check) for each in findings)
    lines = []
    for each in findings:
        head = f"  {states[each.state]:{state_width}}  {each.check:{width}}  "
        lines.append(head + each.text)
        if each.advice:
            lines.append(" " * len(head) + each.advice)
    return lines


def _as_json(facts: Facts, findings: Sequence[Finding]) -> str:
    answer = doctor_answers.will_i(facts)
    told = {
        "ok": all(each.state != PROBLEM for each in findings),
        "will_i_be_reminded": {"answer": answer.answer, "text": answer.text},
        "why_was_i_not": doctor_answers.why_not(facts),
        "checks": [each._asdict() for each in findings],
        "status": facts.status,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
