// Loaded into a child process after `child-clock.ts`, whose clock is a steered one (NODE_OPTIONS=--import): from the moment
// that it is asked to end, the clock runs at a tenth of the machine's pace. Homebridge kills itself after five seconds, and
// a slow machine may need longer to end it in good order.
process.once('SIGTERM', () => process.emit('message', { clock: { pace: 0.1 } }, undefined));
