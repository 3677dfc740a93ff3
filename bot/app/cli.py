"""The command line: parsing and printing only."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from bot.app import people_cli, programmes_cli, quarantine_cli, store_cli
from bot.app.config import ConfigFault, read_config

# Commands import what they need themselves: nobody who imports people waits for Telegram's library.


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0 done, 1 something is wrong, 2 wrongly called."""
    parser = _parser()
    given = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] | None = getattr(given, "command", None)
    if command is None:
        parser.print_help(sys.stderr)
        return 2
    gc.enable()
    try:
        return command(given)
    except ConfigFault as fault:
        return _refuse(str(fault))
    except KeyboardInterrupt:
        return 130
    finally:
        gc.enable()


class _Parser(argparse.ArgumentParser):
    """Shows the whole help to whoever mistyped, not only the line of usage."""

    def error(self, message: str) -> NoReturn:
        self.print_help(sys.stderr)
        self.exit(2, f"\n{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m bot", description="Warmline · 暖线: the front desk of a care line.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    run = commands.add_parser("run", help="work on Telegram (needs BOT_TOKEN)")
    run.set_defaults(command=_run)

    demo = commands.add_parser("demo", help="try everything in a browser, without Telegram")
    demo.add_argument("--fresh", action="store_true", help="forget the last demo and start anew")
    demo.add_argument("--port", type=_port, help="port of the page (default: a free one)")
    demo.add_argument("--folder", type=Path, help="where it keeps what was played (default: data/demo)")
    demo.set_defaults(command=_demo)

    webhook = _group(commands, "webhook", "have Telegram bring updates instead of fetching them")
    for name, words in (
        ("set", "to the address in the configuration"),
        ("delete", "take it away; what waits is kept"),
        ("info", "what Telegram says of it"),
    ):
        webhook.add_parser(name, help=words).set_defaults(command=_webhook, what=name)

    people_cli.offer(_group(commands, "people", "units, staff and employees"))

    quarantine_cli.offer(
        _group(commands, "quarantine", "events that could not be handled and were set aside")
    )

    doctor = commands.add_parser("doctor", help="check everything and say how to mend it")
    doctor.set_defaults(command=_doctor)

    store_cli.offer(_group(commands, "store", "where what is said is kept"))

    backup = commands.add_parser("backup", help="copy the store while the bot goes on working")
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.set_defaults(command=_backup)

    report = commands.add_parser("report", help="the month's report for the desk: pages to print and tables")
    report.add_argument("--month", metavar="YYYY-MM", help="default: the last one that has ended")
    report.add_argument("--out", metavar="DIR", type=Path, required=True, help="the folder to write into")
    report.add_argument(
        "--demo", action="store_true", help="on what was played in the demo, by the demo's clock"
    )
    report.set_defaults(command=_report)

    flows = _group(commands, "flows", "the dialogues")
    check = flows.add_parser("check", help="check flows/ and templates/")
    check.add_argument("--strict", action="store_true", help="count warnings as faults")
    check.set_defaults(command=_check)
    play = flows.add_parser("test", help="play the transcripts, count the steps and branches they take")
    play.add_argument(
        "paths", metavar="PATH", type=Path, nargs="*", help="only these; then nothing is judged"
    )
    play.add_argument(
        "--cover", metavar="PERCENT", type=float, default=100.0, help="judge less (default: 100)"
    )
    play.set_defaults(command=_flows_test)
    attempt = flows.add_parser("try", help="talk with a flow here in the terminal")
    attempt.add_argument("flow", metavar="FLOW", nargs="?", default="menu", help="its name (default: menu)")
    attempt.add_argument("--lang", choices=("zh", "en"), default="zh", help="the person's language")
    attempt.set_defaults(command=_flows_try)
    prove = flows.add_parser(
        "prove", help="play every dialogue in every way and tell where somebody is left alone"
    )
    prove.add_argument("flows", metavar="FLOW", nargs="*", help="only these (default: all)")
    prove.set_defaults(command=_prove)
    graph = flows.add_parser("graph", help="print a dialogue as a Mermaid flowchart")
    graph.add_argument("flow", metavar="FLOW")
    graph.set_defaults(command=_graph)
    translated = flows.add_parser("translated", help="say that the translations agree with the Chinese texts")
    translated.add_argument(
        "files", metavar="FILE", nargs="*", help="only these, such as talk (default: all)"
    )
    translated.set_defaults(command=_translated)

    programmes_cli.offer(_group(commands, "programmes", "the calendar of care"))

    safety = _group(commands, "safety", "the safety net")
    test = safety.add_parser("test", help="score it on a labelled file")
    test.add_argument("file", metavar="FILE.jsonl", type=Path)
    test.set_defaults(command=_safety_test)
    return parser


def _group(
    commands: argparse._SubParsersAction[_Parser], name: str, words: str
) -> argparse._SubParsersAction[_Parser]:
    return commands.add_parser(name, help=words).add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")


def _run(_given: argparse.Namespace) -> int:
    # the house looks for garbage again once it is made
    gc.disable()
    from bot.app import running

    config = read_config()
    if not config.token:
        _refuse(running.NO_TOKEN)
        return 2
    try:
        running.run(config)
    except running.CannotRun as fault:
        return _refuse(str(fault))
    return 0


def _webhook(given: argparse.Namespace) -> int:
    from bot.app import hooks

    acts = {"set": hooks.set_hook, "delete": hooks.drop_hook, "info": hooks.tell}
    try:
        print(asyncio.run(acts[given.what](read_config())))
    except hooks.HookFault as fault:
        return _refuse(str(fault))
    return 0


def _demo(given: argparse.Namespace) -> int:
    from bot.app import demo

    return demo.main(fresh=given.fresh, port=given.port, folder=given.folder)


def _doctor(_given: argparse.Namespace) -> int:
    from bot.app.clock import SystemClock
    from bot.app.doctor import examine

    findings = asyncio.run(examine(SystemClock().now()))
    for finding in findings:
        print(finding)
    return int(any(finding.level == "fail" for finding in findings))


def _backup(given: argparse.Namespace) -> int:
    from bot.app.backup import BackupFailed, back_up

    config = read_config()
    try:
        report = asyncio.run(back_up(config, given.file))
    except BackupFailed as fault:
        return _refuse(str(fault))
    print(report)
    return 0


def _report(given: argparse.Namespace) -> int:
    from bot.app.clock import SystemClock
    from bot.app.reporting import ReportFailed, make_report
    from bot.channel.templates import TextsFault
    from bot.store.migrate import StoreAhead
    from bot.store.opening import KeyMissing
    from bot.store.vault import WrongKey

    async def make() -> str:
        if given.demo:
            from bot.app.demo import settings_and_clock

            config, clock = await settings_and_clock()
            return await make_report(config, given.month, given.out, clock.now())
        return await make_report(read_config(), given.month, given.out, SystemClock().now())

    try:
        said = asyncio.run(make())
    except (ReportFailed, TextsFault, KeyMissing, WrongKey, StoreAhead) as fault:
        return _refuse(str(fault))
    print(said)
    return 0


def _check(given: argparse.Namespace) -> int:
    from bot.app.authoring import look
    from bot.domain.flow.model import SYSTEM

    config = read_config()
    found = look(config)
    for message in (*found.faults, *found.warnings):
        print(message, file=sys.stderr)
    if found.library is None:
        return 1
    languages = len([folder for folder in config.templates.iterdir() if any(folder.glob("*.j2"))])
    print(f"ok: {len(set(found.library.flows) - {SYSTEM})} flows, {languages} languages")
    return int(given.strict and bool(found.warnings))


def _prove(given: argparse.Namespace) -> int:
    from bot.app.authoring import proofs
    from bot.app.library import LibraryFault

    proven = True
    try:
        for well, words in proofs(read_config(), given.flows, time.perf_counter):
            print(words, file=sys.stdout if well else sys.stderr)
            proven = proven and well
    except LibraryFault as fault:
        return _refuse("\n".join(fault.messages))
    return 0 if proven else 1


def _graph(given: argparse.Namespace) -> int:
    from bot.app.authoring import picture
    from bot.app.library import LibraryFault

    try:
        print(picture(read_config(), given.flow))
    except LibraryFault as fault:
        return _refuse("\n".join(fault.messages))
    return 0


def _translated(given: argparse.Namespace) -> int:
    from bot.app.authoring import vouch
    from bot.app.library import LibraryFault
    from bot.channel.templates import TextsFault

    try:
        news = vouch(read_config(), given.files)
    except (LibraryFault, TextsFault) as fault:
        return _refuse("\n".join(fault.messages))
    print("\n".join((*news, f"{len(news)} blocks newly vouched for")))
    return 0


def _flows_test(given: argparse.Namespace) -> int:
    from bot.app import flows_test
    from bot.app.library import LibraryFault
    from bot.channel.templates import TextsFault

    try:
        well = asyncio.run(flows_test.run(read_config(), given.paths, cover=given.cover, write=print))
    except (LibraryFault, TextsFault) as fault:
        return _refuse("\n".join(fault.messages))
    except FileNotFoundError as fault:
        return _refuse(f"{fault}: there are no transcripts here")
    return 0 if well else 1


def _flows_try(given: argparse.Namespace) -> int:
    from bot.app import flows_try
    from bot.app.library import LibraryFault
    from bot.channel.templates import TextsFault

    if sys.stdin.isatty():
        print(flows_try.HELP, end="\n\n")
    try:
        flows_try.run(read_config(), given.flow, given.lang, _line, print)
    except (LibraryFault, TextsFault) as fault:
        return _refuse("\n".join(fault.messages))
    except flows_try.NoSuchFlow as fault:
        return _refuse(str(fault))
    return 0


def _line() -> str | None:
    """The next line somebody types, None when there is none; lines from a pipe are shown as they are read."""
    try:
        line = input("> ")
    except EOFError:
        print()
        return None
    if not sys.stdin.isatty():
        print(line)
    return line


def _safety_test(given: argparse.Namespace) -> int:
    from bot.app import safety_test

    return safety_test.run(given.file)


def _refuse(words: str) -> int:
    print(words, file=sys.stderr)
    return 1
