// connect-node drives our server by all its protocols. Arguments: HTTP/2 port, HTTP/1.1 port, the file descriptor in base64.
import { createClient, Code, ConnectError } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { assert, run } from "./checks.mjs";

const [http2Port, http1Port, descriptor] = process.argv.slice(2);
const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(descriptor, "base64"));
const Echo = createFileRegistry(file, () => undefined).getService("backorders.tests.echo.Echo");
const baseUrls = { 1: `http://127.0.0.1:${http1Port}`, 2: `http://127.0.0.1:${http2Port}` };
const at = (version, more = {}) => ({ baseUrl: baseUrls[version], httpVersion: version === 1 ? "1.1" : "2", ...more });

const transports = {
  "connect json h1": createConnectTransport(at(1)),
  "connect proto h1": createConnectTransport(at(1, { useBinaryFormat: true })),
  "connect json h2": createConnectTransport(at(2)),
  "connect proto h2": createConnectTransport(at(2, { useBinaryFormat: true })),
  "web h1": createGrpcWebTransport(at(1)),
  "web h2": createGrpcWebTransport(at(2)),
  grpc: createGrpcTransport(at(2)),
};

const failure = (promise) => promise.then(() => assert.fail("must fail"), (e) => ConnectError.from(e));
const checks = {};

for (const [name, transport] of Object.entries(transports)) {
  const client = createClient(Echo, transport);
  checks[`${name}: unary`] = async () => {
    const reply = await client.say({ text: "grüße", number: 7, payload: new Uint8Array([1, 2]) });
    assert.equal(reply.text, "grüße");
    assert.equal(reply.number, 7);
    assert.deepEqual([...reply.payload], [1, 2]);
  };
  checks[`${name}: metadata`] = async () => {
    const seen = {};
    const reply = await client.say({ text: "metadata" }, {
      headers: { "x-text": "hello", "x-bytes-bin": "AP8B" },
      onHeader: (h) => (seen.head = h.get("x-head")),
      onTrailer: (t) => (seen.tail = t.get("x-tail")),
    });
    assert.equal(reply.text, "hello AP8B");
    assert.deepEqual(seen, { head: "h", tail: "t" });
  };
  checks[`${name}: error`] = async () => {
    const e = await failure(client.say({ text: "refuse" }));
    assert.equal(e.code, Code.FailedPrecondition);
    assert.equal(e.rawMessage, "lane 7 is closed – ü %");
    assert.equal(e.details[0].type, "google.rpc.ErrorInfo");
    assert.ok(Buffer.from(e.details[0].value).includes("LANE_CLOSED"));
  };
  checks[`${name}: deadline`] = async () => {
    assert.equal((await failure(client.say({ text: "wait" }, { timeoutMs: 300 }))).code, Code.DeadlineExceeded);
  };
  if (!name.startsWith("connect")) {
    checks[`${name}: server stream`] = async () => {
      const numbers = [];
      for await (const reply of client.repeat({ number: 1000 })) numbers.push(reply.number);
      assert.deepEqual(numbers, [...Array(1000).keys()]);
    };
  }
}

const grpc = createClient(Echo, transports.grpc);
checks["grpc: duplex"] = async () => {
  const numbers = [];
  const requests = (async function* () {
    for (let number = 0; number < 500; number++) yield { number };
  })();
  for await (const reply of grpc.chat(requests)) numbers.push(reply.number);
  assert.equal(numbers.length, 500);
};
checks["connect json h1: large and compressed"] = async () => {
  const payload = new Uint8Array(1_000_000);
  const reply = await createClient(Echo, transports["connect json h1"]).say({ payload });
  assert.equal(reply.payload.length, payload.length);
};

await run(checks);
