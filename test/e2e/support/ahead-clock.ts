// Loaded before everything else (NODE_OPTIONS=--import): a machine whose wall clock is so many milliseconds ahead. The
// monotonic clock is what it is.
const RealDate = Date;
const aheadMs = Number(process.env['LINKY_TIC_CLOCK_AHEAD_MS']);
const now = () => RealDate.now() + aheadMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
