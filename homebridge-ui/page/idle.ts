import type { Part } from './part.ts';

/** How long to wait where the browser does not tell when it has nothing to do: Safari. */
const SOON_MS = 500;
/** Idle or not, after so long. */
const LATEST_MS = 5000;
const AGAIN_MS = 60_000;
/** Homebridge UI gives out files for half an hour after the last one. */
const MOST_TRIES = 30;

/**
 * Loads the parts of the page one after the other whenever the browser has nothing to do: Homebridge UI gives out no files any more once
 * it was asked for none for half an hour, so that a page that is left open has to have all of them. What cannot be loaded is tried again
 * in a minute, after all others.
 * @param failed those that could not be loaded in this round
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
