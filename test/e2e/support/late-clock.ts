import { existsSync } from 'node:fs';

// Loaded before everything else (NODE_OPTIONS=--import): a machine that starts in 1970, as a Raspberry Pi without network
// does, until the file of that name is there. The monotonic clock is what it is.
const file = process.env['LINKY_TIC_CLOCK_IS_SET'] ?? '';
const RealDate = Date;
const aheadMs = RealDate.now();
const now = () => (existsSync(file) ? RealDate.now() : RealDate.now() - aheadMs);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
