// Loaded before Microsoft's playground, which would listen on every interface and outlive a test
// that was killed: here it is reached from this machine only, and ends with whoever started it.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  return typeof port === "number"
    ? listen.call(this, port, "127.0.0.1", ...rest)
    : listen.call(this, port, ...rest);
};

process.stdin.resume().on("end", () => process.exit());
