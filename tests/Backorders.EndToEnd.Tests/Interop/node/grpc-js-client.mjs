// grpc-js drives our server. Arguments: port, path of echo.proto.
import { assert, run } from "./checks.mjs";
import { grpc, loadEcho } from "./echo.mjs";

const [port, protoPath] = process.argv.slice(2);
const Echo = loadEcho(protoPath);
const address = `127.0.0.1:${port}`;
const client = new Echo(address, grpc.credentials.createInsecure());
const zipped = new Echo(address, grpc.credentials.createInsecure(), { "grpc.default_compression_algorithm": 2 });

const say = (stub, request, metadata = new grpc.Metadata(), options = {}) => {
  const seen = {};
  return new Promise((resolve, reject) => {
    const call = stub.Say(request, metadata, options, (error, reply) => (error ? reject(error) : resolve({ reply, ...seen, seen })));
    call.on("metadata", (m) => (seen.headers = m));
    call.on("status", (s) => (seen.status = s));
  });
};

const all = (call) =>
  new Promise((resolve, reject) => {
    const messages = [];
    call.on("data", (m) => messages.push(m));
    call.on("error", reject);
    call.on("end", () => resolve(messages));
  });

const failure = (promise) => promise.then(() => assert.fail("must fail"), (e) => e);

await run({
  unary: async () => assert.equal((await say(client, { text: "grüße", number: 7 })).reply.text, "grüße"),
  "empty message": async () => assert.equal((await say(client, {})).reply.number, 0),
  "large message": async () => {
    const payload = Buffer.alloc(3_000_000, 7);
    assert.ok((await say(client, { payload })).reply.payload.equals(payload));
  },
  "server stream": async () => {
    const replies = await all(client.Repeat({ number: 5000, text: "x" }));
    assert.deepEqual(replies.map((r) => r.number), [...Array(5000).keys()]);
  },
  "client stream": async () => {
    const reply = await new Promise((resolve, reject) => {
      const call = client.Collect((error, answer) => (error ? reject(error) : resolve(answer)));
      for (let i = 1; i <= 1000; i++) call.write({ number: i });
      call.end();
    });
    assert.equal(reply.number, 500500);
  },
  duplex: async () => {
    const call = client.Chat();
    const replies = all(call);
    for (let i = 0; i < 2000; i++) call.write({ number: i });
    call.end();
    assert.equal((await replies).length, 2000);
  },
  "metadata both ways": async () => {
    const metadata = new grpc.Metadata();
    metadata.set("x-text", "hello");
    metadata.set("x-bytes-bin", Buffer.from([0, 255, 1]));
    const { reply, seen } = await say(client, { text: "metadata" }, metadata);
    assert.equal(reply.text, "hello AP8B");
    assert.deepEqual(seen.headers.get("x-head"), ["h"]);
    await new Promise(setImmediate);
    assert.deepEqual(seen.status.metadata.get("x-tail"), ["t"]);
    assert.deepEqual([...seen.status.metadata.get("x-tail-bin")[0]], [1, 2, 3]);
  },
  "error with details": async () => {
    const e = await failure(say(client, { text: "refuse" }));
    assert.equal(e.code, grpc.status.FAILED_PRECONDITION);
    assert.equal(e.details, "lane 7 is closed – ü %");
    assert.ok(e.metadata.get("grpc-status-details-bin")[0].includes("LANE_CLOSED"));
  },
  "error after messages": async () => {
    const call = client.Repeat({ number: -1 });
    const seen = [];
    call.on("data", (m) => seen.push(m));
    const e = await new Promise((resolve) => call.on("error", resolve));
    assert.equal(e.code, grpc.status.ABORTED);
    assert.equal(seen.length, 1);
  },
  deadline: async () => {
    const e = await failure(say(client, { text: "wait" }, new grpc.Metadata(), { deadline: Date.now() + 300 }));
    assert.equal(e.code, grpc.status.DEADLINE_EXCEEDED);
  },
  cancel: async () => {
    const call = client.Chat();
    const first = new Promise((resolve) => call.once("data", resolve));
    call.write({ number: 1 });
    await first;
    const error = new Promise((resolve) => call.on("error", resolve));
    call.cancel();
    assert.equal((await error).code, grpc.status.CANCELLED);
    assert.equal((await say(client, { number: 2 })).reply.number, 2);
  },
  gzip: async () => {
    const payload = Buffer.alloc(100_000, 1);
    assert.ok((await say(zipped, { payload })).reply.payload.equals(payload));
    assert.equal((await say(zipped, {})).reply.number, 0);
  },
  "too large": async () => assert.equal((await failure(say(client, { payload: Buffer.alloc(5_000_000) }))).code, grpc.status.RESOURCE_EXHAUSTED),
  unimplemented: async () => {
    const e = await new Promise((resolve) =>
      client.makeUnaryRequest("/nobody.Service/Say", (x) => x, (x) => x, Buffer.alloc(0), (error) => resolve(error)));
    assert.equal(e.code, grpc.status.UNIMPLEMENTED);
  },
  "many at once": async () => {
    const replies = await Promise.all([...Array(500).keys()].map((number) => say(client, { number })));
    assert.deepEqual(replies.map((r) => r.reply.number), [...Array(500).keys()]);
  },
});
