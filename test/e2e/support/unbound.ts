// Loaded into a child process whose clock a test steers (NODE_OPTIONS=--import), beside that clock: nothing of it keeps the
// process from ending by itself, and no connection ends because of the time that passes outside.
import { Socket } from 'node:net';

process.channel?.unref();
/** Node's own timers, which the steered clock knows nothing of. */
Socket.prototype.setTimeout = function () {
  return this;
};
