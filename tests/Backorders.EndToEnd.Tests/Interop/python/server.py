"""A grpcio server for our client. Argument: the file descriptor in base64. Prints its port, and ends when its input closes."""
import base64
import sys
import threading
from concurrent import futures

import grpc

from checks import messages

Request, Reply = messages(sys.argv[1])
stopped = threading.Event()


def echo(request):
    return Reply(text=request.text, number=request.number, payload=request.payload)


def say(request, context):
    if request.text == "refuse":
        context.set_trailing_metadata((("x-why-bin", b"\x01\x02"),))
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, "closed – ü %")
    if request.text == "metadata":
        sent = dict(context.invocation_metadata())
        context.send_initial_metadata((("x-head", "h"),))
        context.set_trailing_metadata((("x-tail", "t"),))
        return Reply(text=sent["x-text"] + " " + base64.b64encode(sent["x-bytes-bin"]).decode())
    if request.text == "wait":
        stopped.wait()
    return echo(request)


def handler(kind, behaviour):
    return getattr(grpc, kind)(behaviour, request_deserializer=Request.FromString, response_serializer=Reply.SerializeToString)


server = grpc.server(futures.ThreadPoolExecutor(8), compression=grpc.Compression.Gzip)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("backorders.tests.echo.Echo", {
    "Say": handler("unary_unary_rpc_method_handler", say),
    "Collect": handler("stream_unary_rpc_method_handler", lambda requests, _: Reply(number=sum(r.number for r in requests))),
    "Repeat": handler("unary_stream_rpc_method_handler", lambda r, _: (Reply(number=i, text=r.text) for i in range(r.number))),
    "Chat": handler("stream_stream_rpc_method_handler", lambda requests, _: (echo(r) for r in requests)),
}),))
print("port", server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
sys.stdin.read()
stopped.set()
server.stop(0)
