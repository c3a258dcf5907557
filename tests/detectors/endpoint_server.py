"""A chat-completions server on this machine that gives scripted replies, and clocks that move only when told."""

import json
import socket
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from meydan.detectors.endpoint.detector import Clocks


@dataclass
class Reply:
    """What the server does with one request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    drop: bool = False


def chat(content: Any, usage: Any = None, reason: str = "stop", **message: Any) -> Reply:
    text = content if isinstance(content, str) else json.dumps(content)
    body: dict[str, Any] = {
        "choices": [{"message": {"role": "assistant", "content": text, **message}, "finish_reason": reason}]
    }
    return Reply(body=json.dumps(body | ({"usage": usage} if usage is not None else {})).encode())


def labels(*pairs: tuple[Any, Any], usage: Any = None) -> Reply:
    return chat({"labels": [{"label": label, "confidence": confidence} for label, confidence in pairs]}, usage)


class Server(ThreadingHTTPServer):
    """Gives the scripted replies in order, the last one for ever, and remembers what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Reply] = [labels()]
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def sent(self, index: int = -1) -> dict[str, Any]:
        sent: dict[str, Any] = json.loads(self.bodies[index])
        return sent

    def data(self, index: int = -1) -> dict[str, str]:
        data: dict[str, str] = json.loads(self.sent(index)["messages"][1]["content"])
        return data


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.headers.append(dict(self.headers))
        self.server.paths.append(self.path)
        reply = self.server.script.pop(0) if len(self.server.script) > 1 else self.server.script[0]
        try:
            self.answer(reply)
        except OSError:
            self.close_connection = True  # the detector gave up and went away: that is the point of some tests

    def answer(self, reply: Reply) -> None:
        time.sleep(reply.wait)
        self.close_connection = True
        if reply.drop:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response_only(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        pieces = [reply.body[at : at + 1] for at in range(len(reply.body))] if reply.drip else [reply.body]
        for piece in pieces:
            self.wfile.write(piece)
            time.sleep(reply.drip)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


class Time:
    """Clocks that move only when told; `slept` holds the waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clocks(self) -> Clocks:
        return Clocks(lambda: self.now, lambda: self.now, self.sleep, lambda: 1.0)
