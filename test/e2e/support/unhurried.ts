// Loaded into a child process after `child-clock.ts`, whose clock is a steered one (NODE_OPTIONS=--import): from the moment
// that it is asked to end, the clock runs as the machine's does. Homebridge kills itself five seconds later, and at ten
// times the speed these would be over before a slow machine has ended it in good order.
process.once('SIGTERM', () => process.emit('message', { clock: { pace: 1 } }, undefined));
