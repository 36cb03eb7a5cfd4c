import type { Part } from './part.ts';

/** How long to wait in a browser that does not report when it is idle: Safari. */
const SOON_MS = 500;
/** The latest time, idle or not. */
const LATEST_MS = 5000;
const AGAIN_MS = 60_000;
/** Homebridge UI serves files until half an hour after the last one was requested. */
const MOST_TRIES = 30;

/**
 * Loads the parts of the page one after another whenever the browser is idle. Homebridge UI stops serving files if none was requested for
 * half an hour, so a page that is left open must have loaded all of them. Parts that cannot be loaded are tried again in a minute, after
 * all others.
 * @param failed the parts that could not be loaded in this round
 */
export function loadAtIdle(
  parts: readonly Part<unknown>[],
  triesLeft = MOST_TRIES,
  failed: readonly Part<unknown>[] = [],
): void {
  const [next, ...others] = parts.filter(({ loaded }) => loaded === undefined);
  if (next) {
    whenIdle(() =>
      next.load().then(
        () => loadAtIdle(others, triesLeft, failed),
        () => loadAtIdle(others, triesLeft, [...failed, next]),
      ),
    );
  } else if (failed.length > 0 && triesLeft > 1) setTimeout(() => loadAtIdle(failed, triesLeft - 1), AGAIN_MS);
}

function whenIdle(act: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: LATEST_MS });
  else setTimeout(act, SOON_MS);
}
