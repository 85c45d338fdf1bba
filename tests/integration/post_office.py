"""A worker with everything around it, driven step by step on a clock that moves only when told."""

import asyncio
import math
from dataclasses import dataclass, field

from bot.delivery.pacing import Pacer
from bot.delivery.window import Window
from bot.delivery.worker import Tools, Worker
from bot.storage.engine import Store
from tests.fakes import FakeClock, ScriptedSender


@dataclass
class PostOffice:
    """The delivery side of a process. `restart` is a crash followed by a new process."""

    store: Store
    clock: FakeClock
    resend: bool = True
    epoch: int = 1
    holds_lease: bool = True
    sender: ScriptedSender = field(default_factory=ScriptedSender)
    pacer: Pacer = field(default_factory=lambda: Pacer(math.inf))
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """A new worker of the present epoch."""
        tools = Tools(self.store, self.sender, self.pacer, Window(math.inf), self.clock)
        self.worker = Worker(tools, epoch=self.epoch, resend=self.resend, may_send=lambda: self.holds_lease)

    async def step(self) -> float:
        """One turn of the loop, and every answer that arrives by itself; gives back how long it would rest."""
        rest = await self.worker.run_once()
        await self.landed()
        return rest

    async def landed(self) -> None:
        """Until every send is over or waits for an answer that is held."""
        while len(flying := asyncio.all_tasks() - {asyncio.current_task()}) > self.sender.waiting:
            await asyncio.wait(flying, timeout=0)

    async def settle(self) -> None:
        """Turn until there is nothing to do at this instant."""
        while await self.step() == 0:
            pass

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, then do what has become due."""
        self.clock.advance(seconds)
        await self.settle()

    async def crash(self) -> None:
        """End as kill -9 does: answers that were under way are never seen, and nothing is written."""
        flying = asyncio.all_tasks() - {asyncio.current_task()}
        for task in flying:
            task.cancel()
        await asyncio.gather(*flying, return_exceptions=True)

    async def restart(self) -> None:
        """Crash, and begin again as the next epoch."""
        await self.restart_as(self.epoch + 1)

    async def restart_as(self, epoch: int) -> None:
        """Crash, and begin again with a limiter that remembers nothing."""
        await self.crash()
        self.epoch = epoch
        self.pacer = Pacer(math.inf)
        self.open()
