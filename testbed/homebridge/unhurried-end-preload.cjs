// Preloaded into a Homebridge in real time, whatever its version of Node.js. Homebridge 2 kills itself five seconds after SIGTERM, and the
// plugin waits four seconds for its writer: from then on all timers take longer, as a slow machine may need more to end in good order.
const LONGER = 5;

process.prependOnceListener('SIGTERM', () => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (then, ms, ...given) => setTimeout(then, LONGER * ms, ...given);
});
