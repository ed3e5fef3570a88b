// The echo service for grpc-js, from the .proto file itself.
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

export { grpc };

export function loadEcho(protoPath) {
  const definition = loader.loadSync(protoPath, { keepCase: true, defaults: true, bytes: Buffer });
  return grpc.loadPackageDefinition(definition).backorders.tests.echo.Echo;
}
