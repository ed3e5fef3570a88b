// A grpc-js server for our client. Argument: path of echo.proto. Prints its port, and ends when its input closes.
import { grpc, loadEcho } from "./echo.mjs";

const Echo = loadEcho(process.argv[2]);
const server = new grpc.Server();
const echo = ({ text, number, payload }) => ({ text, number, payload });

server.addService(Echo.service, {
  Say(call, callback) {
    const { text } = call.request;
    if (text === "refuse") {
      const metadata = new grpc.Metadata();
      metadata.set("x-why-bin", Buffer.from([1, 2]));
      callback({ code: grpc.status.FAILED_PRECONDITION, details: "closed – ü %", metadata });
    } else if (text === "metadata") {
      const headers = new grpc.Metadata();
      headers.set("x-head", "h");
      call.sendMetadata(headers);
      const trailers = new grpc.Metadata();
      trailers.set("x-tail", "t");
      const bytes = call.metadata.get("x-bytes-bin")[0];
      callback(null, { text: `${call.metadata.get("x-text")[0]} ${bytes.toString("base64")}` }, trailers);
    } else if (text !== "wait") {
      callback(null, echo(call.request));
    }
  },
  Collect(call, callback) {
    let number = 0;
    call.on("data", (m) => (number += m.number));
    call.on("end", () => callback(null, { number }));
  },
  Repeat(call) {
    for (let i = 0; i < call.request.number; i++) call.write({ number: i, text: call.request.text });
    call.end();
  },
  Chat(call) {
    call.on("data", (m) => call.write(echo(m)));
    call.on("end", () => call.end());
  },
});

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`port ${port}`);
});
process.stdin.resume().on("end", () => process.exit(0));
