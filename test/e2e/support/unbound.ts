// Loaded into a child process whose clock a test steers (NODE_OPTIONS=--import): lets the process end although its IPC channel
// is open, and takes the time-outs from its sockets. Those are Node's own, which the steered clock knows nothing of.
import { Socket } from 'node:net';

process.channel?.unref();
Socket.prototype.setTimeout = function () {
  return this;
};
