import { nowMs } from './calls.ts';
import type { Span } from './readers.ts';

/** How often a process looks whether it runs. */
const LOOK_MS = 5;
/** A timer may be so late for reasons of Node's own. */
const SHORTEST_MS = 15;

/** Watches this process from now on. Gives when it did not run although it was due; the list grows. */
export function watchOwnPauses(): readonly Span[] {
  const pauses: Span[] = [];
  let lookedMs = nowMs();
  setInterval(() => {
    const toMs = nowMs();
    const fromMs = lookedMs + LOOK_MS;
    if (toMs - fromMs >= SHORTEST_MS) pauses.push({ fromMs, toMs });
    lookedMs = toMs;
  }, LOOK_MS);
  return pauses;
}
