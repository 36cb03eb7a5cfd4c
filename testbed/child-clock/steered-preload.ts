// Loaded into a child process whose clock a test steers (NODE_OPTIONS=--import): lets the process end although its IPC channel
// is open, and makes the time-outs of
// sockets do nothing: Node counts them by the machine's clock, and not by the steered one.
import { Socket } from 'node:net';

process.channel?.unref();
Socket.prototype.setTimeout = function () {
  return this;
};
