"""Notices without anything around them, and a mail server on this machine."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.utils import timezone

from withi.ground.notices.models import KINDS, Notice, NoticeKind, register_kind

DIGITS = re.compile(r"[0-9๐-๙][0-9๐-๙ .\-]{6,}[0-9๐-๙]")


def has_number_of_someone(text: str) -> bool:
    """Whether a text outside its addresses holds what may be a telephone or an identity number."""
    plain = re.sub(r"https?://\S+", " ", text)
    return any(len(re.sub(r"\D", "", found)) >= 9 for found in DIGITS.findall(plain))


class Teller:
    """Who acts: an account as the ground sees it."""

    def __init__(self, pk: int, name: str = "พัฒนากร (ตัวอย่าง)") -> None:
        self.pk = pk
        self.display_name = name
        self.post_label = "district_worker 4015"
        self.helper = ""


def make_kind(name: str = "example") -> NoticeKind:
    """A kind that says its count, known from then on."""
    kind = NoticeKind(name, "info", "ตัวอย่าง", lambda count, _values: f"มี {count} รายการ")
    if name not in KINDS:
        register_kind(kind)
    return kind


def make_notice(recipient_id: int | None = 1, **fields: Any) -> Notice:
    now = timezone.now()
    facts: dict[str, Any] = {"kind": make_kind().name, "created_at": now, "expires_at": now + timedelta(days=9)}
    return Notice.objects.create(recipient_id=recipient_id, **facts | fields)


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs: letters are kept, and some are refused."""

    server: "MailServer"

    def handle(self) -> None:
        self.say("220 stand-in")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                self.say("354 go on")
                self.server.letters.append(self.read_letter())
                self.say("250 kept")
            elif word == "RCPT" and self.server.refuses > 0:
                self.server.refuses -= 1
                self.say("451 come back later")
            else:
                self.say("221 bye" if word == "QUIT" else "250 fine")
            if word == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def read_letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on this machine only; `letters` are those it took, `refuses` how many it will not."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.letters: list[bytes] = []
        self.refuses = 0


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A running server that the settings name as ours."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_FROM = "Withi <withi@withi.example>"
        settings.EMAIL_SERVER = {"host": "127.0.0.1", "port": server.server_address[1], "use_tls": False}
        yield server
        server.shutdown()
