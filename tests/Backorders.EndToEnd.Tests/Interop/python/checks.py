"""Runs named checks one after another and prints one line for each: "ok name" or "not ok name: why"."""
import base64

import traceback

from google.protobuf import descriptor_pool, message_factory


def messages(descriptor):
    """EchoRequest and EchoReply from the file descriptor in base64."""
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(base64.b64decode(descriptor))
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName("backorders.tests.echo." + name)) for name in ("EchoRequest", "EchoReply")]


def run(checks):
    for name, check in checks.items():
        try:
            check()
            print("ok", name, flush=True)
        except BaseException:
            print("not ok", name + ":", traceback.format_exc().replace("\n", " | "), flush=True)
