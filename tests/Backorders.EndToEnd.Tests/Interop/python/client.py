"""grpcio drives our server. Arguments: port, the file descriptor in base64."""
import sys

import grpc

from checks import messages, run

port, descriptor = sys.argv[1:]
Request, Reply = messages(descriptor)
channel = grpc.insecure_channel("127.0.0.1:" + port)
zipped = grpc.insecure_channel("127.0.0.1:" + port, compression=grpc.Compression.Gzip)
PATH = "/backorders.tests.echo.Echo/"


def stub(kind, name, on=channel):
    return getattr(on, kind)(PATH + name, request_serializer=Request.SerializeToString, response_deserializer=Reply.FromString)


say = stub("unary_unary", "Say")
collect = stub("stream_unary", "Collect")
repeat = stub("unary_stream", "Repeat")
chat = stub("stream_stream", "Chat")


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("must fail")


def unary():
    assert say(Request(text="grüße", number=7)).text == "grüße"


def empty_message():
    assert say(Request()) == Reply()


def large_message():
    payload = bytes(3_000_000)
    assert say(Request(payload=payload)).payload == payload


def server_stream():
    assert [reply.number for reply in repeat(Request(number=2000))] == list(range(2000))


def client_stream():
    assert collect(Request(number=i) for i in range(1, 1001)).number == 500500


def duplex():
    assert [reply.number for reply in chat(Request(number=i) for i in range(1000))] == list(range(1000))


def metadata():
    reply, call = say.with_call(Request(text="metadata"), metadata=(("x-text", "hello"), ("x-bytes-bin", b"\x00\xff\x01")))
    assert reply.text == "hello AP8B", reply.text
    assert dict(call.initial_metadata())["x-head"] == "h"
    trailers = dict(call.trailing_metadata())
    assert trailers["x-tail"] == "t" and trailers["x-tail-bin"] == b"\x01\x02\x03", trailers


def error_with_details():
    error = failure(lambda: say(Request(text="refuse")))
    assert error.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert error.details() == "lane 7 is closed – ü %", error.details()
    assert b"LANE_CLOSED" in dict(error.trailing_metadata())["grpc-status-details-bin"]


def deadline():
    assert failure(lambda: say(Request(text="wait"), timeout=0.3)).code() == grpc.StatusCode.DEADLINE_EXCEEDED


def cancel():
    call = repeat(Request(number=1_000_000))
    next(call)
    call.cancel()
    assert failure(lambda: list(call)).code() == grpc.StatusCode.CANCELLED
    assert say(Request(number=2)).number == 2


def gzip():
    assert stub("unary_unary", "Say", zipped)(Request(payload=bytes(100_000))).payload == bytes(100_000)
    assert stub("unary_unary", "Say", zipped)(Request()) == Reply()


def too_large():
    assert failure(lambda: say(Request(payload=bytes(5_000_000)))).code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def unimplemented():
    call = channel.unary_unary("/nobody.Service/Say")
    assert failure(lambda: call(b"")).code() == grpc.StatusCode.UNIMPLEMENTED


CHECKS = [
    unary, empty_message, large_message, server_stream, client_stream, duplex, metadata, error_with_details, deadline, cancel, gzip, too_large,
    unimplemented,
]
run({check.__name__.replace("_", " "): check for check in CHECKS})
