"""A mail server for tests (aiosmtpd): python3 server.py OPTIONS-AS-JSON.

Says `ready`, then a JSON line for every message at the moment at which it has it, before it answers. Its answers are
chosen by the recipient: `put-off…@` gets 451 as often as `putOff` says, `refused…@` gets 550, `too-big…@` gets 552 after
the message, and `held…@` gets its answer when a line comes on standard input.
"""
import asyncio
import json
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1])
put_off = {"left": options.get("putOff", 0)}


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("put-off") and put_off["left"] > 0:
            put_off["left"] -= 1
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        say(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "authenticated": bool(session.authenticated),
            "headers": [[name, str(value)] for name, value in message.items()],
            "raw": envelope.content.decode("latin-1"),
            "text": parts.get("text/plain", ""),
            "html": parts.get("text/html", ""),
        }))
        if envelope.rcpt_tos[0].startswith("too-big"):
            return "552 5.3.4 message too big"
        if envelope.rcpt_tos[0].startswith("held"):
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    # Not handled: the server itself answers a wrong password with 535.
    return AuthResult(success=data.login == b"portal" and data.password == b"p@ss:word/1", handled=False)


class TestController(Controller):
    def factory(self):
        context = None
        if options.get("certificateFile"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(options["certificateFile"], options["keyFile"])
        implicit = options.get("implicit", False)
        return SMTP(
            self.handler,
            hostname="mail.test",
            tls_context=None if implicit else context,
            require_starttls=context is not None and not implicit,
            auth_required=options.get("auth", False),
            auth_require_tls=context is not None and not implicit,
            authenticator=authenticate,
        )


if options.get("implicit"):
    outer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    outer.load_cert_chain(options["certificateFile"], options["keyFile"])
else:
    outer = None
controller = TestController(Handler(), hostname="127.0.0.1", port=options["port"], ssl_context=outer)
controller.start()
say("ready")
try:
    asyncio.run(asyncio.Event().wait())
except KeyboardInterrupt:
    controller.stop()
