"""`python -m bot.sandbox --port N`: the sandbox as its own process; its first line is its address."""

import argparse
import asyncio
import signal
import sys

from bot.sandbox.server import SANDBOX_TOKEN, Sandbox


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description="A Telegram stand-in.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token", default=SANDBOX_TOKEN)
    parser.add_argument("--no-limits", action="store_true", help="answer no 429 by itself")
    parser.add_argument("--no-ledger", action="store_true", help="keep no record of sends")
    parser.add_argument("--empty", action="store_true", help="start without people and chats")
    try:
        asyncio.run(_serve(parser.parse_args(arguments)))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"cannot start the sandbox: {error}\n")
        return 2
    return 0


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sandbox = Sandbox(
        options.host,
        options.port,
        options.token,
        demo=not options.empty,
        limits=not options.no_limits,
        ledger=not options.no_ledger,
    )
    async with sandbox:
        sys.stdout.write(f"{sandbox.url}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
