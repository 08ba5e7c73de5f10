"""Answers whether a Sigma rule matches, a line of JSON for a line of JSON: {"rule", "record"}, and {"accepted", "matches"} back.

pySigma reads the rule and parses its condition; what is left to say here is how a value of a record meets one of the rule.
"""
import json
import re
import sys

from sigma.collection import SigmaCollection
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
)
from sigma.types import (
    SigmaBool,
    SigmaCasedString,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SpecialChars,
)

MISSING = object()
"""What Python's expressions and RE2's have in common."""
PLAIN_REGEX = re.compile(r"[\w ^$()|.*+-]*\Z")


class Unsure(Exception):
    pass


def values_at(record, path):
    here = [record]
    for key in path.split("."):
        there = []
        for value in here:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and key in one:
                    there.append(one[key])
        here = there
    return here


def flat(value):
    if isinstance(value, list):
        for one in value:
            yield from flat(one)
    else:
        yield value


def text_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        raise Unsure
    if isinstance(value, (int, str)):
        return str(value)
    raise Unsure


def text_test(written):
    parts = []
    for part in written.s:
        if part == SpecialChars.WILDCARD_MULTI:
            parts.append(".*")
        elif part == SpecialChars.WILDCARD_SINGLE:
            parts.append(".")
        elif isinstance(part, str):
            parts.append(re.escape(part))
        else:
            raise Unsure
    flags = re.DOTALL | (0 if isinstance(written, SigmaCasedString) else re.IGNORECASE)
    return re.compile("".join(parts) + r"\Z", flags).match


def holds(node, record):
    if isinstance(node, ConditionAND):
        return all([holds(one, record) for one in node.args])
    if isinstance(node, ConditionOR):
        return any([holds(one, record) for one in node.args])
    if isinstance(node, ConditionNOT):
        return not holds(node.args[0], record)
    if not isinstance(node, ConditionFieldEqualsValueExpression):
        raise Unsure
    found = values_at(record, node.field)
    flattened = [one for value in found for one in flat(value)]
    written = node.value
    if isinstance(written, SigmaNull):
        return len(found) == 0 or any(one is None for one in flattened)
    if isinstance(written, SigmaRegularExpression):
        source = str(written.regexp)
        if written.flags or not PLAIN_REGEX.match(source):
            raise Unsure
        try:
            test = re.compile(source).search
        except re.error:
            raise Unsure from None
    elif isinstance(written, SigmaString):
        test = text_test(written)
    elif isinstance(written, (SigmaNumber, SigmaBool)):
        wanted = text_of(written.number if isinstance(written, SigmaNumber) else written.boolean)
        test = wanted.__eq__
    else:
        raise Unsure
    return any(bool(test(text_of(one))) for one in flattened if one is not None)


def answer(asked):
    try:
        rules = SigmaCollection.from_yaml(asked["rule"]).rules
        conditions = [one.parsed for rule in rules for one in rule.detection.parsed_condition]
    except Exception:
        return {"accepted": False}
    try:
        return {"accepted": True, "matches": any([holds(one, asked["record"]) for one in conditions])}
    except Unsure:
        return {"accepted": False}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
