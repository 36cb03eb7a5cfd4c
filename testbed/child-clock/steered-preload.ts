// Preloaded into a child process with a steered clock (NODE_OPTIONS=--import). It lets the process end although its IPC
// channel is open. And it turns off the timeouts of sockets, which Node measures by the real clock, not by the steered
// one.
import { Socket } from 'node:net';

process.channel?.unref();
Socket.prototype.setTimeout = function () {
  return this;
};
