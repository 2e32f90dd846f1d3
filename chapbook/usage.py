"""Wrong use of the command line, in our words: argparse finds it, and says it in a way that helps nobody."""

import argparse
import re
from collections.abc import Callable
from typing import NoReturn

from chapbook.problems import UsageError, did_you_mean, error

# How argparse says what it finds; compiled where it says so.
LACKING = r'argument (?P<option>\S+): expected (?:one|at least one) argument'
GIVEN = r"argument (?P<option>\S+): ignored explicit argument '(?P<word>.*)'"
CHOICE = r"argument (?P<option>\S+): invalid choice: '(?P<word>[^']*)' \(choose from (?P<names>.*)\)"
REFUSED = r'argument (?P<option>\S+): (?P<what>“.*)'
NAMED = r'the following arguments are required: (?P<names>.*)'


class Parser(argparse.ArgumentParser):
    """An argument parser that reports wrong use the way everything else is reported."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and what would be right."""
        for pattern, say in SAID:
            if match := re.fullmatch(pattern, message):
                what, hint = say(self, match)
                raise UsageError(error(what, None, hint or self.help_hint))
        raise UsageError(error(message, None, self.help_hint))

    @property
    def help_hint(self) -> str:
        """Where all of it is told."""
        return f'{self.prog} --help tells what there is'

    @property
    def options(self) -> dict[str, str]:
        """Every option, and what `--help` says of it."""
        return {name: self._told(action) for action in self._actions for name in action.option_strings}

    @staticmethod
    def _told(action: argparse.Action) -> str:
        return f'{action.option_strings[-1]} {action.metavar or "…"}: {action.help}'


Said = tuple[str, str | None]


def _lacking(parser: Parser, match: re.Match[str]) -> Said:
    option = _long(match['option'])
    return f'{option} stands alone, and needs a word behind it', parser.options.get(option)


def _given(_: Parser, match: re.Match[str]) -> Said:
    return f'{_long(match["option"])} takes no word', f'leave “={match["word"]}” out'


def _choice(_: Parser, match: re.Match[str]) -> Said:
    names = match['names'].replace("'", '')
    hint = did_you_mean(match['word'], names.split(', ')) or 'write one of them'
    return f'{_long(match["option"])}: “{match["word"]}” is none of {names}', hint


def _refused(parser: Parser, match: re.Match[str]) -> Said:
    option = _long(match['option'])
    return f'{option}: {match["what"]}', parser.options.get(option)


def _named(parser: Parser, match: re.Match[str]) -> Said:
    return f'no {match["names"]} was named', f'{parser.prog} {match["names"]}'


SAID: tuple[tuple[str, Callable[[Parser, re.Match[str]], Said]], ...] = (
    (LACKING, _lacking),
    (GIVEN, _given),
    (CHOICE, _choice),
    (REFUSED, _refused),
    (NAMED, _named),
)


def unknown(words: list[str], parser: Parser, owners: Callable[[str], list[str]]) -> UsageError:
    """Return what is wrong with words that a command has no use for; `owners` are the commands with such an option."""
    word = next((each for each in words if each.startswith('-')), words[0])
    option = word.partition('=')[0]
    command = parser.prog.rpartition(' ')[2]
    if not word.startswith('-'):
        hint = 'a name with spaces stands in quotes: "My text.txt"'
        return UsageError(error(f'“{word}” is a word too many for {command}', None, hint))
    others = owners(option)
    elsewhere = f'{option} belongs to {" and ".join(others)}' if others else None
    hint = elsewhere or did_you_mean(option, [*parser.options]) or parser.help_hint
    return UsageError(error(f'{command} has no option {option}', None, hint))


def _long(option: str) -> str:
    """Return the longest name of an option."""
    return option.rpartition('/')[2]
